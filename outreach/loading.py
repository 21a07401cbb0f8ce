"""What makes a process ready sooner: garbage looked for rarely, and libraries loaded by their exact names."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 100_000
"""New objects between two looks for garbage; Python's own 700 make it look at a list of 10,000 rows over and over."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for unreachable cycles rarely within; all else is freed at once as ever."""
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def load_thriftily() -> None:
    """Prepare this process to load WeasyPrint: that makes a million objects that stay.

    It tries the names that a library has on one system after the other. For each that is not there Python
    asks ldconfig, the compiler and the linker, 0.3 s in all, for a name that WeasyPrint tries anyway, on Linux.
    """
    gc.set_threshold(OBJECTS)
    if sys.platform == "linux":
        import ctypes.util  # noqa: PLC0415 — only children load WeasyPrint

        ctypes.util.find_library = lambda name: None  # noqa: ARG005 — cffi tries the name itself before it asks
