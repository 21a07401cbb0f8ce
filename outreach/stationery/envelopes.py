"""Envelopes that are printed on: addressee and return address, lying on the long side."""

from collections.abc import Mapping
from types import MappingProxyType

from outreach.stationery.letters import A4, LETTER
from outreach.stationery.parts import LETTERHEAD, Box, Frame, Side, Stationery, address_frame

EDGE, FOOT, STAMP = 8.0, 15.9, Box(74, 40, 0, 0)
"""mm: from the corner to the return address; free at the foot for the marks of the post (15.9 are the
5/8 in of the USPS, more than the 15 of Deutsche Post and bpost); width and height of the stamp's zone."""
ADDRESS_HEIGHT, ADDRESS_WIDTH = 30.5, 100.0
"""mm for six lines of 5 mm; and as much width as is left, at most."""
FEEDS = ("left", "centre", "right")


def _envelope(name: str, width: float, height: float, source: str) -> Stationery:
    """Return an envelope: the address right of the middle and below it, 40 mm or more from the top."""
    x = round(width * 0.44, 1)
    address = Box(
        x,
        min(max(STAMP.y + 5, round(height * 0.46, 1)), height - FOOT - ADDRESS_HEIGHT),
        min(width - 15 - x, ADDRESS_WIDTH),
        ADDRESS_HEIGHT,
    )
    sender = Box(EDGE, EDGE, min(width - STAMP.x - 2 * EDGE, 90), 26)
    frames = (
        Frame("return-address", sender, ("letterhead",), LETTERHEAD),
        address_frame(address, 12.5, 5),
    )
    label = f"envelope {name.upper()}, {width:g} × {height:g} mm: addressee and return address"
    return Stationery(name, label, "envelope", width, height, (Side("envelope", frames),), source)


_ISO = "ISO 269 (DIN 678)"
_ROWS = (
    _envelope("dl", 220, 110, _ISO),
    _envelope("c6", 162, 114, _ISO),
    _envelope("c5", 229, 162, _ISO),
    _envelope("c4", 324, 229, _ISO),
    _envelope("us10", 241.3, 104.8, "#10 envelope: 9 1/2 × 4 1/8 in"),
)
ENVELOPES: Mapping[str, Stationery] = MappingProxyType({row.name: row for row in _ROWS})
TRAYS: Mapping[str, tuple[float, float]] = MappingProxyType({"us10": LETTER})
"""The sheet whose tray an envelope is fed into, where it is not A4 (mm)."""


def tray(envelope: str) -> tuple[float, float]:
    """Return width and height in mm of the sheet as which a printer takes the envelope."""
    return TRAYS.get(envelope, A4)
