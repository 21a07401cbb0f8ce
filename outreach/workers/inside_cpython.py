"""The private parts of CPython that the workers use: nothing else in the package reaches for them.

CPython promises nothing about them. Tried on 3.11 to 3.13; where one of them is missing, the pool works
as it comes, and only ends more slowly or less tidily.
"""

from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import forkserver, resource_tracker

MANAGER_SECONDS = 5.0
"""How long the executor's own thread may take to see that its children are gone; it needs milliseconds."""


def start_all_children_at_once(pool: ProcessPoolExecutor) -> None:
    """Have a pool start all its children before its first call.

    One that is started while another dies trips the pool's own thread over its list of children, and a
    traceback reaches the user.
    """
    vars(pool)["_safe_to_dynamically_spawn_children"] = False


def kill_children(executor: Executor, *, wait: bool) -> None:
    """Shut an executor down, and end its children: what they have done is here already.

    They would take a tenth of a second to end by themselves. With `wait`, an executor without children of its own, such
    as a cluster, finishes what it began.
    """
    processes = list((getattr(executor, "_processes", None) or {}).values())
    manager = getattr(executor, "_executor_manager_thread", None)
    executor.shutdown(wait=wait and not processes, cancel_futures=True)
    for process in processes:
        with suppress(OSError):
            process.kill()
    if manager:
        manager.join(MANAGER_SECONDS)  # else Python may speak to its closed pipe when it ends, and complain


def start_forkserver() -> None:
    """Start the process that children are forked from."""
    forkserver.ensure_running()


def start_resource_tracker() -> None:
    """Start the process in which Python notes what children share."""
    resource_tracker.ensure_running()
