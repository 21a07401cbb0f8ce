"""Letterheads: three ways to set a sender's name, address and particulars on the paper of a letter.

A letterhead is drawn into the zones of a paper: its head above the window, its side beside the window,
its foot below the text. The frames are made for the looks that the senders of a mailing have.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from outreach.stationery.parts import Bar, Box, Frame, Letterhead, Stationery, Zones

LOGO_PLACES = ("left", "middle", "right")
GAP = 4.0
"""mm between a logo and the text beside it, and between two columns."""
LOGO_WIDTH = 30.0
"""mm that a logo beside the name may take."""
NARROW, LOW = 120.0, 26.0
"""mm: in a head that is narrower, nothing stands side by side; in one that is lower, letters below a logo are small."""
BELOW_LOGO = {"head-classic": 16.0, "head-classic-low": 8.0, "head-modern": 28.0}
"""mm that text takes below a logo, by the kind of its frame; the logo has the rest of the head."""
COLUMNS = {"logo": 22.0, "address": 36.0, "contact": 48.0}
"""mm: the widths of what stands beside the name in the letterhead `modern`; the name has the rest."""
BAR, BELOW_BAR = 1.1, 3.0
"""mm: how thick the bar is, and from its upper edge to the text."""
LOWER = 1.2
"""mm by which small letters stand lower than the name, so that their first lines share a foot."""
BLACK, GREY = "#000000", "#333333"
FOOT_PARTS = ("foot-1", "foot-2", "foot-3")
"""The lines at the foot of a letter; there is room for no more."""
FOOT_SIZE, FOOT_LINE = 7 * 25.4 / 72, 3.4
"""mm: the size of their letters, 7 pt, and their distance."""
FOOT = f"font: 7pt/{FOOT_LINE}mm 'Noto Sans'; color: {GREY}"
WHOLE = ("head-name", "head-address", "head-contact")
"""What stands one below the other where there is room for one column alone."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a sender chose: the letterhead, where the logo stands (empty without one), a colour as ``#rrggbb``."""

    letterhead: str
    logo: str = ""
    colour: str = BLACK

    @property
    def name(self) -> str:
        """The name by which a piece calls for it."""
        return f"{self.letterhead}-{self.logo or 'bare'}-{self.colour.removeprefix('#')}"

    @property
    def align(self) -> str:
        """How the logo stands in its frame."""
        return "center" if self.logo == "middle" else self.logo


def with_letterheads(paper: Stationery, looks: Iterable[Look]) -> Stationery:
    """Return the paper with a letterhead for each of `looks`; cards, which have no zones, stay as they are."""
    zones = paper.zones
    if zones is None:
        return paper
    return replace(paper, letterheads=tuple(_letterhead(paper, zones, look) for look in dict.fromkeys(looks)))


def _letterhead(paper: Stationery, zones: Zones, look: Look) -> Letterhead:
    own = {frame.parts: frame for side in paper.sides for frame in side.frames}
    frames = [*DRAWN[look.letterhead].frames(zones, look), *_foot(zones, look)]
    taken = {("logo",)} if zones.keeps_sender else {("logo",), ("letterhead",)}
    date = own.get(("date",))
    if look.letterhead == "column" and date and zones.side.x > zones.head.x:
        # Beside a column the date stands at its edge, not at the margin.
        box = replace(date.box, x=zones.side.x, width=date.box.x + date.box.width - zones.side.x)
        frames.append(Frame(f"date-{look.name}", box, ("date",), "text-align: left", "date"))
        taken.add(("date",))
    bar = Bar(replace(zones.head, height=BAR), look.colour) if DRAWN[look.letterhead].bar else None
    return Letterhead(look.name, tuple(frames), frozenset(own[parts].name for parts in taken if parts in own), bar)


def _frame(look: Look, kind: str, box: Box, parts: tuple[str, ...], style: str = "") -> Frame:
    """Return a frame of one look, whose kind base.css knows."""
    return Frame(f"{kind}-{look.name}", box, parts, style or f"color: {look.colour}", kind)


def _foot(zones: Zones, look: Look) -> Iterator[Frame]:
    """Yield a frame for each line at the foot: below the text's edge, a frame loses its second line."""
    style = f"{FOOT}; text-align: {'center' if look.letterhead == 'classic' else 'left'}"
    for number, part in enumerate(FOOT_PARTS):
        box = replace(zones.foot, y=zones.foot.y + number * FOOT_LINE, height=FOOT_LINE)
        yield _frame(look, part, box, (part,), style)


def _with_logo(look: Look, logo: Box, *frames: Frame) -> tuple[Frame, ...]:
    """Return the frames, and one for the logo if there is one."""
    if not look.logo:
        return frames
    return (*frames, Frame(f"logo-{look.name}", logo, ("head-logo",), f"text-align: {look.align}", "logo"))


def _above(zone: Box, kind: str) -> tuple[Box, Box]:
    """Return the parts of a zone for a logo and for what stands below it."""
    height = round(zone.height - BELOW_LOGO[kind] - 1, 1)
    return replace(zone, height=height), Box(zone.x, zone.y + height + 1, zone.width, BELOW_LOGO[kind])


def _classic(zones: Zones, look: Look) -> tuple[Frame, ...]:
    zone, kind = zones.head, "head-classic"
    if not look.logo:
        logo, text = zone, zone
    elif look.logo == "middle" or zone.width < NARROW:
        kind = "head-classic-low" if zone.height < LOW else kind
        logo, text = _above(zone, kind)
    else:
        left = zone.x if look.logo == "left" else zone.x + zone.width - LOGO_WIDTH
        logo = replace(zone, x=left, width=LOGO_WIDTH)
        aside = LOGO_WIDTH + GAP  # on both sides, so that the name stays in the middle of the sheet
        text = replace(zone, x=zone.x + aside, width=zone.width - 2 * aside)
    style = f"color: {look.colour}; text-align: center"
    return _with_logo(look, logo, _frame(look, kind, text, ("head-name", "head-line"), style))


def _modern(zones: Zones, look: Look) -> tuple[Frame, ...]:
    zone = replace(zones.head, y=zones.head.y + BELOW_BAR, height=zones.head.height - BELOW_BAR)
    if zone.width < NARROW:
        logo, text = _above(zone, "head-modern") if look.logo else (zone, zone)
        return _with_logo(look, logo, _frame(look, "head-modern", text, WHOLE))
    boxes = dict(_side_by_side(zone, ORDER[look.logo]))
    boxes |= {one: replace(boxes[one], y=zone.y + LOWER, height=zone.height - LOWER) for one in ("address", "contact")}
    inks = {"name": look.colour}
    frames = (
        _frame(look, f"head-modern-{one}", boxes[one], (f"head-{one}",), f"color: {inks.get(one, GREY)}")
        for one in ORDER[""]
    )
    return _with_logo(look, boxes.get("logo", zone), *frames)


ORDER = {
    "": ("name", "address", "contact"),
    "left": ("logo", "name", "address", "contact"),
    "middle": ("name", "logo", "address", "contact"),
    "right": ("name", "address", "contact", "logo"),
}
"""What stands side by side in the letterhead `modern`, by the place of the logo."""


def _side_by_side(zone: Box, order: tuple[str, ...]) -> Iterator[tuple[str, Box]]:
    gaps = GAP * (len(order) - 1)
    rest = zone.width - gaps - sum(COLUMNS[one] for one in order if one in COLUMNS)
    x = zone.x
    for one in order:
        width = COLUMNS.get(one, rest)
        yield one, replace(zone, x=round(x, 2), width=round(width, 2))
        x += width + GAP


def _column(zones: Zones, look: Look) -> tuple[Frame, ...]:
    return _with_logo(look, zones.head, _frame(look, "head-column", zones.side, WHOLE))


@dataclass(frozen=True, slots=True)
class Design:
    """A letterhead that can be chosen: how it looks in words, its frames, and whether a bar of colour is above it."""

    description: str
    frames: Callable[[Zones, Look], tuple[Frame, ...]]
    bar: bool = False


DRAWN: Mapping[str, Design] = MappingProxyType(
    {
        "classic": Design("the name in the middle, a rule below it, then everything else in one line", _classic),
        "modern": Design(
            "a bar of colour, below it the name on the left, address and particulars in two columns", _modern, bar=True
        ),
        "column": Design("name, address and particulars in a narrow column beside the window", _column),
    }
)
"""The letterheads by the names that senders choose them by."""
