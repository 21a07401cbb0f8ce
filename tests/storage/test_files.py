"""Files and folders are there whole or not at all, and for their owner alone."""

import errno
import multiprocessing
import os
import resource
import signal
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from outreach.storage.files import (
    InUseError,
    guarded_folder,
    new_file,
    next_file,
    open_private,
    private_folder,
    publish_folder,
    remove_folder,
    replace_file,
    rewrite_file,
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


def test_nothing_is_written_through_a_link_or_into_a_pipe(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"theirs")
    for name in ("link", "pipe", "hard"):
        path = tmp_path / name
        if name == "pipe":
            os.mkfifo(path)
        elif name == "link":
            path.symlink_to(outside)
        else:
            os.link(outside, path)
        write_private(path, b"ours")
        assert path.read_bytes() == b"ours"
        assert not path.is_symlink()
    assert outside.read_bytes() == b"theirs"


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Let no file grow above `room` bytes, as on a full disk."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_an_error_of_the_disk_names_the_file_and_leaves_nothing(tmp_path: Path) -> None:
    whole = b"x" * 50_000
    final = tmp_path / "final.bin"
    final.write_bytes(b"old")

    def later(path: Path) -> None:
        with open_private(path) as file:
            file.write(whole)

    for fill in (
        lambda: replace_file(final, whole),
        lambda: rewrite_file(final, later),
        lambda: new_file(tmp_path / "new.bin", whole),
        lambda: next_file(tmp_path, "final", ".bin", later),
        lambda: replace_file(final, [whole[:10], whole]),
    ):
        with full_disk(1000), pytest.raises(OSError, match="large") as error:
            fill()
        assert str(tmp_path) in str(error.value.filename)
        assert {path.name for path in tmp_path.iterdir()} == {"final.bin"}
        assert final.read_bytes() == b"old"


def test_what_a_killed_process_left_goes_when_the_file_is_written_again(tmp_path: Path) -> None:
    dead = multiprocessing.get_context("spawn").Process(target=int)
    dead.start()
    dead.join()
    left = {f".file[1].{dead.pid}-1.partial", f".file[1].{os.getppid()}-1.partial", f".other.{dead.pid}-1.partial"}
    for name in left:
        (tmp_path / name).write_bytes(b"half")
    replace_file(tmp_path / "file[1]", b"whole")
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {"file[1]", f".file[1].{os.getppid()}-1.partial", f".other.{dead.pid}-1.partial"}


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    new_file(tmp_path / "file", b"first")
    with pytest.raises(FileExistsError):
        new_file(tmp_path / "file", b"second")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        new_file(tmp_path / "link", b"third")
    assert (tmp_path / "file").read_bytes() == b"first"
    assert {path.name for path in tmp_path.iterdir()} == {"file", "link"}


def test_a_disk_without_second_names_for_a_file_takes_new_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_old: Path, new: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", str(new))

    monkeypatch.setattr(os, "link", refuse)
    new_file(tmp_path / "file", b"first")
    with pytest.raises(FileExistsError):
        new_file(tmp_path / "file", b"second")
    assert (tmp_path / "file").read_bytes() == b"first"
    assert {path.name for path in tmp_path.iterdir()} == {"file"}


def _ten_files(folder: Path) -> None:
    for number in range(10):
        next_file(folder, "batch-0001-reprint", ".pdf", partial(write_private, data=b"%d" % number))


def test_numbered_files_get_names_of_their_own_also_at_once(tmp_path: Path) -> None:
    (tmp_path / "batch-0001-reprint-7.pdf").write_bytes(b"older")
    (tmp_path / "batch-0001-reprint-copy.pdf").write_bytes(b"the user's")
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_ten_files, args=(tmp_path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    numbers = {path.stem.rpartition("-")[2] for path in tmp_path.iterdir()}
    assert numbers == {"7", "copy", *(str(number) for number in range(8, 38))}


def _replace_often(path: Path, letter: bytes) -> None:
    for _ in range(50):
        replace_file(path, letter * 10_000)


def test_two_who_write_the_same_file_leave_one_of_theirs_whole(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_replace_often, args=(tmp_path / "file", letter)) for letter in (b"a", b"b")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert (tmp_path / "file").read_bytes() in (b"a" * 10_000, b"b" * 10_000)
    assert {path.name for path in tmp_path.iterdir()} == {"file"}


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


@pytest.mark.parametrize("name", ["batch-0001.partial", ".locks", "folder"])
def test_a_link_at_a_working_folders_name_is_told_and_not_followed(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "theirs").write_bytes(b"theirs")
    (tmp_path / name).symlink_to(outside)
    working = tmp_path / ("batch-0001.partial" if name == ".locks" else name)
    with pytest.raises(NotADirectoryError) as error, guarded_folder(working):
        pass
    assert error.value.filename == str(tmp_path / name)
    with pytest.raises(NotADirectoryError):
        remove_folder(tmp_path / name)
    assert [path.name for path in outside.iterdir()] == ["theirs"]


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
