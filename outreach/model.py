"""The nouns: frozen values that every other module speaks in."""

import datetime as dt
import marshal
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from outreach.storage.on_demand import OnDemand


def values_of(record: object) -> dict[str, object]:
    """Return the fields of a dataclass by name, as they are: `asdict` copies all that is in them, at many times the cost."""
    return {field.name: getattr(record, field.name) for field in fields(record)}  # type: ignore[arg-type]  # a dataclass


def batch_name(number: int) -> str:
    """Return the name of a batch as people write it and as its folder is called."""
    return f"batch-{number:04d}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in the input, as a value: where it stands, what it is, and what to do about it.

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
    """What a broken rule of a prison does: keep the piece back, or have it told."""

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
    """What ``campaign.toml`` says about reading one list; what is empty or zero is found out.

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
    """A list to read: where it lies, what messages call it, and how to read it."""

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


class PackedRows(OnDemand[Row]):
    """The rows of a list as compressed bytes: memory and the way between processes hold some eighty bytes each."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Pack `rows`, some at a time."""
        waiting = iter(rows)
        self._portions: list[bytes] = []
        self._count = 0
        while some := tuple(islice(waiting, ROWS_A_PORTION)):
            self._portions.append(_packed(some))
            self._count += len(some)
        self._opened: tuple[int, Sequence[Row]] = (-1, ())

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    def __iter__(self) -> Iterator[Row]:
        """Unpack one row after the other."""
        for portion in self._portions:
            yield from _unpacked(portion)

    def made(self, index: int) -> Row:
        """Return one row; its neighbours are at hand afterwards."""
        portion, place = divmod(index, ROWS_A_PORTION)
        if self._opened[0] != portion:
            self._opened = portion, tuple(_unpacked(self._portions[portion]))
        return self._opened[1][place]


ROWS_A_PORTION = 500
"""Rows that are packed and unpacked together."""
_QUICKLY = 1
"""How hard zlib tries: the next level takes twice the time for a tenth of the bytes."""


def _packed(rows: Sequence[Row]) -> bytes:
    names = tuple(rows[0].cells)
    packed = [
        (
            row.source,
            row.number,
            tuple(row.cells.values()) if tuple(row.cells) == names else dict(row.cells),
            row.faults,
        )
        for row in rows
    ]
    return zlib.compress(marshal.dumps((names, packed)), _QUICKLY)


def _unpacked(portion: bytes) -> Iterator[Row]:
    names, packed = marshal.loads(zlib.decompress(portion))  # noqa: S302 — written by a child of this process
    for source, number, cells, faults in packed:
        yield Row(source, number, cells if isinstance(cells, dict) else dict(zip(names, cells, strict=True)), faults)


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet's header and rows, all values as text; `notes` say what was found out of it."""

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
    """The volunteer or group whose name and return address stand on the letter."""

    id: str
    name: str
    address: tuple[str, ...]
    country: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one piece will be made from, before it is claimed in the ledger.

    `message` is Markdown; `care` is what speaks against writing to this address, and did not hold it back.
    """

    mailing: str
    recipient: Recipient
    about: Recipient | None
    sender: Sender
    language: str
    round: int
    message: str = ""
    care: tuple[Finding, ...] = ()


class Plans(OnDemand[Plan]):
    """Plans in print order, made anew when they are asked for: most differ by their recipient alone.

    Memory holds eight bytes a plan, and one plan of each kind.
    """

    def __init__(self, people: Sequence[Recipient]) -> None:
        """Begin without any; the recipients are among `people`."""
        self._people = people
        self._whose, self._kinds = array("I"), array("I")
        self._patterns: list[Plan] = []
        self._known: dict[object, int] = {}

    def __len__(self) -> int:
        """Return how many plans there are."""
        return len(self._whose)

    def add(self, place: int, plan: Plan) -> None:
        """Put another plan behind the others; its recipient is the one at `place`."""
        kind = self._known.setdefault(_pattern(plan), len(self._patterns))
        if kind == len(self._patterns):
            self._patterns.append(plan)
        self._whose.append(place)
        self._kinds.append(kind)

    def made(self, index: int) -> Plan:
        """Return one plan."""
        pattern = self._patterns[self._kinds[index]]
        return Plan(
            pattern.mailing, self._people[self._whose[index]], pattern.about, pattern.sender, pattern.language,
            pattern.round, pattern.message, pattern.care,
        )  # fmt: skip

    def chosen(self, indexes: Sequence[int]) -> "Plans":
        """Return the plans at `indexes`, in that order."""
        some = Plans(self._people)
        some._patterns, some._known = self._patterns, self._known
        some._whose = array("I", (self._whose[index] for index in indexes))
        some._kinds = array("I", (self._kinds[index] for index in indexes))
        return some

    def patterns(self) -> Iterator[Plan]:
        """Yield for each plan one that is the same in all but its recipient."""
        return map(self._patterns.__getitem__, self._kinds)


def patterns(plans: Sequence[Plan]) -> Iterator[Plan]:
    """Yield for each plan one that is the same in all but its recipient, who need not be read for it."""
    return plans.patterns() if isinstance(plans, Plans) else iter(plans)


def _pattern(plan: Plan) -> object:
    """Return what plans share that are the same in all but their recipient."""
    about, sender = plan.about, plan.sender
    return (
        plan.mailing, about and about.id, plan.language, plan.round, plan.message, plan.care,
        sender.id, sender.name, sender.address, sender.country, *sender.fields.items(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not written to in this run, and why; `held` marks care, not a fault."""

    row: Row
    reason: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the ledger knows of the latest piece to a recipient in one mailing."""

    round: int
    date: dt.date
    person: str = ""
