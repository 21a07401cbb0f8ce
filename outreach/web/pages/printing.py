"""Print and pack: make letters in the background, open the PDF, tick off what is posted, mend what went wrong."""

from dataclasses import replace
from itertools import groupby

from starlette.responses import Response

from outreach.batch import prepare
from outreach.batch import reprint as reprinting
from outreach.batch.folder import main_file, recorded_file
from outreach.batch.make import Batch, make_batch
from outreach.batch.order import Crew, Order
from outreach.batch.ordering import ORDERS
from outreach.batch.volumes import Volumes
from outreach.campaign.campaign import mailings_named
from outreach.campaign.record import existing_ledger, own_ledger
from outreach.errors import SettingError, UsageError
from outreach.l10n.speech import N_
from outreach.ledger import marks, views
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.totals import unposted
from outreach.model import State, batch_name
from outreach.people.selection import Wanted
from outreach.web.board import Board, Notice
from outreach.web.visit import Page, Visit
from outreach.web.work import Work
from outreach.workers.crew import press_processes

SHOWN_BATCHES = 30
PDF = "application/pdf"
SIDES = {"one": N_("One side"), "both": N_("Both sides"), "hand": N_("Both sides, turned by hand")}
ORDER_NAMES = {
    "sheet": N_("as in the list"), "name": N_("by name"), "country": N_("by country"),
    "postal-code": N_("by postal code"), "sender": N_("by who signs"),
}  # fmt: skip
STEPS = {State.PRINTED: N_("printed"), State.SENT: N_("posted"), State.VOID: N_("void: may be made again")}
"""What pieces can be ticked off as on this page."""


def _print(visit: Visit) -> Response:
    overview, fresh = visit.overview()
    with visit.board.record() as ledger:
        batches = views.batches(ledger) if ledger else []
        waiting = {one.batch for one in unposted(ledger)}
    known = [(number, list(rows)) for number, rows in groupby(batches, key=lambda row: row["id"])]
    return visit.page(
        "print.html", overview=overview, fresh=fresh, batches=known[::-1][:SHOWN_BATCHES], waiting=waiting,
        sides=SIDES, orders={name: ORDER_NAMES[name] for name in ORDERS}, work=visit.board.bench.under_way(),
    )  # fmt: skip


def _make(visit: Visit) -> Response:
    """Begin to make letters in the background; whoever begins twice sees the first."""
    board, name = visit.board, visit.filled("mailing")
    campaign = board.campaign()
    mailing = mailings_named(campaign, [name])[0]
    limit = visit.filled("limit")
    if limit and not (limit.isdecimal() and int(limit)):
        raise UsageError(f"`{limit}` is not a number of letters; write 60, or nothing for all")
    sides = visit.filled("sides")
    volumes = Volumes(duplex=sides == "both", manual_duplex=sides == "hand")
    asked = prepare.Asked(
        [mailing], Wanted(limit=int(limit) if limit else None), board.today(), order=visit.filled("order") or None,
        volumes=volumes,
    )  # fmt: skip
    order = Order(board.action("merge"), volumes)
    speech = visit.speech

    def do(work: Work) -> str:
        batch = make_letters(board, asked, order, work)
        text = speech.count("{n} letter is made.", "{n} letters are made.", batch.pieces)
        if batch.skipped:
            text += " " + speech.count("{n} row was left out.", "{n} rows were left out.", len(batch.skipped))
        key = board.say(Notice(text))
        return f"/batches/{int(batch.folder.name.rpartition('-')[2])}?said={key}"

    work = board.bench.begin(speech.text("Letters are being made …"), 0, do)
    return visit.to(f"/work/{work.key}")


def make_letters(board: Board, asked: prepare.Asked, order: Order, work: Work) -> Batch:
    """Read, plan and make one mailing, as ``outreach merge`` does; `work` hears how far it is, and may stop it."""
    campaign = board.campaign()
    with board.children.reading() as readers:
        materials, _ = prepare.read(campaign, asked, readers)
    with existing_ledger(campaign) as ledger:
        prepare.settle(campaign, asked, ledger)
        plans, _ = prepare.plan(campaign, materials, ledger, asked)
    if not plans[0].plans:
        raise UsageError("nobody is left to write to in this mailing; nothing was made")
    work.total = len(plans[0].plans)
    work.progress(0)
    with press_processes() as press, own_ledger(campaign) as ledger:
        crew = Crew(press, press, progress=work.progress)
        batch = make_batch(plans[0], order, crew, ledger)
    if not batch.pieces:
        raise SettingError("nothing was made, since no piece could be set", batch.faults)
    return batch


def _batch(visit: Visit) -> Response:
    board, number = visit.board, _number(visit)
    with board.record() as ledger:
        pieces = views.pieces(ledger, number) if ledger else []
        if not pieces or ledger is None:
            return visit.page("lost.html", 404)
        here = views.is_here(ledger, number)
        name = main_file(ledger, number)
    folder = board.campaign().batch_folder(number)
    others = [one for one in OTHER_FILES if here and (folder / one).is_file()]
    counts = {state: sum(piece["state"] == state for piece in pieces) for state in State}
    pages = max(piece["last_page"] for piece in pieces)
    sheet = board.campaign().mailings.get(pieces[0]["mailing"])
    return visit.page(
        "batch.html", number=number, name=batch_name(number), pieces=pieces, counts=counts, pages=pages, here_too=here,
        pdf=name, others=others, steps=STEPS, stationery=sheet.stationery if sheet else None,
        reprints=sorted(path.name for path in folder.parent.glob(f"{batch_name(number)}-reprint-*.pdf")),
    )  # fmt: skip


OTHER_FILES = {
    "packing-list.pdf": PDF,
    "skipped.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What lies beside the letters of a batch, and what kind of file it is."""


def _number(visit: Visit) -> int:
    return int(visit.asked("number"))


def _mark(visit: Visit) -> Response:
    """Bring the ticked pieces into a state, or have them printed again."""
    number = _number(visit)
    with visit.board.own_record() as ledger:
        chosen = [one for one in views.pieces(ledger, number) if one["uid"] in set(visit.chosen("piece"))]
        if not chosen:
            raise UsageError("tick the pieces first, or tick the box above them for all")
        if visit.filled("do") == "reprint":
            return _reprint(visit, ledger, number, chosen)
        state = State(visit.filled("do"))
        action = visit.board.action("board", visit.day(), visit.filled("note"))
        moved, there = marks.mark(ledger, [one["uid"] for one in chosen], state, action)
    words = visit.speech.text(STEPS[state])
    text = visit.speech.count("{n} piece marked: {state}", "{n} pieces marked: {state}", moved, state=words)
    if there:
        text += " · " + visit.speech.count("{n} was marked before", "{n} were marked before", there)
    return visit.to(visit.request.url.path, text, action.group if moved else "")


def _reprint(visit: Visit, ledger: Ledger, number: int, chosen: list[LedgerRow]) -> Response:
    numbers = ",".join(str(one["number"]) for one in chosen)
    reason = visit.filled("note") or "the printer spoilt them"
    action = replace(visit.board.action("reprint"), note=reason)
    path, count, _ = reprinting.reprint(
        visit.board.campaign(), ledger, batch_name(number), reprinting.Spoilt(pieces=numbers), action
    )
    text = visit.speech.count(
        "{n} piece to print again: {file}", "{n} pieces to print again: {file}", count, file=path.name
    )
    return visit.to(visit.request.url.path, text)


def _file(visit: Visit) -> Response:
    """Show a file of a batch, as it was recorded; nothing else of the folder can be reached."""
    campaign, number, name = visit.board.campaign(), _number(visit), visit.asked("name")
    if name.startswith(f"{batch_name(number)}-reprint-") and name in {p.name for p in campaign.prints.glob("*.pdf")}:
        return visit.send_file(campaign.prints / name, PDF, name)
    with visit.board.record() as ledger:
        if ledger is None or name not in {one.name for one in views.files(ledger, number)}:
            return visit.page("lost.html", 404)
        path = recorded_file(campaign, ledger, number, name)
    kind = OTHER_FILES.get(path.name, PDF)
    return visit.send_file(path, kind, f"{batch_name(number)}-{path.name}", keep=kind != PDF)


PAGES = (
    Page("/print", _print, _make),
    Page("/batches/{number:int}", _batch, _mark),
    Page("/batches/{number:int}/{name:path}", _file),
)
