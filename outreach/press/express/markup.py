"""The HTML of a surface, read strictly: blocks by their path, inline content as spans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from outreach.press.express.plain import NotPlainError

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTS = frozenset({"ul", "ol"})
ITEM = "li"
BLOCKS = frozenset({"article", "main", "section", "header", "footer", "div", "p", ITEM, *LISTS})
_TEXT_ONLY = frozenset({"p", ITEM})
INLINES = frozenset({"span", "b", "strong", "i", "em", "u", "a"})
_BLOCK_TAG = re.compile(rf"<(/?)({'|'.join(sorted(BLOCKS))})((?:\s[^<>]*)?)>")
_WHOLE_TAG = re.compile(rf"(</?(?:{'|'.join(sorted(BLOCKS))})(?:\s[^<>]*)?>)")
_SHAPES_KEPT = 1_000
_INLINE_TAG = re.compile(rf"<(/?)({'|'.join(sorted(INLINES))}|br)((?:\s[^<>]*?)?)\s*/?>")
_ATTRIBUTE = re.compile(r"""\s+([a-z-]+)=(?:"([^"<>&]*)"|'([^'<>&]*)'|([\w-]+))""")
_OF_BLOCKS = frozenset({"class", "lang"})
_OF_INLINES = frozenset({"class"})
# Absolute addresses that WeasyPrint hands on as they are.
_HREF = re.compile(
    r'''\s+href="((?:https?://[a-z0-9.-]+(?:/[\w~-]+(?:\.\w+)*)*/?|mailto:[\w.+-]+@[a-z0-9.-]+))"''', re.ASCII
)
_REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+))?;?", re.ASCII)
_SPACES = re.compile(r"[ \t\n\r]+")
_UNEVEN = ("  ", "\t", "\n", "\r")


class ElementStep(NamedTuple):
    """An element as selectors see it."""

    tag: str
    classes: str
    lang: str
    linked: bool = False


class Path:
    """An element's steps from the surface down; equal paths of one root are one object.

    A root also keeps the shapes of the surfaces that were read from it.
    """

    __slots__ = ("_by_step", "_by_text", "shapes", "steps")

    def __init__(self, steps: tuple[ElementStep, ...] = ()) -> None:
        """Begin a root, or stand for the element that `steps` lead to."""
        self.steps = steps
        self._by_step: dict[ElementStep, Path] = {}
        self._by_text: dict[tuple[str, str], Path] = {}
        self.shapes: dict[tuple[object, ...], Shape] = {}

    def child(self, step: ElementStep) -> Path:
        """Return the path of a child element."""
        found = self._by_step.get(step)
        if found is None:
            found = self._by_step[step] = Path((*self.steps, step))
        return found

    def read(self, tag: str, attributes: str, allowed: frozenset[str]) -> Path:
        """Return the path of a child element, given its tag as written."""
        found = self._by_text.get((tag, attributes))
        if found is None:
            found = self._by_text[tag, attributes] = self.child(_step(tag, attributes, allowed))
        return found

    @property
    def tag(self) -> str:
        """The last element's tag; empty for a root."""
        return self.steps[-1].tag if self.steps else ""


@dataclass(slots=True, eq=False)
class Block:
    """A block element: its path from the surface down, and either blocks or inline HTML.

    text is the place of its inline HTML among the texts of its surface, -1 if it has none; number
    is the place of an item in its list, from 1, and 0 for other blocks.
    """

    path: Path
    children: list[Block] = field(default_factory=list)
    text: int = -1
    number: int = 0

    def leaves(self) -> Iterator[Block]:
        """Yield the blocks that hold text."""
        if self.text >= 0:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What surfaces with the same tags have in common: their block, and those in it that hold text."""

    block: Block
    leaves: tuple[Block, ...]


class Surface(NamedTuple):
    """A surface: its shape, and what stands between its tags."""

    shape: Shape
    texts: list[str]


@dataclass(slots=True)
class Inline:
    """An inline element, or (with the path of its block) a whole segment of inline content."""

    path: Path
    children: list[Inline | str] = field(default_factory=list)
    href: str = ""


def read_surface(html: str, root: Path) -> Surface:
    """Return a surface; raise NotPlainError for anything that is not plainly nested."""
    parts = _WHOLE_TAG.split(html)
    texts = parts[0::2]
    filled = [place for place, text in enumerate(texts) if text.strip(" \t\n\r")]
    key = (*parts[1::2], *filled)
    shape = root.shapes.get(key)
    if shape is None:
        if len(root.shapes) > _SHAPES_KEPT:
            root.shapes.clear()
        block = _read_tags(parts[1::2], texts, root)
        shape = root.shapes[key] = Shape(block, tuple(block.leaves()))
    return Surface(shape, texts)


def _read_tags(tags: list[str], texts: list[str], root: Path) -> Block:
    """Return the block that `tags` make with the texts between them."""
    top = Block(root)
    open_blocks = [top]
    for place, text in enumerate(texts):
        if text.strip(" \t\n\r"):
            _take_text(open_blocks[-1], place)
        found = _BLOCK_TAG.fullmatch(tags[place]) if place < len(tags) else None
        if found and found[1]:
            _close(open_blocks, found[2])
        elif found:
            _open(open_blocks, found[2], found[3])
    if len(open_blocks) != 1 or len(top.children) != 1 or top.text >= 0:
        raise NotPlainError("tags that do not nest")
    return top.children[0]


def _take_text(block: Block, place: int) -> None:
    if block.text >= 0 or block.children:
        raise NotPlainError("text beside blocks")
    block.text = place


def _open(open_blocks: list[Block], tag: str, attributes: str) -> None:
    parent = open_blocks[-1]
    if parent.text >= 0 or parent.path.tag in _TEXT_ONLY:
        raise NotPlainError("a block inside text")
    if (tag == ITEM) != (parent.path.tag in LISTS):
        raise NotPlainError("a list of other things than items")
    child = Block(parent.path.read(tag, attributes, _OF_BLOCKS), number=len(parent.children) + 1 if tag == ITEM else 0)
    parent.children.append(child)
    open_blocks.append(child)


def _close(open_blocks: list[Block], tag: str) -> None:
    if len(open_blocks) < 2 or open_blocks[-1].path.tag != tag:
        raise NotPlainError("tags that do not nest")
    open_blocks.pop()


def _step(tag: str, attributes: str, allowed: frozenset[str]) -> ElementStep:
    found: dict[str, str] = {}
    position = 0
    for match in _ATTRIBUTE.finditer(attributes):
        if match.start() != position or match[1] not in allowed or match[1] in found:
            raise NotPlainError(f"attribute {match[1]}")
        found[match[1]] = match[2] or match[3] or match[4] or ""
        position = match.end()
    if attributes[position:].strip():
        raise NotPlainError("an attribute that is not plain")
    return ElementStep(tag, " ".join(found.get("class", "").split()), found.get("lang", ""))


def _take_href(attributes: str) -> tuple[str, str]:
    """Return a link's address and the other attributes; addresses that need resolving are refused."""
    found = _HREF.search(attributes)
    if not found:
        raise NotPlainError("a link that is not plain")
    return found[1], attributes[: found.start()] + attributes[found.end() :]


def read_texts(html: str) -> tuple[str, ...] | None:
    """Return inline content that holds no tag but forced line breaks, a text for each line; None for any other.

    White space is collapsed as WeasyPrint does it.
    """
    texts = html.split("<br>")
    if "<" in html.replace("<br>", ""):
        return None
    for place, raw in enumerate(texts):
        text = _REFERENCE.sub(_referred, raw) if "&" in raw else raw
        if any(uneven in text for uneven in _UNEVEN):
            text = _SPACES.sub(" ", text)
        texts[place] = text = text.lstrip(" ")
        if text.endswith(" ") and place + 1 < len(texts):
            return None
    return tuple(texts) if texts[-1] else None


def read_inline(html: str, path: Path) -> list[Inline]:
    """Return inline content, one segment for each forced line break.

    White space is collapsed as WeasyPrint does it; raise NotPlainError for unknown tags and for
    elements that hold nothing.
    """
    reader = _InlineReader(path)
    position = 0
    for match in _INLINE_TAG.finditer(html):
        reader.text(html[position : match.start()])
        position = match.end()
        if match[2] == "br":
            reader.forced_break(match[1] + match[3])
        elif match[1]:
            reader.close(match[2])
        else:
            reader.open(match[2], match[3])
    reader.text(html[position:])
    return reader.finish()


def _referred(match: re.Match[str]) -> str:
    """Return what a character reference stands for; a lone ampersand stands for itself."""
    decimal, hexadecimal, name = match.groups()
    if match[0] == "&":
        return "&"
    if not match[0].endswith(";"):
        raise NotPlainError("an ampersand that is not plain")
    if name:
        return _named(name)
    code = int(decimal) if decimal else int(hexadecimal or "0", 16)
    # HTML maps the codes below to other characters, or to none.
    if not 0x20 <= code < 0x7F and not 0xA0 <= code < 0xD800:
        raise NotPlainError("a character reference that is not plain")
    return chr(code)


def _named(name: str) -> str:
    if f"{name};" not in html5:
        raise NotPlainError("a character reference that is not plain")
    return html5[f"{name};"]


class _InlineReader:
    """Builds segments; after_space says whether the text so far ends with a space."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._segments = [Inline(path)]
        self._stack = [self._segments[0]]
        self._after_space = True

    def text(self, raw: str) -> None:
        """Add text; a space after a space, or at the start of a line, disappears."""
        if not raw:
            return
        if "<" in raw:
            raise NotPlainError("a tag that is not plain")
        text = _SPACES.sub(" ", _REFERENCE.sub(_referred, raw) if "&" in raw else raw)
        ends_with_space = text.endswith(" ")
        if self._after_space:
            text = text.lstrip(" ")
            if not text and self._stack[-1].children:
                raise NotPlainError("a space that collapses away")
        if text:
            self._stack[-1].children.append(text)
        self._after_space = ends_with_space

    def open(self, tag: str, attributes: str) -> None:
        """Begin an inline element."""
        parent = self._stack[-1]
        if tag == "a":
            href, attributes = _take_href(attributes)
            if any(inline.href for inline in self._stack):
                raise NotPlainError("a link inside a link")
            path = parent.path.child(_step(tag, attributes, _OF_INLINES)._replace(linked=True))
            child = Inline(path, href=href)
        else:
            child = Inline(parent.path.read(tag, attributes, _OF_INLINES), href=parent.href)
        parent.children.append(child)
        self._stack.append(child)

    def close(self, tag: str) -> None:
        """End an inline element."""
        if len(self._stack) < 2 or self._stack[-1].path.tag != tag:
            raise NotPlainError("tags that do not nest")
        if not self._stack.pop().children:
            raise NotPlainError("an element with nothing in it")

    def forced_break(self, attributes: str) -> None:
        """Begin a new segment."""
        if attributes.strip() or len(self._stack) > 1:
            raise NotPlainError("a line break inside an element")
        if self._after_space and self._stack[-1].children:
            raise NotPlainError("a space before a line break")
        self._segments.append(Inline(self._path))
        self._stack = [self._segments[-1]]
        self._after_space = True

    def finish(self) -> list[Inline]:
        """Return the segments; the last one must hold something."""
        if len(self._stack) > 1 or not self._segments[-1].children:
            raise NotPlainError("tags that do not nest, or a line break that ends a block")
        return self._segments
