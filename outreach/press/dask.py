"""A Dask cluster instead of the process pool: the same jobs, the same bytes, other machines.

Letters are personal: they travel only over the loopback interface or under TLS. A job's pictures are in a folder of
the worker's owner and are gone when the job is done.
"""

import atexit
import hashlib
import ipaddress
import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from outreach import __version__
from outreach.errors import UsageError
from outreach.press.tasks import Job, SetJob
from outreach.storage.memory import load_thriftily
from outreach.workers.pool import Call, Workers

INSTALL = "pip install 'outreach[dask]'"
PATIENCE = 10
"""Seconds to wait for a scheduler, and for its first worker."""
FONTS = Path(str(files("outreach") / "data" / "fonts" / "fonts.conf"))


def checked_address(address: str) -> str:
    """Return the address of a scheduler; raise `UsageError` if letters would travel unencrypted."""
    parts = urlsplit(address)
    if parts.scheme not in {"tcp", "tls"} or not parts.hostname:
        raise UsageError(
            f"`{address}` is not a scheduler's address; write it as tcp://127.0.0.1:8786 or tls://host:8786"
        )
    if parts.scheme == "tcp" and not _is_loopback(parts.hostname):
        raise UsageError(
            f"{address} is another machine, and tcp:// would send names and addresses there in the open; "
            "use tls:// as docs/how-to/use-several-machines.md shows"
        )
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def cluster(address: str) -> Workers:
    """Return the workers of the Dask cluster at `address`, as many as it has now."""
    checked_address(address)
    try:
        import_module("distributed")  # an extra, loaded when somebody has a cluster
    except ImportError as error:
        raise UsageError(f"--dask needs a part that is not installed; install it with: {INSTALL}") from error
    first = ClusterExecutor(address)
    executors = [first]
    return Workers(first.count, lambda _count: executors.pop() if executors else ClusterExecutor(address))


def _connected(address: str) -> Any:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client: Any = import_module("distributed").Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TypeError, ValueError) as error:
        advice = "for tls:// the certificates must be named too" if address.startswith("tls:") else "is it started?"
        raise UsageError(
            f"no Dask scheduler answers at {address}; {advice} docs/how-to/use-several-machines.md"
        ) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close()
        raise UsageError(
            f"the scheduler at {address} has no workers; start one: dask worker {address} --nthreads 1"
        ) from error
    return client


def _require_alike(client: Any) -> None:
    """Refuse workers that would set letters differently, or several in one process at a time."""
    if any(threads != 1 for threads in client.nthreads().values()):
        client.close()
        raise UsageError("the cluster's workers must do one thing at a time; start them with --nthreads 1")
    ours = versions()
    for worker, theirs in client.run(versions_on_worker).items():
        if theirs != ours:
            client.close()
            raise UsageError(f"the worker {worker} has {theirs}, but here is {ours}; install the same on both")


def versions() -> str:
    """Return the versions on which the look of a letter depends."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    import weasyprint  # noqa: PLC0415 — on workers, and once where a cluster is used
    from weasyprint.text.ffi import pango  # noqa: PLC0415

    return f"outreach {__version__}, WeasyPrint {weasyprint.__version__}, Pango {pango.pango_version()}"


def versions_on_worker() -> str:
    """Return the same versions for a worker, and prepare it for setting letters."""
    load_thriftily()
    return versions()


class ClusterExecutor(Executor):
    """Does calls on a cluster; a call that keeps killing its workers ends like one that breaks a pool."""

    def __init__(self, address: str) -> None:
        """Connect to the scheduler at `address`."""
        self._client = _connected(address)
        _require_alike(self._client)
        self.count = len(self._client.nthreads())
        self._under_way: dict[Any, Future[Any]] = {}

    def submit(self, function: Callable[..., Any], /, *_args: Any, **_kwargs: Any) -> Future[Any]:
        """Send a `Call` over, given as its bound method ``run``, and return its future."""
        call: Call[Job, SetJob] = function.__self__  # type: ignore[attr-defined]
        outer: Future[Any] = Future()
        # The whole cluster sees the name of a task, so it holds no information.
        inner = self._client.submit(do_on_worker, shipped(call), key=f"letters-{uuid.uuid4().hex}", pure=False)
        self._under_way[inner] = outer  # Dask forgets a task whose future is gone
        inner.add_done_callback(self._finish)
        return outer

    def _finish(self, inner: Any) -> None:
        outer = self._under_way.pop(inner, None)
        if outer is None or outer.cancelled():
            return
        try:
            outer.set_result(inner.result())
        except Exception as error:  # noqa: BLE001 — handed on to whoever waits
            outer.set_exception(BrokenProcessPool() if type(error).__name__ in _BREAKS else error)
        inner.release()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 — Executor's own
        """Disconnect; tasks that are still under way are cancelled."""
        if cancel_futures and self._under_way:
            self._client.cancel(list(self._under_way), force=True)
        for outer in list(self._under_way.values()):
            outer.cancel()
        self._under_way.clear()
        self._client.close(timeout=PATIENCE if wait else 1)


_BREAKS = frozenset({"KilledWorker", "CancelledError", "FutureCancelledError", "CommClosedError"})
"""What Dask raises when a task took all its workers along, or the scheduler went away."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A job with the files that it needs: those below the template's folder, and the senders' pictures."""

    call: Call[Job, SetJob]
    assets: tuple[tuple[str, bytes], ...]
    pictures: tuple[tuple[str, str, bytes], ...]


def shipped(call: Call[Job, SetJob]) -> Shipment:
    """Pack what `call` needs; links that lead out of the template's folder stay behind."""
    job = call.task
    folder = job.assets.resolve()
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.resolve().is_relative_to(folder)]
    assets = tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in found)
    pictures = tuple((name, path.suffix, path.read_bytes()) for name, path in job.pictures if path.is_file())
    return Shipment(call, assets, pictures)


def do_on_worker(shipment: Shipment) -> SetJob:
    """Do a job on a worker of the cluster; its files are gone afterwards."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    folder = _own_folder() / _name_of(shipment)
    try:
        job = _unpacked(shipment, folder)
        return Call(shipment.call.function, job, shipment.call.seconds).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _own_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="outreach-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _name_of(shipment: Shipment) -> str:
    """Return the same name for all jobs of one template, so that a worker need not learn the template again."""
    digest = hashlib.sha256()
    for part in (*shipment.assets, *shipment.pictures):
        digest.update(repr(part).encode())
    return digest.hexdigest()[:16]


def _unpacked(shipment: Shipment, folder: Path) -> Job:
    for name, data in shipment.assets:
        path = folder / "assets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "pictures").mkdir(parents=True)
    pictures = []
    for number, (name, suffix, data) in enumerate(shipment.pictures):
        path = folder / "pictures" / f"{number}{suffix}"
        path.write_bytes(data)
        pictures.append((name, path))
    return replace(shipment.call.task, assets=folder / "assets", pictures=tuple(pictures))
