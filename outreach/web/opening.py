"""Open the board: take a port, show the address that works once, serve until it is closed."""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from outreach.campaign.settings import FILE_NAME
from outreach.storage.memory import give_memory_back
from outreach.web.application import application
from outreach.web.board import Board
from outreach.web.keys import Keys
from outreach.web.server import LoopbackServer, host_of, loopback_socket


def open_board(folder: Path | None, tell: Callable[[str], None]) -> None:
    """Serve the board for the campaign in `folder` until it is closed; `tell` gets the address as soon as it works."""
    give_memory_back()
    signal.signal(signal.SIGTERM, _leave)
    with loopback_socket() as listening, suppress(KeyboardInterrupt):
        host = host_of(listening)
        keys = Keys(listening.getsockname()[1])
        board = Board(
            folder if folder and (folder / FILE_NAME).is_file() else None, keys, begin_in=folder or Path.cwd()
        )
        server = LoopbackServer(application(board, host), lambda: idle_seconds(board))
        board.close = lambda: setattr(server, "should_exit", True)
        try:
            listening.listen()  # from now on the browser may come: it waits until the server answers
            tell(f"http://{host}/?token={keys.once}")
            server.run([listening])
        finally:
            board.end()


def _leave(_signal: int, _frame: object) -> NoReturn:
    """End as with Ctrl-C: what is under way is stopped, and the children too."""
    raise KeyboardInterrupt


def idle_seconds(board: Board) -> float:
    """Return for how long nobody used the board; work that is under way counts as use."""
    return 0.0 if board.bench.under_way() else time.monotonic() - board.used
