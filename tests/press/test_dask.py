"""A Dask cluster sets the same letters as the pool, and nobody's letter travels in the open."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from conftest import CampaignFolder

from outreach.errors import UsageError
from outreach.press.dask import checked_address


class Cluster:
    """A scheduler and two workers on this machine, each a process of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        log = folder / "scheduler.log"
        self._started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show", log=log)
        self.address = _waited_for(log, r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)")
        self.workers = [self._worker(number) for number in (1, 2)]

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        log = self.folder / f"worker-{number}.log"
        own = (
            "--local-directory",
            str(self.folder / f"own-{number}"),
            "--no-dashboard",
            "--no-nanny",
            "--nthreads",
            "1",
        )
        process = self._started("worker", self.address, *own, log=log)
        _waited_for(log, "(Registered to)")
        return process

    def _started(self, *words: str, log: Path) -> subprocess.Popen[bytes]:
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words], stdout=file, stderr=file,
                env={**os.environ, "TMPDIR": str(temporary)},
            )  # fmt: skip
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


def _waited_for(log: Path, pattern: str) -> str:
    for _ in range(600):
        if found := re.search(pattern, log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give a cluster."""
    with ExitStack() as stack:
        yield Cluster(tmp_path_factory.mktemp("cluster"), stack)


ASKED = """
import ctypes.util, gc
before = ctypes.util.find_library, gc.get_threshold()
from outreach.press import dask as cluster
own = cluster.versions()
assert (ctypes.util.find_library, gc.get_threshold()) == before, "other libraries are looked for here too"
assert cluster.versions_on_worker() == own
assert gc.get_threshold() != before[1]
"""


def test_workers_are_prepared_for_setting_letters_and_the_own_process_is_not() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_cluster_gives_the_bytes_of_the_pool_and_keeps_nothing(campaign: CampaignFolder, cluster: Cluster) -> None:
    campaign.people(20)
    campaign.run("merge", "--yes")
    letters = (campaign.batch(1) / "letters.pdf").read_bytes()
    shutil.rmtree(campaign.folder / "prints")
    (campaign.folder / "ledger.sqlite").unlink()

    shown = campaign.run("merge", "--yes", "--dask", cluster.address)

    assert (shown.err, (campaign.batch(1) / "letters.pdf").read_bytes() == letters) == ("", True)
    assert not [path for path in (cluster.folder / "temporary").glob("outreach-*/**/*") if path.is_file()]
    assert not [
        path for path in cluster.folder.glob("own-*/**/*") if path.is_file() and b"Family2" in path.read_bytes()
    ]


def test_the_letters_of_a_lost_worker_are_set_by_another_one(campaign: CampaignFolder, cluster: Cluster) -> None:
    campaign.people(320)
    merge = subprocess.Popen(
        [sys.executable, "-m", "outreach", "merge", "--yes", "--dask", cluster.address], cwd=campaign.folder,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while merge.poll() is None and not (campaign.folder / "prints" / ".batch-0001.partial").exists():
        time.sleep(0.02)
    cluster.workers[0].send_signal(signal.SIGKILL)
    out, err = merge.communicate(timeout=120)

    assert merge.returncode == 0, err
    assert "320 pieces" in out


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786", "tls://host:8786"]
)
def test_loopback_and_tls_are_welcome(address: str) -> None:
    assert checked_address(address) == address


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://192.0.2.1:8786", "in the open"),
        ("tcp://example.org:8786", "in the open"),
        ("http://127.0.0.1", "is not a scheduler’s address".replace("’", "'")),
        ("8786", "is not a scheduler"),
    ],
)
def test_other_addresses_are_refused(address: str, told: str) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        checked_address(address)
