"""Tell the parts of a letter apart: its subject, its text, its closing, and what the stationery puts there itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from outreach import tables
from outreach.l10n.address import country_code
from outreach.l10n.dates import is_date, iso_date
from outreach.texts.draft import Block, Draft, Paragraph, Run, quoted
from outreach.texts.field_names import reference
from outreach.texts.word_fields import ADDRESS, DAY, GREETING

HEAD, TAIL = 30, 14
"""So many paragraphs are looked at for address, date and greeting, and for the closing."""
SHORT, GREETING_LENGTH, CLOSING_LENGTH, SUBJECT_LENGTH, LONG = 60, 100, 240, 160, 300
"""Characters: of a line of an address, of a greeting, a closing and a subject at most; of what is surely text."""
LONGEST_CODE = 3
_PLACES = frozenset(
    {"name", "given_name", "family_name", "title", "suffix", "street", "street_2", "house_number", "postal_code", "city",
     "country", "address", "country_name", "region", "facility", "facility_name", "organisation", "office"}
)  # fmt: skip
"""Columns that make a line one of an address."""
_POSTAL = re.compile(
    r"(^|\s)([A-Z]{1,2}[ -])?\d{4,6}(-\d{3,4})?\s+[^\W\d]|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2} \d{5}\b"
    r"|(^|\s)\d{3} ?\d{2} [^\W\d]|(^|\s)\d{2}-\d{3} [^\W\d]"
)
_CONTACT = re.compile(r"\S+@\S+\.\w+|https?://|www\.|^(tel|phone|fax|mob|e-?mail|тел|эл)[\w. ]*:", re.IGNORECASE)
_FIELD = re.compile(r"\{\{\s*(.*?)\s*\}\}|«([^»]*)»")
MOST_WORDS, FEW_WORDS = 8, 4
"""Words of a line of an address, and of one that ends like a sentence."""
_DAY_WORDS = re.compile(r"^(den|le|the|on|el|il|em|dne|от|від)\s+", re.IGNORECASE)
CLOSING = "{{ closing }}"
PARTS = ("picture", "subject", "salutation", "body", "closing", "enclosures")


@dataclass(frozen=True, slots=True)
class LetterParts:
    """A draft as the blocks of a template, and notes on what was left to the stationery."""

    parts: Mapping[str, Sequence[Block]]
    notes: tuple[str, ...] = ()


def letter_of(draft: Draft, language: str, *, picture: bool = False) -> LetterParts:
    """Return the parts of a draft; with `picture`, a picture before all words becomes that of a postcard.

    A text that names its blocks itself is taken as it is.
    """
    blocks = [block for block in draft.blocks if not (isinstance(block, Paragraph) and block.is_empty)]
    if any("block" in run.code for block in blocks if isinstance(block, Paragraph) for run in block.runs):
        return LetterParts({"": blocks})
    sorting = _Sorting(language)
    if picture and blocks and _is_picture(blocks[0]):
        sorting.parts["picture"].append(blocks.pop(0))
    blocks = [piece for block in blocks for piece in sorting.apart(block)]
    at = sorting.greeting_at(blocks)
    if at is not None:
        sorting.take_head(blocks[:at])
        sorting.take_greeting(blocks[at])
        sorting.take_end(blocks[at + 1 :])
    else:
        sorting.take_end(sorting.without_head(blocks))
    if not sorting.parts["body"]:
        return LetterParts({"body": blocks})  # what was taken for an address was the letter itself
    left = [f"left to the stationery: {', '.join(sorting.left)}"] if sorting.left else []
    return LetterParts(sorting.parts, (*left, *sorting.notes))


class _Sorting:
    """Puts the blocks of one letter where they belong."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.parts: dict[str, list[Block]] = {name: [] for name in PARTS}
        self.left: list[str] = []
        self.notes: list[str] = []

    def begins(self, part: str, text: str) -> bool:
        """Tell whether a text begins as such a part does in the letter's language."""
        return any(_begins(text, words) for words in _beginnings(part, self.language))

    def apart(self, block: Block) -> Iterator[Block]:
        """Yield a paragraph whose lines are a greeting and more as several, others as they are."""
        lines = [*_lines(block)] if isinstance(block, Paragraph) and not block.item else []
        at = next((i for i, line in enumerate(lines) if self.is_greeting(line) or self._is_closing(line)), None)
        if at is None or len(lines) == 1:
            yield block
        else:
            greeting = self.is_greeting(lines[at])
            pieces = (lines[:at], lines[at : at + 1], lines[at + 1 :]) if greeting else (lines[:at], lines[at:])
            yield from (_together(some) for some in pieces if some)

    def is_greeting(self, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph is a greeting."""
        if paragraph.role == "salutation" or any(run.field == GREETING for run in paragraph.runs):
            return True
        text = paragraph.text
        ends = text.endswith((",", "!", ":", "،", "।")) or (len(text) < SHORT and not text.endswith((".", "?", "…")))
        return ends and len(text) <= GREETING_LENGTH and self.begins("greeting", text)

    def greeting_at(self, blocks: Sequence[Block]) -> int | None:
        """Return the place of the greeting; a long paragraph is text, and no greeting follows it."""
        for at, block in enumerate(blocks[:HEAD]):
            if isinstance(block, Paragraph) and not block.item:
                if self.is_greeting(block):
                    return at
                if len(block.text) > LONG:
                    return None
        return None

    def take_greeting(self, block: Block) -> None:
        """Keep a greeting in a style of its own; leave every other to the tool."""
        if isinstance(block, Paragraph) and block.role == "salutation" and not any(run.field for run in block.runs):
            self.parts["salutation"].append(replace(block, role=""))
        elif isinstance(block, Paragraph):
            self.left.append(f"the greeting {_quoted(block.text)}")

    def take_head(self, blocks: Sequence[Block]) -> None:
        """Sort what stands before the greeting."""
        unknown = self._unknown(blocks)
        known = len(unknown) < len(blocks)
        if unknown and not self.parts["subject"] and (known or len(unknown) == 1) and _may_be_subject(unknown[-1]):
            self._subject(unknown.pop())
        self.parts["body"] += unknown
        if unknown:
            words = " ".join(block.text for block in unknown if isinstance(block, Paragraph))
            self.notes.append(f"{quoted(words)} stands before the greeting, and is printed below it")

    def without_head(self, blocks: Sequence[Block]) -> list[Block]:
        """Return a letter without a greeting, and without what surely is no text at its beginning."""
        first = next((at for at, one in enumerate(blocks[:HEAD]) if not self._is_head(one)), len(blocks[:HEAD]))
        return [*self._unknown(blocks[:first]), *blocks[first:]]

    def _is_head(self, block: Block) -> bool:
        if not isinstance(block, Paragraph):
            return False
        fields = any(run.field == ADDRESS for run in block.runs) or _names_only_places(block, beside=0)
        return block.role in {"subject", "date", "address"} or _is_day(block) or fields or self.begins_subject(block)

    def begins_subject(self, block: Paragraph) -> bool:
        """Tell whether a paragraph says that it is the subject."""
        return ":" in block.text[:20] and self.begins("subject", block.text)

    def _unknown(self, blocks: Sequence[Block]) -> list[Block]:
        """Take subjects, dates and addresses out of `blocks`; return the rest."""
        rest: list[Block] = []
        group: list[Paragraph] = []
        for block in blocks:
            if not isinstance(block, Paragraph) or block.item:
                rest += [*self._address(group), block]
                group = []
            elif block.role == "subject" or self.begins_subject(block):
                rest += self._address(group)
                group = []
                self._subject(block)
            elif block.role == "date" or _is_day(block):
                rest += self._address(group)
                group = []
                self.left.append(f"the date {_quoted(block.text)}")
            else:
                if group and block.line > group[-1].line + 1 + group[-1].text.count("\n"):
                    rest += self._address(group)
                    group = []
                group.append(block)
        return [*rest, *self._address(group)]

    def _address(self, group: list[Paragraph]) -> list[Paragraph]:
        """Leave the lines of an address to the stationery; return what follows it, or all where it is none."""
        short = [*_while_short(group)]
        last = max((at for at, one in enumerate(short) if _is_place(one)), default=-1)
        if last < 0:
            return group
        words = ", ".join(line for one in group[: last + 1] for line in one.text.split("\n"))
        self.left.append(f"the address {_quoted(words)}")
        return group[last + 1 :]

    def _subject(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            plain = replace(
                block,
                role="",
                align="",
                runs=tuple(_without_label(block) if self.begins_subject(block) else block.runs),
            )
            self.parts["subject"].append(replace(plain, runs=tuple(_without_bold(plain.runs))))

    def take_end(self, blocks: Sequence[Block]) -> None:
        """Sort the text and what follows it."""
        tail = range(max(len(blocks) - TAIL, 0), len(blocks))
        end = next((at for at in tail if self._is_closing(blocks[at])), len(blocks))
        beside = next((at for at in tail if at > end and self._is_enclosures(blocks[at])), len(blocks))
        self.parts["body"] += blocks[:end]
        self.parts["closing"] += _signed(blocks[end:beside])
        self.parts["enclosures"] += blocks[beside:]

    def _is_closing(self, block: Block) -> bool:
        if not isinstance(block, Paragraph) or block.item:
            return False
        text = block.text.split("\n")[0]
        return (
            block.role == "closing"
            or any(run.code == CLOSING for run in block.runs)
            or (len(text) <= CLOSING_LENGTH and self.begins("closing", text))
        )

    def _is_enclosures(self, block: Block) -> bool:
        return isinstance(block, Paragraph) and self.begins("enclosures", block.text)


@cache
def _beginnings(part: str, language: str) -> tuple[str, ...]:
    """Return how such parts begin, those of the language's pack among them."""
    words = [*tables.letter_words(part, language)]
    pack = tables.pack(language)
    if part == "closing":
        words += [" ".join(text.split()[:2]) for text in pack["closing"].values()]
    elif part == "subject":
        words.append(pack["labels"]["subject"])
    return tuple(tables.folded(one) for one in words)


def _quoted(text: str) -> str:
    """Quote words with the fields of the word processor as people call them."""
    for name, word in ((ADDRESS, "address"), (GREETING, "greeting"), (DAY, "date")):
        text = text.replace(name, word)
    return quoted(text)


def _begins(text: str, words: str) -> bool:
    return f"{tables.folded(text[: len(words) + 40])}_".startswith(f"{words}_")


def _is_picture(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.text and any(run.picture for run in block.runs)


def _lines(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield the lines of a paragraph as paragraphs."""
    runs: list[Run] = []
    line = paragraph.line
    for run in paragraph.runs:
        first, *others = run.text.split("\n")
        runs.append(replace(run, text=first))
        for other in others:
            yield replace(paragraph, runs=tuple(runs), line=line)
            line += 1
            runs = [replace(run, text=other)]
    yield replace(paragraph, runs=tuple(runs), line=line)


def _together(lines: Sequence[Paragraph]) -> Paragraph:
    runs: list[Run] = []
    for line in lines:
        runs += [Run("\n"), *line.runs] if runs else line.runs
    return replace(lines[0], runs=tuple(runs))


def _is_day(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is a date, and at most a place before it."""
    if any(run.field == DAY or "today" in run.code for run in paragraph.runs):
        return len(paragraph.text) < SHORT
    text = paragraph.text.strip(" .")
    written = [text, text.partition(",")[2]] if len(text) < SHORT else []
    days = [iso_date(_DAY_WORDS.sub("", one.strip(" ."))) for one in written]
    return any(len(day) == len("2026-11-20") and is_date(day) for day in days)


def _names_only_places(paragraph: Paragraph, beside: int = 1) -> bool:
    """Tell whether a paragraph holds columns of an address, and so many words `beside` each of them at most."""
    text = " ".join(f"«{run.field}»" if run.field else run.code or run.text for run in paragraph.runs)
    names = [reference(match[1] or match[2]).removeprefix("recipient.") for match in _FIELD.finditer(text)]
    others = re.findall(r"[^\W\d_]+", _FIELD.sub(" ", text))
    return (
        bool(names)
        and len(others) <= beside * len(names)
        and all((tables.column_of(name) or name) in _PLACES for name in names)
    )


def _is_place(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is surely a line of an address, or several."""
    if (
        paragraph.role == "address"
        or any(run.field == ADDRESS for run in paragraph.runs)
        or _names_only_places(paragraph)
    ):
        return True
    lines = paragraph.text.split("\n")
    return any(_POSTAL.search(line) or _CONTACT.search(line) for line in lines) or (
        len(lines[-1]) > LONGEST_CODE and bool(country_code(lines[-1]))
    )


def _while_short(group: Sequence[Paragraph]) -> Iterator[Paragraph]:
    for one in group:
        if not (_names_only_places(one) or all(map(_may_be_of_address, one.text.split("\n")))):
            return
        yield one


def _may_be_of_address(line: str) -> bool:
    """Tell whether a line is short enough for one of an address, and no sentence."""
    words = len(line.split())
    return len(line) <= SHORT and words <= MOST_WORDS and not (line.endswith((".", "!", "?")) and words > FEW_WORDS)


def _may_be_subject(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.item and len(block.text) <= SUBJECT_LENGTH


def _without_label(paragraph: Paragraph) -> Iterator[Run]:
    """Yield the runs of a subject without the word that says that it is one."""
    waiting = True
    for run in paragraph.runs:
        if waiting and ":" in run.text:
            waiting = False
            yield replace(run, text=run.text.partition(":")[2].lstrip())
        elif not waiting:
            yield run


def _without_bold(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs of a subject, which is bold as a whole."""
    yield from (replace(run, marks=run.marks - {"b", "u"}) for run in runs)


def _signed(blocks: Sequence[Block]) -> list[Block]:
    """Return a closing whose second line has room above it to sign."""
    lines = [line for block in blocks[:1] if isinstance(block, Paragraph) for line in _lines(block)]
    signed: list[Block] = [replace(line, role="") for line in lines[:1]]
    rest = [*([_together(lines[1:])] if lines[1:] else []), *blocks[1:]]
    for at, block in enumerate(rest):
        role = "signature" if at == 0 and not _is_picture(block) else ""
        signed.append(replace(block, role=role) if isinstance(block, Paragraph) else block)
    return signed
