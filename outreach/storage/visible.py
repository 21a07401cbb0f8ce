"""Make all characters of a text visible: none can control a terminal, reverse a line, or fail to be written."""

import re

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0 and C1 controls, the ends of lines and paragraphs, the controls of direction (Unicode's Bidi_Control), and halves
of characters. Joiners stay: Hindi and Persian need them."""


def visible(text: str, keep: str = "") -> str:
    """Return `text` on one line, each control character written as a hexadecimal number; those in `keep` stay."""
    return _STEERING.sub(lambda match: match[0] if match[0] in keep else _written(match[0]), text)


def _written(character: str) -> str:
    if character in "\t\n":
        return " "
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"  # noqa: PLR2004 — two digits are enough


def visible_json(text: str) -> str:
    """Return JSON with the same meaning, with every control character in its texts escaped as JSON does."""
    return _STEERING.sub(lambda match: match[0] if match[0] == "\n" else f"\\u{ord(match[0]):04x}", text)
