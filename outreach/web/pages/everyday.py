"""What every page leads to: undo, the language, pictures, long work, and the end."""

from starlette.responses import PlainTextResponse, Response

from outreach.errors import UsageError
from outreach.l10n.speech import MIRRORED, SPOKEN
from outreach.ledger import marks
from outreach.ledger.schema import STEPS
from outreach.preview.screen import picture_type
from outreach.web.rendering import HAPPENED
from outreach.web.visit import Page, Visit


def _home(visit: Visit) -> Response:
    return visit.to("/today" if visit.board.folder else "/start")


def _nothing(visit: Visit) -> Response:
    """Lead whoever comes by an address that only does things to the first page, or say what could not be done."""
    return visit.page("trouble.html") if visit.trouble else _home(visit)


def _undo(visit: Visit) -> Response:
    """Take back exactly the action that the button stands for."""
    with visit.board.own_record() as ledger:
        kind, count = marks.undo(ledger, visit.board.action("board"), visit.filled("action"))
    words = visit.speech.text(HAPPENED.get(kind, kind))
    text = visit.speech.count("Taken back: {what} ({n} piece)", "Taken back: {what} ({n} pieces)", count, what=words)
    if not STEPS.get(kind):
        text = visit.speech.text("Taken back: {what}", what=words)
    return visit.to(_inside(visit.filled("here")), text)


def _inside(path: str) -> str:
    """Return a path of this board; whatever leads elsewhere becomes the first page."""
    plain = path.isascii() and path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain else "/"


def _speak(visit: Visit) -> Response:
    wanted = visit.filled("language")
    if wanted not in (*SPOKEN, MIRRORED):
        raise UsageError(f"the board does not speak `{wanted}`; it speaks: {', '.join(SPOKEN)}")
    visit.board.language = wanted
    return visit.to(_inside(visit.filled("here")))


def _picture(visit: Visit) -> Response:
    data = visit.board.picture(visit.asked("name"))
    if data is None:
        return PlainTextResponse("", 404)
    return Response(data, media_type=picture_type(data))


def _work(visit: Visit) -> Response:
    work = visit.board.bench.find(visit.asked("key"))
    if work is None:
        return visit.page("lost.html", 404)
    if work.place and "x-waiting" not in visit.request.headers:
        return visit.to(work.place)
    return visit.page("work.html", work=work)


def _stop(visit: Visit) -> Response:
    work = visit.board.bench.find(visit.asked("key"))
    if work is not None:
        work.wish.set()
    return visit.to(visit.request.url.path)


def _close(visit: Visit) -> Response:
    work = visit.board.bench.under_way()
    if work is not None:
        raise UsageError("letters are being made; stop that first, or wait for its end")
    visit.board.close()
    return visit.page("closed.html")


PAGES = (
    Page("/", _home),
    Page("/undo", _nothing, _undo),
    Page("/language", _nothing, _speak),
    Page("/close", _nothing, _close),
    Page("/pictures/{name}", _picture),
    Page("/work/{key}", _work, _stop),
)
