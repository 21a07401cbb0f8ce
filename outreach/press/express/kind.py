"""A kind of surface: what WeasyPrint's boxes of the samples show about each of its blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outreach.press.express.face import Face, FontFile
from outreach.press.express.marker import Marker
from outreach.press.express.markup import ITEM, LISTS, ElementStep, Path
from outreach.press.express.paint import Measure
from outreach.press.express.plain import NotPlainError
from outreach.press.express.stylesheet import pixels, require_plain_style
from outreach.press.inside_weasyprint import boxes, out_of_flow, page_box

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weasyprint import Page

_BLOCK = ("block", "flow")
_INLINE = ("inline", "flow")
_DISPLAYS = {ITEM: ("block", "flow", "list-item")}  # of blocks; all others are _BLOCK
_LINKED = ("link",)
_OF_MARKERS = ("white_space",)  # WeasyPrint's own style for them


@dataclass(frozen=True, slots=True)
class BlockStyle:
    """A block as its samples show it; lengths in px, x and y those of its content box.

    height is None when it follows the content; y counts for absolute frames only. edge_top and
    edge_bottom are padding and border together. box is WeasyPrint's, for its borders.
    """

    x: float
    y: float
    width: float
    height: float | None
    margin_top: float
    margin_bottom: float
    edge_top: float
    edge_bottom: float
    absolute: bool
    bordered: bool
    measure: Measure
    box: Any

    def agrees(self, other: BlockStyle) -> bool:
        """Return whether two samples of one path show the same block."""
        return self._comparable() == other._comparable()

    def _comparable(self) -> tuple[object, ...]:
        place = (round(self.x, 6), round(self.width, 6), round(self.y, 6) if self.absolute else None)
        return (
            *place,
            self.height,
            self.margin_top,
            self.margin_bottom,
            self.edge_top,
            self.edge_bottom,
            self.absolute,
            self.bordered,
            self.measure.align,
        )


class SurfaceKind:
    """All that is known of one kind of surface; lengths in px."""

    def __init__(self, path: Path, fonts: dict[str, FontFile]) -> None:
        """Begin with nothing learnt about the surfaces of `path`."""
        self._path = path
        self._fonts = fonts
        self.blocks: dict[Path, BlockStyle] = {}
        self.styles: dict[Path, Any] = {}
        self.markers: dict[Path, Marker] = {}
        self._refused: dict[Path, str] = {}
        self._leaf_faces: dict[Path, Face] = {}
        self._struts: dict[Path, Face] = {}
        self.neighbours: set[tuple[Path | None, Path | None]] = set()
        self.top = 0.0
        self.bottom = 0.0
        self.page_size = (0.0, 0.0)

    def leaf_face(self, path: Path) -> Face:
        """Return the face of text directly inside the element of a path."""
        face = self._leaf_faces.get(path)
        if face is None:
            face = self._leaf_faces[path] = Face(self._style(path).anonymous_style, self._fonts)
        return face

    def strut(self, path: Path) -> Face:
        """Return the face whose strut the element of a path brings to each line."""
        face = self._struts.get(path)
        if face is None:
            face = self._struts[path] = Face(self._style(path), self._fonts)
        return face

    def _style(self, path: Path) -> Any:
        if path not in self.styles:
            raise self._unknown(path)
        return self.styles[path]

    def block(self, path: Path) -> BlockStyle:
        """Return the block of a path; raise UnlearntError when no sample had it, NotPlainError when it was refused."""
        if path not in self.blocks:
            raise self._unknown(path)
        return self.blocks[path]

    def _unknown(self, path: Path) -> Exception:
        """Return the error for a path without a style; another sample of a refused path would show the same."""
        return NotPlainError(self._refused[path]) if path in self._refused else UnlearntError(path)

    def learn(self, pages: Sequence[Page]) -> None:
        """Learn what the page of a sample shows."""
        if len(pages) != 1:
            raise NotPlainError("a second page")
        page = page_box(pages[0])
        article = _article_of(page, pages[0].bleed)
        found = (article.position_y, page.content_box_y() + page.height, (page.margin_width(), page.margin_height()))
        if self.blocks and found != (self.top, self.bottom, self.page_size):
            raise NotPlainError("a page that differs from letter to letter")
        self.top, self.bottom, self.page_size = found
        for path, box in _boxes_in(article, self._path):
            try:
                self._learn_box(path, box)
                self.leaf_face(path)
            except NotPlainError as reason:
                if path not in self._leaf_faces:
                    self.styles.pop(path, None)
                    self._refused[path] = str(reason)
                raise

    def _learn_box(self, path: Path, box: Any) -> None:
        if isinstance(box, boxes.InlineBox):
            _require_plain_inline(box)
        else:
            style = _block_style(box, root=path is self._path)
            if not self.blocks.setdefault(path, style).agrees(style):
                raise NotPlainError("a block that differs from letter to letter")
            marker = _marker_in(box)
            if marker is not None and path not in self.markers:
                self.markers[path] = self._marker(marker, box)
        self.styles.setdefault(path, box.style)

    def _marker(self, marker: Any, item: Any) -> Marker:
        """Return the marker of a list's items, as one of them shows it."""
        require_plain_style(marker.style, _BLOCK, besides=_OF_MARKERS)
        return Marker(
            Face(marker.style.anonymous_style, self._fonts),
            marker.style["list_style_type"],
            item.border_box_x(),
            float(item.width),
        )


class UnlearntError(Exception):
    """A path, or a pair of neighbouring paths, that no sample of the kind had."""


def _article_of(box: Any, bleed: Mapping[str, float]) -> Any:
    """Return the surface's box in the box of a page; raise NotPlainError when the page holds anything else."""
    if any(bleed.values()) or _has_background(box.background) or _has_background(box.canvas_background):
        raise NotPlainError("a page with bleed or background")
    require_plain_page_box(box)
    while box.element_tag != "article":
        if len(box.children) != 1 or _has_background(box.background):
            raise NotPlainError("a page with more than a surface")
        box = box.children[0]
    return box


def require_plain_page_box(box: Any) -> None:
    """Raise NotPlainError when the page itself has borders."""
    if any(box.style[f"border_{side}_style"] != "none" for side in ("top", "right", "bottom", "left")):
        raise NotPlainError("a page with borders")


def _step_of(element: Any) -> ElementStep:
    classes = " ".join(element.get("class", "").split())
    linked = element.tag == "a" and "href" in element.attrib
    return ElementStep(element.tag, classes, element.get("lang", ""), linked)


def _boxes_in(box: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield the boxes of elements with their paths; the generated boxes of br are left out."""
    yield path, box
    for child in _content_of(box):
        if isinstance(child, boxes.LineBox):
            for inline in child.children:
                yield from _inlines_in(inline, path)
        elif isinstance(child, boxes.BlockBox) and child.element is not box.element:
            yield from _boxes_in(child, path.child(_step_of(child.element)))
        else:
            raise NotPlainError("a box that is not plain")


def _content_of(box: Any) -> list[Any]:
    """Return the boxes in a block, without its marker and without the anonymous block that WeasyPrint puts beside it."""
    found = [out_of_flow(child) or child for child in box.children]
    if _marker_in(box) is None:
        return found
    if len(found) != 2 or found[1].element is not box.element:
        raise NotPlainError("a list item that is not plain")
    return list(found[1].children)


def _marker_in(box: Any) -> Any:
    """Return the box of the marker that stands outside an item; None for other blocks."""
    first = box.children[0] if box.children else None
    marker = out_of_flow(first)
    return marker if marker is not None and marker.is_outside_marker else None


def _inlines_in(box: boxes.Box, path: Path) -> Iterator[tuple[Path, Any]]:
    element: Any = box.element
    if isinstance(box, boxes.TextBox) or element.tag == "br":
        return
    if not isinstance(box, boxes.InlineBox) or box.element_tag != element.tag:
        raise NotPlainError("a box that is not plain")
    inner = path.child(_step_of(element))
    yield inner, box
    for child in box.children:
        yield from _inlines_in(child, inner)


def _require_plain_inline(box: Any) -> None:
    require_plain_style(box.style, _INLINE, besides=_LINKED if box.element.tag == "a" else ())
    edges = [f"{edge}_{side}" for edge in ("margin", "padding") for side in ("left", "right", "top", "bottom")]
    if any(pixels(box.style[edge]) for edge in edges) or _has_background(box.background) or _is_bordered(box):
        raise NotPlainError("an element in the text with edges")
    if box.style["position"] != "static":
        raise NotPlainError("an element in the text with a position")


def _has_background(background: Any) -> bool:
    return (
        background is not None
        and bool(background.layers)
        and (background.color.alpha > 0 or any(layer.image is not None for layer in background.layers))
    )


def _is_bordered(box: Any) -> bool:
    return any(box.style[f"border_{side}_style"] != "none" for side in ("top", "right", "bottom", "left"))


def _block_style(box: Any, *, root: bool) -> BlockStyle:
    style = box.style
    tag = box.element.tag
    require_plain_style(style, _DISPLAYS.get(tag, _BLOCK), tag=tag if tag in LISTS else "div")
    if _has_background(box.background):
        raise NotPlainError("a background")
    absolute = style["position"] == "absolute"
    fixed = None if style["height"] == "auto" else float(box.height)
    if absolute:
        _require_fixed_frame(style)
    elif style["position"] == "relative" and any(style[s] != "auto" for s in ("left", "top", "right", "bottom")):
        raise NotPlainError("a block that is moved")
    elif fixed is not None and not root:
        raise NotPlainError("a block in the flow with a height")
    return BlockStyle(
        box.content_box_x(),
        box.content_box_y(),
        float(box.width),
        fixed,
        pixels(style["margin_top"]),
        pixels(style["margin_bottom"]),
        box.padding_top + box.border_top_width,
        box.padding_bottom + box.border_bottom_width,
        absolute,
        _is_bordered(box),
        Measure(float(box.width), style["text_align_all"], style["text_align_last"]),
        box,
    )


def _require_fixed_frame(style: Any) -> None:
    """Raise NotPlainError when a frame's place or width depends on its text."""
    across = style["width"] != "auto"
    sideways = style["left"] != "auto" or style["right"] != "auto"
    downwards = style["top"] != "auto" or (style["bottom"] != "auto" and style["height"] != "auto")
    if not (across and sideways and downwards):
        raise NotPlainError("a frame without a fixed place and width")
