"""What the rules of prisons mean for a piece: it stops, it is printed with a warning, or somebody lets it pass."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from outreach.care.rule_books import SETTINGS
from outreach.errors import UsageError, instead
from outreach.model import Broken, Fault, Finding, Plan, Problem, Severity, Skipped

FURTHER = 2
"""Further places where a piece breaks a rule that a message shows; the volunteer finds the others there."""


class Verdict(StrEnum):
    """What a finding does to its piece."""

    STOP = "stop"
    WARN = "warn"
    PASS = "pass"  # noqa: S105 — no password


def verdict(finding: Finding, overridden: Collection[str] = ()) -> Verdict:
    """Return what a finding does to its piece, where somebody decided to break the rules `overridden`."""
    if finding.rule in overridden:
        return Verdict.PASS
    return Verdict.STOP if finding.severity is Severity.STOP else Verdict.WARN


@dataclass(frozen=True, slots=True)
class Override:
    """The rules that somebody decided to break, and why; the ledger keeps it with each piece."""

    rules: frozenset[str] = frozenset()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on the pieces of a batch, by their numbers in it.

    `stopped` pieces are left out; `warned` ones are printed; `overridden` ones too, with the note for the ledger.
    """

    stopped: tuple[Fault, ...] = ()
    warned: tuple[Fault, ...] = ()
    overridden: Mapping[int, str] = field(default_factory=dict)

    def skipped(self, plans: Sequence[Plan]) -> Iterator[Skipped]:
        """Yield a row for each piece that is left out, with every rule that it breaks."""
        reasons: dict[int, list[str]] = {}
        for fault in self.stopped:
            reasons.setdefault(fault.number, []).append(reason_of(fault.problem))
        for number, texts in reasons.items():
            yield Skipped(plans[number - 1].recipient.row, "; ".join(texts))


def override_of(rules: Collection[str], reason: str) -> Override:
    """Return the decision to break `rules`; raise `UsageError` without a reason, or where there is no such rule."""
    unknown = sorted(set(rules) - set(SETTINGS))
    if unknown:
        raise UsageError(f"there is no rule `{unknown[0]}`; {instead(unknown[0], SETTINGS)}")
    if rules and not reason.strip():
        raise UsageError('--override needs a reason, which the ledger keeps: --reason "the prison wrote that …"')
    if reason and not rules:
        raise UsageError("--reason goes with --override RULE")
    return Override(frozenset(rules), reason.strip())


def judge(found: Iterable[Broken], override: Override) -> Judged:
    """Return the verdicts on the pieces of a batch, one for each rule that a piece breaks."""
    by_rule: dict[tuple[int, str], list[Finding]] = {}
    for one in sorted(found, key=lambda one: one.number):
        by_rule.setdefault((one.number, one.finding.rule), []).append(one.finding)
    faults: dict[Verdict, list[Fault]] = {one: [] for one in Verdict}
    passed: dict[int, list[str]] = {}
    for (number, rule), alike in by_rule.items():
        alike.sort(key=lambda one: one.severity is not Severity.STOP)  # what stops the piece is told first
        decided = verdict(alike[0], override.rules)
        faults[decided].append(Fault(number, problem_of(alike)))
        if decided is Verdict.PASS:
            passed.setdefault(number, []).append(rule)
    notes = {number: f"{', '.join(rules)}: {override.reason}" for number, rules in passed.items()}
    return Judged(tuple(faults[Verdict.STOP]), tuple(faults[Verdict.WARN]), notes)


def problem_of(alike: Sequence[Finding]) -> Problem:
    """Return what one rule says about one piece as a problem; its source is who says so."""
    first, *further = alike
    texts = [f"{first.rule}: {first}", *(f"also {one}" for one in further[:FURTHER])]
    texts += [f"and {len(further) - FURTHER} more places"] if len(further) > FURTHER else []
    return Problem(first.source, "; ".join(texts), "; ".join(dict.fromkeys(one.remedy for one in alike if one.remedy)))


def reason_of(problem: Problem) -> str:
    """Return a problem without its remedy, followed by its place."""
    line = f", {problem.unit} {problem.row}" if problem.row else ""
    return f"{problem.message} ({problem.source}{line})"


def told(plans: Sequence[Plan], faults: Iterable[Fault]) -> Iterator[Problem]:
    """Yield one problem for each kind of fault, at the first row that has it."""
    alike: dict[Problem, list[Plan]] = {}
    for fault in faults:
        alike.setdefault(fault.problem, []).append(plans[fault.number - 1])
    for problem, some in alike.items():
        row = some[0].recipient.row
        more = f", and {len(some) - 1} more like it" if len(some) > 1 else ""
        message = f"{some[0].recipient.name}: {reason_of(problem)}{more}"
        yield Problem(row.source, message, problem.remedy, row=row.number)
