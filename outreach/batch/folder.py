"""The content of a batch's folder: its files, what the ledger records of them, and to whom its pieces go."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from outreach.campaign.campaign import Campaign
from outreach.errors import LedgerError
from outreach.ledger import claims, views
from outreach.ledger.database import Ledger
from outreach.model import batch_name, values_of
from outreach.storage import files

WANTED, REFUSED = "wanted", "refused"
"""What a prison says to an envelope for the answer."""
FILE_NAMES = {"letter": "letters.pdf", "postcard": "postcards.pdf"}
"""What the PDF of a batch is called, by the kind of its stationery."""
MANIFEST = "batch.json"
"""What a batch holds: its pieces, their pages, the check sums of its files."""
ADDRESSES = "addresses.json"
"""To whom the pieces of a batch go; labels and envelopes are made from it."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a piece carries: its number, the lines of the address and of the sender, and the country.

    `reply` tells whether the prison wants an envelope for the answer in the letter, or refuses one.
    """

    number: int
    address: tuple[str, ...]
    sender: tuple[str, ...]
    country: str
    reply: str = ""


def addresses_text(addressees: Iterable[Addressee]) -> Iterator[bytes]:
    """Yield the file from which labels and envelopes are made, part by part: they show what the letters show."""
    return _json_lines(map(values_of, addressees))


_TEXT = json.JSONEncoder(ensure_ascii=False).encode


def _json_lines(values: Iterable[object]) -> Iterator[bytes]:
    """Yield a list in JSON with one value a line, so that nobody needs to hold all of it in memory."""
    yield b"["
    between = "\n"
    for value in values:
        yield f"{between}{_TEXT(value)}".encode()
        between = ",\n"
    yield b"\n]"


def addressees(campaign: Campaign, ledger: Ledger, batch: int) -> dict[int, Addressee]:
    """Return to whom the pieces of a batch go, by number, as it was recorded when they were merged."""
    if all(file.name != ADDRESSES for file in views.files(ledger, batch)):
        raise LedgerError(f"{batch_name(batch)} was made by an older version, which did not keep its addresses")
    rows = json.loads(recorded_file(campaign, ledger, batch, ADDRESSES).read_text(encoding="utf-8"))
    return {
        row["number"]: Addressee(
            row["number"], tuple(row["address"]), tuple(row["sender"]), row["country"], row.get("reply", "")
        )
        for row in rows
    }


def write_manifest(
    folder: Path,
    pieces: Iterable[claims.RecordedPiece],
    action: claims.Action,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write what the ledger must record, so that an interrupted run can be continued exactly.

    `texts` are hashes of the texts that the pieces were made from, by language.
    """
    recorded = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        files.sync_file(path)
        recorded.append(file_facts(folder, path))
    facts = {
        "files": [values_of(file) for file in recorded],
        "action": {**values_of(action), "date": action.date.isoformat()},
        "texts": dict(texts),
    }
    start = _TEXT(facts).removesuffix("}") + _PIECES.removesuffix("[\n")
    files.write_private(folder / MANIFEST, chain([start.encode()], _json_lines(map(values_of, pieces)), [b"}\n"]))


def file_facts(folder: Path, path: Path) -> claims.RecordedFile:
    """Return what the ledger records of a file of a batch, as it is now."""
    return claims.RecordedFile(path.relative_to(folder).as_posix(), files.file_hash(path), path.stat().st_size)


_PIECES = ', "pieces": [\n'
"""What the first line of a manifest ends in; below it stands one piece a line."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A batch's manifest; each use reads the file again, one piece after the other."""

    path: Path

    def facts(self) -> Mapping[str, Any]:
        """Return its files and the action that made it."""
        with self.path.open(encoding="utf-8") as file:
            first = file.readline()
            text = first.removesuffix(_PIECES) + "}" if first.endswith(_PIECES) else first + file.read()
        facts: Mapping[str, Any] = json.loads(text)
        return facts

    def __iter__(self) -> Iterator[claims.RecordedPiece]:
        """Yield its pieces; they may also be on one line with everything else."""
        with self.path.open(encoding="utf-8") as file:
            first = file.readline()
            if first.endswith(_PIECES):
                pieces = (json.loads(line.rstrip(",\n")) for line in file if line.startswith("{"))
            else:
                pieces = iter(json.loads(first + file.read())["pieces"])
            for piece in pieces:
                yield claims.RecordedPiece(**piece)


def record_batch(ledger: Ledger, number: int, folder: Path) -> None:
    """Record in the ledger a batch that is complete on the disk, as its manifest says."""
    manifest = Manifest(folder / MANIFEST)
    try:
        facts = manifest.facts()
        action = facts["action"]
        claims.record(
            ledger,
            number,
            manifest,
            [claims.RecordedFile(**file) for file in facts["files"]],
            claims.Action(**{**action, "date": dt.date.fromisoformat(action["date"])}),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError(
            f"{folder.name}/{MANIFEST} is damaged, so the batch cannot be recorded; put your copy of the file back, or "
            "move the folder away and throw its letters away: a merge then makes them again"
        ) from error


def main_file(ledger: Ledger, batch: int) -> str:
    """Return the name of the PDF that holds the pieces of a batch."""
    recorded = {file.name for file in views.files(ledger, batch)}
    return next((name for name in FILE_NAMES.values() if name in recorded), "letters.pdf")


def recorded_file(campaign: Campaign, ledger: Ledger, batch: int, name: str) -> Path:
    """Return a file of a batch; raise if it is gone or not the one that was recorded."""
    recorded = {file.name: file for file in views.files(ledger, batch)}
    path = campaign.batch_folder(batch) / name
    if not views.is_here(ledger, batch):
        raise LedgerError(f"{batch_name(batch)} was made on another computer; print it there, where its files lie")
    if name not in recorded or not path.is_file():
        raise LedgerError(f"{campaign.relative(path)} is gone; mark the pieces void and merge them again")
    if files.file_hash(path) != recorded[name].sha256:
        raise LedgerError(
            f"{campaign.relative(path)} is not the file that was recorded; put your copy back, "
            "or mark the pieces void and merge them again"
        )
    return path
