"""Care for those written to: a merged piece looked at under the rules of the prison it goes to.

`findings` is given what stands on the paper and what is known of it, and returns each broken rule with
its place, the words, a remedy and the rule's source. Nothing here reads a file or asks a clock.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from outreach.care import address_checks, signs, text_language, word_checks
from outreach.care.breach import Breach, Writing, in_texts
from outreach.care.colours import other_colours
from outreach.care.facts import PieceFacts
from outreach.care.pictures import OTHER
from outreach.care.rule_books import Rule
from outreach.care.words import Passage
from outreach.model import Finding, Severity

Check = Callable[[Writing, Rule], Iterator[Breach]]


def findings(writing: Writing) -> list[Finding]:
    """Return what is wrong with a piece, the same words of the same block once."""
    found: dict[tuple[str, str, str], Finding] = {}
    for name, rule in writing.facts.rules.items():
        for one in CHECKS[name](writing, rule) if name in CHECKS else ():
            key = (name, one.place, one.message)
            found.setdefault(key, _finding(rule, one))
    return list(found.values())


def page_findings(facts: PieceFacts, pages: int) -> list[Finding]:
    """Return what is wrong with the number of pages, which only setting tells."""
    found: list[Finding] = []
    if facts.kind != "letter":
        return found  # the two sides of a card are one sheet
    most = facts.rules.get("pages")
    if most and pages > most.number("at_most"):
        remedy = "shorten the text, or choose a smaller font in style.css"
        found.append(_finding(most, Breach(f"{pages} pages, and at most {most.number('at_most')} are let in", remedy)))
    sheets = facts.rules.get("name_on_every_sheet")
    if sheets and pages > 1:
        remedy = "write the person's name and number by hand on every sheet"
        found.append(_finding(sheets, Breach(f"{pages} pages, and only the first one has the name on it", remedy)))
    return found


def stops(facts: PieceFacts, found: Sequence[Finding]) -> list[Finding]:
    """Return the findings that keep the piece back: those of strict rules that nobody passed over."""
    return [one for one in found if one.severity is Severity.STOP and one.rule not in facts.passed]


def _finding(rule: Rule, one: Breach) -> Finding:
    severity = Severity.WARN if one.mild else rule.severity
    return Finding(rule.name, severity, one.message, one.place, one.quote, one.remedy, rule.origin)


def _language(writing: Writing, rule: Rule) -> Iterator[Breach]:
    """Look whether the language is let in, and whether the text is in it."""
    facts = writing.facts
    allowed = facts.official if rule.texts("allowed") == ("official",) else rule.texts("allowed")
    if allowed and not {facts.language, facts.language.split("-", maxsplit=1)[0]} & set(allowed):
        remedy = f"write it in: {', '.join(allowed)}"
        first = next((text.split("\n")[0] for text in writing.texts.values() if text), "")
        said = "is not let in" if rule.severity is Severity.STOP else "the censor may not read"
        yield Breach(f"the letter is in {facts.language}, which {said}", remedy, quote=text_language.beginning(first))
        return
    for block, text in writing.texts.items():
        for one, other in text_language.other_languages(text, facts.language):
            remedy = f"write it in {facts.language}, or correct the language of this row"
            yield Breach(
                f"these words look like {other}, and the letter is in {facts.language}", remedy, block, one.quote
            )


def _mixed_letters(writing: Writing, _: Rule) -> Iterator[Breach]:
    remedy = "type the word anew with one keyboard: letters of another script look like a cipher"
    yield from in_texts(writing, text_language.mixed_letters, "letters of two scripts in “{}”", remedy, own=True)
    for line in writing.facts.address:
        for one in text_language.mixed_letters(line):
            yield Breach(f"letters of two scripts in “{one.words}”", remedy, "address", one.quote)


def _foreign_words(writing: Writing, _: Rule) -> Iterator[Breach]:
    script = text_language.script_for(writing.facts.language)
    mixed = {one.words for text in writing.texts.values() for one in text_language.mixed_letters(text)}

    def look(text: str) -> Iterator[Passage]:
        return (one for one in text_language.foreign_words(text, script) if one.words not in mixed)

    yield from in_texts(writing, look, "“{}” is a foreign word", f"write it in {script} letters, or leave it out")


def _abbreviations(writing: Writing, _: Rule) -> Iterator[Breach]:
    def look(text: str) -> Iterator[Passage]:
        return signs.abbreviations(text, writing.facts.language)

    yield from in_texts(writing, look, "“{}” is an abbreviation", "write it out")


def _emoji(writing: Writing, _: Rule) -> Iterator[Breach]:
    yield from in_texts(writing, signs.emoji, "“{}” is no letter but a little picture", "say it in words")


def _links(writing: Writing, _: Rule) -> Iterator[Breach]:
    remedy = "leave it out: it is of no use on paper, and shows the way to others"
    yield from in_texts(writing, signs.links, "“{}” is an address on the internet", remedy, own=True)


def _codes(writing: Writing, _: Rule) -> Iterator[Breach]:
    """Look for what could be taken for a mark; the prisoner's own number and the printed address are none."""
    facts = writing.facts
    allowed = {word.strip(",;") for line in (*facts.sender_lines, facts.prisoner_number) for word in line.split()}

    def look(text: str) -> Iterator[Passage]:
        return signs.codes(text, facts.ids, allowed)

    remedy = "leave it out: codes and numbers belong on your own packing list"
    yield from in_texts(writing, look, "“{}” looks like a code", remedy)


def _characters(writing: Writing, rule: Rule) -> Iterator[Breach]:
    count, most = sum(len(text) for text in writing.texts.values()), rule.number("at_most")
    if count > most:
        yield Breach(f"{count} characters, and at most {most} are let in", "shorten the text")


def _kinds(writing: Writing, rule: Rule) -> Iterator[Breach]:
    if writing.facts.kind not in rule.texts("allowed"):
        allowed = " and ".join(f"{kind}s" for kind in rule.texts("allowed"))
        yield Breach(f"a {writing.facts.kind}, and only {allowed} are let in", "use another mailing for this person")


def _colours(writing: Writing, rule: Rule) -> Iterator[Breach]:
    allowed = rule.texts("allowed")
    remedy = f"write in {' or '.join(allowed)} on white"
    for one in other_colours(f"{writing.style}\n{writing.html}", allowed):
        yield Breach(f"the colour {one.words}", remedy, "style", one.quote)
    for picture in writing.pictures:
        if picture.place != "picture" and OTHER in picture.colours:  # the picture side of a card is no writing
            yield Breach(
                f"colours in the picture {picture.name}", f"{remedy}, the picture too", picture.place, mild=True
            )


def _pictures(writing: Writing, _: Rule) -> Iterator[Breach]:
    match = re.search(r"<(?:img|svg|object|picture)\b[^>]*>?", writing.html, re.IGNORECASE)
    if match:
        yield Breach("a picture, and none is let in", "use a template without pictures", "text", match[0][:60])


def _return_address(writing: Writing, rule: Rule) -> Iterator[Breach]:
    there, wanted = writing.facts.return_address, rule.text("wanted")
    if wanted == "needed" and not there:
        remedy = "choose a stationery with one, and set return_address = true under [care]"
        yield Breach("no return address on the piece", remedy)
    if wanted == "unwanted" and there:
        yield Breach("a return address, which is not wanted here", "set return_address = false under [care]")


def _sender_name(writing: Writing, _: Rule) -> Iterator[Breach]:
    if len(re.findall(r"[^\W\d_]{2,}", writing.facts.sender)) < 2:  # noqa: PLR2004 — given and family name
        remedy = 'set sender_name = "full" under [care], and write the whole name of the sender'
        yield Breach("the sender's full name is not on the piece", remedy, quote=writing.facts.sender.strip())


def _enclosures(writing: Writing, rule: Rule) -> Iterator[Breach]:
    refused = [one for one in writing.facts.enclosures if one in rule.texts("refused")]
    if refused:
        yield Breach(f"enclosed: {', '.join(refused)}, which is not let in", "take it out of the mailing's enclosures")


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        **word_checks.CHECKS, **address_checks.CHECKS,
        "abbreviations": _abbreviations, "characters": _characters, "codes": _codes, "colours": _colours, "emoji": _emoji,
        "enclosures": _enclosures, "foreign_words": _foreign_words, "kinds": _kinds, "language": _language, "links": _links,
        "mixed_letters": _mixed_letters, "pictures": _pictures, "return_address": _return_address,
        "sender_name": _sender_name,
    }
)  # fmt: skip
"""The rules that a merged text can break; pages are counted after setting, the person's row is looked at before."""
