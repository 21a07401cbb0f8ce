"""The lists that mailings need, and their reading in child processes, each list once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.campaign.campaign import Campaign, Mailing
from outreach.model import ListFile, Problem, Table
from outreach.readers import read_seconds, read_table
from outreach.workers.pool import Call, Died, Workers, too_much


@dataclass(frozen=True, slots=True)
class ListRead:
    """The result of reading one list: how many of its rows became recipients, and what was detected in it."""

    source: str
    rows: int
    recipients: int
    held: int
    problems: int
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it in one line, for every check and merge."""
        parts = [_count(self.rows, "row") + " read", _count(self.recipients, "recipient")]
        parts += [f"{self.held} held back"] if self.held else []
        parts.append(_count(self.problems, "problem"))
        notes = f" ({'; '.join(self.notes)})" if self.notes else ""
        return f"{self.source}: {', '.join(parts)}{notes}"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


Tables = Mapping[ListFile, Table | Problem]


def list_file(campaign: Campaign, path: Path, sheet: str = "") -> ListFile:
    """Return the list at `path` with what the settings say about its reading; `sheet` is a mailing's own tab."""
    how, source = campaign.how_to_read(path), campaign.relative(path)
    if sheet:
        return ListFile(path, f"{source}, tab “{sheet}”", replace(how, sheet=sheet))
    return ListFile(path, source, how)


def list_to(campaign: Campaign, mailing: Mailing) -> ListFile:
    """Return the list of people whom a mailing is written to."""
    return list_file(campaign, mailing.to, mailing.sheet)


def list_about(campaign: Campaign, mailing: Mailing) -> ListFile | None:
    """Return the list of people whom a mailing is about, if it is about anybody."""
    return list_file(campaign, mailing.about, mailing.about_sheet) if mailing.about else None


def list_joined(campaign: Campaign, mailing: Mailing) -> ListFile | None:
    """Return the list of offices that a mailing joins to its people, if it joins one."""
    return list_file(campaign, mailing.join.file) if mailing.join else None


def companions(campaign: Campaign, path: Path, name: str) -> list[ListFile]:
    """Return the list called `name` in the folder of `path`, if there is one."""
    found = [p for p in sorted(path.parent.glob(f"{name}.*")) if not p.name.startswith((".", "~"))]
    return [list_file(campaign, one) for one in found[:1]]


def lists_of(campaign: Campaign, mailing: Mailing) -> Iterator[ListFile]:
    """Yield every list that a mailing is made from."""
    about = list_about(campaign, mailing)
    for one in (list_to(campaign, mailing), about):
        if one:
            yield one
            yield from companions(campaign, one.path, "facilities")
    yield from companions(campaign, mailing.to, "senders")
    if joined := list_joined(campaign, mailing):
        yield joined


def read_lists(files: Iterable[ListFile], workers: Workers) -> dict[ListFile, Table | Problem]:
    """Read every one of `files` that is there; a reader that died or took too long is a problem of its list."""
    there = [file for file in dict.fromkeys(files) if file.path.exists()]
    calls: Iterator[Call[ListFile, Table | Problem]] = (
        Call(read_table, file, read_seconds(file.path)) for file in there
    )
    results = [_as_table(result) for result in workers.map(calls)]
    return dict(zip(there, results, strict=True))


def _as_table(result: Table | Problem | Died[ListFile]) -> Table | Problem:
    if not isinstance(result, Died):
        return result
    return Problem(result.task.source, too_much("to read"), "copy the rows into a new workbook and save it as .xlsx")
