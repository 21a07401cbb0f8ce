"""The ways in which a template's text can come out: with each of its conditions true and false."""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any

from jinja2 import nodes

MOST_CONDITIONS = 6
"""With up to so many conditions, every way in which they can hold is looked at; with more, a few of them."""
VALUE = "…"
"""Stands for a value in a text."""
TIMES = 2
"""How often a loop is gone through."""
Condition = tuple[str, str]
"""What is asked about, and with what it is compared; the second is empty where only its presence counts."""
Way = Mapping[Condition, bool]
"""The answers to all conditions."""
Counters = Mapping[str, int]
"""The counters of the innermost loop."""
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "lteq": operator.le, "gt": operator.gt,
        "gteq": operator.ge,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as it comes out, and the line where it begins in the template."""

    text: str
    line: int


def ways(block: nodes.Block) -> Iterator[Sequence[Piece]]:
    """Yield the text of a block in each way in which it can come out, as far as its tags depend on that."""
    for way in _ways(block):
        yield [*_coming_out(block.body, way, MappingProxyType({}))]


def _ways(block: nodes.Block) -> Iterator[Way]:
    """Yield the ways in which the conditions around tags can hold."""
    conditions = [*dict.fromkeys(one for node in block.find_all((nodes.If, nodes.For)) for one in _conditions(node))]
    if len(conditions) <= MOST_CONDITIONS:
        values: Iterator[Sequence[bool]] = product((False, True), repeat=len(conditions))
    else:
        few = (False, True)
        values = (
            [odd is not (at == place) for at in range(len(conditions))]
            for odd in few
            for place in range(-1, len(conditions))
        )
    for some in values:
        way = dict(zip(conditions, some, strict=True))
        if _can_be(way):
            yield way


def _conditions(node: nodes.Stmt) -> Iterator[Condition]:
    """Yield what a condition or a loop around tags depends on."""
    if not any("<" in data.data for data in node.find_all(nodes.TemplateData)):
        return
    if isinstance(node, nodes.For):
        yield from _asked(node.iter)
    elif isinstance(node, nodes.If):
        for one in (node, *node.elif_):
            yield from _asked(one.test)


def _asked(test: nodes.Node) -> Iterator[Condition]:
    if isinstance(test, nodes.Not):
        yield from _asked(test.node)
    elif isinstance(test, nodes.And | nodes.Or):
        yield from _asked(test.left)
        yield from _asked(test.right)
    elif _loop_counter(test) is None and not isinstance(test, nodes.Const | nodes.List | nodes.Tuple):
        yield _condition(test)[0]


def _condition(test: nodes.Node) -> tuple[Condition, bool]:
    """Return what a test asks, and the answer with which it holds."""
    if isinstance(test, nodes.Compare) and len(test.ops) == 1 and test.ops[0].op in ("eq", "ne"):
        return (repr(test.expr), repr(test.ops[0].expr)), test.ops[0].op == "eq"
    return (repr(test), ""), True


def _can_be(way: Way) -> bool:
    """Tell whether answers go together: nothing equals two values, or a value without being there."""
    equal = [what for (what, value), answer in way.items() if value and answer]
    return len(equal) == len(set(equal)) and all(way.get((what, ""), True) for what in equal)


def _loop_counter(test: nodes.Node) -> str | None:
    """Return which counter of its loop a test asks about, such as ``first``."""
    if isinstance(test, nodes.Compare):
        test = test.expr
    about_loop = isinstance(test, nodes.Getattr) and isinstance(test.node, nodes.Name) and test.node.name == "loop"
    return test.attr if about_loop else None  # type: ignore[attr-defined]


def _holds(test: nodes.Node, way: Way, counters: Counters) -> bool:
    if isinstance(test, nodes.Not):
        return not _holds(test.node, way, counters)
    if isinstance(test, nodes.And | nodes.Or):
        both = (_holds(test.left, way, counters), _holds(test.right, way, counters))
        return all(both) if isinstance(test, nodes.And) else any(both)
    if counter := _loop_counter(test):
        return _counter_holds(test, counters.get(counter, False))
    if isinstance(test, nodes.Const | nodes.List | nodes.Tuple):
        return bool(test.value if isinstance(test, nodes.Const) else test.items)
    condition, wanted = _condition(test)
    return way.get(condition, False) is wanted


def _counter_holds(test: nodes.Node, value: int) -> bool:
    """Tell whether a test of a counter of its loop holds for a value of it."""
    if isinstance(test, nodes.Compare) and test.ops[0].op in COMPARED and isinstance(test.ops[0].expr, nodes.Const):
        return COMPARED[test.ops[0].op](value, test.ops[0].expr.value)
    return bool(value)


def _coming_out(body: Sequence[nodes.Node], way: Way, counters: Counters) -> Iterator[Piece]:
    """Yield the parts of a text as they come out."""
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                yield Piece(part.data if isinstance(part, nodes.TemplateData) else VALUE, part.lineno)
        elif isinstance(node, nodes.If):
            chosen = [one.body for one in (node, *node.elif_) if _holds(one.test, way, counters)]
            yield from _coming_out(chosen[0] if chosen else node.else_, way, counters)
        elif isinstance(node, nodes.For):
            yield from _looped(node, way, counters)
        elif isinstance(node, nodes.Block):
            yield from _coming_out(node.body, way, counters)


def _looped(node: nodes.For, way: Way, counters: Counters) -> Iterator[Piece]:
    times = TIMES if _holds(node.iter, way, counters) else 0
    for index in range(1, times + 1):
        inner = {"index": index, "first": index == 1, "last": index == times, "length": times}
        yield from _coming_out(node.body, way, inner)
    yield from _coming_out([] if times else node.else_, way, counters)
