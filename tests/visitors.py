"""A board to ask without a browser, and one that really listens."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
from starlette.testclient import TestClient

from outreach.web.application import application
from outreach.web.board import Board
from outreach.web.keys import Keys
from outreach.web.server import host_of, loopback_socket, served

HOST = "127.0.0.1:54321"
ORIGIN = f"http://{HOST}"


class Visitor:
    """Somebody at the board: follows links and fills in forms as a browser without scripts does."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.client = TestClient(
            application(board, HOST), base_url=ORIGIN, headers={"accept-language": "en"}, follow_redirects=True
        )
        self.client.get("/", params={"token": board.keys.once})

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        filled = {"mark": self.board.keys.form, "once": "", **(data or {})}
        return self.client.post(path, data=filled, headers={"origin": ORIGIN, **options.pop("headers", {})}, **options)

    def ready(self) -> None:
        """Wait until the lists are read."""
        self.board.watcher.overview(wait=True)

    def finished(self, answer: httpx.Response) -> httpx.Response:
        """Wait for the work that an answer shows, and return the page to which it leads."""
        work = self.board.bench.under_way()
        if work is not None and work.thread is not None:
            work.thread.join()
        return self.get(answer.url.path)


@contextmanager
def visitor(folder: Path | None, **options: Any) -> Iterator[Visitor]:
    """Give a board for the campaign in `folder`, and somebody who was let in."""
    board = Board(folder, Keys(54321), **options)
    try:
        yield Visitor(board)
    finally:
        board.end()


@contextmanager
def listening_board(folder: Path | None) -> Iterator[tuple[Board, str, int]]:
    """Give a board that listens: itself, its address with the token, its port."""
    with loopback_socket() as listening:
        port = listening.getsockname()[1]
        board = Board(folder, Keys(port))
        try:
            with served(application(board, host_of(listening)), listening):
                yield board, f"http://{host_of(listening)}/?token={board.keys.once}", port
        finally:
            board.end()


def raw(port: int, data: bytes, seconds: float = 5.0) -> bytes:
    """Send bytes to the board, and return everything that it answers until it closes or falls silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(data)
        received = b""
        while True:
            try:
                part = connection.recv(65536)
            except TimeoutError:
                return received
            if not part:
                return received
            received += part
            if b"\r\n\r\n" in received and _whole(received):
                return received


def _whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    return bool(length) and len(body) >= int(length[1]) if length else False
