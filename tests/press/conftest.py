"""A child process that sets letters, as the press has them."""

from collections.abc import Iterator

import pytest
from setting_child import FONTS

from outreach.workers.pool import Limits, Workers, process_pool


@pytest.fixture(scope="module")
def press() -> Iterator[Workers]:
    """Give a child process like those that set letters."""
    with Workers(1, lambda count: process_pool(count, Limits(), FONTS)) as workers:
        yield workers
