"""Drawings of the papers as SVG, in millimetres: window, folds, frames, places of labels."""

from html import escape

from outreach.stationery.parts import Box, Grid, Side, Stationery

STYLE = (
    "rect,line{fill:none;stroke:#444;stroke-width:.3}.paper{fill:#fff;stroke:#999}.window{fill:#dbeafe;stroke:#2563eb;stroke-width:.5}"
    ".frame{stroke:#b45309;stroke-dasharray:1.5 1}.text{fill:#f5f5f4;stroke:none}.fold{stroke:#dc2626;stroke-dasharray:4 2}"
    ".mark{stroke:#111;stroke-width:.6}text{font:4.2px sans-serif;fill:#b45309}"
    ".window-size{fill:#1d4ed8;text-anchor:end}.measure{fill:#b91c1c;font-size:3.8px}.name{fill:#111;font-size:5px}"
)
AROUND = 6.0
"""mm of white around the sheet."""


def drawing(paper: Stationery) -> str:
    """Return the drawing of a paper, its sides one beside the other."""
    sides = "".join(
        f'<g transform="translate({i * (paper.width + AROUND):g} 0)">{_side(paper, side)}</g>'
        for i, side in enumerate(paper.sides)
    )
    count = len(paper.sides)
    return _svg(paper.description, count * paper.width + (count - 1) * AROUND, paper.height, sides)


def grid_drawing(grid: Grid) -> str:
    """Return the drawing of a sheet with its places, numbered."""
    places = "".join(
        f"{_rect(box, 'frame', 1.5)}{_text(box.x + 2, box.y + 6, str(number), 'name')}"
        for number, box in enumerate(grid.places, 1)
    )
    measures = "".join(
        _text(grid.left + 9, grid.top + y, text, "measure")
        for y, text in (
            (6, f"{grid.piece_width:g} × {grid.piece_height:g}"),
            (11, _at(grid.left, grid.top)),
            (16, f"pitch {grid.pitch_x:g}, {grid.pitch_y:g}"),
        )
    )
    return _svg(grid.description, grid.width, grid.height, _sheet(grid.width, grid.height) + places + measures)


def _svg(title: str, width: float, height: float, content: str) -> str:
    box = f"{-AROUND:g} {-AROUND:g} {width + 2 * AROUND:g} {height + 2 * AROUND:g}"
    size = f'width="{width + 2 * AROUND:g}mm" height="{height + 2 * AROUND:g}mm"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{box}"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style>{content}</svg>\n"
    )


def _side(paper: Stationery, side: Side) -> str:
    parts = [_sheet(paper.width, paper.height)]
    if paper.window:
        parts += [_rect(paper.window, "window"), _window_text(paper.window)]
    if flow := side.flow:
        room = Box(flow.left, flow.y, paper.width - flow.left - flow.right, paper.height - flow.y - flow.bottom)
        parts += [_rect(room, "text"), _text(room.x + 2, room.y + 6, f"text, from {flow.y:g}")]
    for frame in side.frames:
        whole = Box(0, 0, paper.width, paper.height)
        box = frame.box if frame.box.x >= 0 else whole
        parts += [
            _rect(box, "frame"),
            _text(box.x + 1, box.y + box.height - 1.2, f"{frame.name} · {box.x:g}, {box.y:g}"),
        ]
    parts += [_rect(rule, "") for rule in side.rules]
    if side.flow:
        parts += [_fold(paper, y) for y in paper.folds]
        parts += (
            [_line(5, paper.hole, 11, "mark"), _text(13, paper.hole + 1.4, f"hole mark {paper.hole:g}", "measure")]
            if paper.hole
            else []
        )
    return "".join(parts)


def _fold(paper: Stationery, y: float) -> str:
    return _line(0, y, paper.width, "fold") + _text(paper.width - 22, y - 1, f"fold {y:g}", "measure")


def _window_text(window: Box) -> str:
    text = f"window {window.width:g} × {window.height:g}, {_at(window.x, window.y)}"
    return _text(window.x + window.width, window.y - 1.2, text, "window-size")


def _at(x: float, y: float) -> str:
    return f"{x:g} from the left, {y:g} from the top"


def _sheet(width: float, height: float) -> str:
    return _rect(Box(0, 0, width, height), "paper")


def _rect(box: Box, name: str, corner: float = 0) -> str:
    return f'<rect class="{name}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="{corner:g}"/>'


def _line(x: float, y: float, right: float, name: str) -> str:
    return f'<line class="{name}" x1="{x:g}" y1="{y:g}" x2="{right:g}" y2="{y:g}"/>'


def _text(x: float, y: float, text: str, name: str = "") -> str:
    return f'<text class="{name}" x="{x:g}" y="{y:g}">{escape(text)}</text>'
