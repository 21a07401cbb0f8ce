"""Bring a list: drop a file, see what was understood, correct it, see what is different, use it."""

import secrets
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.responses import Response

from outreach import tables
from outreach.campaign.beginning import folder_name
from outreach.campaign.campaign import Campaign, mailings_named
from outreach.campaign.new_list import FOLDER, Corrections, NewList, correct, look_at_new, use_list
from outreach.errors import InputError, UsageError
from outreach.l10n.speech import N_
from outreach.model import Kind, Problem
from outreach.readers import ENDINGS
from outreach.storage.files import private_folder, remove_folder
from outreach.web.board import Board, Brought
from outreach.web.visit import Page, Visit

INCOMING = ".incoming"
"""Below the lists: what was brought and not used yet. It is emptied when something new is brought."""
COLUMNS = {
    "name": N_("Name"), "given_name": N_("Given name"), "family_name": N_("Family name"), "title": N_("Title"),
    "middle_name": N_("Middle name"), "patronymic": N_("Patronymic"), "suffix": N_("Suffix"),
    "name_latin": N_("Name in Latin letters"), "name_dative": N_("Name in the dative"),
    "name_vocative": N_("Name in the vocative"), "gender": N_("Gender"), "salutation": N_("Greeting"),
    "language": N_("Language"), "office": N_("Office"), "organisation": N_("Organisation"), "party": N_("Party or group"),
    "chamber": N_("Chamber"), "constituency": N_("Constituency"), "address": N_("Whole address"), "street": N_("Street"),
    "street_2": N_("Street, second line"), "house_number": N_("House number"), "postal_code": N_("Postal code"),
    "city": N_("Town"), "region": N_("Region"), "country": N_("Country"), "address_latin": N_("Address in Latin letters"),
    "email": N_("E-mail"), "phone": N_("Telephone"), "facility": N_("Prison"), "prisoner_number": N_("Prisoner’s number"),
    "charge": N_("Charge"), "sentence": N_("Sentence"), "arrested": N_("Arrested on"), "release_date": N_("Released on"),
    "birth_date": N_("Born"), "death_date": N_("Died on"), "status": N_("Status"), "last_confirmed": N_("Address confirmed"),
    "rules": N_("Prison’s rules"), "sender": N_("Who signs"), "message": N_("Personal message"),
    "same_as": N_("Same person as"), "id": N_("Number of the person"), "notes": N_("Note, never printed"),
}  # fmt: skip
"""The tool's words for columns, as people read them."""


def _lists(visit: Visit) -> Response:
    overview, fresh = visit.overview()
    campaign = visit.board.campaign()
    return visit.page("lists.html", overview=overview, fresh=fresh, mailings=campaign.mailings.values(),
                      relative=campaign.relative, endings=sorted(ENDINGS))  # fmt: skip


def _bring(visit: Visit) -> Response:
    """Take a list, look whether it is one, and lead to what was understood."""
    file = visit.file("list")
    if file is None:
        raise UsageError("choose a file first, or drop one on the page")
    campaign = visit.board.campaign()
    mailing = mailings_named(campaign, [visit.filled("mailing")] if visit.filled("mailing") else [])[0]
    path = _put_aside(campaign, file)
    with visit.board.children.reading() as workers:
        look_at_new(path, campaign, mailing, Corrections(), workers)
    key = secrets.token_urlsafe(9)
    visit.board.brought[key] = Brought(path, mailing.name)
    return visit.to(f"/lists/{key}")


def _put_aside(campaign: Campaign, file: UploadFile) -> Path:
    """Write what was sent into a folder of its own, under a name that is safe on every system."""
    name = folder_name(Path(str(file.filename).replace("\\", "/")).name)
    if Path(name).suffix.lower() not in ENDINGS:
        raise InputError(f"“{name}” is no spreadsheet; the board reads: {', '.join(sorted(ENDINGS))}")
    folder = campaign.folder / FOLDER / INCOMING
    remove_folder(folder)
    path = private_folder(folder / secrets.token_hex(8)) / name
    with path.open("wb") as out:
        shutil.copyfileobj(file.file, out)
    return path


def _brought(board: Board, key: str) -> Brought:
    found = board.brought.get(key)
    if found is None or not found.path.is_file():
        raise UsageError("this list is not here any more; bring it again")
    return found


def _review(visit: Visit, corrections: Corrections | None = None) -> Response:
    campaign, brought = visit.board.campaign(), _brought(visit.board, visit.asked("key"))
    mailing = mailings_named(campaign, [brought.mailing])[0]
    with visit.board.children.reading() as workers:
        seen = look_at_new(brought.path, campaign, mailing, corrections or Corrections(), workers)
    known = [name for name in COLUMNS if name in tables.columns()["synonyms"]]
    return visit.page(
        "list.html", seen=seen, name=brought.path.name, mailing=mailing, columns=COLUMNS, known=known, kinds=Kind,
        together=by_message(seen.problems), own="",
    )  # fmt: skip


def by_message(problems: Sequence[Problem]) -> Mapping[tuple[str, str], list[Problem]]:
    """Put problems of one kind together: by the column and what is to be done, whatever the cell says."""
    together: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for one in problems:
        together[one.column, one.remedy or one.message].append(one)
    return dict(sorted(together.items(), key=lambda pair: -len(pair[1])))


def _decide(visit: Visit) -> Response:
    """Look again with the corrections of the page, or use the list with them."""
    board = visit.board
    campaign, brought = board.campaign(), _brought(board, visit.asked("key"))
    mailing = mailings_named(campaign, [brought.mailing])[0]
    kind = Kind(visit.filled("kind")) if visit.filled("kind") in list(Kind) else None
    with board.children.reading() as workers:
        plain = look_at_new(brought.path, campaign, mailing, Corrections(kind, {}), workers)
    corrections = Corrections(kind, correct(plain.columns, _wanted(visit, plain)))
    if visit.filled("do") != "use":
        return _review(visit, corrections)
    target = use_list(campaign, mailing, brought.path, corrections)
    remove_folder(campaign.folder / FOLDER / INCOMING)
    board.brought.clear()
    text = visit.speech.text(
        "{file} is the list of {mailing} now.", file=campaign.relative(target), mailing=mailing.name
    )
    return visit.to("/today", text)


def _wanted(visit: Visit, plain: NewList) -> dict[str, str]:
    """Return the word that somebody chose for each header; an own word is that of the header itself."""
    chosen = {}
    for number, column in enumerate(plain.columns):
        name = visit.filled(f"column-{number}")
        chosen[column.header] = name if name in COLUMNS else column.own if name == "own" else column.found
    return chosen


PAGES = (Page("/lists", _lists, _bring), Page("/lists/{key}", _review, _decide))
