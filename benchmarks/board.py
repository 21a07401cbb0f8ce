"""How fast the board answers, and what it costs: python benchmarks/board.py [PEOPLE] [EVENTS].

Every page of a campaign with so many people and events beside an empty one, as medians in milliseconds; the time from
the command to the first page; and the memory of the board's own process, its children told apart.
"""

import datetime as dt
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import openpyxl

from outreach.campaign.beginning import Beginning, begin_campaign
from outreach.campaign.campaign import load_campaign
from outreach.campaign.record import own_ledger
from outreach.ledger.claims import Action, RecordedFile, RecordedPiece, claim, record
from outreach.ledger.database import Ledger, transaction
from outreach.ledger.events import Fact, add_events
from outreach.model import Kind, Plan, Recipient, Row, Sender

PAGES = (
    "/today",
    "/people",
    "/people?place=never",
    "/arrived",
    "/print",
    "/texts",
    "/lists",
    "/sender",
    "/report",
    "/safety",
)
ROUNDS = 5
HEADERS = ("id", "given_name", "family_name", "gender", "street", "postal_code", "city", "country", "party")


def folder_with(people: int, events: int, folder: Path) -> Path:
    """Make a campaign with a list of so many people, and a ledger of so many events."""
    begin_campaign(
        folder, Beginning("Cause", "Us", ["Street 1", "10115 Berlin"], "DE", Kind.POLITICIAN, "en", "S", ["Text"])
    )
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADERS)
    for n in range(people):
        sheet.append(
            [
                f"p{n}",
                f"Given{n}",
                f"Family{n}",
                "f",
                f"Street {n}",
                f"{10000 + n % 80000}",
                "Berlin",
                "DE",
                f"Party {n % 7}",
            ]
        )
    book.save(folder / "recipients" / "politicians.xlsx")
    if events:
        with own_ledger(load_campaign(folder)) as ledger:
            _fill(ledger, people, events)
    return folder


def _fill(ledger: Ledger, people: int, events: int) -> None:
    """Record letters of four mailings to half of the people, and what became of them."""
    sender, made = Sender("campaign", "Us", (), "DE"), 0
    for mailing in ("letters", "second", "third", "fourth"):
        some = [
            Recipient(Kind.POLITICIAN, f"p{n}", f"Given{n} Family{n}", (), (), "DE", "", {}, Row("x", n, {}))
            for n in range(people // 2)
        ]
        with transaction(ledger):
            batch, uids = claim(ledger, [Plan(mailing, one, None, sender, "en", 1) for one in some], "din5008b")
        pieces = [RecordedPiece(uid, n, n, n) for n, uid in enumerate(uids, 1)]
        record(ledger, batch, pieces, [RecordedFile("letters.pdf", "0" * 64, 1)], Action("bench", dt.date(2026, 1, 1)))
        made += len(some)
        ids = [row["id"] for row in ledger.execute("SELECT id FROM piece WHERE batch = :b", {"b": batch})]
        for kind, share in (("printed", 1), ("sent", 1), ("answered", 3)):
            facts = [Fact(kind, piece) for piece in ids[::share]][: max(events - made, 0)]
            with transaction(ledger):
                add_events(ledger, facts, Action("bench", dt.date(2026, 2, 1), "mark"))
            made += len(facts)


@contextmanager
def board(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", str, float]]:
    """Start the board; give its process, its address, and the time of its start."""
    began = time.monotonic()
    line = [sys.executable, "-m", "outreach", "-C", str(folder), "board", "--no-open"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        lines = process.stdout or ()
        url = next(text.strip() for text in lines if text.startswith("http://"))
        try:
            yield process, url, began
        finally:
            process.terminate()


class Browser:
    """Asks for pages with the cookie."""

    def __init__(self, url: str) -> None:
        """Come by the address that works once."""
        host, _, path = url.removeprefix("http://").partition("/")
        self._connection = http.client.HTTPConnection(host)
        self._connection.request("GET", f"/{path}")
        answer = self._connection.getresponse()
        answer.read()
        self._cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]

    def get(self, path: str) -> str:
        """Return a page, or the one to which it leads."""
        self._connection.request("GET", path, headers={"Cookie": self._cookie})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status == HTTPStatus.SEE_OTHER:
            return self.get(answer.getheader("Location") or "/")
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(path, answer.status)
        return text

    def milliseconds(self, path: str) -> float:
        """Return how long a page takes."""
        began = time.perf_counter()
        self.get(path)
        return 1000 * (time.perf_counter() - began)


def memory(process: int) -> float:
    """Return the memory of a process that is its own, in MB."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.MULTILINE)) / 1024


def children(process: int) -> list[int]:
    """Return the processes that one started."""
    return [
        int(one) for task in Path(f"/proc/{process}/task").iterdir() for one in (task / "children").read_text().split()
    ]


def measured(folder: Path) -> tuple[float, dict[str, float], float, float]:
    """Return seconds to the first page, the median of each page in ms, and MB of the board and of its children."""
    with board(folder) as (process, url, began):
        browser = Browser(url)
        browser.get("/")
        first = time.monotonic() - began
        while "data-again" in browser.get("/today"):
            time.sleep(0.2)
        pages = {}
        person = re.search(r"/people/[0-9a-f]+", browser.get("/people"))
        for path in (*PAGES, *([person[0]] if person else [])):
            browser.get(path)
            name = "/people/…" if person and path == person[0] else path
            pages[name] = statistics.median(browser.milliseconds(path) for _ in range(ROUNDS))
        return first, pages, memory(process.pid), sum(map(memory, children(process.pid)))


def main() -> None:
    """Measure an empty campaign and a large one, and print both side by side."""
    people, events = (int(number) for number in [*sys.argv[1:], "20000", "100000"][:2])
    with tempfile.TemporaryDirectory() as place:
        empty = measured(folder_with(1, 0, Path(place) / "empty"))
        large = measured(folder_with(people, events, Path(place) / "large"))
    print(f"| | empty | {people:,} people, {events:,} events |\n|---|--:|--:|")
    print(f"| first page after the command | {empty[0]:.2f} s | {large[0]:.2f} s |")
    for name in large[1]:
        print(f"| {name} | {empty[1].get(name, 0):.0f} ms | {large[1][name]:.0f} ms |")
    print(f"| memory of the board | {empty[2]:.0f} MB | {large[2]:.0f} MB |")
    print(f"| memory of its children | {empty[3]:.0f} MB | {large[3]:.0f} MB |")


if __name__ == "__main__":
    main()
