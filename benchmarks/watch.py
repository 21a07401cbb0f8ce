"""Measure the preview while writing: from a saved template to the picture that a reader has, and sees.

python benchmarks/watch.py [ROUNDS] [--chromium /usr/bin/chromium]
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from readers_of_pages import Reader, watched

from outreach.campaign.samples import start_campaign

MAILINGS = {"parliament": "en.html", "solidarity": "ru.html"}
PAUSE = 0.7
"""Seconds between two saves, and no multiple of what the tool waits between two looks."""
OBSERVER = """
new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
  window.seen = performance.timeOrigin + performance.now() })))
  .observe(document.getElementById("pages"), {childList: true})
"""


class Browser:
    """A Chromium that is told what to do through two pipes."""

    def __init__(self, program: str, profile: str) -> None:
        """Start `program` with an empty page; `profile` is a folder of its own."""
        self._numbers = itertools.count(1)
        theirs, self._to = os.pipe()
        self._from, back = os.pipe()
        options = "--headless --no-sandbox --disable-gpu --remote-debugging-pipe about:blank"
        line = f'exec "$0" --user-data-dir="$1" {options} 3<&{theirs} 4>&{back}'
        quiet = subprocess.DEVNULL
        command = ["/bin/sh", "-c", line, program, profile]
        self._process = subprocess.Popen(command, pass_fds=(theirs, back), stdout=quiet, stderr=quiet)
        self._rest, self._session = b"", ""
        pages = [one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        self._session = self.call("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Have one thing done, and return what came of it."""
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        os.write(self._to, json.dumps({"id": number, "method": method, "params": params, **session}).encode() + b"\0")
        while True:
            while b"\0" not in self._rest:
                self._rest += os.read(self._from, 1 << 20)
            one, _, self._rest = self._rest.partition(b"\0")
            answer = json.loads(one)
            if answer.get("id") == number:
                found: dict[str, Any] = answer["result"]
                return found

    def value(self, script: str) -> Any:
        """Return the value of a script in the page."""
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def end(self) -> None:
        """Close the browser."""
        self.call("Browser.close")
        self._process.wait(20)


def cpu(process: int) -> float:
    """Return the processor seconds that a process and its living children used."""
    ticks = 0
    for one in Path("/proc").glob("[0-9]*/stat"):
        fields = one.read_text().rpartition(")")[2].split()
        if int(one.parent.name) == process or int(fields[1]) == process:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def told(name: str, milliseconds: list[float]) -> None:
    """Print median, least and most."""
    print(
        f"{name}: median {statistics.median(milliseconds):.0f}, {min(milliseconds):.0f} to {max(milliseconds):.0f} ms"
    )


def measure(folder: Path, mailing: str, rounds: int, chromium: str) -> None:
    """Save a text again and again, and see when its picture is there."""
    path = folder / "letter_templates" / {"solidarity": "solidarity-postcard"}.get(mailing, mailing) / MAILINGS[mailing]
    text = path.read_text(encoding="utf-8")
    texts = [text.replace("<p>", f"<p>Word {number} ", 1) for number in range(rounds)]
    with watched(folder, mailing, "--language", path.stem) as (process, url):
        if chromium:
            told(f"{mailing}, saved to painted in Chromium", painted(url, path, texts, chromium))
        else:
            reader = Reader(url)
            reader.until(lambda state: state.get("pages"))
            told(f"{mailing}, saved to the picture received", received(reader, path, texts))
            before = cpu(process.pid)
            time.sleep(3)
            print(f"{mailing}, waiting: {(cpu(process.pid) - before) / 3:.1%} of a core")
    path.write_text(text, encoding="utf-8")


def received(reader: Reader, path: Path, texts: list[str]) -> list[float]:
    """Return the milliseconds from each save until a reader has the picture, and the CPU time beside it."""
    taken = []
    for text in texts:
        time.sleep(PAUSE)
        start = time.perf_counter()
        path.write_text(text, encoding="utf-8")
        for page in reader.news()["pages"]:
            reader.picture(page)
        taken.append(1000 * (time.perf_counter() - start))
    return taken[1:]


def painted(url: str, path: Path, texts: list[str], chromium: str) -> list[float]:
    """Return the milliseconds from each save until a browser has painted the picture."""
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        browser = Browser(chromium, profile)
        browser.call("Page.navigate", url=url)
        time.sleep(4)
        browser.value(OBSERVER)
        taken = []
        for text in texts:
            browser.value("window.seen = 0")
            start = time.time()
            path.write_text(text, encoding="utf-8")
            time.sleep(2 * PAUSE)
            taken.append(browser.value("window.seen") - 1000 * start)
        browser.end()
    return [one for one in taken[1:] if one > 0]


def main() -> None:
    """Measure every mailing of the samples that has a text or a picture to change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=20)
    parser.add_argument("--chromium", default="", metavar="PROGRAM")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        start_campaign(Path(name))
        for mailing in MAILINGS:
            measure(Path(name), mailing, options.rounds, "")
            if options.chromium:
                measure(Path(name), mailing, options.rounds, options.chromium)


if __name__ == "__main__":
    main()
