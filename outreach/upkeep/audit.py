"""Verify what the ledger promises, against the files on the disk; every broken promise is a problem."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from outreach.batch.folder import FILE_NAMES, MANIFEST
from outreach.campaign.campaign import Campaign
from outreach.ledger import claims, views
from outreach.ledger.claims import RecordedFile
from outreach.ledger.database import Ledger
from outreach.ledger.promises import broken_promises
from outreach.model import Problem, batch_name
from outreach.storage.files import file_hash

COPY_OR_VOID = "put your copy of it back, or mark the pieces void and merge them again"


def audit(campaign: Campaign, ledger: Ledger) -> list[Problem]:
    """Return every broken promise, each with what to do about it."""
    if damage := ledger.damage():
        return damage
    batches = views.batches(ledger)
    recorded = dict.fromkeys(row["id"] for row in batches)
    here = dict.fromkeys(row["id"] for row in batches if row["place"] == ledger.place and not row["origin"])
    unfinished = claims.unfinished(ledger)
    return [
        *broken_promises(ledger),
        *_unfinished(unfinished),
        *_strange_folders(campaign, {*recorded, *unfinished}),
        *(problem for batch in here for problem in _batch_problems(campaign, ledger, batch)),
    ]


def _unfinished(numbers: Sequence[int]) -> Iterator[Problem]:
    for number in numbers:
        message = "its pieces are claimed, but it was not recorded: a merge is under way, or was interrupted"
        yield Problem(batch_name(number), message, "if no merge is running, outreach merge takes it up")


def _strange_folders(campaign: Campaign, known: set[int]) -> Iterator[Problem]:
    """Yield a problem for each batch on the disk that the ledger has never heard of."""
    for folder in sorted(campaign.prints.glob("batch-[0-9]*")):
        if folder.is_dir() and folder.name[6:].isdigit() and int(folder.name[6:]) not in known:
            yield Problem(
                campaign.relative(folder), "the ledger does not know this batch: the ledger is an older copy, or another",
                "put the ledger that knows it back; if there is none, move the folder away and throw its letters away",
            )  # fmt: skip


def _batch_problems(campaign: Campaign, ledger: Ledger, batch: int) -> Iterator[Problem]:
    folder = campaign.batch_folder(batch)
    files = views.files(ledger, batch)
    if not folder.is_dir():
        yield Problem(campaign.relative(folder), "the folder of the batch is gone", COPY_OR_VOID)
        return
    broken = [problem for file in files for problem in _file_problems(campaign, folder, file)]
    yield from broken or _content_problems(campaign, ledger, batch)


def _file_problems(campaign: Campaign, folder: Path, file: RecordedFile) -> Iterator[Problem]:
    path = folder / file.name
    source = campaign.relative(path)
    if not path.is_file():
        yield Problem(source, "is gone", COPY_OR_VOID)
    elif path.stat().st_size != file.size:
        yield Problem(source, f"has {path.stat().st_size:,} bytes, {file.size:,} were recorded", COPY_OR_VOID)
    elif file_hash(path) != file.sha256:
        yield Problem(source, "was changed since it was recorded: its check sum is another", COPY_OR_VOID)


def _content_problems(campaign: Campaign, ledger: Ledger, batch: int) -> Iterator[Problem]:
    """Compare the pieces that the ledger has with the pages and with the manifest of a whole batch."""
    from outreach.pdf.binder import page_count  # noqa: PLC0415 — pikepdf is loaded when there is something to compare

    folder = campaign.batch_folder(batch)
    pieces = views.pieces(ledger, batch)
    name = next((name for name in FILE_NAMES.values() if (folder / name).is_file()), None)
    if name and (pages := page_count(folder / name)) != (last := max(piece["last_page"] for piece in pieces)):
        message = f"has {_pages(pages)}, the ledger knows of {_pages(last)}"
        yield Problem(campaign.relative(folder / name), message, COPY_OR_VOID)
    if _manifest_uids(folder) not in (set(), {piece["uid"] for piece in pieces}):
        yield Problem(
            campaign.relative(folder / MANIFEST), "names other pieces than the ledger: two ledgers went different ways",
            "join them with: outreach ledger join FILE, or put the right ledger back",
        )  # fmt: skip


def _pages(number: int) -> str:
    return f"{number} page{'' if number == 1 else 's'}"


def _manifest_uids(folder: Path) -> set[str]:
    """Return the pieces in a batch's manifest; an unreadable manifest gives none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {piece["uid"] for piece in manifest["pieces"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
