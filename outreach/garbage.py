"""How often Python looks for garbage: rarely, where a long list makes a million objects and no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 100_000
"""New objects between two looks; Python's own 700 make it look at a list of 10,000 rows over and over."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for unreachable cycles rarely within; all else is freed at once as ever."""
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
