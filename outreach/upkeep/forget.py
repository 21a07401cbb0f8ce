"""Forget people: erase them from the ledger, the prints and the copies, but keep the data needed for counting.

`look` finds what to remove, `begin` writes the intention down, `finish` removes it, however often it is interrupted.
"""

import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outreach.batch.folder import ADDRESSES, MANIFEST, file_facts, main_file
from outreach.batch.packing_list import heading_of
from outreach.campaign.campaign import Campaign
from outreach.errors import LedgerError, SettingError
from outreach.ledger import backups, claims, forgetting, stories, views
from outreach.ledger.claims import RecordedFile
from outreach.ledger.database import FILE_NAME, Ledger, LedgerRow
from outreach.ledger.events import Action
from outreach.ledger.stories import Person
from outreach.model import batch_name, batch_number
from outreach.pdf.binder import blank_pages
from outreach.pdf.sections import Section, write_sections
from outreach.press.packing_pages import PackingRow, packing_lists, set_packing_list
from outreach.stationery import STATIONERY
from outreach.storage import files
from outreach.upkeep import intention as intentions
from outreach.upkeep.intention import Intention
from outreach.upkeep.name_search import Search, found_in
from outreach.workers.pool import Call, Died, Workers, too_much

PACKING, SKIPPED = "packing-list.pdf", "skipped.xlsx"
SECONDS = 600.0
"""How long setting a packing list or searching the folder may take."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is removed with the forgotten people: their letters by batch, whole files, copies of the ledger.

    `elsewhere` are batches whose folders are not here, so that the names in them stay.
    """

    people: tuple[Person, ...]
    pieces: Mapping[int, tuple[LedgerRow, ...]]
    removed: tuple[Path, ...]
    copies: tuple[Path, ...]
    elsewhere: tuple[int, ...]


def look(campaign: Campaign, ledger: Ledger | None, people: Sequence[Person], workers: Workers) -> Leaving:
    """Return what forgetting `people` would remove; nothing is changed. Without a ledger nobody was written to."""
    if ledger is None:
        return Leaving(tuple(people), {}, tuple(previews(campaign)), (), ())
    if claims.unfinished(ledger):
        raise LedgerError("a merge is under way or was interrupted; let it end, or take it up with: outreach merge")
    rows = forgetting.pieces_with(ledger, [person.recipient for person in people])
    batches: dict[int, list[LedgerRow]] = {}
    for row in rows:
        batches.setdefault(row["batch"], []).append(row)
    here = {
        batch: tuple(found)
        for batch, found in batches.items()
        if views.is_here(ledger, batch) and campaign.batch_folder(batch).is_dir()
    }
    copies = _copies(campaign)
    removed = (*_made_from(campaign, ledger, here), *_skipped_with(campaign, people, workers))
    return Leaving(tuple(people), here, tuple(dict.fromkeys(removed)), tuple(copies), tuple(set(batches) - set(here)))


def _copies(campaign: Campaign) -> list[Path]:
    return [path for path in files.children(campaign.folder / backups.FOLDER) if path.is_file()]


def _made_from(campaign: Campaign, ledger: Ledger, batches: Mapping[int, object]) -> Iterator[Path]:
    """Yield what was made from the batches and can be made again, and every preview, page of greetings and store."""
    kept = {PACKING, SKIPPED, ADDRESSES, MANIFEST}
    for batch in batches:
        folder = campaign.batch_folder(batch)
        names = {*kept, main_file(ledger, batch)}
        yield from (one for one in files.everything_below(folder) if one.is_file() and one.name not in names)
        yield from (one for one in files.children(campaign.prints) if one.name.startswith(f"{batch_name(batch)}-"))
    yield from previews(campaign)


def previews(campaign: Campaign) -> Iterator[Path]:
    """Yield what may name people whether or not they were written to: previews, greetings to look over, kept pages."""
    for path in files.children(campaign.prints):
        if path.name.startswith(("preview", "salutations-", ".")) and path.name != files.LOCKS:
            yield path


def remove(paths: Iterable[Path]) -> None:
    """Remove files, and folders with all that is in them."""
    for path in paths:
        if path.is_dir():
            files.remove_folder(path)
        else:
            path.unlink(missing_ok=True)


def _skipped_with(campaign: Campaign, people: Sequence[Person], workers: Workers) -> list[Path]:
    """Return the tables of skipped rows that name one of the people."""
    there = (folder / SKIPPED for folder in campaign.batch_folders().values())
    return mentioning([path for path in there if path.is_file()], people, workers)


def mentioning(paths: Sequence[Path], people: Sequence[Person], workers: Workers) -> list[Path]:
    """Return the files among `paths` that name one of the people; they are opened in a child process."""
    names = tuple(dict.fromkeys(one.name for one in people if one.name != forgetting.NAMELESS))
    if not (names and paths):
        return []
    found = workers.run(Call(found_in, Search(names, tuple(paths)), SECONDS))
    return list(paths) if isinstance(found, Died) else found


def still_named(campaign: Campaign, people: Sequence[Person], workers: Workers) -> list[Path]:
    """Return every file of the campaign folder that still names one of the people: those that belong to the user."""
    own = (campaign.folder / backups.FOLDER, campaign.folder / FILE_NAME)
    paths = [
        path
        for path in files.everything_below(campaign.folder)
        if path.is_file() and ".git" not in path.parts and not any(path.is_relative_to(one) for one in own)
        if not path.is_relative_to(campaign.prints) or path.suffix == ".pdf"
    ]
    return mentioning(paths, people, workers)


def begin(campaign: Campaign, ledger: Ledger | None, leaving: Leaving, action: Action, asked: str) -> Intention:
    """Write the intention down before anything is done; `asked` are the words of the person who asked for it."""
    people = leaving.people
    intention = Intention(
        asked=asked,
        people=people,
        new={one.recipient: forgetting.new_id(one.recipient) for one in people},
        action=action,
        changed=tuple(batch_number(path.parent.name) or 0 for path in leaving.removed if path.name == SKIPPED),
        after=forgetting.last_event(ledger) if ledger else 0,
        copies=bool(leaving.copies),
    )
    intentions.write(campaign, intention)
    return intention


def finish(
    campaign: Campaign, ledger: Ledger | None, intention: Intention, leaving: Leaving, workers: Workers,
    listed: Mapping[str, str],
) -> None:  # fmt: skip
    """Remove everything that `look` found for the people in the intention; interrupted work is simply done again.

    `listed` are names by id, for the packing lists.
    """
    remove(leaving.removed)
    if ledger is not None:
        if not forgetting.is_erased(ledger, intention.new.values(), intention.after):
            rewritten = _rewritten(campaign, ledger, intention, leaving, workers, listed)
            remove(leaving.copies)
            forgetting.erase(ledger, intention.new, rewritten, intention.action)
        ledger.wipe()
        if intention.copies and not _copies(campaign):
            backups.back_up_if_file(ledger, campaign.folder / FILE_NAME, "forget")
    intentions.remove(campaign)


def _rewritten(
    campaign: Campaign, ledger: Ledger, intention: Intention, leaving: Leaving, workers: Workers,
    listed: Mapping[str, str],
) -> dict[int, list[RecordedFile]]:  # fmt: skip
    """Rewrite the files of the batches without the people; return the files that each batch has from now on."""
    names = {**listed, **{person.recipient: person.name for person in stories.people(ledger)}}
    names |= dict.fromkeys((person.recipient for person in intention.everybody), forgetting.NAMELESS)
    for batch, pieces in leaving.pieces.items():
        _rewrite(campaign, ledger, batch, pieces, names, workers)
    batches = {**dict.fromkeys(intention.changed, ()), **leaving.pieces}
    return {batch: _record_files(campaign, ledger, batch, pieces) for batch, pieces in batches.items()}


def _rewrite(
    campaign: Campaign,
    ledger: Ledger,
    batch: int,
    pieces: Sequence[LedgerRow],
    names: Mapping[str, str],
    workers: Workers,
) -> None:
    """Blank the pages of the pieces, and write the packing list and the addresses without their people."""
    folder = campaign.batch_folder(batch)
    main = folder / main_file(ledger, batch)
    if main.is_file():
        blank_pages(main, [(piece["first_page"], piece["last_page"]) for piece in pieces])
    _write_packing_list(campaign, ledger, batch, names, workers)
    addresses = folder / ADDRESSES
    if addresses.is_file():
        gone = {piece["number"] for piece in pieces}
        rows = _json(addresses)
        kept = [{**row, "address": [forgetting.NAMELESS]} if row["number"] in gone else row for row in rows]
        files.replace_file(addresses, json.dumps(kept, ensure_ascii=False, indent=0).encode())


def _write_packing_list(
    campaign: Campaign, ledger: Ledger, batch: int, names: Mapping[str, str], workers: Workers
) -> None:
    """Set the packing list again from the ledger; `names` are by id, and forgotten people have none."""
    facts = next(row for row in views.batches(ledger) if row["id"] == batch)
    pieces = views.pieces(ledger, batch)

    def rows() -> Iterator[PackingRow]:
        for piece in pieces:
            name = names.get(piece["recipient"], piece["name"])
            about = names.get(piece["about"], piece["about"])
            yield PackingRow(piece["number"], name, piece["country"], piece["language"], about)

    paper, date = STATIONERY[facts["stationery"]], dt.date.fromisoformat(facts["date"])
    heading = heading_of(campaign, batch_name(batch), facts["mailing"], paper, date, len(pieces))

    def parts() -> Iterator[Section]:
        lists = packing_lists(heading, rows)
        for part in workers.map(Call(set_packing_list, one, SECONDS) for one in lists):
            if isinstance(part, Died):
                raise SettingError(f"the packing list {too_much('to set')}; nothing was recorded, run it again")
            yield part

    output = io.BytesIO()
    write_sections(output, parts())
    files.replace_file(campaign.batch_folder(batch) / PACKING, output.getvalue())


def _record_files(campaign: Campaign, ledger: Ledger, batch: int, pieces: Sequence[LedgerRow]) -> list[RecordedFile]:
    """Rewrite the manifest; return the files that the batch has from now on, with their checksums."""
    folder = campaign.batch_folder(batch)
    there = [folder / one.name for one in views.files(ledger, batch) if (folder / one.name).is_file()]
    recorded = [file_facts(folder, path) for path in there]
    path = folder / MANIFEST
    if path.is_file():
        manifest = _json(path)
        uids = {piece["uid"] for piece in pieces}
        manifest["files"] = [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in recorded]
        for piece in manifest["pieces"]:
            if piece["uid"] in uids and piece.get("overridden"):
                piece["overridden"] = forgetting.NAMELESS
        files.replace_file(path, json.dumps(manifest, ensure_ascii=False).encode())
    for one in files.everything_below(folder):
        if one.is_dir() and not files.children(one):
            one.rmdir()
    return recorded


def _json(path: Path) -> Any:
    try:
        return json.loads(files.content_of(path))
    except ValueError as error:
        message = f"{path} is damaged; put your copy of it back, then give outreach forget again"
        raise LedgerError(message) from error
