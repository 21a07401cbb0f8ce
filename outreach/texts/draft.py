"""What a reader of texts hands over: paragraphs, tables and pictures, free of the format that they came in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

SHOWN_OF_TEXT = 40
"""Characters of a text that a note quotes."""
NO_MARKS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a text: the name under which the press finds it, its width in mm (0: as it is), what it shows."""

    name: str
    width: float = 0.0
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Text that looks the same throughout; a line break in it is a line feed.

    `marks` are the HTML elements around it, `link` the address that it leads to. `field` is the name of a merge
    field, which then stands for the text; `code` is a mark of Jinja2, printed as it is.
    """

    text: str = ""
    marks: frozenset[str] = NO_MARKS
    link: str = ""
    field: str = ""
    code: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class ListItem:
    """What makes a paragraph an item of a list: how deep it lies, from 0, and its number; 0 for a bullet.

    `style` is CSS's word for the numbers. Paragraphs after the first of an item have `first` unset.
    """

    level: int = 0
    number: int = 0
    style: str = "decimal"
    first: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `line` is its place in the file, which messages name, and `role` what it is by its style.

    Roles are ``""``, ``subject``, ``salutation``, ``closing``, ``signature``, ``date``, ``address``, ``h1`` to ``h6``.
    """

    runs: tuple[Run, ...]
    line: int
    role: str = ""
    align: str = ""
    item: ListItem | None = None
    new_page: bool = False

    @property
    def text(self) -> str:
        """Return the words alone, a field as ``«name»``."""
        return "".join(f"«{run.field}»" if run.field else run.code or run.text for run in self.runs).strip()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to print."""
        return not self.text and not any(run.picture for run in self.runs)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table: rows of cells, each with its paragraphs."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    line: int


Block = Paragraph | TextTable


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it was read, and what of the file is not in it."""

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...] = ()
    unit: str = "paragraph"


@dataclass(slots=True)
class LeftOut:
    """Counts what a text holds beside the letter."""

    counts: Counter[str] = field(default_factory=Counter)
    quotes: dict[str, str] = field(default_factory=dict)

    def note(self, what: str, text: str = "") -> None:
        """Count one more of `what`, in the singular, with the words that stand in it."""
        self.counts[what] += 1
        if text := " ".join(text.split()):
            self.quotes.setdefault(what, quoted(text))

    def all(self) -> tuple[str, ...]:
        """Return one phrase for each kind, as ``2 comments (“See me”)``."""
        return tuple(
            f"{count} {plural(what, count)}" + (f" ({self.quotes[what]})" if what in self.quotes else "")
            for what, count in self.counts.items()
        )


def plural(noun: str, count: int) -> str:
    """Return an English noun in the number that `count` wants: ``text box``, ``text boxes``."""
    if count == 1:
        return noun
    return f"{noun}es" if noun.endswith("x") else f"{noun}s"


def quoted(text: str) -> str:
    """Return the beginning of a text in quotation marks."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= SHOWN_OF_TEXT else text[: SHOWN_OF_TEXT - 1].rstrip() + '…'}”"


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs, neighbours that look the same put together: programs cut a word into many."""
    last: Run | None = None
    for run in runs:
        if last and _plain(last) and _plain(run) and (last.marks, last.link) == (run.marks, run.link):
            last = Run(last.text + run.text, run.marks, run.link)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def _plain(run: Run) -> bool:
    return not (run.field or run.code or run.picture)
