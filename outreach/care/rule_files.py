"""Files of rules: what may stand in them, what is wrong with one, and the book that it becomes."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache

from outreach import tables
from outreach.care.rule_books import NEEDED, SETTINGS, Advice, Rule, RuleBook, Scope, Values
from outreach.errors import instead
from outreach.model import Problem, Severity

ABOUT_THE_RULE = {"severity": str, "source": str, "address": str, "date": dt.date}
HEAD = {
    "place": str, "source": str, "address": str, "date": dt.date, "country": str, "facility": str, "advice": list,
    "regions": list, "postal_codes": list, "within": list, "follows": str,
}  # fmt: skip
ADVICE = {"text": str, "source": str, "address": str, "date": dt.date}
CHOICES: Mapping[str, frozenset[str]] = {
    "severity": frozenset(Severity),
    "wanted": frozenset({"needed", "unwanted", "welcome"}),
    "script": frozenset({"Cyrillic", "Latin", "Greek", "Arabic", "Devanagari"}),
    "case": frozenset({"dative", "nominative"}),
}


def rule_book(data: Values) -> RuleBook:
    """Return the book that a file without faults holds."""
    scope, key = Scope.EVERYWHERE, ""
    if data.get("within"):
        scope = Scope.PLACE
    if data.get("country"):
        scope, key = Scope.COUNTRY, str(data["country"]).upper()
    if data.get("facility"):
        scope, key = Scope.FACILITY, str(data["facility"]).casefold()
    place = str(data.get("place") or key or scope)
    rules = {name: _rule(name, keys, data, place) for name, keys in data.items() if isinstance(keys, dict)}
    return RuleBook(
        scope, key, rules, tuple(_advice(data, place)), frozenset(text.casefold() for text in _texts(data, "regions")),
        _texts(data, "postal_codes"), frozenset(_texts(data, "within")), str(data.get("follows", "")),
    )  # fmt: skip


def _texts(data: Values, key: str) -> tuple[str, ...]:
    value = data.get(key, ())
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _rule(name: str, keys: Values, data: Values, place: str) -> Rule:
    values = {key: value for key, value in keys.items() if key not in ABOUT_THE_RULE}
    return Rule(name, Severity(str(keys.get("severity", Severity.STOP))), values, place, *_origin(keys, data))


def _advice(data: Values, place: str) -> Iterator[Advice]:
    entries = data.get("advice", ())
    for one in entries if isinstance(entries, list) else ():
        yield Advice(str(one["text"]), place, *_origin(one, data))


def _origin(keys: Values, data: Values) -> tuple[str, str, str]:
    """Return source, date and address: a rule's own, or those at the top of its file."""
    source, date = (str(keys.get(key, data.get(key, ""))) for key in ("source", "date"))
    return source, date, str(keys.get("address", "" if "source" in keys else data.get("address", "")))


@cache
def shipped_books() -> tuple[RuleBook, ...]:
    """Return the books that come with the tool."""
    return tuple(rule_book(data) for data in tables.prison_rules())


def book_problems(source: str, data: Values) -> list[Problem]:
    """Return everything that is wrong with a file of rules, called `source` in messages."""
    return list(_book_problems(source, data))


def _book_problems(source: str, data: Values) -> Iterator[Problem]:
    for key in ("source", "date"):
        if key not in data:
            remedy = f"write at the top: {key} = {'2026-11-20' if key == 'date' else chr(34) + 'who says so' + chr(34)}"
            yield Problem(source, f"`{key}` is missing: a rule is worth as much as its source", remedy)
    if data.get("within") and not (data.get("regions") or data.get("postal_codes")):
        remedy = 'add regions = ["…"] or postal_codes = ["…"]'
        yield Problem(source, "`within` names a country, and no place in it", remedy)
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _rule_problems(source, key, value)
        else:
            yield from _value_problems(source, "", key, value, HEAD)
    advice = data.get("advice", ())
    for one in advice if isinstance(advice, list) else ():
        yield from _advice_problems(source, one)


def _rule_problems(source: str, name: str, keys: Values) -> Iterator[Problem]:
    if name not in SETTINGS:
        yield Problem(source, f"there is no rule `{name}`", instead(name, SETTINGS))
        return
    for key, value in keys.items():
        yield from _value_problems(source, f"[{name}]", key, value, {**ABOUT_THE_RULE, **SETTINGS[name]})
    needed = NEEDED.get(name)
    if needed and needed not in keys and keys.get("severity") != Severity.OFF:
        yield Problem(source, f"`{needed}` is missing", f"add it below [{name}]", column=f"[{name}]")


def _advice_problems(source: str, one: object) -> Iterator[Problem]:
    if not isinstance(one, dict) or not one.get("text"):
        yield Problem(source, "`text` is missing", 'write [[advice]], and below it text = "…"', column="[[advice]]")
        return
    for key, value in one.items():
        yield from _value_problems(source, "[[advice]]", key, value, ADVICE)


def _value_problems(source: str, place: str, key: str, value: object, known: Mapping[str, type]) -> Iterator[Problem]:
    if key not in known:
        yield Problem(source, f"`{key}` is not a known setting", instead(key, known), column=place)
        return
    if not isinstance(value, known[key]):
        examples = {str: '"text"', list: '["one", "two"]', int: "3", dt.date: "2026-11-20"}
        yield Problem(source, f"`{key}` has the wrong form", f"write {key} = {examples[known[key]]}", column=place)
    elif key in CHOICES and str(value) not in CHOICES[key] and known[key] is str:
        yield Problem(
            source, f"`{key} = {value}` is not possible", instead(str(value), sorted(CHOICES[key])), column=place
        )
