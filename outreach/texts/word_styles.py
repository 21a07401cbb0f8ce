"""The styles and lists of a Word text: what a paragraph is, which marks its words have, what number it shows."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from outreach.texts.draft import ListItem
from outreach.texts.roles import role_of
from outreach.texts.tree import attribute, child, children

_OFF = frozenset({"0", "false", "off", "none"})
_TOGGLES = {"b": "b", "i": "i", "u": "u", "vanish": "vanish"}
_RAISED = {"superscript": "sup", "subscript": "sub"}
NUMBERS = {
    "decimal": "decimal", "lowerLetter": "lower-alpha", "upperLetter": "upper-alpha", "lowerRoman": "lower-roman",
    "upperRoman": "upper-roman", "decimalZero": "decimal-leading-zero", "russianLower": "decimal",
}  # fmt: skip
"""CSS's words for Word's kinds of numbers; a kind that is not here shows bullets."""
ALIGNED = {"right": "right", "end": "right", "center": "center"}
_DEEPER = re.compile(r"list (?:bullet|number) ([2-5])")
Marks = dict[str, bool]
"""Marks that are switched on or off: the HTML elements, and ``vanish`` for hidden text."""


def marks_of(properties: Element | None) -> Marks:
    """Return the marks that the properties of a run or style switch on or off."""
    marks = {
        mark: attribute(found, "val", "1").lower() not in _OFF
        for name, mark in _TOGGLES.items()
        if (found := child(properties, name)) is not None
    }
    if raised := _RAISED.get(attribute(child(properties, "vertAlign"), "val")):
        marks[raised] = True
    return marks


@dataclass(frozen=True, slots=True)
class WordStyle:
    """A style of Word with what it takes from those that it is based on."""

    role: str = ""
    marks: Marks = field(default_factory=dict)
    numbers: tuple[str, int] = ("", 0)
    align: str = ""
    deeper: int = 0
    """How many levels deeper its items lie: 1 in ``List Bullet 2``, which has a list of its own."""


class WordStyles:
    """All styles of a text by their ids."""

    def __init__(self, root: Element | None) -> None:
        """Take the styles out of ``styles.xml``."""
        self._elements = {attribute(one, "styleId"): one for one in children(root, "style")}
        self._default = next(
            (attribute(one, "styleId") for one in children(root, "style")
             if attribute(one, "type") == "paragraph" and attribute(one, "default") in {"1", "true"}), "",
        )  # fmt: skip
        self._usual = marks_of(child(root, "docDefaults", "rPrDefault", "rPr"))
        self._known: dict[str, WordStyle] = {}

    def of_paragraph(self, properties: Element | None) -> WordStyle:
        """Return the style of a paragraph."""
        style = self.named(attribute(child(properties, "pStyle"), "val", self._default))
        return replace(style, marks={**self._usual, **style.marks})

    def named(self, name: str) -> WordStyle:
        """Return a style by its id; what is unknown has no looks."""
        if name not in self._known:
            self._known[name] = WordStyle()  # a style that is based on itself ends here
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> WordStyle:
        element = self._elements.get(name)
        if element is None:
            return WordStyle(role_of(name))
        base = (
            self.named(attribute(child(element, "basedOn"), "val"))
            if child(element, "basedOn") is not None
            else WordStyle()
        )
        paragraph = child(element, "pPr")
        called = attribute(child(element, "name"), "val")
        role, deeper = role_of(called), _DEEPER.fullmatch(called.lower())
        number = numbers_in(paragraph)
        align = ALIGNED.get(attribute(child(paragraph, "jc"), "val"), "")
        marks = {**base.marks, **marks_of(child(element, "rPr"))}
        depth = int(deeper[1]) - 1 if deeper else base.deeper
        return WordStyle(role or base.role, marks, number or base.numbers, align or base.align, depth)


def numbers_in(properties: Element | None) -> tuple[str, int] | None:
    """Return the list and the level that the properties of a paragraph name; None if they name none."""
    found = child(properties, "numPr")
    if found is None:
        return None
    level = attribute(child(found, "ilvl"), "val", "0")
    return attribute(child(found, "numId"), "val"), int(level) if level.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    start: int


class Numbering:
    """Counts the items of a text's lists."""

    def __init__(self, root: Element | None) -> None:
        """Take the lists out of ``numbering.xml``."""
        patterns = {attribute(one, "abstractNumId"): dict(_levels(one)) for one in children(root, "abstractNum")}
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        for one in children(root, "num"):
            pattern = attribute(child(one, "abstractNumId"), "val")
            own = {**patterns.get(pattern, {}), **dict(_overrides(one, patterns.get(pattern, {})))}
            key = attribute(one, "numId")
            self._lists[key] = (key if child(one, "lvlOverride") is not None else f"of {pattern}", own)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def item(self, numbers: tuple[str, int]) -> ListItem | None:
        """Return the next item of a list, or None where the number 0 takes a paragraph out of its list."""
        name, depth = numbers
        if name not in self._lists:
            return None
        counted, levels = self._lists[name]
        level = levels.get(depth)
        if level is None or level.style == "none":
            return None
        counts = self._counts[counted]
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return ListItem(depth, counts[depth], level.style) if level.style else ListItem(depth)


def _levels(pattern: Element) -> Iterator[tuple[int, _Level]]:
    for one in children(pattern, "lvl"):
        depth, form = attribute(one, "ilvl", "0"), attribute(child(one, "numFmt"), "val", "decimal")
        start = attribute(child(one, "start"), "val", "1")
        if depth.isdecimal():
            yield int(depth), _Level("none" if form == "none" else NUMBERS.get(form, ""), _whole(start))


def _overrides(number: Element, levels: dict[int, _Level]) -> Iterator[tuple[int, _Level]]:
    for one in children(number, "lvlOverride"):
        depth = _whole(attribute(one, "ilvl", "0"), 0)
        start = child(one, "startOverride")
        if start is not None and depth in levels:
            yield depth, _Level(levels[depth].style, _whole(attribute(start, "val", "1")))
        if (level := child(one, "lvl")) is not None:
            yield from _levels_of_one(level)


def _levels_of_one(level: Element) -> Iterator[tuple[int, _Level]]:
    wrapper = Element("abstractNum")
    wrapper.append(level)
    yield from _levels(wrapper)


def _whole(text: str, default: int = 1) -> int:
    return int(text) if text.isdecimal() else default
