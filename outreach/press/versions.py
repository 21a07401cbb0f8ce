"""Which versions of WeasyPrint set the letters: those that were proven, and others after a test.

The express lane follows WeasyPrint's every rule, and what does not fit on a page is read from its boxes. Nothing
promises that another version keeps them, so a version that is not in the table is tried once in each process.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from typing import NoReturn

from outreach.errors import SettingError

PROVEN = {"70.0": "2026-11"}
"""WeasyPrint's versions on which the proofs of the express lane were run (`make test-long`), and when."""


@contextmanager
def known_weasyprint() -> Iterator[None]:
    """Load what uses WeasyPrint within; raise `SettingError` where this version of it cannot be used."""
    try:
        yield
    except ImportError as error:
        if version() in PROVEN:
            raise
        _stop(f"it lacks what outreach uses: {error}")
    tested()


def version() -> str:
    """Return WeasyPrint's version: that which is loaded, else that which is installed."""
    loaded = sys.modules.get("weasyprint")
    return str(getattr(loaded, "__version__", "") or metadata.version("weasyprint"))


@cache
def tested() -> tuple[str, ...]:
    """Test a version that was not proven, once in each process; return what to tell about it.

    Raise `SettingError` where it sets letters otherwise than outreach expects.
    """
    if version() in PROVEN:
        return ()
    from outreach.press import self_test  # noqa: PLC0415 — WeasyPrint is loaded in the child only

    if failed := self_test.failed():
        _stop(f"these tests failed: {'; '.join(failed)}")
    held = ", ".join(self_test.TESTS)
    return (f"WeasyPrint {version()} is not one of the proven versions ({', '.join(PROVEN)}); it was tested: {held}",)


def _stop(reason: str) -> NoReturn:
    raise SettingError(
        f"WeasyPrint {version()} cannot set the letters, {reason}. "
        f"Install a version that can: pip install weasyprint=={max(PROVEN, key=PROVEN.__getitem__)}"
    )
