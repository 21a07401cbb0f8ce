"""What print-and-post services check in a letter that is uploaded to them, as a table, measured in mm.

A service that is not here: add a row with the source of its numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from outreach.stationery import Box

A4, LETTER = (210.0, 297.0), (215.9, 279.4)
_ROUNDING = 0.15
REMEDIES = {
    "edges": "switch the fold marks off below [paper] in campaign.toml, or move inwards what stands there",
    "lines": "shorten the address in the list",
    "bytes": "merge fewer letters with --limit",
}


@dataclass(frozen=True, slots=True)
class PrintFinding:
    """One thing that was found; findings of one `kind` are told together. `blocking`: it cannot be posted so."""

    kind: str
    message: str
    remedy: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A service's rules; boxes in mm on the upright page, `size` in bytes (0: no limit).

    The address must stand in `address`, and nothing in `empty`; `edges` are left, top, right, foot.
    """

    name: str
    sheet: tuple[float, float]
    address: Box
    lines: int
    source: str
    empty: tuple[Box, ...] = ()
    edges: tuple[float, float, float, float] = (0, 0, 0, 0)
    corner: float = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A first page as it was measured: its size, the address and its lines, everything on it, the file's bytes."""

    width: float
    height: float
    address: Box
    lines: int
    things: tuple[Box, ...]
    size: int = 0


SERVICES: Mapping[str, Service] = MappingProxyType(
    {
        "pingen": Service(
            "Pingen", A4, Box(22, 60, 85.5, 25.5), 5, "Pingen's layout rules: address area, free area, edges, 8 MB",
            empty=(Box(20, 40, 89.5, 20),), edges=(5, 5, 5, 5), corner=15, size=8_000_000,
        ),
        "epost": Service(
            "E-POST", A4, Box(20, 66, 85, 24), 6, "Deutsche Post, E-POST: sender 45–53, free 53–66, addressee 66–90",
            empty=(Box(20, 53.5, 85, 12.5),), edges=(12, 0, 0, 0),
        ),
        "lob": Service(
            "Lob", LETTER, Box(15.9, 42.3, 101.6, 25.4), 6,
            "Lob: window 4 × 1 in, 5/8 in from the left, 1 in up in a #10 envelope, seen on a sheet folded in thirds",
        ),
    }
)  # fmt: skip


def off(inner: Box, outer: Box) -> dict[str, float]:
    """Return by how many mm `inner` stands out of `outer` at each edge; less than nothing is room."""
    return {
        "left": outer.x - inner.x,
        "up": outer.y - inner.y,
        "right": inner.x + inner.width - outer.x - outer.width,
        "down": inner.y + inner.height - outer.y - outer.height,
    }


def service_findings(name: str, page: Measured) -> Iterator[PrintFinding]:
    """Yield what the service would refuse, each with the number of mm."""
    service = SERVICES[name]
    for kind, message in _faults(service, page):
        remedy = REMEDIES.get(kind, f"choose another stationery, or do not upload to {service.name}")
        yield PrintFinding(f"{name}-{kind}", f"{service.name}: {message}", remedy, blocking=True)


def _faults(service: Service, page: Measured) -> Iterator[tuple[str, str]]:
    width, height = service.sheet
    if abs(page.width - width) > 1 or abs(page.height - height) > 1:
        yield "sheet", f"wants {width:g} × {height:g} mm, and the page has {page.width:.0f} × {page.height:.0f} mm"
        return
    for edge, by in off(page.address, service.address).items():
        if by > _ROUNDING:
            yield f"address-{edge}", f"the address is {by:.1f} mm too far {edge}"
    if page.lines > service.lines:
        yield "lines", f"the address has {page.lines} lines, and {service.lines} are allowed"
    for zone in service.empty:
        deepest = max((_overlap(box, zone) for box in page.things), default=0)
        if deepest > _ROUNDING:
            yield (
                "empty",
                f"something stands {deepest:.1f} mm inside the area {zone.x:g}–{zone.x + zone.width:g} × {zone.y:g}–{zone.y + zone.height:g} mm, which must be empty",
            )
    yield from _edge_faults(service, page)
    if service.size and page.size > service.size:
        yield "bytes", f"the file has {page.size / 1e6:.1f} MB, and {service.size / 1e6:g} MB are allowed"


def _edge_faults(service: Service, page: Measured) -> Iterator[tuple[str, str]]:
    left, top, right, foot = service.edges
    room = Box(left, top, page.width - left - right, page.height - top - foot)
    over = max((max(off(box, room).values()) for box in page.things), default=0)
    if any(service.edges) and over > _ROUNDING:
        yield "edges", f"something stands {over:.1f} mm inside the edge that must be empty"
    corner = Box(0, page.height - service.corner, service.corner, service.corner)
    deepest = max((_overlap(box, corner) for box in page.things), default=0) if service.corner else 0
    if deepest > _ROUNDING:
        yield "corner", f"something stands {deepest:.1f} mm inside the lower left corner of {service.corner:g} mm"


def _overlap(box: Box, zone: Box) -> float:
    """Return how deep a box reaches into a zone: the shorter way out, in mm."""
    across = min(box.x + box.width, zone.x + zone.width) - max(box.x, zone.x)
    down = min(box.y + box.height, zone.y + zone.height) - max(box.y, zone.y)
    return max(min(across, down), 0.0)
