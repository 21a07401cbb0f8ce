"""The rules about words: topics, swear words, words of a rule's own, hidden words, ways to reach somebody."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from outreach.care import signs
from outreach.care.breach import Breach, Writing, is_own, own_names
from outreach.care.hidden_words import hidden_words
from outreach.care.rule_books import Rule
from outreach.care.topics import Hit, hits, knows_words, list_for, own_hits
from outreach.care.words import Passage, passage
from outreach.model import Severity

TOPICS = {
    "case": "the case", "crime": "breaking rules", "extremism": "what may be called extremism", "fight": "a fight",
    "freedom": "freedom", "hope": "a hint at change", "insults": "an insult", "lgbt": "LGBTQ+ matters",
    "politicians": "a politician or a movement", "politics": "politics", "prisoners": "other prisoners",
    "religion": "religion", "sexual": "sexual matter", "symbols": "a symbol", "threats": "a threat", "war": "war",
}  # fmt: skip
"""Topics as the findings call them."""
ELSEWHERE = "en"
"""The language that names of groups are looked up in, beside the letter's own."""


def _printed(writing: Writing) -> Iterator[tuple[str, str, str]]:
    """Yield place, text and language of everything that is printed: blocks, the sender's lines, words in pictures."""
    language, rule = writing.facts.language, writing.facts.rules.get("topics")
    others = [code for code in (rule.texts("lists") if rule else ()) if code != language]
    for block, text in writing.texts.items():
        for code in (language, *others):
            yield block, text, code
    for code in dict.fromkeys((language, ELSEWHERE)):
        yield "sender", "\n".join(writing.facts.sender_lines), code
        for picture in writing.pictures:
            yield f"picture {picture.name}", "\n".join(picture.words), code


def _found(writing: Writing) -> Iterator[tuple[str, Hit]]:
    """Yield the place and each listed word of everything that is printed, of those that hide too.

    Of another language's list counts what the letter's own list says nothing about; the sender's name, wherever it
    stands, is looked at among the sender's lines.
    """
    own, names = list_for(writing.facts.language), own_names(writing)
    for place, text, language in _printed(writing):
        for one in hits(text, language):
            in_text = place in writing.texts
            foreign = in_text and language != writing.facts.language and own.beginning_with_any(one.place.words)
            if not foreign and not (in_text and is_own(one.place.words, names)):
                yield place, one
        for hidden in hidden_words(text, language):
            for one in hits(hidden.plain, language) if hidden.plain else ():
                yield place, one._replace(place=hidden.place)


def _topics(writing: Writing, rule: Rule) -> Iterator[Breach]:
    avoided, caution = rule.texts("avoid"), rule.texts("caution")
    unknown = [topic for topic in avoided if not knows_words(writing.facts.language, topic)]
    if unknown:
        listed = ", ".join(TOPICS.get(topic, topic) for topic in unknown)
        message = f"the tool knows no words in {writing.facts.language} for: {listed}"
        yield Breach(message, "have somebody who reads the language look at it", mild=True)
    for place, one in _found(writing):
        strict = one.topic in avoided
        if strict or (one.topic in caution and one.level is Severity.STOP):
            said = f"“{one.place.words}” may be read as {TOPICS.get(one.topic, one.topic)}"
            mild = not strict or one.level is not Severity.STOP
            yield Breach(said, _remedy(place, mild=mild), place, one.place.quote, mild)


def _remedy(place: str, *, mild: bool) -> str:
    if place == "sender":
        return "let somebody else sign, or set sender_name under [care]"
    if place.startswith("picture"):
        return "use another picture"
    return (
        "read the sentence as a censor would; say it in other words if it can be misread"
        if mild
        else ("write of something else, or in other words")
    )


def _profanity(writing: Writing, _: Rule) -> Iterator[Breach]:
    for place, one in _found(writing):
        if one.topic == "profanity":
            mild = one.level is not Severity.STOP
            yield Breach(f"“{one.place.words}” is a swear word", "leave it out", place, one.place.quote, mild)


def _words(writing: Writing, rule: Rule) -> Iterator[Breach]:
    for block, text in writing.texts.items():
        for one in own_hits(text, writing.facts.language, rule.texts("avoid")):
            yield Breach(f"“{one.place.words}” is not wanted here", "leave it out", block, one.place.quote)


def _cipher(writing: Writing, _: Rule) -> Iterator[Breach]:
    remedy = "write the word plainly, or leave it out: a hidden word looks like a cipher"
    for block, text in writing.texts.items():
        for one in hidden_words(text, writing.facts.language):
            yield Breach(f"“{one.place.words}” is written {one.how}", remedy, block, one.place.quote, not one.sure)


def _contact(writing: Writing, _: Rule) -> Iterator[Breach]:
    """Look for ways to reach somebody beside the printed return address, and for what was to be left out of it."""
    remedy = "leave it out: the return address is where an answer goes"
    for block, text in writing.texts.items():
        for one in signs.telephone_numbers(text):
            yield Breach(f"“{one.words}” is a telephone number", remedy, block, one.quote)
        for hit in hits(text, writing.facts.language):
            if hit.topic == "contact":
                mild = hit.level is not Severity.STOP
                yield Breach(f"“{hit.place.words}” shows how to reach somebody", remedy, block, hit.place.quote, mild)
        for one in _withheld(text, writing.facts.withheld):
            said = f"“{one.words}” is part of the sender's address, which [care] leaves out"
            yield Breach(said, "leave it out, or set return_address = true under [care]", block, one.quote)


SHORTEST_PART = 5
"""Shorter words of an address stand in ordinary sentences."""


def _withheld(text: str, lines: Iterable[str]) -> Iterator[Passage]:
    """Yield what stands in a text of an address that is not to be printed."""
    for part in {word for line in lines for word in re.findall(r"[^\W_]+", line) if len(word) >= SHORTEST_PART}:
        for match in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE):
            yield passage(text, *match.span())


CHECKS: Mapping[str, Callable[[Writing, Rule], Iterator[Breach]]] = MappingProxyType(
    {"cipher": _cipher, "contact": _contact, "profanity": _profanity, "topics": _topics, "words": _words}
)
