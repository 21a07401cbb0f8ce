"""The exact versions of everything that sets letters here: cached pages are reused only by the same versions.

WeasyPrint is not loaded for this, since only children load it. It measures words with Pango, HarfBuzz and fontconfig.
Those come with the system, so their own functions are asked for their versions.
"""

import ctypes
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

LIBRARIES = {
    "pango_version_string": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0", "pango-1.0-0"),
    "hb_version_string": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0", "harfbuzz"),
    "FcGetVersion": ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1", "fontconfig-1"),
}
"""The functions that tell a version, and the names of their libraries on Linux, macOS and Windows, as WeasyPrint
looks for them."""
SURROUNDINGS = ("FC_LANG", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "PANGO_LANGUAGE")
"""Variables of the environment by which Pango and fontconfig take one font before another."""
DISTRIBUTIONS = (".dist-info", ".egg-info")
"""How the folders of installed packages end; the version stands before it."""


@cache
def engine() -> str | None:
    """Return a hash of everything else that shapes a letter besides its own data; None if some of it is unknown."""
    try:
        return hashlib.sha256(repr(parts()).encode()).hexdigest()
    except OSError:
        return None


def parts() -> tuple[object, ...]:
    """Return what sets letters here; raise OSError if a version cannot be determined."""
    libraries = tuple(_version(function, names) for function, names in LIBRARIES.items())
    return (
        sys.version,
        libraries,
        tuple(map(os.environ.get, SURROUNDINGS)),
        tuple(sorted(_packages())),
        tuple(sorted(_own())),
    )


def _version(function: str, names: tuple[str, ...]) -> str:
    """Return the version of the first library that is there; raise OSError if none is."""
    for name in names:
        with suppress(OSError, AttributeError):
            call = getattr(ctypes.CDLL(name), function)
            call.restype = ctypes.c_char_p if function.endswith("string") else ctypes.c_int
            told = call()
            return told.decode() if isinstance(told, bytes) else str(told)
    raise OSError(function)


def _packages() -> Iterator[str]:
    """Yield the names of all installed packages with their versions: some of them are WeasyPrint's."""
    for folder in dict.fromkeys(sys.path):
        with suppress(OSError):
            yield from (one.name for one in os.scandir(folder or ".") if one.name.endswith(DISTRIBUTIONS))


def _own() -> Iterator[tuple[str, int, int]]:
    """Yield name, time of change in ns and bytes of each file of this package: program, fonts and tables."""
    package = Path(str(files("outreach")))
    for folder, below, names in os.walk(package):
        below[:] = [name for name in below if name != "__pycache__"]
        for name in names:
            found = Path(folder, name).stat()
            yield name, found.st_mtime_ns, found.st_size
