"""The report of care: what was looked at before pieces went to prisons, by which rules, and what came of it.

It answers an organiser's question “did anybody check?”. It names nobody: pieces by their numbers in the batch, and the
rows left out by the file that holds them.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.care.rule_books import Advice, Rule, RuleBook, Scope, is_known, rules_of
from outreach.care.verdict import Judged
from outreach.l10n.address import country_name
from outreach.model import Fault

OLD = dt.timedelta(days=365)
"""Rules that were read longer ago are told: prisons change theirs."""
LOOKED_AT = (
    "Looked at before printing: {} {} to prisons. Every word of the text, of the sender's lines and in pictures, hidden "
    "words, signs, numbers, colours, the address, and what the list says of the person."
)
NOT_LOOKED_AT = "Not looked at: what words mean between the lines, handwriting, and what pictures show."
WHAT_TO_ASK = (
    "ask a group that writes there, or the prison: which languages its censor reads; whether the prisoner's number, the "
    "year of birth or the father's name must stand in the address; whether cards, pictures, empty sheets and stamps "
    "are let in; what must not be written about"
)


@dataclass(frozen=True, slots=True)
class PlaceLooked:
    """The pieces to the prisons of one country that the same rule books hold for."""

    country: str
    books: tuple[RuleBook, ...]
    pieces: int

    @property
    def name(self) -> str:
        """Return what the place is called in reports."""
        own = [rule.place for book in self.books if book.scope is not Scope.EVERYWHERE for rule in book.rules.values()]
        return own[-1] if own else country_name(self.country, "en")


@dataclass(frozen=True, slots=True)
class CareOutcome:
    """What the rules did to the pieces: by rule how many were left out, and the numbers of those told of or passed."""

    left_out: Mapping[str, int] = field(default_factory=dict)
    told: Mapping[str, Sequence[int]] = field(default_factory=dict)
    passed: Sequence[str] = ()


def outcome_of(judged: Judged, printed: Mapping[int, int]) -> CareOutcome:
    """Return what the rules did; `printed` maps a piece's number in the claim to the one in the batch."""
    left_out = Counter(_rule_of(fault) for fault in judged.stopped)
    told = defaultdict[str, list[int]](list)
    for fault in judged.warned:
        if fault.number in printed:
            told[_rule_of(fault)].append(printed[fault.number])
    passed = (f"piece {printed[number]}: {note}" for number, note in judged.overridden.items() if number in printed)
    return CareOutcome(dict(sorted(left_out.items())), dict(sorted(told.items())), tuple(passed))


def _rule_of(fault: Fault) -> str:
    return fault.problem.message.partition(":")[0]


def places_looked(books: Iterable[tuple[str, Sequence[RuleBook]]]) -> list[PlaceLooked]:
    """Return the places that pieces go to; `books` are a country's code and the rule books of each piece."""
    counts: Counter[tuple[str, tuple[int, ...]]] = Counter()
    known: dict[tuple[str, tuple[int, ...]], tuple[RuleBook, ...]] = {}
    for country, some in books:
        key = (country, tuple(map(id, some)))
        counts[key] += 1
        known[key] = tuple(some)
    return [PlaceLooked(country, known[country, ids], count) for (country, ids), count in counts.items()]


def unknown_places(places: Iterable[PlaceLooked]) -> Iterator[str]:
    """Yield a line for each country of which no rules are known: what to ask, and whom."""
    for country in dict.fromkeys(one.country for one in places if not is_known(one.books)):
        yield f"no rules are known for {country} ({country_name(country, 'en')}): {WHAT_TO_ASK}"


def advice_lines(places: Iterable[PlaceLooked]) -> Iterator[str]:
    """Yield what to know about the places beside their rules, each once, with its source."""
    told: dict[Advice, None] = {one: None for place in places for book in place.books for one in book.advice}
    yield from (f"{one.place}: {one.text} ({one.source}, {one.date})" for one in told)


def old_rules(places: Iterable[PlaceLooked], today: dt.date) -> Iterator[str]:
    """Yield a line for each place with rules that nobody has read for a year."""
    old = defaultdict[str, list[str]](list)
    for place in places:
        for rule in rules_of(place.books).values():
            if rule.date and today - dt.date.fromisoformat(rule.date) > OLD and rule.name not in old[rule.place]:
                old[rule.place].append(rule.name)
    for name, rules in old.items():
        if rules:
            yield f"{name}: these rules were read more than a year ago; look whether they still hold: {', '.join(sorted(rules))}"


def care_report(heading: str, places: Sequence[PlaceLooked], outcome: CareOutcome, today: dt.date) -> str:
    """Return the report as plain text, one finding a line."""
    count = sum(place.pieces for place in places)
    lines = [
        f"Report of care: {heading}",
        "",
        LOOKED_AT.format(count, "piece" if count == 1 else "pieces"),
        NOT_LOOKED_AT,
        "",
    ]
    for title, found in _sections(places, outcome, today):
        if shown := list(found):
            lines += [title, *(f"- {line}" for line in shown), ""]
    return "\n".join(lines)


def _sections(
    places: Sequence[PlaceLooked], outcome: CareOutcome, today: dt.date
) -> Iterator[tuple[str, Iterable[str]]]:
    yield (
        "Left out (their rows and reasons stand in skipped.xlsx):",
        (f"{rule}: {n}" for rule, n in outcome.left_out.items()),
    )
    told = (f"{rule}: {', '.join(map(str, numbers))}" for rule, numbers in outcome.told.items())
    yield "Printed, to be looked at (the pieces by their numbers on the packing list):", told
    yield "Printed although a rule forbids it, since somebody decided so:", outcome.passed
    yield "No rules are known:", unknown_places(places)
    yield "Old rules:", old_rules(places, today)
    yield "What to know:", advice_lines(places)
    for place in places:
        rules = rules_of(place.books).values()
        yield f"Rules for {place.name}, pieces: {place.pieces}", map(_rule_line, rules)


def _rule_line(rule: Rule) -> str:
    return f"{rule.name} ({rule.severity}): {rule.origin}"
