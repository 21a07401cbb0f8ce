"""The paper: where things stand on it, as tables to which one adds a row.

`letters` and `cards` are what a mailing is printed on; `envelopes` and `labels` are printed for a
batch. All lengths are in millimetres.
"""

from collections.abc import Mapping
from types import MappingProxyType

from outreach.stationery.cards import BLEED, CARD_SHEETS, CARDS
from outreach.stationery.envelopes import ENVELOPES, FEEDS
from outreach.stationery.labels import LABELS
from outreach.stationery.letters import LETTERS
from outreach.stationery.parts import (
    ADDRESS_LINES,
    AIR,
    MM,
    READY_PARTS,
    SMALL_SIZE,
    Box,
    Flow,
    Frame,
    Grid,
    Side,
    Stationery,
)

__all__ = [
    "ADDRESS_LINES", "AIR", "BLEED", "CARD_SHEETS", "ENVELOPES", "FEEDS", "LABELS", "MM", "READY_PARTS", "SMALL_SIZE", "STATIONERY",
    "Box", "Flow", "Frame", "Grid", "Side", "Stationery",
]  # fmt: skip

STATIONERY: Mapping[str, Stationery] = MappingProxyType({paper.name: paper for paper in (*LETTERS, *CARDS)})
"""What a mailing can be printed on, by name."""
