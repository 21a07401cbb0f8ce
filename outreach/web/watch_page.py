"""The page of ``outreach preview --watch``: one piece, or a mailing small, shown again whenever something changes."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from outreach.preview.screen import Screen, picture_type
from outreach.web.guard import Guard
from outreach.web.keys import Keys
from outreach.web.rendering import ENVIRONMENT, HERE
from outreach.web.server import host_of, loopback_socket, served

PATIENCE = 20.0
"""Seconds that a browser's question waits for news before it is asked again."""
PAUSE = 0.03
"""Seconds between two looks whether there is news."""


@contextmanager
def served_screen(screen: Screen) -> Iterator[str]:
    """Serve `screen` to one browser on this computer; give the address that works once."""
    with loopback_socket() as listening:
        host, keys = host_of(listening), Keys(listening.getsockname()[1])
        with served(Guard(_application(screen, keys), keys, host, "outreach preview --watch"), listening):
            yield f"http://{host}/?token={keys.once}"


def _application(screen: Screen, keys: Keys) -> ASGIApp:
    async def page(_request: Request) -> Response:
        return HTMLResponse(ENVIRONMENT.get_template("watch.html").render(mark=keys.form))

    async def state(request: Request) -> Response:
        after, until = request.query_params.get("after", ""), time.monotonic() + PATIENCE
        known = int(after) if after.isascii() and after.isdigit() else -1
        while screen.version == known and time.monotonic() < until:  # noqa: ASYNC110 — another thread shows what is new
            await asyncio.sleep(PAUSE)
        return Response(screen.state(), media_type="application/json")

    async def picture(request: Request) -> Response:
        data = screen.picture(request.query_params.get("name", ""))
        return PlainTextResponse("", 404) if data is None else Response(data, media_type=picture_type(data))

    async def wish(request: Request) -> Response:
        async with request.form() as form:
            wished = {name: value for name, value in form.items() if isinstance(value, str)}
        if not keys.is_own_form(wished.pop("mark", "")):
            return PlainTextResponse("", 403)
        screen.ask(wished)
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/state", state),
            Route("/picture", picture),
            Route("/wish", wish, methods=["POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
    )
