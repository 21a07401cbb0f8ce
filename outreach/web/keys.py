"""The secrets of one open board: the address that works once, the cookie, the mark of its forms, opaque handles."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie

HANDLE = 20
"""Characters of a handle; nobody guesses 80 bits."""


class Keys:
    """What lets one browser in, and nobody else; made anew for each open board and written nowhere."""

    def __init__(self, port: int) -> None:
        """Make up the secrets; the cookie is named after the port, so that two boards can be open in one browser."""
        self.cookie_name = f"outreach-{port}"
        self._cookie = secrets.token_urlsafe(32)
        self._secret = secrets.token_bytes(32)
        self._once: str | None = secrets.token_urlsafe(32)
        self._lock = threading.Lock()
        self.once = self._once
        """The token in the address that is opened."""
        self.form = self._made("form")
        """What every form of the board carries: a page of somebody else cannot know it."""

    def spend(self, token: str) -> bool:
        """Tell whether this is the token of the address, once."""
        with self._lock:
            right = self._once is not None and hmac.compare_digest(token.encode(), self._once.encode())
            self._once = None if right else self._once
            return right

    def set_cookie(self) -> str:
        """Return the header that gives the browser its cookie; scripts cannot read it, other sites cannot send it."""
        return f"{self.cookie_name}={self._cookie}; HttpOnly; SameSite=Strict; Path=/"

    def knows(self, cookie_header: str) -> bool:
        """Tell whether a browser sent the cookie that it was given."""
        cookies: SimpleCookie = SimpleCookie()
        with suppress(CookieError):
            cookies.load(cookie_header)
        found = cookies.get(self.cookie_name)
        return found is not None and hmac.compare_digest(found.value.encode(), self._cookie.encode())

    def is_own_form(self, mark: str) -> bool:
        """Tell whether a form with this mark was made by this board."""
        return hmac.compare_digest(mark.encode(), self.form.encode())

    def handle(self, text: str) -> str:
        """Return what stands for a person or a file in addresses: nobody can read in it who is meant."""
        return self._made(text)

    def behind(self, handle: str, known: Mapping[str, object]) -> str | None:
        """Return the one of `known` for which a handle stands, or None."""
        return next((one for one in known if hmac.compare_digest(self._made(one), handle)), None)

    def _made(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:HANDLE]
