"""Find comparisons in a text that can never be right, whatever the list holds."""

from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import nodes

from outreach import tables
from outreach.l10n.address import country_code
from outreach.l10n.dates import is_date, iso_date
from outreach.letters.values import NAMES, number_of

PERSONS = frozenset({"recipient", "about", "sender", "campaign"})
WORDS = frozenset({"salutation", "closing", "message"})
DAYS = frozenset({"birth_date", "death_date", "arrested", "release_date", "last_confirmed"})
"""Columns that hold days."""
TEXTS = NAMES | {"city", "street", "region", "country", "country_name", "email", "gender", "party", "facility_name"}
"""Columns that hold words."""
COUNTRY = len("DE")
_ORDER = frozenset({"gt", "gteq", "lt", "lteq"})
Fault = tuple[int, str, str]
"""A line, what is wrong there, and the remedy."""


class _Side(NamedTuple):
    """One side of a comparison: a fixed value, or the name of a variable and its column."""

    value: object = None
    name: str = ""
    column: str = ""
    fixed: bool = False


def wrong_comparisons(tree: nodes.Template) -> Iterator[Fault]:
    """Yield each comparison of a template that can never be right."""
    for node in tree.find_all(nodes.Compare):
        left = _side(node.expr)
        for operand in node.ops:
            right = _side(operand.expr)
            if fault := _fault(left, operand.op, right, operand.expr):
                yield node.lineno, *fault
            left = right


def _side(node: nodes.Node) -> _Side:
    if isinstance(node, nodes.Const):
        return _Side(node.value, fixed=True)
    if isinstance(node, nodes.Name):
        return _Side(name=node.name)
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return _Side(name=node.node.name, column=node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Name) and isinstance(node.arg, nodes.Const):
        return _Side(name=node.node.name, column=str(node.arg.value))
    return _Side()


def _fault(left: _Side, sign: str, right: _Side, node: nodes.Node) -> tuple[str, str] | None:
    if left.fixed and right.fixed:
        return "both sides of this comparison are fixed", "put a column on one side, as recipient.city"
    column, other = (right, left) if left.fixed else (left, right)
    if column.name in PERSONS and not column.column:
        return f"`{column.name}` is a person; it cannot be compared", f"write one of its columns, as {column.name}.name"
    if sign in {"in", "notin"}:
        values = [_side(item) for item in node.items] if isinstance(node, (nodes.List, nodes.Tuple)) else []
        return next((fault for one in values if one.fixed and (fault := _unequal(column, one.value))), None)
    if not other.fixed:
        return None
    return _unordered(column, other.value) if sign in _ORDER else _unequal(column, other.value)


def _unequal(side: _Side, value: object) -> tuple[str, str] | None:
    """Return why a column never equals a fixed value."""
    written = f"{side.name}.{side.column}" if side.column else side.name
    if not isinstance(value, str):
        return None
    if side.column and not value:
        return f"`{written}` is never equal to an empty text", f"ask for an empty cell with {{% if not {written} %}}"
    if side.column and value != value.strip():
        return f"`{written}` never has spaces around it", f"write '{value.strip()}'"
    if side.column == "gender" and value not in {"f", "m"}:
        meant = tables.spelled("gender", value) or "f"
        return f"`{written}` is f, m or empty, and never “{value}”", f"write '{meant}'"
    if side.column == "country" and len(value) != COUNTRY and (code := country_code(value)):
        return f"`{written}` is a code of two letters, and never “{value}”", f"write '{code}'"
    return _no_day(written, value) if side.column in DAYS else None


def _unordered(side: _Side, value: object) -> tuple[str, str] | None:
    """Return why a column is never before or after a fixed value."""
    written = f"{side.name}.{side.column}" if side.column else side.name
    if value is None or isinstance(value, bool):
        return f"`{written}` cannot be more or less than {value}", "compare it with a number or a day"
    number = number_of(value) if isinstance(value, str) else value
    if side.name in WORDS or (side.column in TEXTS and (number is not None or _may_be_day(str(value)))):
        return (
            f"`{written}` holds words, and “{value}” is a number or a day",
            "compare a column that holds numbers or days",
        )
    if isinstance(value, str) and (side.column in DAYS or _may_be_day(value)):
        return _no_day(written, value)
    if side.column in DAYS and isinstance(value, (int, float)) and not is_date(str(value)):
        return f"`{written}` holds days, and {value} is none", f"write {written} > '2024-02-01'"
    return None


def _may_be_day(text: str) -> bool:
    return text[:1].isdigit() and sum(map(text.count, "-./")) == len("--") and text[-1:].isdigit()


def _no_day(written: str, value: str) -> tuple[str, str] | None:
    if is_date(value):
        return None
    day = iso_date(value)
    remedy = f"write '{day}'" if is_date(day) else "write it as year, month and day: '2024-02-01'"
    return f"`{written}` is compared with “{value}”, which is no day as a text writes it", remedy
