"""What the rules of prisons mean for a batch: who is kept back, what is told, what somebody took upon themselves."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.care.rule_books import SETTINGS
from outreach.errors import UsageError, instead
from outreach.model import Finding, Plan, Problem, Severity, Skipped, patterns
from outreach.press.tasks import Broken, Fault

FURTHER = 2
"""So many further places where a piece breaks a rule are shown; the volunteer finds the others there."""


@dataclass(frozen=True, slots=True)
class Override:
    """The rules that somebody decided to break, and why; the ledger keeps it with each piece."""

    rules: frozenset[str] = frozenset()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Care:
    """What was found about the pieces of a batch, by their numbers in it.

    `stopped` pieces are left out; `warned` ones are printed; `overridden` ones too, with what the ledger
    notes of it.
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
        raise UsageError('--override wants a reason, which the ledger keeps: --reason "the prison wrote that …"')
    if reason and not rules:
        raise UsageError("--reason goes with --override RULE")
    return Override(frozenset(rules), reason.strip())


def care_of(plans: Sequence[Plan], broken: Iterable[Broken], override: Override) -> Care:
    """Sort what was found about a batch; what was known of an address before is added."""
    found = [*broken, *(Broken(number, one) for number, plan in enumerate(patterns(plans), 1) for one in plan.care)]
    by_rule: dict[tuple[int, str], list[Finding]] = {}
    for one in sorted(found, key=lambda one: one.number):
        by_rule.setdefault((one.number, one.finding.rule), []).append(one.finding)
    stopped, warned, overridden = [], [], dict[int, list[str]]()
    for (number, rule), some in by_rule.items():
        fault = Fault(number, problem_of(some))
        if rule in override.rules:
            overridden.setdefault(number, []).append(rule)
        elif some[0].severity is Severity.STOP:
            stopped.append(fault)
        else:
            warned.append(fault)
    notes = {number: f"{', '.join(rules)}: {override.reason}" for number, rules in overridden.items()}
    return Care(tuple(stopped), tuple(warned), notes)


def problem_of(alike: Sequence[Finding]) -> Problem:
    """Return what one rule says about one piece as a problem whose source is who says so."""
    first, *further = alike
    texts = [f"{first.rule}: {first}", *(f"also {one}" for one in further[:FURTHER])]
    texts += [f"and {len(further) - FURTHER} more places"] if len(further) > FURTHER else []
    return Problem(first.source, "; ".join(texts), "; ".join(dict.fromkeys(one.remedy for one in alike if one.remedy)))


def reason_of(problem: Problem) -> str:
    """Return a problem without its remedy, with its place behind it."""
    line = f", {problem.unit} {problem.row}" if problem.row else ""
    return f"{problem.message} ({problem.source}{line})"


def told(plans: Sequence[Plan], faults: Sequence[Fault]) -> Iterator[Problem]:
    """Yield one problem for each kind of fault, at the first row that has it."""
    alike: dict[Problem, list[Plan]] = {}
    for fault in faults:
        alike.setdefault(fault.problem, []).append(plans[fault.number - 1])
    for problem, some in alike.items():
        row = some[0].recipient.row
        more = f", and {len(some) - 1} more like it" if len(some) > 1 else ""
        message = f"{some[0].recipient.name}: {reason_of(problem)}{more}"
        yield Problem(row.source, message, problem.remedy, row=row.number)
