"""Throw damaged and invented lists at the readers: ``python scripts/fuzz_readers.py [INPUTS] [SEED]``.

Each input is one of the lists in ``tests/data`` with some of its bytes changed: in the file itself, in a
part of its archive, or cut, doubled and mixed with another. Whatever comes, a reader returns a table or
a problem with a remedy; anything else is a finding: an error of another kind, a dead process, or more
than the seconds that a list may take. Run by hand; 20,000 inputs take about ten minutes on two cores.
"""

import io
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from outreach.model import Problem, Table
from outreach.people.recipients import recipients_from
from outreach.readers import read_table
from outreach.workers.pool import Call, Died, Limits, Workers, process_pool

ROOT = Path(__file__).resolve().parent.parent
SEEDS = [
    path for folder in ("lists", "public") for path in sorted((ROOT / "tests" / "data" / folder).rglob("*")) if path.is_file() and "protected" not in path.name
]  # fmt: skip
INTERESTING = (
    b"\0", b"\xff" * 4, b"\x7f\xff\xff\xff", b"<", b'"', b"&x;", b"\n", b";", b",", b"-1", b"1048576", b"XFD1048576", b"99999999999999999999",
    b"1e999", b"nan", b"[", b"{", b"*a", b"&a ", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b'r="A1"', b'number-rows-repeated="1000000"',
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<row>", b"</row>", b"<c>", b"<v>", b"\x85\x00", b"\x03\x02", "İ".encode(), "\u2028".encode(),
)  # fmt: skip
SECONDS = 10.0
Outcome = tuple[str, str]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with one to eight changes, mostly one."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 1, 2, 3, 8))):
        place = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0 and changed:
            changed[min(place, len(changed) - 1)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            changed[place:place] = chance.choice(INTERESTING)
        elif kind == 2:  # noqa: PLR2004 — the kinds are those of this function
            del changed[place : place + chance.choice((1, 4, 64, 1000))]
        elif kind == 3:  # noqa: PLR2004
            piece = changed[place : place + chance.choice((4, 64, 500))]
            changed[place:place] = piece * chance.choice((1, 2, 40))
        else:
            new = chance.choice(INTERESTING)
            changed[place : place + len(new)] = new
    return bytes(changed)


def mutated_part(data: bytes, chance: random.Random) -> bytes:
    """Return an archive with one of its parts changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        weights = [
            5 if any(word in name for word in ("sheet", "content.xml", "workbook", "styles", "String")) else 1
            for name in names
        ]
        chosen = chance.choices(names, weights)[0]
        for name in names:
            new.writestr(name, mutated(old.read(name), chance) if name == chosen else old.read(name))
    return output.getvalue()


def inputs(count: int, folder: Path, chance: random.Random) -> Iterator[tuple[Path, str]]:
    """Write `count` damaged lists and yield where they are."""
    endings = (".xlsx", ".xls", ".ods", ".csv", ".json", ".yaml", ".xlsb", ".tsv")
    for number in range(count):
        ending = chance.choice(sorted({path.suffix for path in SEEDS}))
        seed = chance.choice([path for path in SEEDS if path.suffix == ending])
        data = seed.read_bytes()
        data = mutated_part(data, chance) if data[:2] == b"PK" and chance.random() < 0.8 else mutated(data, chance)  # noqa: PLR2004
        ending = chance.choice(endings) if chance.random() < 0.05 else seed.suffix  # noqa: PLR2004
        path = folder / f"{number}{ending}"
        path.write_bytes(data)
        yield path, seed.name


def tried(place: tuple[Path, str]) -> Outcome:
    """Read one list and map it; runs in a child process."""
    begun = time.monotonic()
    try:
        read = read_table(place)
        if isinstance(read, Table):
            recipients_from(read, {})
    except BaseException:  # noqa: BLE001 — that is what is looked for
        return "ERROR", "".join(traceback.format_exc().splitlines(keepends=True)[-7:])
    if time.monotonic() - begun > SECONDS / 2:
        return "SLOW", f"{time.monotonic() - begun:.1f} s"
    if isinstance(read, Problem):
        return ("problem", read.message) if read.remedy else ("ERROR", f"no remedy: {read}")
    return "table", ""


def main() -> None:
    """Try the inputs and print the findings."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1  # noqa: PLR2004
    found: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    messages: Counter[str] = Counter()
    kept = Path(tempfile.gettempdir()) / "outreach-fuzz"
    kept.mkdir(exist_ok=True)
    fonts = ROOT / "outreach" / "data" / "fonts" / "fonts.conf"
    chance = random.Random(seed)  # noqa: S311 — the same inputs for the same seed
    with (
        tempfile.TemporaryDirectory() as scratch,
        Workers(2, partial(process_pool, limits=Limits(), fonts=fonts)) as crew,
    ):
        places: list[tuple[Path, str]] = []

        def calls() -> Iterator[Call[tuple[Path, str], Outcome | Died[tuple[Path, str]]]]:
            for place in inputs(count, Path(scratch), chance):
                places.append(place)
                yield Call(tried, place, SECONDS)

        for number, result in enumerate(crew.map(calls())):
            path, name = places[number]
            kind, what = ("DIED", "") if isinstance(result, Died) else result
            found[kind] += 1
            messages[re.sub(r"\d+|“.*”|\(.*\)", "…", what)] += kind == "problem"
            if kind.isupper():
                findings[f"{kind} {name}\n{what}"] += 1
                (kept / f"{seed}-{path.name}").write_bytes(path.read_bytes())
            path.unlink()
    print(dict(found))
    for text, times in messages.most_common(30):
        print(f"{times:6} {text}")
    for text, times in findings.most_common():
        print(f"\n{times} × {text}")
    if findings:
        print(f"\nThe inputs of the findings: {kept}")


if __name__ == "__main__":
    main()
