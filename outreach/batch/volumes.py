"""Divide a bound batch: volumes with a cover page, fronts and backs, one file a piece."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.batch import volume_pages
from outreach.batch.volume_pages import Portion
from outreach.errors import SettingError, UsageError, instead
from outreach.model import Kind, Plan
from outreach.pdf.binder import PartFile, cleaned, write_parts
from outreach.press.cover_pages import Cover, Covers, set_covers
from outreach.stationery import Stationery
from outreach.storage import files
from outreach.tables import header_key
from outreach.workers.pool import Call, Died, Workers, too_much

COVER_SECONDS, COVER_SECONDS_A_PAGE = 30.0, 0.5
"""How long the cover pages may take; one needs about 20 ms."""


@dataclass(frozen=True, slots=True)
class Volumes:
    """The files that a person wants in addition to the PDF of the whole batch.

    `per_file` is the largest number of pieces in a volume; `name` is a pattern of columns for the
    files of single pieces; `reverse_backs` puts the last sheet's back first.
    """

    duplex: bool = False
    manual_duplex: bool = False
    reverse_backs: bool = False
    per_file: int | None = None
    by_sender: bool = False
    separate: bool = False
    name: str = ""

    @property
    def in_volumes(self) -> bool:
        """Tell whether the batch is cut into volumes."""
        return self.per_file is not None or self.by_sender

    @property
    def both_sides(self) -> bool:
        """Tell whether a sheet carries two pages of a piece."""
        return self.duplex or self.manual_duplex

    @property
    def writes(self) -> bool:
        """Tell whether any file is written beside the one that holds all."""
        return self.in_volumes or self.manual_duplex or self.separate or bool(self.name)


@dataclass(frozen=True, slots=True)
class Whole:
    """A bound batch: its PDF, its pieces' plans and their first and last pages (from 1), in print order."""

    path: Path
    title: str
    facts: str
    paper: Stationery
    plans: Sequence[Plan]
    pages: Sequence[tuple[int, int]]

    def pages_of(self, index: int) -> list[int]:
        """Return the pages of one piece, counted from 1."""
        first, last = self.pages[index]
        return list(range(first, last + 1))


def require_possible(how: Volumes, columns: Iterable[str], kind: Kind) -> None:
    """Raise `UsageError` when `how` asks for backs without fronts, or for names that cannot or must not be given."""
    if how.name and kind is Kind.PRISONER:
        raise UsageError("--name does not go with letters to prisoners: printers show and keep the names of files")
    if how.reverse_backs and not how.manual_duplex:
        raise UsageError("--reverse-backs goes with --manual-duplex")
    known = {*columns, "name", "country", "language", "number"}
    fields = volume_pages.pattern_fields(how.name) if how.name else []
    missing = [field for field in fields if header_key(field) not in known]
    if missing:
        raise UsageError(f"--name: there is no column `{missing[0]}`; {instead(missing[0], sorted(known))}")


def write_volumes(whole: Whole, how: Volumes, workers: Workers) -> list[str]:
    """Write the files that `how` asks for beside the batch's PDF; return a line for each volume."""
    everything = [Portion(tuple(range(len(whole.plans))))]
    senders = [plan.sender.id for plan in whole.plans]
    cut = volume_pages.volumes(senders, how.per_file, by_sender=how.by_sender) if how.in_volumes else everything
    covers = _covers(whole, cut, how, workers) if how.in_volumes else b""
    folder = whole.path.parent
    parts: list[PartFile] = []
    if how.in_volumes:
        files.private_folder(folder / "volumes")
    for number, portion in enumerate(cut, 1):
        stem = f"volumes/volume-{number}" if how.in_volumes else ""
        parts += _printed(whole, portion, how, folder / stem, number - 1 if how.in_volumes else None)
    if how.separate or how.name:
        parts += _separate(whole, how.name, files.private_folder(folder / "pieces"))
    write_parts(whole.path, parts, covers)
    return [_told(whole, portion, number, how) for number, portion in enumerate(cut, 1)] if how.in_volumes else []


def _printed(whole: Whole, portion: Portion, how: Volumes, stem: Path, cover: int | None) -> Iterator[PartFile]:
    """Yield the files of one portion: a volume, or its fronts and its backs."""
    pieces = [whole.pages_of(index) for index in portion.indexes]
    if how.manual_duplex:
        fronts, backs = volume_pages.fronts_and_backs(pieces)
        covered: list[int | None] = [*([None] if cover is not None else []), *backs]
        yield PartFile(_beside(stem, "fronts"), fronts, cover)
        yield PartFile(_beside(stem, "backs"), covered[::-1] if how.reverse_backs else covered)
    elif cover is not None:
        padded = [[*pages, *([None] if how.duplex and len(pages) % 2 else [])] for pages in pieces]
        blank = [None] if how.duplex else []
        yield PartFile(stem.with_suffix(".pdf"), [*blank, *(page for pages in padded for page in pages)], cover)


def _beside(stem: Path, side: str) -> Path:
    """Return where the fronts or backs of a portion go: beside its volume, or into the batch's own folder."""
    return stem / f"{side}.pdf" if stem.is_dir() else stem.with_name(f"{stem.name}-{side}.pdf")


def _separate(whole: Whole, name: str, folder: Path) -> Iterator[PartFile]:
    """Yield one file a piece, named by its number unless the person asks for names from the list."""
    rows = [_cells(number, plan) for number, plan in enumerate(whole.plans, 1)]
    for index, file_name in enumerate(volume_pages.file_names(name or "{number}", rows, ".pdf")):
        yield PartFile(folder / file_name, whole.pages_of(index))


def _cells(number: int, plan: Plan) -> Mapping[str, str]:
    person = plan.recipient
    own = {"name": person.name, "country": person.country, "language": plan.language, "number": f"{number:04d}"}
    return _Cells({**person.fields, **own})


class _Cells(dict[str, str]):
    """A person's cells by column, however the column is spelled; empty where the row has none."""

    def __missing__(self, key: str) -> str:
        return self.get(header_key(key), "")


def _covers(whole: Whole, cut: Sequence[Portion], how: Volumes, workers: Workers) -> bytes:
    pages = tuple(_cover(whole, portion, number, len(cut), how) for number, portion in enumerate(cut, 1))
    call = Call(
        set_covers,
        Covers(pages, whole.paper.width, whole.paper.height),
        COVER_SECONDS + COVER_SECONDS_A_PAGE * len(cut),
    )
    result = workers.run(call)
    if isinstance(result, Died):
        raise SettingError(f"the cover pages {too_much('to set')}; make larger volumes with --per-file")
    return cleaned(result)


def _cover(whole: Whole, portion: Portion, number: int, count: int, how: Volumes) -> Cover:
    plans = [whole.plans[index] for index in portion.indexes]
    page_counts = [last - first + 1 for first, last in (whole.pages[index] for index in portion.indexes)]
    sheets = volume_pages.sheets(page_counts, duplex=how.both_sides)
    rows = (
        ("Pieces", f"{_ranges([index + 1 for index in portion.indexes])} of {len(whole.plans)}"),
        ("First, last", f"{plans[0].recipient.name}, {plans[-1].recipient.name}"),
        ("Signed by", ", ".join(dict.fromkeys(plan.sender.name for plan in plans))),
        ("Stamps", _counted(plan.recipient.country for plan in plans)),
        ("Languages", _counted(plan.language for plan in plans)),
        ("Paper", f"{sheets} × {whole.paper.name}, {'both sides' if how.both_sides else 'one side'}, and this page"),
    )
    return Cover(f"Volume {number} of {count}", f"{whole.title} · {whole.facts}", rows)


def _counted(values: Iterator[str]) -> str:
    return ", ".join(f"{value} {count}" for value, count in sorted(Counter(values).items()))


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers as people write them: 1–5, 9."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def _told(whole: Whole, portion: Portion, number: int, how: Volumes) -> str:
    name = f"volume-{number}-fronts.pdf and -backs.pdf" if how.manual_duplex else f"volume-{number}.pdf"
    who = f" for {whole.plans[portion.indexes[0]].sender.name}" if portion.sender else ""
    return f"{name}: {len(portion.indexes)} pieces{who}"
