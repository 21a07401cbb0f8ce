"""Child processes for what may hang, crash or eat memory: reading spreadsheets, setting letters.

Each child is freshly spawned, or forked from a freshly spawned process. It knows no secrets, ignores Ctrl-C (the
parent decides), dies with its parent, and ends itself when one task takes too long. A dead child is one `Died`
result; the tasks that were under way with it are done again, each alone, so that only the culprit is blamed.
"""

import faulthandler
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import BaseContext
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from outreach.storage.memory import load_thriftily
from outreach.workers import inside_cpython

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child process may use: wall-clock `seconds` for one letter, `memory` in bytes."""

    seconds: float = 10.0
    memory: int = 2 * 1024**3
    file_size: int = 512 * 1024**2


TRIES, PAUSE = 3, 0.2
"""How often new children are tried before the last attempt, and the seconds between: one that was killed is not gone
at once."""


@dataclass(frozen=True, slots=True)
class Died(Generic[Task]):
    """The result of a `task` that killed the process that worked on it."""

    task: Task


def too_much(doing: str = "", seconds: float | None = None) -> str:
    """Say what a child did that was ended by its limits: it ``took too long or too much memory to read``."""
    long = "too long" if seconds is None else f"more than {seconds:g} seconds"
    return " ".join(filter(None, (f"took {long} or too much memory", doing)))


@dataclass(frozen=True, slots=True)
class Call(Generic[Task, Result]):
    """One call of a top-level function in a child, ended by force after `seconds`."""

    function: Callable[[Task], Result]
    task: Task
    seconds: float

    def run(self) -> Result:
        """Call the function under the watchdog."""
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 — os.devnull
            faulthandler.dump_traceback_later(self.seconds, exit=True, file=nowhere)
            try:
                return self.function(self.task)
            except MemoryError:
                os._exit(1)  # as if the system had ended it: this process can no longer be trusted
            finally:
                faulthandler.cancel_dump_traceback_later()


def _start_child(limits: Limits, fonts: Path) -> None:
    """Prepare a new child: no Ctrl-C, no core file, bounded memory, only the shipped fonts, no time lost in loading."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_thriftily()
    os.environ["FONTCONFIG_FILE"] = str(fonts)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 — this module does not exist on Windows

        for kind, wanted in (
            (resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_FSIZE, limits.file_size),
        ):  # fmt: skip
            hard = resource.getrlimit(kind)[1]
            allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(kind, (allowed, allowed))


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def process_pool(workers: int, limits: Limits, fonts: Path, context: BaseContext | None = None) -> Executor:
    """Return the default executor; without `context` its children are spawned."""
    pool = ProcessPoolExecutor(
        workers,
        mp_context=context or get_context("spawn"),
        initializer=_start_child,
        initargs=(limits, fonts),
    )
    inside_cpython.start_all_children_at_once(pool)
    return pool


@dataclass(frozen=True, slots=True)
class Ready(Generic[Result]):
    """A result that is ready already, and waits for its turn among the results of calls."""

    result: Result


def loaded_ahead(module: str) -> BaseContext | None:
    """Begin to load `module` in a fresh process, and return the context whose children are forked from it.

    The module must start no thread, because a forked child has only the thread that forks. One process serves the
    whole run: a request for a second module is ignored. Returns None where forking is not safe after large libraries
    were loaded, which is everywhere except on Linux.
    """
    if sys.platform != "linux":
        return None
    context = get_context("forkserver")
    context.set_forkserver_preload([module])
    # It finds modules where this process does, and nowhere else: before CPython 3.12.8 it is not told.
    places = os.pathsep.join(place or os.curdir for place in sys.path)
    with _uninterrupted(), _environment(PYTHONPATH=places, PYTHONSAFEPATH="1"):
        inside_cpython.start_forkserver()
    return context


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C while processes start: they inherit the block, and ignore Ctrl-C while they load.

    So a Ctrl-C while they start leaves no child behind.
    """
    if sys.platform == "win32":
        yield
        return
    inside_cpython.start_resource_tracker()  # Python would start it later, and let Ctrl-C in
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """Set environment variables for the processes that are started inside this block."""
    usual = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in usual.items():
            os.environ.pop(name)
            os.environ.update({} if value is None else {name: value})


class Workers:
    """A pool of children that survives the death of any of them."""

    def __init__(self, count: int, make_executor: Callable[[int], Executor]) -> None:
        """Keep `count` children, made by `make_executor`, which is called again after a death."""
        self.count = count
        self._make_executor = make_executor
        self._executor: Executor | None = None

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        """End all children; a cluster finishes what it began, unless something went wrong."""
        self._discard(wait=kind is None)

    def submit(self, call: Call[Task, Result]) -> "Future[Result]":
        """Start one call in a child."""
        for _ in range(TRIES):
            try:
                return self._started(call)
            except (BrokenProcessPool, ConnectionError, EOFError):  # a child or their parent is gone
                self._discard(wait=False)
                time.sleep(PAUSE)
        return self._started(call)  # it would fail with new ones for ever

    def _started(self, call: Call[Task, Result]) -> "Future[Result]":
        if self._executor is None:
            self._executor = self._make_executor(self.count)
        with _uninterrupted():
            return self._executor.submit(call.run)

    def run(self, call: Call[Task, Result]) -> Result | Died[Task]:
        """Do one call in a child and wait for it."""
        try:
            return self.submit(call).result()
        except (BrokenProcessPool, CancelledError):
            self._discard(wait=False)
            return Died(call.task)

    def finish(self, call: Call[Task, Result], started: "Future[Result]") -> Result | Died[Task]:
        """Wait for a call that was submitted; do it again, alone, if a death took it along."""
        with suppress(BrokenProcessPool, CancelledError):
            return started.result()
        return self.run(call)

    def map(self, calls: Iterable[Call[Task, Result] | Ready[Result]]) -> Iterator[Result | Died[Task]]:
        """Do `calls` in the children and yield their results in order, a few at a time."""
        waiting: deque[tuple[Call[Task, Result] | Ready[Result], Future[Result]]] = deque()
        source = iter(calls)
        while True:
            while len(waiting) < 2 * self.count and (call := next(source, None)) is not None:
                waiting.append((call, _ready(call) if isinstance(call, Ready) else self.submit(call)))
            if not waiting:
                return
            call, future = waiting.popleft()
            try:
                yield future.result()
            except (BrokenProcessPool, CancelledError):
                suspects = [(call, future), *waiting]
                waiting.clear()
                self._discard(wait=False)
                yield from self._one_by_one(suspects)

    def _one_by_one(
        self, suspects: Iterable[tuple[Call[Task, Result] | Ready[Result], "Future[Result]"]]
    ) -> Iterator[Result | Died[Task]]:
        """Do the calls that were under way when a child died, each alone, to find the culprit."""
        for call, future in suspects:
            with suppress(BrokenProcessPool, CancelledError):
                yield future.result(timeout=0)
                continue
            if isinstance(call, Ready):
                yield call.result
            else:
                outcome = self.run(call)
                yield outcome

    def _discard(self, *, wait: bool) -> None:
        """End all children."""
        executor, self._executor = self._executor, None
        if executor is not None:
            inside_cpython.kill_children(executor, wait=wait)


def _ready(ready: Ready[Result]) -> "Future[Result]":
    future: Future[Result] = Future()
    future.set_result(ready.result)
    return future
