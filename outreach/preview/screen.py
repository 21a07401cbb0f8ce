"""What a page shows while somebody writes, and what its reader wishes: all that a preview and its page share."""

import hashlib
import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue

Wish = Mapping[str, str]
JPEG = b"\xff\xd8\xff"
"""How such a picture begins."""


class Screen:
    """The newest state of a page, the pictures on it, and the wishes of its reader."""

    def __init__(self) -> None:
        """Begin with nothing to show."""
        self._lock = threading.Lock()
        self._state = b"{}"
        self._pictures: Mapping[str, bytes] = {}
        self._wishes: SimpleQueue[Wish] = SimpleQueue()
        self.version = 0
        """Counts what was shown; the page asks for what is newer."""

    def show(self, state: Mapping[str, object], pictures: Mapping[str, bytes]) -> None:
        """Show `state`, and the `pictures`, PNG or JPEG, under their names, in place of what was shown."""
        with self._lock:
            self._state = json.dumps({"version": self.version + 1, **state}, ensure_ascii=False).encode()
            self._pictures = pictures
            self.version += 1

    def state(self) -> bytes:
        """Return what is shown as JSON."""
        with self._lock:
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


def picture_name(data: bytes) -> str:
    """Return the name of a picture: equal ones have the same, so that a browser asks for none twice."""
    return hashlib.sha256(data).hexdigest()[:24]


def picture_type(data: bytes) -> str:
    """Return the media type of a picture."""
    return "image/jpeg" if data.startswith(JPEG) else "image/png"
