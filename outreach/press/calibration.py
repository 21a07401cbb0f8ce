"""The page from which one reads how far a printer is off: a cross, rulers, and the windows of the papers."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from outreach.press.versions import known_weasyprint
from outreach.stationery import STATIONERY, Box
from outreach.stationery.letters import A4, LETTER

SHEETS = {"a4": A4, "letter": LETTER}
CROSS = 100.0
"""mm from the left and from the upper edge of the paper to the cross."""
STYLE = "@page calibration {{ size: {width}mm {height}mm; margin: 0 }} body {{ margin: 0 }} article {{ page: calibration }} svg {{ display: block }}"
_MEASURE = (
    "Print this page at actual size (100 %). Measure with a ruler, in millimetres:",
    "from the left edge of the paper to the upright line of the cross,",
    "and from the upper edge of the paper to its level line. Both should be 100.",
)
_FRONT = (*_MEASURE, "Then write what you measured, as:", 'outreach calibrate "{printer}" --measured 101.5 99')
_FIRST_SIDE = ("First side. Print this page and the next one on the two sides of one sheet,", "and turn it over.")
_BACK = (
    "Second side. Hold it upright, as you read it.", *_MEASURE[1:], "Then write what you measured, as:",
    'outreach calibrate "{printer}" --back --measured 103 98.5',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trial:
    """What is printed to measure a printer: on which sheet (``a4`` or ``letter``), on its second side too or not."""

    sheet: str
    printer: str
    back: bool = False


def set_calibration(trial: Trial) -> bytes:
    """Return the page or the two pages as a PDF; runs in a child process."""
    with known_weasyprint():
        from outreach.press import surfaces  # noqa: PLC0415 — WeasyPrint is loaded in the child only

    width, height = SHEETS[trial.sheet]
    sides = (_FIRST_SIDE, _BACK) if trial.back else (_FRONT,)
    drawn = [f'<article lang="en">{calibration_svg(trial.sheet, trial.printer, lines)}</article>' for lines in sides]
    return surfaces.set_surfaces(drawn, STYLE.format(width=width, height=height), "")


def calibration_svg(sheet: str, printer: str, lines: Sequence[str] = _FRONT) -> str:
    """Return the drawing, in mm, with `lines` that say what to do."""
    width, height = SHEETS[sheet]
    windows = "".join(
        _outline(paper.window, paper.name)
        for paper in STATIONERY.values()
        if paper.window and (paper.width, paper.height) == SHEETS[sheet]
    )
    cross = f'<path d="M{CROSS} 140V60M60 {CROSS}H140" stroke="#000" stroke-width=".25"/>'
    ticks = "".join(_tick(offset) for offset in range(-40, 41))
    words = "".join(
        Markup('<text x="25" y="{}" font-size="4.2" font-family="Noto Sans">{}</text>').format(
            160 + 8 * i, line.replace("{printer}", printer)
        )
        for i, line in enumerate(lines)
    )
    edge = f'<rect x="10" y="10" width="{width - 20:g}" height="{height - 20:g}" fill="none" stroke="#999" stroke-width=".2"/>'
    note = f'<text x="25" y="{height - 14:g}" font-size="3.2" font-family="Noto Sans" fill="#555">The thin frame is 10 mm from every edge; the dashed boxes are the windows of the papers.</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f"{edge}{windows}{cross}{ticks}{words}{note}</svg>"
    )


def _outline(window: Box, name: str) -> str:
    return (
        f'<rect x="{window.x:g}" y="{window.y:g}" width="{window.width:g}" height="{window.height:g}" fill="none" '
        f'stroke="#888" stroke-width=".2" stroke-dasharray="2 1.5"/><text x="{window.x + window.width - 1:g}" y="{window.y + window.height - 1:g}" text-anchor="end" '
        f'font-size="2.4" font-family="Noto Sans" fill="#888">{name}</text>'
    )


def _tick(offset: int) -> str:
    """Return the marks on both rulers so many mm from the cross, every tenth one longer."""
    length = 4.0 if offset % 10 == 0 else 2.5 if offset % 5 == 0 else 1.5
    at = CROSS + offset
    return f'<path d="M{at:g} {CROSS}v{length:g}M{CROSS} {at:g}h{length:g}" stroke="#000" stroke-width=".15"/>'
