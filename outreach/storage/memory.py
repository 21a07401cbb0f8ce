"""Save time and memory in a process: collect garbage rarely, load libraries by their exact names."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType
from typing import Any

OBJECTS = 100_000
"""New objects between two looks for garbage; Python's own 700 make it look at a list of 10,000 rows over and over."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for unreachable cycles only rarely inside this block; everything else is freed at once, as usual."""
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


MMAP_THRESHOLD, ARENAS = -3, -8
"""What glibc calls M_MMAP_THRESHOLD and M_ARENA_MAX."""
LARGE = 128 * 1024
"""Bytes; glibc's own limit, which it raises to that of the largest block that was ever given back."""


def give_memory_back() -> None:
    """Have glibc return each large block of memory to the system when it is free, and keep no heap for each thread.

    Otherwise a long run keeps a tenth of its memory in holes. Other systems' libraries have no such settings.
    """
    import ctypes  # noqa: PLC0415 — only where letters are set

    with suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(MMAP_THRESHOLD, LARGE)
        library.mallopt(ARENAS, 1)


class Later(ModuleType):
    """Replaces a module of which only functions and classes are called; it is loaded when one of them is called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return what calls the thing of this name in the module itself."""
        if name.startswith("__"):  # Python asks for these when it imports a module
            raise AttributeError(name)

        def call(*arguments: Any, **named: Any) -> Any:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            return getattr(import_module(self.__name__), name)(*arguments, **named)

        return call


RARE = ("fontTools.subset", "fontTools.varLib.instancer")
"""WeasyPrint calls these for variable fonts, and where HarfBuzz cannot cut a font; with all that they load in turn they
are a third of its loading time and 12 MB."""


def load_thriftily() -> None:
    """Prepare this process to load WeasyPrint: that makes a million objects that stay.

    It tries the names that a library has on one system after the other. For each name that is missing, Python asks
    ldconfig, the compiler and the linker, which takes 0.3 s in all. On Linux, WeasyPrint tries the right name anyway.
    """
    gc.set_threshold(OBJECTS)
    give_memory_back()
    for name in RARE:
        sys.modules.setdefault(name, Later(name))
    if sys.platform == "linux":
        import ctypes.util  # noqa: PLC0415 — only children load WeasyPrint

        ctypes.util.find_library = lambda name: None  # noqa: ARG005 — cffi tries the name itself before it asks
