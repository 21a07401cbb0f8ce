"""Where the shapes of charts stand: plain numbers for the macros that draw them, the same each time."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.report.figures import Count, Coverage, Period

WIDTH = 640
"""Units of the drawing; the page scales it."""
BAR_HEIGHT, BAR_GAP, NAMES_WIDTH, NUMBERS_WIDTH = 18, 8, 180, 60
TIME_HEIGHT, FOOT, HEAD = 180, 24, 16
TILE, TILES_A_ROW = 13, 30
MOST_BARS = 20
"""More bars than this are counted together at the end."""


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A bar of a chart: what it is called, how long it is, and how much of it is told apart."""

    name: str
    value: int
    part: int
    y: float
    width: float
    part_width: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart over time."""

    period: Period
    x: float
    y: float
    width: float
    height: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class OverTime:
    """A chart over time: columns, the line of the sum, and the height of the plan; `most` is the largest sum."""

    columns: tuple[Column, ...]
    line: str
    plan_y: float | None
    height: float
    most: int


@dataclass(frozen=True, slots=True)
class Square:
    """A member of a group as a square."""

    x: float
    y: float
    state: str


def bars(counts: Sequence[Count]) -> tuple[ChartBar, ...]:
    """Return a bar for each count, the longest over the whole width."""
    most = max((one.sent for one in counts), default=0) or 1
    room = WIDTH - NAMES_WIDTH - NUMBERS_WIDTH
    return tuple(
        ChartBar(
            one.name, one.sent, one.answered, n * (BAR_HEIGHT + BAR_GAP), round(one.sent / most * room, 1),
            round(one.answered / most * room, 1),
        )
        for n, one in enumerate(counts[:MOST_BARS])
    )  # fmt: skip


def height_of_bars(count: int) -> int:
    """Return the height of a chart with so many bars."""
    return max(min(count, MOST_BARS) * (BAR_HEIGHT + BAR_GAP) - BAR_GAP, 0)


def over_time(periods: Sequence[Period], plan: int) -> OverTime:
    """Return columns for each period below the line of the sum; the plan is drawn where it is not far above."""
    total = periods[-1].total if periods else 0
    most = max(total, plan if plan <= 2 * total else 0, 1)
    step = WIDTH / max(len(periods), 1)
    drawn = []
    for n, one in enumerate(periods):
        height = one.sent / most * TIME_HEIGHT
        every = -(-len(periods) // 8)
        drawn.append(
            Column(one, round(n * step, 1), round(HEAD + TIME_HEIGHT - height, 1), round(step * 0.7, 1), round(height, 1), n % every == 0)
        )  # fmt: skip
    points = (
        f"{round((n + 0.35) * step, 1)},{round(HEAD + TIME_HEIGHT * (1 - one.total / most), 1)}"
        for n, one in enumerate(periods)
    )
    plan_y = round(HEAD + TIME_HEIGHT * (1 - plan / most), 1) if 0 < plan <= most else None
    return OverTime(tuple(drawn), " ".join(points), plan_y, HEAD + TIME_HEIGHT + FOOT, most)


def squares(group: Coverage) -> tuple[Square, ...]:
    """Return a square for each member, in rows."""
    return tuple(
        Square(n % TILES_A_ROW * (TILE + 3), n // TILES_A_ROW * (TILE + 3), state)
        for n, state in enumerate(group.members)
    )


def height_of_squares(count: int) -> int:
    """Return the height of the rows of so many squares."""
    return -(-count // TILES_A_ROW) * (TILE + 3)


def steps(counts: Sequence[Count]) -> str:
    """Return the outline of sorted bars, the fewest first, as the points of a shape 100 units high."""
    most = max((one.sent for one in counts), default=0) or 1
    width = WIDTH / max(len(counts), 1)
    points = ["0,100"]
    for n, one in enumerate(counts):
        y = round(100 - one.sent / most * 100, 1)
        points += [f"{round(n * width, 1)},{y}", f"{round((n + 1) * width, 1)},{y}"]
    return " ".join([*points, f"{WIDTH},100"])
