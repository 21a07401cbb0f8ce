"""A browser for the tests and benchmarks: what `outreach preview --watch` shows, asked for over the wire."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

State = dict[str, Any]


class Reader:
    """Somebody who opened the page and has the cookie."""

    def __init__(self, url: str) -> None:
        found = re.fullmatch(r"http://(127\.0\.0\.1:\d+)(/\?token=\S+)", url)
        assert found, url
        self.host, self.entrance = found[1], found[2]
        self.cookie = ""
        self.version = 0
        answer, _ = self.ask(self.entrance)
        self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        mark = re.search(rb'name="mark" content="(\w+)"', self.ask("/")[1])
        self.mark = mark[1].decode() if mark else ""

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        own = {"Cookie": self.cookie} if self.cookie else {}
        connection.request(method, path, body, headers={**own, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    def wish(self, what: str, origin: str = "") -> int:
        headers = {"Origin": origin or f"http://{self.host}", "Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("/wish", "POST", headers, f"{what}&mark={self.mark}")[0].status

    def news(self) -> State:
        """Return what is shown, as soon as it is something else than before."""
        state: State = json.loads(self.ask(f"/state?after={self.version}")[1])
        assert state["version"] != self.version, f"nothing new came after {state}"
        self.version = state["version"]
        return state

    def until(self, fits: Callable[[State], object]) -> State:
        """Return the first thing shown that fits."""
        while not fits(state := self.news()):
            pass
        return state

    def picture(self, name: str) -> bytes:
        return self.ask(f"/picture?name={name}")[1]


@contextmanager
def watched(folder: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start ``outreach preview --watch``; give the process and the address that it prints."""
    line = [sys.executable, "-u", "-m", "outreach", "preview", "--watch", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, cwd=folder, stdout=pipe, stderr=pipe, text=True, env=dict(os.environ)) as process:
        assert process.stdout
        try:
            process.stdout.readline()
            yield process, process.stdout.readline().strip()
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=30)
