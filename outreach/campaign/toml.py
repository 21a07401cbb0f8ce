"""Parse TOML that people or strangers wrote: whatever is wrong with it is one kind of error."""

import tomllib
from collections.abc import Mapping
from typing import Any

DEEPEST = 20
"""Lists and sections in each other; no setting needs more than three."""


def parsed(text: str) -> dict[str, Any]:
    """Return what a text in TOML says; raise `TOMLDecodeError` if it cannot be read or is nested too deeply."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise tomllib.TOMLDecodeError("a value is too deep or too long") from error
    _look_through(values, DEEPEST)
    return values


def _look_through(value: object, depth: int) -> None:
    """Refuse what would fail later in Python or the system: too deep nesting, and NUL, which no file name may hold."""
    if depth < 0:
        raise tomllib.TOMLDecodeError("a value is too deep or too long")
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        if any(isinstance(text, str) and "\0" in text for text in (key, one)):
            raise tomllib.TOMLDecodeError("a text holds the character NUL (\\u0000)")
        _look_through(one, depth - 1)
