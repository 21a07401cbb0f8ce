"""Markers of list items, set from their face: bullets, dashes and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outreach.press.express.leaf import Leaf
from outreach.press.express.line import Span
from outreach.press.express.paint import Measure, Painted, paint
from outreach.press.express.plain import NotPlainError
from outreach.press.inside_weasyprint import UA_COUNTER_STYLE

if TYPE_CHECKING:
    from outreach.press.express.face import Face


class Marker:
    """The markers outside the items of a list, to the left of their edge; each number is painted once."""

    def __init__(self, face: Face, kind: Any, edge: float, widest: float) -> None:
        """Keep the face, the list-style-type, the items' left edge and the width that no marker may pass (px)."""
        self._face = face
        self._kind = kind
        self._edge = edge
        self._widest = widest
        self._painted: dict[int, tuple[float, Painted]] = {}

    def beside(self, number: int) -> tuple[float, Painted]:
        """Return the left edge (px) and the painted marker of the item with a number."""
        if number not in self._painted:
            self._painted[number] = self._paint(UA_COUNTER_STYLE.render_marker(self._kind, number))
        return self._painted[number]

    def _paint(self, text: str) -> tuple[float, Painted]:
        """Paint a marker; the space that ends it belongs to its width."""
        leaf = Leaf(self._face, text)
        width = leaf.rest(0).pixels
        if text.startswith(" ") or width > self._widest or self._face.underline:
            raise NotPlainError("a list marker that is not plain")
        measure = Measure(self._widest, "start", "start")
        return self._edge - width, paint([Span(self._face, (leaf,))], measure, self._face, {})
