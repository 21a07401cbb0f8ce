"""Files and folders are there whole or not at all, and for their owner alone."""

import multiprocessing
import os
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

from outreach.storage.files import (
    InUseError,
    guarded_folder,
    private_folder,
    publish_folder,
    remove_folder,
    replace_file,
    sync_file,
    write_private,
)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


def mode(path: Path) -> int:
    """Return the rights of `path`."""
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_a_file_and_a_folder_can_be_read_by_their_owner_alone(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "private")
    write_private(folder / "file", b"secret")

    assert (mode(folder), mode(folder / "file")) == (0o700, 0o600)


def test_a_file_is_written_whole_over_a_longer_one(tmp_path: Path) -> None:
    write_private(tmp_path / "file", b"a longer text")
    write_private(tmp_path / "file", b"short")

    assert (tmp_path / "file").read_bytes() == b"short"


@POSIX
def test_a_file_is_replaced_in_one_step_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        replace_file(path, b"new")

        assert reader.read() == b"old"

    assert path.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    assert mode(path) == 0o600


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_cannot_be_replaced_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    tmp_path.chmod(0o500)

    try:
        with pytest.raises(PermissionError):
            replace_file(path, b"new")
        assert path.read_bytes() == b"old"
    finally:
        tmp_path.chmod(0o700)


def test_a_finished_folder_gets_its_name_in_one_step(tmp_path: Path) -> None:
    work = private_folder(tmp_path / "work")
    write_private(work / "letters.pdf", b"x")

    publish_folder(work, tmp_path / "batch-0001")

    assert (tmp_path / "batch-0001" / "letters.pdf").read_bytes() == b"x"
    assert not work.exists()


@POSIX
def test_a_finished_folder_never_takes_the_place_of_another(tmp_path: Path) -> None:
    for name in ("work", "batch-0001"):
        write_private(private_folder(tmp_path / name) / "letters.pdf", name.encode())

    with pytest.raises(OSError, match=r"not empty|exists"):
        publish_folder(tmp_path / "work", tmp_path / "batch-0001")

    assert (tmp_path / "batch-0001" / "letters.pdf").read_bytes() == b"batch-0001"


def test_removing_a_folder_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    write_private(private_folder(tmp_path / "a" / "b") / "file", b"x")

    remove_folder(tmp_path / "a")
    remove_folder(tmp_path / "a")

    assert not (tmp_path / "a").exists()


def test_a_file_that_a_library_wrote_is_seen_onto_the_disk(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")

    sync_file(tmp_path / "file")

    with pytest.raises(FileNotFoundError):
        sync_file(tmp_path / "nothing")


# ── one at a time ────────────────────────────────────────────────────────────────────────────────


def test_a_guarded_folder_is_empty_at_first_and_gone_afterwards(tmp_path: Path) -> None:
    left_over = private_folder(tmp_path / "work")
    write_private(left_over / "half.pdf", b"x")

    with guarded_folder(tmp_path / "work") as folder:
        assert list(folder.iterdir()) == []
        write_private(folder / "file", b"x")

    assert not (tmp_path / "work").exists()


def test_a_guarded_folder_is_gone_after_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broken"), guarded_folder(tmp_path / "work"):
        raise ValueError("broken")

    assert not (tmp_path / "work").exists()


def test_a_folder_that_was_published_is_not_removed(tmp_path: Path) -> None:
    with guarded_folder(tmp_path / "work") as folder:
        write_private(folder / "letters.pdf", b"x")
        publish_folder(folder, tmp_path / "batch-0001")

    assert not (tmp_path / "work").exists()
    assert [one.name for one in (tmp_path / "batch-0001").iterdir()] == ["letters.pdf"]


def hold(path: Path, ready: "multiprocessing.synchronize.Event") -> None:
    """Work in the folder for a long time; runs in a process of its own."""
    with guarded_folder(path) as folder:
        (folder / "mine").touch()
        ready.set()
        time.sleep(60)


@POSIX
def test_a_folder_is_for_one_process_at_a_time_and_free_again_when_it_is_killed(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    other = context.Process(target=hold, args=(tmp_path / "work", ready), daemon=True)
    other.start()
    try:
        assert ready.wait(20)
        with pytest.raises(InUseError), guarded_folder(tmp_path / "work"):
            pass
        assert (tmp_path / "work" / "mine").exists()
    finally:
        assert other.pid is not None
        os.kill(other.pid, signal.SIGKILL)
        other.join(20)

    with guarded_folder(tmp_path / "work") as folder:
        assert list(folder.iterdir()) == []


def work_often(path: Path, number: int, results: "multiprocessing.queues.Queue[str]") -> None:
    """Work in the folder again and again when it is free, and see that nobody else does meanwhile."""
    done, end = 0, time.monotonic() + 20
    try:
        while done < 40 and time.monotonic() < end:
            try:
                with guarded_folder(path) as folder:
                    assert list(folder.iterdir()) == []
                    (folder / str(number)).touch()
                    time.sleep(0.001)
                    assert [one.name for one in folder.iterdir()] == [str(number)]
                    done += 1
            except InUseError:
                time.sleep(0.0005)
    except (AssertionError, OSError):
        results.put("disturbed")
    else:
        results.put("ok" if done else "never")


@POSIX
def test_processes_that_come_at_once_work_one_after_the_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    children = [context.Process(target=work_often, args=(tmp_path / "work", i, results), daemon=True) for i in range(8)]

    for child in children:
        child.start()
    outcomes = [results.get(timeout=40) for _ in children]
    for child in children:
        child.join(20)

    assert outcomes == ["ok"] * 8
