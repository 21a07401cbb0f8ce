"""Care for those written to: a merged piece looked at under the rules of the prison it goes to.

`findings` is given what stands on the paper and what is known of it, and returns each broken rule with
its place, the words, a remedy and the rule's source. Nothing here reads a file or asks a clock.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from outreach.care import colours, text_search
from outreach.care.rule_books import Rule, Rules
from outreach.model import Finding, Severity

TOPICS = {
    "case": "the case", "crime": "breaking rules", "extremism": "what may be called extremism", "fight": "a fight",
    "freedom": "freedom", "insults": "an insult", "lgbt": "LGBTQ+ matters", "politics": "politics", "war": "war",
}  # fmt: skip
"""Topics as the findings call them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a piece to a prisoner before it is merged; it travels into the press with it.

    `address` are the lines on the envelope side; `sender` the words by which the sender is known, which
    may stand in their own script; `ids` what must never be on the paper; `passed` the rules that somebody
    decided to break, with a reason in the ledger; `enclosures` is what goes into the envelope.
    """

    rules: Rules
    kind: str
    language: str
    address: tuple[str, ...] = ()
    birth_year: str = ""
    prisoner_number: str = ""
    patronymic: bool = False
    return_address: bool = True
    sender: str = ""
    ids: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Letter:
    """A merged piece: the texts of its blocks, the same as HTML, and its style."""

    facts: Facts
    texts: Mapping[str, str]
    html: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where a rule is broken, as a check finds it."""

    message: str
    remedy: str
    place: str = ""
    quote: str = ""


Check = Callable[[Letter, Rule], Iterator[Broken]]


def findings(letter: Letter) -> list[Finding]:
    """Return what is wrong with a letter, the same words of the same block once."""
    found: dict[tuple[str, str, str], Finding] = {}
    for name, rule in letter.facts.rules.items():
        for one in CHECKS[name](letter, rule) if name in CHECKS else ():
            key = (name, one.place, one.message)
            found.setdefault(key, _finding(rule, one))
    return list(found.values())


def page_findings(facts: Facts, pages: int) -> list[Finding]:
    """Return what is wrong with the number of pages, which only setting tells."""
    found: list[Finding] = []
    if facts.kind != "letter":
        return found  # the two sides of a card are one sheet
    most = facts.rules.get("pages")
    if most and pages > most.number("at_most"):
        remedy = "shorten the text, or choose a smaller font in style.css"
        found.append(_finding(most, Broken(f"{pages} pages, and at most {most.number('at_most')} are let in", remedy)))
    sheets = facts.rules.get("name_on_every_sheet")
    if sheets and pages > 1:
        remedy = "write the person's name and number by hand on every sheet"
        found.append(_finding(sheets, Broken(f"{pages} pages, and only the first one has the name on it", remedy)))
    return found


def stops(facts: Facts, found: Sequence[Finding]) -> list[Finding]:
    """Return the findings that keep the piece back: those of strict rules that nobody passed over."""
    return [one for one in found if one.severity is Severity.STOP and one.rule not in facts.passed]


def _finding(rule: Rule, one: Broken) -> Finding:
    return Finding(rule.name, rule.severity, one.message, one.place, one.quote, one.remedy, rule.origin)


Look = Callable[[str], Iterator[text_search.Found]]


def _in_texts(letter: Letter, look: Look, say: str, remedy: str) -> Iterator[Broken]:
    """Yield what `look` finds in each block, except the sender's own words; `say` has a place for the words."""
    own = {word.casefold() for word in re.findall(r"[^\W\d_]+", letter.facts.sender)}
    for block, text in letter.texts.items():
        for one in look(text):
            if not all(word.casefold() in own for word in re.findall(r"[^\W\d_]+", one.words) or [""]):
                yield Broken(say.format(one.words), remedy, block, one.quote)


def _language(letter: Letter, rule: Rule) -> Iterator[Broken]:
    """Look whether the language is let in, and whether the text is in it."""
    language, allowed = letter.facts.language, rule.texts("allowed")
    if allowed and language.split("-", maxsplit=1)[0] not in allowed:
        remedy = f"write it in: {', '.join(allowed)}"
        first = next((text.split("\n")[0] for text in letter.texts.values() if text), "")
        yield Broken(f"the letter is in {language}, which is not let in", remedy, quote=text_search.beginning(first))
        return
    for block, text in letter.texts.items():
        for one, other in text_search.other_languages(text, language):
            remedy = f"write it in {language}, or correct the language of this row"
            yield Broken(f"these words look like {other}, and the letter is in {language}", remedy, block, one.quote)


def _mixed_letters(letter: Letter, _: Rule) -> Iterator[Broken]:
    remedy = "type the word anew with one keyboard: letters of another script look like a cipher"
    yield from _in_texts(letter, text_search.mixed_letters, "letters of two scripts in “{}”", remedy)
    for line in letter.facts.address:
        for one in text_search.mixed_letters(line):
            yield Broken(f"letters of two scripts in “{one.words}”", remedy, "address", one.quote)


def _foreign_words(letter: Letter, _: Rule) -> Iterator[Broken]:
    script = text_search.script_for(letter.facts.language)
    mixed = {one.words for text in letter.texts.values() for one in text_search.mixed_letters(text)}

    def look(text: str) -> Iterator[text_search.Found]:
        # A whole paragraph in another script is the business of the rule `language`.
        lines = (line for line in text.split("\n") if text_search.main_script(line) == script)
        return (one for line in lines for one in text_search.foreign_words(line, script) if one.words not in mixed)

    yield from _in_texts(letter, look, "“{}” is a foreign word", f"write it in {script} letters, or leave it out")


def _name(letter: Letter, rule: Rule) -> Iterator[Broken]:
    """Look whether the whole name stands in the address, in the script of the country."""
    line = letter.facts.address[0] if letter.facts.address else ""
    script = rule.text("script")
    name = re.findall(r"[^\W\d_]{2,}", line.split(",")[0])
    if len(name) < 2:  # noqa: PLR2004 — given and family name
        yield Broken("the address has no full name", "fill given_name and family_name", "address", line)
    if script and text_search.main_script(line) not in (script, ""):
        yield Broken(f"the name is not in {script} letters", "write the name as it is written there", "address", line)


def _patronymic(letter: Letter, _: Rule) -> Iterator[Broken]:
    if not letter.facts.patronymic:
        line = letter.facts.address[0] if letter.facts.address else ""
        yield Broken("no patronymic", "fill the column patronymic, if the person has one", "address", line)


def _birth_year(letter: Letter, _: Rule) -> Iterator[Broken]:
    year = letter.facts.birth_year
    lines = letter.facts.address
    if not year:
        yield Broken("no year of birth", "fill the column birth_date; the year alone is enough", "address", *lines[:1])
    elif not any(year in line for line in lines):
        remedy = "write the name in Cyrillic letters, or put the year behind it"
        yield Broken("the year of birth does not stand in the address", remedy, "address", *lines[:1])


def _prisoner_number(letter: Letter, _: Rule) -> Iterator[Broken]:
    number, lines = letter.facts.prisoner_number, letter.facts.address
    if not number or not any(number in line for line in lines):
        yield Broken("no prisoner number", "fill the column prisoner_number", "address", *lines[:1])


def _topics(letter: Letter, rule: Rule) -> Iterator[Broken]:
    language = letter.facts.language
    unknown = [topic for topic in rule.texts("avoid") if not text_search.knows_words(language, topic)]
    if unknown:
        remedy = "have somebody who reads the language look at it"
        listed = ", ".join(TOPICS.get(topic, topic) for topic in unknown)
        yield Broken(f"the tool knows no words in {language} for: {listed}", remedy)
    for topic in rule.texts("avoid"):

        def look(text: str, topic: str = topic) -> Iterator[text_search.Found]:
            return text_search.avoided_words(text, language, topic)

        said = f"“{{}}” may be read as {TOPICS.get(topic, topic)}"
        yield from _in_texts(letter, look, said, "write of something else, or in other words")


def _profanity(letter: Letter, _: Rule) -> Iterator[Broken]:
    def look(text: str) -> Iterator[text_search.Found]:
        return text_search.avoided_words(text, letter.facts.language, "profanity")

    yield from _in_texts(letter, look, "“{}” is a swear word", "leave it out")


def _words(letter: Letter, rule: Rule) -> Iterator[Broken]:
    def look(text: str) -> Iterator[text_search.Found]:
        return text_search.avoided_words(text, letter.facts.language, "", rule.texts("avoid"))

    yield from _in_texts(letter, look, "“{}” is not wanted here", "leave it out")


def _abbreviations(letter: Letter, _: Rule) -> Iterator[Broken]:
    def look(text: str) -> Iterator[text_search.Found]:
        return text_search.abbreviations(text, letter.facts.language)

    yield from _in_texts(letter, look, "“{}” is an abbreviation", "write it out")


def _emoji(letter: Letter, _: Rule) -> Iterator[Broken]:
    yield from _in_texts(letter, text_search.emoji, "“{}” is no letter but a little picture", "say it in words")


def _links(letter: Letter, _: Rule) -> Iterator[Broken]:
    remedy = "leave it out: it is of no use on paper, and shows the way to others"
    yield from _in_texts(letter, text_search.links, "“{}” is an address on the internet", remedy)


def _codes(letter: Letter, _: Rule) -> Iterator[Broken]:
    """Look for what could be taken for a mark; the prisoner's own number is none."""

    def look(text: str) -> Iterator[text_search.Found]:
        number = letter.facts.prisoner_number
        return (one for one in text_search.codes(text, letter.facts.ids) if not number or one.words != number)

    remedy = "leave it out: codes and numbers belong on your own packing list"
    yield from _in_texts(letter, look, "“{}” looks like a code", remedy)


def _characters(letter: Letter, rule: Rule) -> Iterator[Broken]:
    count, most = sum(len(text) for text in letter.texts.values()), rule.number("at_most")
    if count > most:
        yield Broken(f"{count} characters, and at most {most} are let in", "shorten the text")


def _kinds(letter: Letter, rule: Rule) -> Iterator[Broken]:
    if letter.facts.kind not in rule.texts("allowed"):
        allowed = " and ".join(f"{kind}s" for kind in rule.texts("allowed"))
        yield Broken(f"a {letter.facts.kind}, and only {allowed} are let in", "use another mailing for this person")


def _colours(letter: Letter, rule: Rule) -> Iterator[Broken]:
    for one in colours.other_colours(f"{letter.style}\n{letter.html}", rule.texts("allowed")):
        remedy = f"write in {' or '.join(rule.texts('allowed'))} on white"
        yield Broken(f"the colour {one.words}", remedy, "style", one.quote)


def _pictures(letter: Letter, _: Rule) -> Iterator[Broken]:
    match = re.search(r"<(?:img|svg|object|picture)\b[^>]*>?", letter.html, re.IGNORECASE)
    if match:
        yield Broken("a picture, and none is let in", "use a template without pictures", "text", match[0][:60])


def _return_address(letter: Letter, rule: Rule) -> Iterator[Broken]:
    there, wanted = letter.facts.return_address, rule.text("wanted")
    if wanted == "needed" and not there:
        remedy = "choose a stationery with one, and set return_address = true under [care]"
        yield Broken("no return address on the piece", remedy)
    if wanted == "unwanted" and there:
        yield Broken("a return address, which is not wanted here", "set return_address = false under [care]")


def _sender_name(letter: Letter, _: Rule) -> Iterator[Broken]:
    if len(re.findall(r"[^\W\d_]{2,}", letter.facts.sender)) < 2:  # noqa: PLR2004 — given and family name
        remedy = 'set sender_name = "full" under [care], and write the whole name of the sender'
        yield Broken("the sender's full name is not on the piece", remedy, quote=letter.facts.sender.strip())


def _enclosures(letter: Letter, rule: Rule) -> Iterator[Broken]:
    refused = [one for one in letter.facts.enclosures if one in rule.texts("refused")]
    if refused:
        yield Broken(f"enclosed: {', '.join(refused)}, which is not let in", "take it out of the mailing's enclosures")


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "abbreviations": _abbreviations, "birth_year": _birth_year, "characters": _characters, "codes": _codes,
        "colours": _colours, "emoji": _emoji, "enclosures": _enclosures, "foreign_words": _foreign_words,
        "kinds": _kinds, "language": _language, "links": _links, "mixed_letters": _mixed_letters, "name": _name,
        "patronymic": _patronymic, "pictures": _pictures, "prisoner_number": _prisoner_number,
        "profanity": _profanity, "return_address": _return_address, "sender_name": _sender_name, "topics": _topics,
        "words": _words,
    }
)  # fmt: skip
"""The rules that a merged text can break; pages are counted after setting, addresses looked at before."""
