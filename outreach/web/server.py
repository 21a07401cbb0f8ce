"""Serve the board on a free port of the loopback address, until somebody closes it or nobody uses it any more."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

ADDRESS = "127.0.0.1"
UNUSED_SECONDS = 3600.0
"""After so long without a question the board closes itself; the page warns a few minutes before."""
PATIENCE = 10.0
"""Seconds in which a browser must have said what it wants."""
CONNECTIONS = 200


class PatientProtocol(H11Protocol):
    """Speaks HTTP, but does not wait for ever for somebody who connects and asks nothing."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a question."""
        super().connection_made(transport)
        self.loop.call_later(PATIENCE, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


def loopback_socket() -> socket.socket:
    """Return a socket on a free port that only this computer reaches."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.bind((ADDRESS, 0))
    return made


class LoopbackServer(uvicorn.Server):
    """Serves one application, and ends when nobody used it for long."""

    def __init__(self, app: ASGIApp, idle: Callable[[], float]) -> None:
        """Serve `app`; `idle` tells for how many seconds nobody used it."""
        config = uvicorn.Config(
            app, http=PatientProtocol, ws="none", lifespan="off", log_level="critical", access_log=False,
            server_header=False, date_header=False, proxy_headers=False, limit_concurrency=CONNECTIONS,
            timeout_keep_alive=60, timeout_graceful_shutdown=2,
        )  # fmt: skip
        super().__init__(config)
        self._idle = idle

    async def on_tick(self, counter: int) -> bool:
        """Look now and then whether anybody still uses the board."""
        if counter % 10 == 0 and self._idle() > UNUSED_SECONDS:
            self.should_exit = True
        return await super().on_tick(counter)


@contextmanager
def served(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    """Serve `app` in a thread while something else goes on."""
    server = LoopbackServer(app, lambda: 0.0)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True  # whoever waits for news is not waited for
        thread.join()


def host_of(listening: socket.socket) -> str:
    """Return address and port of a socket, as a browser calls it."""
    address, port = cast("tuple[str, int]", listening.getsockname())
    return f"{address}:{port}"
