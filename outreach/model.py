"""The nouns: frozen values that every other module speaks in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


def values_of(record: object) -> dict[str, object]:
    """Return the fields of a dataclass by name, as they are: `asdict` makes deep copies and costs far more."""
    return {field.name: getattr(record, field.name) for field in fields(record)}  # type: ignore[arg-type]  # a dataclass


def batch_name(number: int) -> str:
    """Return the name of a batch as people write it and as its folder is called."""
    return f"batch-{number:04d}"


def batch_number(name: str) -> int | None:
    """Return the number of the batch that is called `name`, or None if that is no batch's name."""
    digits = name.removeprefix("batch-")
    return int(digits) if digits != name and digits.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in the input, as a value: where it is, what it is, and what to do about it.

    `row` counts as the spreadsheet program shows it (the header is row 1), `column` is a header,
    or a number of characters for text files. Zero and empty text mean "the whole file".
    """

    source: str
    message: str
    remedy: str = ""
    row: int = 0
    column: str = ""
    unit: str = "row"

    @property
    def place(self) -> str:
        """Say ``source, row 17, column``."""
        row = f"{self.unit} {self.row}" if self.row else ""
        return ", ".join(part for part in (self.source, row, self.column) if part)

    def __str__(self) -> str:
        """Say ``source, row 17, column: message; remedy``."""
        text = f"{self.place}: {self.message}"
        return f"{text}; {self.remedy}" if self.remedy else text


@dataclass(frozen=True, slots=True)
class Fault:
    """A piece that could not be set, and why."""

    number: int
    problem: Problem


class Kind(StrEnum):
    """What a recipient is; a letter's form of address and the care it needs follow from it."""

    POLITICIAN = "politician"
    PRISONER = "prisoner"


class State(StrEnum):
    """Where a piece is on its way; `docs/reference/states.md` draws the arrows."""

    MERGED = "merged"
    PRINTED = "printed"
    SENT = "sent"
    RETURNED = "returned"
    ANSWERED = "answered"
    VOID = "void"


class Severity(StrEnum):
    """What a broken rule of a prison does: keep the piece back, or only report it."""

    STOP = "stop"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a piece to a prison breaks: where in it, in which words, what to do, and who says so."""

    rule: str
    severity: Severity
    message: str
    place: str = ""
    quote: str = ""
    remedy: str = ""
    source: str = ""

    def __str__(self) -> str:
        """Say ``“войне” may be read as war, in the body: “… о войне и …”``."""
        where = f", in the {self.place}" if self.place else ""
        quote = f": “{self.quote}”" if self.quote else ""
        return f"{self.message}{where}{quote}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule of a prison that a piece breaks."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class HowToRead:
    """What ``campaign.toml`` says about reading one list; empty and zero values are detected.

    `header_row` counts from 1. `dates` is ``day first`` or ``month first``, `hidden_rows` is
    ``read`` or ``leave out``.
    """

    sheet: str = ""
    header_row: int = 0
    encoding: str = ""
    delimiter: str = ""
    dates: str = ""
    hidden_rows: str = ""


class ListFile(NamedTuple):
    """A list to read: its place, its name in messages, and how to read it."""

    path: Path
    source: str
    how: HowToRead = HowToRead()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a spreadsheet as the person sees it: headers to texts, and its row number.

    `faults` are what went wrong while it was read: a header, the message and the remedy.
    """

    source: str
    number: int
    cells: Mapping[str, str]
    faults: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet's header and rows, all values as text; `notes` say what the reader detected in it."""

    source: str
    headers: tuple[str, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person written to: identity, address and every other column as text.

    `address` holds the lines below the name, without the country; `country` is a two-letter code.
    `person` knows them by name and birth date, should the list get or lose its column of ids;
    `aliases` are ids of other rows that are, or may be, theirs too.
    `birth_date`, `status` and the like stay in `fields` under the tool's column names.
    """

    kind: Kind
    id: str
    name: str
    addressee: tuple[str, ...]
    address: tuple[str, ...]
    country: str
    language: str
    fields: Mapping[str, str]
    row: Row
    person: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """The volunteer or group whose name and return address stand on the letter.

    `head` is the owner of the letterhead, if that is somebody else.
    """

    id: str
    name: str
    address: tuple[str, ...]
    country: str
    fields: Mapping[str, str] = field(default_factory=dict)
    head: "Sender | None" = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What one piece will be made from, before it is claimed in the ledger.

    `message` is Markdown; `care` holds doubts about writing to this address that did not hold it back;
    `earlier` is the last piece of this mailing to the same person, if there was one.
    """

    mailing: str
    recipient: Recipient
    about: Recipient | None
    sender: Sender
    language: str
    round: int
    message: str = ""
    care: tuple[Finding, ...] = ()
    earlier: "Earlier | None" = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not written to in this run, and why; `held` means held back out of care, not a fault."""

    row: Row
    reason: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the ledger knows of the latest piece to a recipient in one mailing.

    `answered` tells whether any of their pieces was answered; `batch` is 0 for a letter written outside the tool.
    """

    round: int
    date: dt.date
    person: str = ""
    answered: bool = False
    sender: str = ""
    batch: int = 0
    language: str = ""
