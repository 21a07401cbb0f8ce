"""Let in the browser of the person at this computer, and nobody else; look at every question before it is read.

The name by which the browser calls the server is looked at, so that no website reaches it under a name of its own.
Whoever changes something must come from a page of the board itself. Nothing is kept by the browser.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outreach.web.keys import Keys

POLICY = (
    "default-src 'none'; img-src 'self'; connect-src 'self'; style-src 'self'; script-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFETY: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
MOST_BYTES = 60 * 1024**2
"""Bytes of one question; the largest list that the readers take, and a photo of a camera, are smaller."""
SILENCE = 30.0
"""Seconds after which a browser that sends nothing more of its question is not waited for."""
USED = "This address was used already. End it in its terminal with Ctrl-C and open it again: {}\n"
STRANGER = "Nobody but the person who opened this page gets in. Open it again: {}\n"


class Guard:
    """Stands before the application: asks who comes, and adds to every answer what keeps it safe."""

    def __init__(self, app: ASGIApp, keys: Keys, host: str, command: str = "outreach board") -> None:
        """Guard `app`, which is reached as `host` (address and port) alone; `command` opens it again."""
        self._app, self._keys, self._host, self._command = app, keys, host, command

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a stranger, or pass the question on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            elif scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        safe_send = _safely(send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, safe_send)
            return
        await self._app(scope, _bounded(receive), safe_send)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to somebody who must not come in, or None."""
        headers, query = Headers(scope=scope), QueryParams(scope["query_string"])
        known = self._keys.knows(headers.get("cookie", ""))
        if headers.getlist("host") != [self._host]:
            return PlainTextResponse("", 421)
        if scope["path"] == "/" and "token" in query and scope["method"] == "GET":
            return self._let_in(query["token"], known=known)
        if not known:
            return PlainTextResponse(STRANGER.format(self._command), 403)
        if scope["method"] not in ("GET", "HEAD") and not self._from_here(headers):
            return PlainTextResponse("", 403)
        if _length(headers) > MOST_BYTES:
            return PlainTextResponse(_too_large(), 413, headers={"Connection": "close"})
        return None

    def _let_in(self, token: str, *, known: bool) -> Response:
        """Exchange the token for the cookie; whoever has the cookie may come by the used address again."""
        if self._keys.spend(token):
            return RedirectResponse("/", 303, headers={"Set-Cookie": self._keys.set_cookie()})
        return RedirectResponse("/", 303) if known else PlainTextResponse(USED.format(self._command), 403)

    def _from_here(self, headers: Headers) -> bool:
        """Tell whether a page of the board asks; every browser says from where a form comes."""
        return headers.getlist("origin") == [f"http://{self._host}"] and headers.get("sec-fetch-site") in (
            None, "same-origin",
        )  # fmt: skip


def _length(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else MOST_BYTES + 1


def _too_large() -> str:
    return f"This is more than {MOST_BYTES // 1024**2} MB, which is more than the board takes. Make the file smaller.\n"


def _safely(send: Send) -> Send:
    """Add the headers that keep an answer safe to all that do not have their own."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SAFETY.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sent


def _bounded(receive: Receive) -> Receive:
    """Read no more of a question than the board takes, and wait for no one who falls silent in its middle."""
    taken, whole = 0, False

    async def received() -> Any:
        nonlocal taken, whole
        if whole:
            return await receive()  # now only the news that the browser went away can come
        try:
            message = await asyncio.wait_for(receive(), SILENCE)
        except TimeoutError:
            raise HTTPException(408, "The rest of the file did not come; send it again.") from None
        taken += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if taken > MOST_BYTES:
            raise HTTPException(413, _too_large().strip())
        return message

    return received
