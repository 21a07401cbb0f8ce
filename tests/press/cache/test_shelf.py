"""What is kept comes back as it was or not at all, within its bounds, whoever else is at the shelf."""

import os
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from outreach.press.cache.shelf import ABANDONED, KEY, MAGIC, Parcel, Shelf, cleared

SHAPE = "0123abcd"


def key(number: int) -> bytes:
    return number.to_bytes(KEY)


def parcel(*numbers: int, size: int = 100) -> Parcel:
    return Parcel({key(number): ["entry", number] for number in numbers}, {"alike": "\x00ü"}, bytes(numbers) * size)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "prints" / ".kept"


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def holds(shelf: Shelf, number: int) -> bool:
    name = shelf.places(SHAPE).get(key(number))
    return name is not None and shelf.take(name) is not None


def test_what_was_put_is_found_by_its_keys_in_another_run(folder: Path) -> None:
    Shelf(folder).put(SHAPE, parcel(1, 2))
    Shelf(folder).put(SHAPE, parcel(3))
    shelf = Shelf(folder)
    places = shelf.places(SHAPE)
    assert [*sorted(places)] == [key(1), key(2), key(3)]
    assert places[key(1)] == places[key(2)] != places[key(3)]
    taken = shelf.take(places[key(1)])
    assert taken is not None
    assert (taken.entries, taken.shared, bytes(taken.data)) == (
        {key(1): ["entry", 1], key(2): ["entry", 2]}, {"alike": "\x00ü"}, bytes((1, 2)) * 100,
    )  # fmt: skip
    assert shelf.places("another shape") == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_nobody_else_can_read_it(folder: Path) -> None:
    Shelf(folder).put(SHAPE, parcel(1))
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, *kept(folder))] == [
        0o700,
        0o700,
        0o600,
    ]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda content: content[: len(content) // 2],
    "cut off in its head": lambda content: content[: len(MAGIC) + 10],
    "longer": lambda content: content + b"x",
    "another format": lambda content: content.replace(b"kept 1", b"kept 0", 1),
    "a bit in a key": lambda content: _flipped(content, len(MAGIC) + 32 + 8 + 3),
    "a bit in the lengths": lambda content: _flipped(content, len(MAGIC) + 32 + 1),
    "more keys than memory holds": lambda content: content.replace(b"\0\0\0\x01", b"\xff" * 4, 1),
    "a bit in the pages": lambda content: _flipped(content, len(content) - 5),
    "a bit in the checksum": lambda content: _flipped(content, len(MAGIC) + 3),
}


def _flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_a_damaged_file_counts_as_absent_and_goes(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    Shelf(folder).put(SHAPE, parcel(1))
    (path,) = kept(folder)
    path.write_bytes(damage(path.read_bytes()))
    shelf = Shelf(folder)
    assert not holds(shelf, 1)
    assert shelf.take(path.name) is None
    assert kept(folder) == []


def test_a_file_that_somebody_else_removed_counts_as_absent(folder: Path) -> None:
    Shelf(folder).put(SHAPE, parcel(1))
    shelf = Shelf(folder)
    name = shelf.places(SHAPE)[key(1)]
    cleared(folder)
    assert shelf.take(name) is None


def test_what_was_not_used_for_the_longest_time_goes_first(folder: Path) -> None:
    for number in (1, 2, 3):
        Shelf(folder).put(SHAPE, parcel(number, size=1000))
    for path in kept(folder):
        os.utime(path, (1000, 1000))
    reader = Shelf(folder)
    assert holds(reader, 2)
    Shelf(folder, most=3000).put(SHAPE, parcel(4, size=1000))
    after = Shelf(folder)
    assert [number for number in (1, 2, 3, 4) if holds(after, number)] == [2, 4]


def test_a_run_removes_nothing_that_it_made_or_took_itself(folder: Path) -> None:
    Shelf(folder).put(SHAPE, parcel(1, size=1000))
    shelf = Shelf(folder, most=3000)
    assert holds(shelf, 1)
    for number in (2, 3, 4):
        shelf.put(SHAPE, parcel(number, size=1000))
    after = Shelf(folder)
    assert [number for number in (1, 2, 3, 4) if holds(after, number)] == [1, 2]
    assert sum(path.stat().st_size for path in kept(folder)) <= 3000


def test_what_an_interrupted_run_left_goes_when_it_is_nobodys_any_more(folder: Path) -> None:
    folder.mkdir(parents=True)
    old, new = folder / "old.partial", folder / "new.partial"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (old.stat().st_mtime - ABANDONED - 1,) * 2)
    Shelf(folder).put(SHAPE, parcel(1))
    assert not old.exists()
    assert new.exists()


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_goes_wrong(tmp_path: Path) -> None:
    (tmp_path / "prints").write_text("a file in the way", encoding="utf-8")
    shelf = Shelf(tmp_path / "prints" / ".kept")
    shelf.put(SHAPE, parcel(1))
    assert not holds(shelf, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no files")
def test_a_file_that_cannot_be_finished_leaves_no_half(folder: Path) -> None:
    import resource
    import signal

    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, before[1]))
    try:
        Shelf(folder).put(SHAPE, parcel(1, size=10_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert kept(folder) == []


def test_several_at_once_take_what_was_put_or_nothing(folder: Path) -> None:
    def use(worker: int) -> list[bool]:
        right = []
        for number in range(40):
            shelf = Shelf(folder, most=4000)
            shelf.put(SHAPE, parcel(worker, number, size=500))
            for key_, name in Shelf(folder).places(SHAPE).items():
                taken = shelf.take(name)
                right.append(taken is None or taken.entries[key_] == ["entry", int.from_bytes(key_)])
        return right

    with ThreadPoolExecutor(4) as pool:
        found = [right for rights in pool.map(use, range(100, 104)) for right in rights]
    assert len(found) > 100
    assert all(found)


def test_clearing_goes_well_also_while_somebody_keeps_something(folder: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        puts = [pool.submit(Shelf(folder).put, SHAPE, parcel(number % 256)) for number in range(600)]
        while not all(one.done() for one in puts):
            cleared(folder)
    assert cleared(folder) >= 0
    assert not folder.exists()


def test_clearing_tells_how_much_it_removed(folder: Path) -> None:
    Shelf(folder).put(SHAPE, parcel(1))
    size = kept(folder)[0].stat().st_size
    assert (cleared(folder), folder.exists()) == (size, False)
    assert cleared(folder) == 0
