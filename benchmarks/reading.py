"""Measure how fast a long list is read: ``python benchmarks/reading.py [ROWS]``.

A list of 10,000 rows and 30 columns is written as ``.xlsx`` and as ``.csv``. In one run are measured, in
CPU seconds and the largest resident memory of any process: a loop over openpyxl's read-only cells, and
the whole ``outreach merge --dry-run --limit 1`` of a campaign with that list, less the same command with three rows
in it (start-up); ``outreach check`` merges every row with its text, too. Also each step alone, in this process.
"""

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from openpyxl import Workbook

from outreach.model import Table
from outreach.people.recipients import recipients_from
from outreach.readers import read_table

COLUMNS = (
    "id", "title", "given_name", "family_name", "gender", "birth_date", "office", "organisation", "street", "postal_code",
    "city", "country", "language", "email", "phone", "party", *(f"remark {n}" for n in range(1, 15)),
)  # fmt: skip
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "ga",
    "gi",
    "ha",
    "ho",
    "ka",
    "ke",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "pa",
    "pe",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "si",
    "so",
    "ta",
    "te",
    "ti",
    "to",
    "va",
    "ve",
    "vi",
    "wa",
    "za",
    "zo",
]
SETTINGS = """
[campaign]
name = "Bench"
languages = ["en"]
[sender]
name = "Campaign"
address = ["Street 1", "10115 Berlin"]
country = "DE"
[mailing.letters]
to = "recipients/people.{ending}"
template = "letter_templates/letter"
stationery = "din5008b"
"""
TEXT = "{% block subject %}S{% endblock %}{% block body %}<p>{{ recipient.name }}</p>{% endblock %}{% block closing %}<p>B</p>{% endblock %}"
LOOP = """
import sys, openpyxl
cells = 0
for row in openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True).worksheets[0].iter_rows():
    for cell in row:
        cells += cell.value is not None
"""


def people(count: int) -> Iterator[list[str | int | float]]:
    """Yield the rows of invented people whose names differ."""
    chance = random.Random(1)  # noqa: S311 — invented people need no secrets
    for n in range(count):
        names = ["".join(chance.sample(SYLLABLES, 3)).title() for _ in range(2)]
        remarks = [chance.choice((f"remark {n}", n, round(n / 7, 3), "")) for _ in range(14)]
        yield [
            f"p{n}", "Dr.", *names, "f", f"{chance.randint(1940, 2004)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", "representative", "House", f"Long Street {n % 300}",
            f"{10000 + n:05}", "Berlin", "DE", "en", f"a{n}@example.org", f"+49 30 {n:06}", "Green", *remarks,
        ]  # fmt: skip


def campaign(folder: Path, ending: str, count: int) -> Path:
    """Write a campaign folder with a list of `count` people, and return the list's path."""
    for name, text in (("campaign.toml", SETTINGS.format(ending=ending)), ("letter_templates/letter/en.html", TEXT)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "recipients" / f"people.{ending}"
    path.parent.mkdir(exist_ok=True)
    rows: list[list[str | int | float]] = [[*COLUMNS], *people(count)]
    if ending == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    book = Workbook(write_only=True)
    sheet = book.create_sheet("people")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def cost(command: list[str], folder: Path) -> tuple[float, float]:
    """Return the CPU seconds of a command and its children, and the peak in MB of the largest of them."""
    pid = os.fork()
    if not pid:  # a process of its own, since the peak of children is kept for ever
        os.chdir(folder)
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        (folder / "cost").write_text(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}", encoding="utf-8")
        os._exit(done.returncode not in {0, 3})
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise SystemExit(f"failed: {command}")
    seconds, peak = (folder / "cost").read_text(encoding="utf-8").split()
    return float(seconds), float(peak)


def timed(function: Callable[[], object]) -> tuple[float, object]:
    """Return the CPU seconds of a call, and its result."""
    begun = time.process_time()
    result = function()
    return time.process_time() - begun, result


def main() -> None:
    """Measure, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    dry_run = [sys.executable, "-m", "outreach", "merge", "--dry-run", "--limit", "1"]
    print(
        "| list | CPU seconds | of openpyxl's loop | peak MB | reading alone | mapping alone |\n|---|---:|---:|---:|---:|---:|"
    )
    with tempfile.TemporaryDirectory() as scratch:
        folders = {ending: Path(scratch) / ending for ending in ("xlsx", "csv", "few")}
        xlsx = campaign(folders["xlsx"], "xlsx", count)
        paths = {"xlsx": xlsx, "csv": campaign(folders["csv"], "csv", count)}
        campaign(folders["few"], "csv", 3)
        loop, peak = cost([sys.executable, "-c", LOOP, str(xlsx)], folders["few"])
        print(f"| openpyxl's read-only loop | {loop:.2f} | 1.00 | {peak:.0f} | | |")
        start, _ = cost(dry_run, folders["few"])
        for ending, path in paths.items():
            whole, peak = cost(dry_run, folders[ending])
            reading, table = timed(lambda path=path: read_table((path, path.name)))  # type: ignore[misc]
            assert isinstance(table, Table)  # noqa: S101
            mapping, _ = timed(lambda table=table: recipients_from(table, {}))  # type: ignore[misc]
            spent = whole - start
            print(f"| .{ending} | {spent:.2f} | {spent / loop:.2f} | {peak:.0f} | {reading:.2f} | {mapping:.2f} |")
        print(f"\nThe same with three rows: {start:.2f} CPU seconds, taken off above.")


if __name__ == "__main__":
    main()
