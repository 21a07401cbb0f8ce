"""An empty ledger on each back end: every test that asks for `ledger` runs on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import server

from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.opening import open_ledger

BACK_ENDS = ("sqlite", "postgresql")


@pytest.fixture(params=BACK_ENDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Give the place of a ledger that is not there yet."""
    return server().empty_database() if request.param == "postgresql" else tmp_path / FILE_NAME


@pytest.fixture
def ledger(address: Path | str) -> Iterator[Ledger]:
    """Give an empty ledger."""
    with open_ledger(address, "here") as connection:
        yield connection
