"""The styles of an OpenDocument text, and the numbers of its lists."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from outreach.texts.draft import ListItem
from outreach.texts.roles import role_of
from outreach.texts.tree import attribute, child, kind, within

BOLD_FROM = 600
"""The weight of a font from which on it is bold."""
_NUMBERS = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_ALIGNED = {"end": "right", "right": "right", "center": "center"}
_LENGTHS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96}


def millimetres(length: str) -> float:
    """Return a length such as ``2.5cm`` in mm, 0 for what is none."""
    try:
        return round(float(length[:-2]) * _LENGTHS.get(length[-2:], 0.0), 1)
    except ValueError:
        return 0.0


@dataclass(frozen=True, slots=True)
class OfficeStyle:
    """A style with what it takes from its parents; `marks` maps each HTML element, and ``hidden``, to on or off."""

    role: str
    marks: dict[str, bool]
    align: str
    new_page: bool
    list_style: str


NO_STYLE = OfficeStyle("", {}, "", new_page=False, list_style="")


class OfficeStyles:
    """All styles of a document by family and name."""

    def __init__(self, *roots: Element | None) -> None:
        """Take the styles out of ``styles.xml`` and ``content.xml``."""
        self._elements = {
            (attribute(one, "family"), attribute(one, "name")): one for root in roots for one in within(root, "style")
        }
        self._lists = {
            attribute(one, "name"): dict(_levels(one)) for root in roots for one in within(root, "list-style")
        }
        self._known: dict[tuple[str, str], OfficeStyle] = {}

    def of(self, family: str, name: str) -> OfficeStyle:
        """Return a style; what is unknown has no looks."""
        key = family, name
        if key not in self._known:
            self._known[key] = NO_STYLE  # a style that is its own parent ends here
            self._known[key] = self._read(family, name)
        return self._known[key]

    def _read(self, family: str, name: str) -> OfficeStyle:
        element = self._elements.get((family, name))
        role = role_of(attribute(element, "display-name", name))
        parent = (
            self.of(family, attribute(element, "parent-style-name"))
            if attribute(element, "parent-style-name")
            else NO_STYLE
        )
        text, paragraph = child(element, "text-properties"), child(element, "paragraph-properties")
        return OfficeStyle(
            role or parent.role,
            {**parent.marks, **_marks(text)},
            _ALIGNED.get(
                attribute(paragraph, "text-align"), "" if attribute(paragraph, "text-align") else parent.align
            ),
            attribute(paragraph, "break-before") == "page",
            attribute(element, "list-style-name") or parent.list_style,
        )

    def level(self, list_style: str, depth: int) -> tuple[str, int]:
        """Return the kind of number, ``""`` for a bullet, and the first number of a level of a list."""
        return self._lists.get(list_style, {}).get(depth, ("", 1))


def _marks(text: Element | None) -> dict[str, bool]:
    marks: dict[str, bool] = {}
    if weight := attribute(text, "font-weight"):
        marks["b"] = weight == "bold" or (weight.isdecimal() and int(weight) >= BOLD_FROM)
    if slant := attribute(text, "font-style"):
        marks["i"] = slant in {"italic", "oblique"}
    if line := attribute(text, "text-underline-style"):
        marks["u"] = line != "none"
    if display := attribute(text, "display"):
        marks["hidden"] = display in {"none", "condition"}
    raised = attribute(text, "text-position").partition(" ")[0]
    if raised:
        marks["sup"] = raised == "super" or raised.startswith(tuple("123456789"))
        marks["sub"] = raised == "sub" or raised.startswith("-")
    return marks


def _levels(style: Element) -> Iterator[tuple[int, tuple[str, int]]]:
    for one in style:
        depth = attribute(one, "level", "1")
        if depth.isdecimal():
            numbered = kind(one) == "list-level-style-number" and attribute(one, "num-format")
            start = attribute(one, "start-value", "1")
            form = _NUMBERS.get(attribute(one, "num-format"), "decimal") if numbered else ""
            yield int(depth) - 1, (form, int(start) if start.isdecimal() else 1)


class Counters:
    """Counts the items of lists."""

    def __init__(self, styles: OfficeStyles) -> None:
        """Count as the lists of `styles` say."""
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def begin(self, name: str, *, goes_on: bool) -> None:
        """Hear that a list begins, or goes on with the numbers of an earlier one in its style."""
        if not goes_on:
            self._counts[name].clear()

    def item(self, name: str, depth: int, start: str) -> ListItem:
        """Return the next item of a list at a depth; `start` is a number that it brings along itself."""
        form, first = self._styles.level(name, depth)
        counts = self._counts[name]
        counts[depth] = int(start) if start.isdecimal() else counts[depth] + 1 if depth in counts else first
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return ListItem(depth, counts[depth], form) if form else ListItem(depth)


def list_children(element: Element) -> Iterator[Element]:
    """Yield the items of a list, its header among them."""
    yield from (one for one in element if kind(one) in {"list-item", "list-header"})
