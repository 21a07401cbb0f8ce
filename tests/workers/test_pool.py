"""A child may hang, crash or eat memory: it is that task's end, and nobody else's."""

import ctypes
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from multiprocessing.context import BaseContext
from pathlib import Path

import pytest

from outreach.workers.pool import Call, Died, Limits, Workers, loaded_ahead, process_pool, too_much

FONTS = Path(str(files("outreach") / "data" / "fonts" / "fonts.conf"))
ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(memory=600 * 1024**2)


def spin() -> None:
    """Never end, and never give way."""
    while True:
        pass


def fail() -> None:
    """Raise an ordinary error."""
    message = "an ordinary error"
    raise ValueError(message)


def limit(name: str) -> str:
    """Return a limit of this process."""
    import resource

    return str(resource.getrlimit(getattr(resource, name))[0])


DEEDS: Mapping[str, Callable[[], object]] = {
    "hang": lambda: time.sleep(60),
    "spin": spin,
    "exit": lambda: os._exit(7),
    "segfault": lambda: ctypes.string_at(0),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "raise": fail,
    "hog": lambda: len([b"x" * 50 * 1024**2 for _ in range(1000)]),
    "interrupt": lambda: os.kill(os.getpid(), signal.SIGINT),
    "slow": lambda: time.sleep(0.3),
}
ANSWERS: Mapping[str, Callable[[], str]] = {
    "pid": lambda: str(os.getpid()),
    "core": lambda: limit("RLIMIT_CORE"),
    "memory": lambda: limit("RLIMIT_AS"),
    "parent": lambda: str(os.getppid()),
    "loaded": lambda: str(MODULE in sys.modules),
}


def work(task: str) -> str:
    """Do what `task` says; runs in a child."""
    if task in ANSWERS:
        return ANSWERS[task]()
    if task in DEEDS:
        DEEDS[task]()
    return f"{task} done"


MODULE = "colorsys"
"""A small module that nothing else loads."""
WAYS: Mapping[str, Callable[[], BaseContext | None]] = {"spawned": lambda: None, "forked": lambda: loaded_ahead(MODULE)}


@pytest.fixture(scope="module", params=WAYS)
def workers(request: pytest.FixtureRequest) -> Iterator[Workers]:
    """Give two children, spawned or forked from a process that has loaded a module ahead."""
    context = WAYS[request.param]()
    with Workers(2, lambda count: process_pool(count, LIMITS, FONTS, context)) as pool:
        yield pool


def results(workers: Workers, *tasks: str, seconds: float = 20) -> list[str]:
    """Return what became of `tasks`, in the order in which they came."""
    outcomes = workers.map(Call(work, task, seconds) for task in tasks)
    return [f"{one.task} died" if isinstance(one, Died) else one for one in outcomes]


@pytest.mark.parametrize("culprit", ["exit", "segfault", "kill"])
@pytest.mark.parametrize("place", [0, 2, 5])
def test_a_task_that_kills_its_process_dies_alone_and_the_others_are_done_in_order(
    workers: Workers, culprit: str, place: int
) -> None:
    tasks = [f"t{i}" for i in range(6)]
    tasks[place] = culprit

    assert results(workers, *tasks) == [f"{one} died" if one == culprit else f"{one} done" for one in tasks]


@pytest.mark.parametrize("culprit", ["hang", "spin"])
def test_a_task_that_never_ends_is_ended(workers: Workers, culprit: str) -> None:
    results(workers, "warm", "up")
    start = time.monotonic()

    assert results(workers, "a", culprit, "b", seconds=1) == ["a done", f"{culprit} died", "b done"]
    assert time.monotonic() - start < 15


def test_several_culprits_at_once_are_all_found(workers: Workers) -> None:
    tasks = ["exit", "a", "segfault", "b", "exit", "c"]

    assert results(workers, *tasks) == ["exit died", "a done", "segfault died", "b done", "exit died", "c done"]


def test_slow_tasks_do_not_overtake_quick_ones(workers: Workers) -> None:
    assert results(workers, "slow", "a", "slow", "b") == ["slow done", "a done", "slow done", "b done"]


def test_a_single_call_that_dies_is_told(workers: Workers) -> None:
    assert workers.run(Call(work, "exit", 20)) == Died("exit")
    assert workers.run(Call(work, "a", 20)) == "a done"


def test_a_call_that_was_under_way_when_another_died_is_done_again(workers: Workers) -> None:
    calls = [Call(work, task, 20) for task in ("slow", "exit", "a")]
    started = [workers.submit(call) for call in calls]

    outcomes: list[str | Died[str]] = []
    for call, future in zip(calls, started, strict=True):
        outcome: str | Died[str] = workers.finish(call, future)
        outcomes.append(outcome)

    assert outcomes == ["slow done", Died("exit"), "a done"]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_a_task_that_eats_all_memory_dies_alone(workers: Workers) -> None:
    assert results(workers, "a", "hog", "b") == ["a done", "hog died", "b done"]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_no_child_gets_more_memory_than_its_limit(workers: Workers) -> None:
    assert results(workers, "memory") == [str(LIMITS.memory)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core files")
def test_a_child_that_crashes_leaves_no_core_file(workers: Workers) -> None:
    assert results(workers, "core") == ["0"]


def test_an_ordinary_error_comes_through(workers: Workers) -> None:
    with pytest.raises(ValueError, match="an ordinary error"):
        workers.run(Call(work, "raise", 20))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts in another way")
def test_a_child_leaves_control_c_to_its_parent(workers: Workers) -> None:
    assert results(workers, "interrupt") == ["interrupt done"]


def test_tasks_are_taken_a_few_at_a_time(workers: Workers) -> None:
    taken = []

    def calls() -> Iterator[Call[str, str]]:
        for i in range(20):
            taken.append(i)
            yield Call(work, f"t{i}", 20)

    outcomes = workers.map(calls())
    next(outcomes)

    assert len(taken) <= 5
    assert len(list(outcomes)) == 19


def test_without_tasks_no_child_is_started() -> None:
    def no_executor(count: int) -> object:
        raise AssertionError(count)

    with Workers(2, no_executor) as workers:  # type: ignore[arg-type]
        assert list(workers.map([])) == []


PARENT = textwrap.dedent("""
    import sys, time
    sys.path.insert(0, {root!r})
    from pathlib import Path
    from outreach.workers.pool import Call, Limits, Workers, process_pool
    from tests.workers.test_pool import WAYS, work

    if __name__ == "__main__":
        context = WAYS[{way!r}]()
        workers = Workers(2, lambda count: process_pool(count, Limits(), Path({fonts!r}), context))
        print(workers.run(Call(work, "pid", 20)), workers.run(Call(work, "parent", 20)), flush=True)
        workers.submit(Call(work, "hang", 50))
        workers.submit(Call(work, "hang", 50))
        time.sleep(60)
""")


def alive(pid: int) -> bool:
    """Tell whether a process is still there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("way", WAYS)
def test_no_child_outlives_its_parent(tmp_path: Path, deadly: signal.Signals, way: str) -> None:
    with started(tmp_path, way) as (parent, others):
        assert all(map(alive, others))

        parent.send_signal(deadly)
        parent.wait(10)

    assert ended(others)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_child_outlives_the_process_that_it_was_forked_from(tmp_path: Path) -> None:
    with started(tmp_path, "forked") as (parent, others):
        os.kill(others[1], signal.SIGKILL)

        assert ended(others)
        parent.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="only there children are forked from a process that loaded ahead")
@pytest.mark.parametrize(("way", "loaded"), [("spawned", "False"), ("forked", "True")])
def test_a_forked_child_has_what_was_loaded_ahead(way: str, loaded: str) -> None:
    with Workers(1, lambda count: process_pool(count, LIMITS, FONTS, WAYS[way]())) as workers:
        assert results(workers, "loaded") == [loaded]


@pytest.mark.skipif(sys.platform != "linux", reason="only there children are forked from a process that loaded ahead")
def test_work_goes_on_when_the_process_that_children_are_forked_from_is_killed() -> None:
    with Workers(1, lambda count: process_pool(count, LIMITS, FONTS, WAYS["forked"]())) as workers:
        server = int(results(workers, "parent")[0])
        os.kill(server, signal.SIGKILL)
        assert ended([server])

        assert results(workers, "a", "b") == ["a done", "b done"]
        assert results(workers, "parent") != [str(server)]


@pytest.mark.skipif(sys.platform != "linux", reason="only there children are forked from a process that loaded ahead")
def test_work_ends_where_no_child_can_be_started_and_is_not_begun_over_and_over(tmp_path: Path) -> None:
    (tmp_path / "unloadable.py").write_text("import os; os._exit(1)", encoding="utf-8")
    program = textwrap.dedent(f"""
        import sys
        sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]
        from pathlib import Path
        from outreach.workers.pool import Call, Limits, Workers, loaded_ahead, process_pool
        with Workers(1, lambda count: process_pool(count, Limits(), Path(), loaded_ahead("unloadable"))) as workers:
            print(type(workers.run(Call(len, "a", 20))).__name__)
    """)

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False)

    # When it dies decides how: the work is refused, lost, or done by a later one that cannot find the module.
    assert (done.returncode, bool(done.stdout)) in [(1, False), (0, True)]


@contextmanager
def started(folder: Path, way: str) -> Iterator[tuple["subprocess.Popen[str]", list[int]]]:
    """Start a process with two children at work; give it, one of them, and the process that these come from."""
    script = folder / "parent.py"
    script.write_text(PARENT.format(root=str(ROOT), fonts=str(FONTS), way=way), encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        yield parent, [int(number) for number in parent.stdout.readline().split()]


def ended(processes: Sequence[int], seconds: float = 10) -> bool:
    """Wait for processes to end; tell whether they did."""
    end = time.monotonic() + seconds
    while any(map(alive, processes)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(alive, processes))


def test_what_a_child_did_that_was_ended_is_said_in_one_way() -> None:
    assert too_much("to read") == "took too long or too much memory to read"
    assert too_much("to set", 1.5) == "took more than 1.5 seconds or too much memory to set"
    assert too_much() == "took too long or too much memory"
