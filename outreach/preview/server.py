"""Show one page to one browser on this computer, and to nobody else.

The page is reached on the loopback address alone, through an address that works once: its token is
exchanged for a cookie that scripts cannot read. The name by which the browser calls the server is
looked at, so that no website can reach it under a name of its own. Nothing is kept by the browser.
"""

import hashlib
import hmac
import json
import secrets
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from queue import Empty, SimpleQueue
from typing import ClassVar, cast
from urllib.parse import parse_qs, urlsplit

ADDRESS = "127.0.0.1"
PATIENCE = 20.0
"""Seconds that a browser's question waits for news before it is asked again."""
SILENCE = 60.0
"""Seconds after which a connection that says nothing is closed."""
POLICY = (
    "default-src 'none'; img-src 'self'; connect-src 'self'; style-src 'nonce-{0}'; script-src 'nonce-{0}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
Wish = Mapping[str, str]


class Board:
    """What the page shows now, and what its reader wishes: all that the server and the rest share."""

    def __init__(self) -> None:
        """Begin with nothing to show."""
        self._news = threading.Condition()
        self._version = 0
        self._state = b"{}"
        self._pictures: Mapping[str, bytes] = {}
        self._wishes: SimpleQueue[Wish] = SimpleQueue()

    def show(self, state: Mapping[str, object], pictures: Mapping[str, bytes]) -> None:
        """Show `state`, and the `pictures`, PNG or JPEG, under their names, in place of what was shown."""
        with self._news:
            self._version += 1
            self._state = json.dumps({"version": self._version, **state}, ensure_ascii=False).encode()
            self._pictures = pictures
            self._news.notify_all()

    def state(self, after: int) -> bytes:
        """Return what is shown as JSON, as soon as it is another version than `after` or patience ends."""
        with self._news:
            self._news.wait_for(lambda: self._version != after, PATIENCE)
            return self._state

    def picture(self, name: str) -> bytes | None:
        """Return the picture called `name`, if it is shown."""
        return self._pictures.get(name)

    def ask(self, wish: Wish) -> None:
        """Take a wish of the reader."""
        self._wishes.put(wish)

    def wish(self, seconds: float) -> Wish | None:
        """Return the next wish of the reader, or None if there is none for so many seconds."""
        with suppress(Empty):
            return self._wishes.get(timeout=seconds)
        return None


JPEG = b"\xff\xd8\xff"
"""How such a picture begins."""


def picture_name(data: bytes) -> str:
    """Return the name of a picture: equal ones have the same, so that a browser asks for none twice."""
    return hashlib.sha256(data).hexdigest()[:24]


class PageServer(ThreadingHTTPServer):
    """Serves a board on a free port of the loopback address."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = False

    def __init__(self, board: Board) -> None:
        """Take a free port and make up the token."""
        self.board = board
        self.cookie = secrets.token_urlsafe(32)
        self._token: str | None = secrets.token_urlsafe(32)
        self._lock = threading.Lock()
        super().__init__((ADDRESS, 0), _Handler)
        self.host = f"{ADDRESS}:{self.server_address[1]}"
        self.cookie_name = f"outreach-{self.server_address[1]}"
        self.url = f"http://{self.host}/?token={self._token}"

    def server_bind(self) -> None:
        """Take the address without asking the network for this computer's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about a browser that went away."""

    def spend(self, token: str) -> bool:
        """Tell whether this is the token, once."""
        with self._lock:
            right = self._token is not None and hmac.compare_digest(token.encode(), self._token.encode())
            self._token = None if right else self._token
            return right


@contextmanager
def served(board: Board) -> Iterator[str]:
    """Serve `board` in threads of their own; give the address that works once."""
    with PageServer(board) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
        thread.start()
        try:
            yield server.url
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser; whatever is not expected gets an empty answer."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "outreach", ""
    timeout = SILENCE
    disable_nagle_algorithm = True
    answers: ClassVar[Mapping[str, str]] = {"/": "_page", "/state": "_state", "/picture": "_picture"}

    @property
    def _server(self) -> PageServer:
        return cast("PageServer", self.server)

    def do_GET(self) -> None:
        """Answer with the page, what it shows, or a picture."""
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if not self._called_rightly():
            self._answer(421)
        elif parts.path == "/" and "token" in query:
            self._let_in(query["token"])
        elif not self._known():
            self._answer(403, b"Stop outreach preview with Ctrl-C and start it again: its address works once.\n")
        elif parts.path in self.answers:
            getattr(self, self.answers[parts.path])(query)
        else:
            self._answer(404)

    def do_POST(self) -> None:
        """Take a wish, from the page itself alone."""
        parts = urlsplit(self.path)
        self.close_connection = True  # a body would be taken for the next question
        if not self._called_rightly():
            self._answer(421)
        elif not self._known() or self.headers.get("Origin") != f"http://{self._server.host}":
            self._answer(403)
        elif parts.path == "/wish":
            self._server.board.ask(
                {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
            )
            self._answer(204)
        else:
            self._answer(404)

    def _called_rightly(self) -> bool:
        return self.headers.get_all("Host") == [self._server.host]

    def _known(self) -> bool:
        cookies: SimpleCookie = SimpleCookie()
        with suppress(CookieError):
            cookies.load(self.headers.get("Cookie", ""))
        found = cookies.get(self._server.cookie_name)
        return found is not None and hmac.compare_digest(found.value.encode(), self._server.cookie.encode())

    def _let_in(self, token: str) -> None:
        """Exchange the token for the cookie; who has the cookie may come by the used address again."""
        if self._server.spend(token):
            cookie = f"{self._server.cookie_name}={self._server.cookie}; HttpOnly; SameSite=Strict; Path=/"
            self._answer(303, headers={"Location": "/", "Set-Cookie": cookie})
        elif self._known():
            self._answer(303, headers={"Location": "/"})
        else:
            self._answer(403, b"This address was used already: stop outreach preview with Ctrl-C and start it again.\n")

    def _page(self, _query: Mapping[str, str]) -> None:
        nonce = secrets.token_urlsafe(16)
        text = (files("outreach") / "data" / "watch.html").read_text(encoding="utf-8").replace("{nonce}", nonce)
        headers = {"Content-Security-Policy": POLICY.format(nonce)}
        self._answer(200, text.encode(), "text/html; charset=utf-8", headers)

    def _state(self, query: Mapping[str, str]) -> None:
        after = query.get("after", "")
        state = self._server.board.state(int(after) if after.isascii() and after.isdigit() else -1)
        self._answer(200, state, "application/json")

    def _picture(self, query: Mapping[str, str]) -> None:
        data = self._server.board.picture(query.get("name", ""))
        if data is None:
            self._answer(404)
        else:
            self._answer(200, data, "image/jpeg" if data.startswith(JPEG) else "image/png")

    def _answer(
        self, status: int, body: bytes = b"", kind: str = "text/plain; charset=utf-8", headers: Mapping[str, str] | None = None
    ) -> None:  # fmt: skip
        self.send_response(status)
        policy = {"Content-Security-Policy": POLICY.format("none")}
        for name, value in {**HEADERS, **policy, **(headers or {}), "Content-Type": kind}.items():
            self.send_header(name, value)
        if status != 204:  # noqa: PLR2004 — no content
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the library's name
        """Keep quiet: addresses hold the token."""
