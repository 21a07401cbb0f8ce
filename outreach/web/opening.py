"""Open the board: take a port, show the address that works once, serve until it is closed."""

import time
from collections.abc import Callable
from pathlib import Path

from outreach.web.application import application
from outreach.web.board import Board
from outreach.web.keys import Keys
from outreach.web.server import LoopbackServer, host_of, loopback_socket


def open_board(folder: Path | None, tell: Callable[[str], None]) -> None:
    """Serve the board for the campaign in `folder` until it is closed; `tell` gets the address as soon as it works."""
    with loopback_socket() as listening:
        host = host_of(listening)
        keys = Keys(listening.getsockname()[1])
        board = Board(folder, keys)
        server = LoopbackServer(application(board, host), lambda: idle_seconds(board))
        board.close = lambda: setattr(server, "should_exit", True)
        try:
            listening.listen()  # from now on the browser may come: it waits until the server answers
            tell(f"http://{host}/?token={keys.once}")
            server.run([listening])
        finally:
            board.end()


def idle_seconds(board: Board) -> float:
    """Return for how long nobody used the board; work that is under way counts as use."""
    return 0.0 if board.bench.under_way() else time.monotonic() - board.used
