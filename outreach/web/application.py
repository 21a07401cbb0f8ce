"""The application: every page at its address, behind the guard; mistakes become words on the page they belong to."""

import secrets
import time
import traceback
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from outreach.errors import OutreachError, SettingError
from outreach.l10n.speech import MIRRORED, SPOKEN, Speech, best_language
from outreach.web.board import Board
from outreach.web.guard import Guard
from outreach.web.pages import PAGES
from outreach.web.rendering import HERE
from outreach.web.visit import Page, Visit

MOST_FIELDS, MOST_FILES, MOST_TEXT = 25_000, 20, 4 * 1024**2
"""Of one form: ticked pieces, files, and bytes of a text that is typed."""
FONTS = HERE.parent / "data" / "fonts"
Handler = Callable[[Request], Awaitable[Response]]


def application(board: Board, host: str) -> ASGIApp:
    """Return everything that the board serves, for whoever calls it `host`."""
    routes: list[BaseRoute] = [
        Route(page.path, _handler(board, page), methods=["GET", "POST"] if page.change else ["GET"]) for page in PAGES
    ]
    routes += [Mount("/static", StaticFiles(directory=HERE / "static")), Mount("/fonts", StaticFiles(directory=FONTS))]
    app = Starlette(routes=routes, exception_handlers={404: _lost(board), 405: _lost(board)})
    return Guard(app, board.keys, host)


def _handler(board: Board, page: Page) -> Handler:
    """Return what answers for one page; the work is done in a thread, so that nobody waits for somebody else's."""

    async def answer(request: Request) -> Response:
        visit = _visit(board, request)
        if "x-waiting" not in request.headers:
            board.used = time.monotonic()  # a page that asks by itself does not keep the board open
        if request.method != "POST":
            return await run_in_threadpool(_shown, page, visit)
        try:
            async with request.form(
                max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_TEXT
            ) as visit.form:
                if not board.keys.is_own_form(visit.filled("mark")):
                    return PlainTextResponse("", 403)
                return await run_in_threadpool(_changed, page, visit)
        except HTTPException as error:
            return PlainTextResponse(f"{error.detail}\n", error.status_code, headers={"Connection": "close"})

    return answer


def _visit(board: Board, request: Request) -> Visit:
    language = board.language or best_language(request.headers.get("accept-language", ""))
    return Visit(board, request, Speech(language if language in (*SPOKEN, MIRRORED) else "en"))


def _shown(page: Page, visit: Visit) -> Response:
    """Show a page, or what keeps it from being shown."""
    try:
        return page.show(visit)
    except (OutreachError, OSError) as error:
        visit.trouble = _trouble(error)
        return visit.page("trouble.html")
    except Exception:  # noqa: BLE001 — the last resort: the board goes on
        return _fault(visit)


def _changed(page: Page, visit: Visit) -> Response:
    """Do what a form asks for, once; where it cannot be done, show its page again with the words of what is wrong."""
    if page.change is None:
        return PlainTextResponse("", 405)
    form = visit.board.form(visit.filled("once") or secrets.token_urlsafe(12))
    with form.lock:
        if form.place:
            return RedirectResponse(form.place, 303)
        try:
            answer = page.change(visit)
        except (OutreachError, OSError) as error:
            visit.trouble = _trouble(error)
            return _shown(page, visit)
        except Exception:  # noqa: BLE001 — the last resort: the board goes on
            return _fault(visit)
        if isinstance(answer, RedirectResponse):
            form.place = answer.headers["location"]
        return answer


def _trouble(error: OutreachError | OSError) -> OutreachError:
    if isinstance(error, OutreachError):
        return error
    return SettingError(f"{error.filename or 'a file'} cannot be read or written ({error.strerror}); check its rights")


def _fault(visit: Visit) -> Response:
    traceback.print_exc()  # in the terminal, where whoever reports it finds it
    return visit.page("fault.html", 500)


def _lost(board: Board) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return await run_in_threadpool(_visit(board, request).page, "lost.html", status)

    return answer
