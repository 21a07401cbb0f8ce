"""The plans of a batch in little memory: most differ only in their recipient."""

from array import array
from collections.abc import Iterator, Sequence

from outreach.model import Broken, Plan, Recipient
from outreach.storage.on_demand import OnDemand


class Plans(OnDemand[Plan]):
    """Plans in print order, made on demand: most differ only in their recipient.

    Memory holds eight bytes a plan, and one plan of each kind.
    """

    def __init__(self, people: Sequence[Recipient]) -> None:
        """Begin without any; the recipients are among `people`."""
        self._people = people
        self._whose, self._kinds = array("I"), array("I")
        self._patterns: list[Plan] = []
        self._known: dict[object, int] = {}

    def __len__(self) -> int:
        """Return how many plans there are."""
        return len(self._whose)

    def add(self, place: int, plan: Plan) -> None:
        """Put another plan behind the others; its recipient is the one at `place`."""
        kind = self._known.setdefault(_pattern(plan), len(self._patterns))
        if kind == len(self._patterns):
            self._patterns.append(plan)
        self._whose.append(place)
        self._kinds.append(kind)

    def made(self, index: int) -> Plan:
        """Return one plan."""
        pattern = self._patterns[self._kinds[index]]
        return Plan(
            pattern.mailing, self._people[self._whose[index]], pattern.about, pattern.sender, pattern.language,
            pattern.round, pattern.message, pattern.care, pattern.earlier,
        )  # fmt: skip

    def chosen(self, indexes: Sequence[int]) -> "Plans":
        """Return the plans at `indexes`, in that order."""
        some = Plans(self._people)
        some._patterns, some._known = self._patterns, self._known
        some._whose = array("I", (self._whose[index] for index in indexes))
        some._kinds = array("I", (self._kinds[index] for index in indexes))
        return some

    def patterns(self) -> Iterator[Plan]:
        """Yield for each plan one that is the same except for its recipient."""
        return map(self._patterns.__getitem__, self._kinds)


def patterns(plans: Sequence[Plan]) -> Iterator[Plan]:
    """Yield for each plan one that is the same except for its recipient, so that the recipient need not be read."""
    return plans.patterns() if isinstance(plans, Plans) else iter(plans)


def known_findings(plans: Sequence[Plan]) -> Iterator[Broken]:
    """Yield what was found about an address when its piece was planned; a plan's number counts from 1."""
    for number, plan in enumerate(patterns(plans), 1):
        yield from (Broken(number, finding) for finding in plan.care)


def _pattern(plan: Plan) -> object:
    """Return what is the same in plans that differ only in their recipient."""
    about, sender = plan.about, plan.sender
    return (
        plan.mailing, about and about.id, plan.language, plan.round, plan.message, plan.care, plan.earlier,
        sender.id, sender.name, sender.address, sender.country, *sender.fields.items(),
        sender.head and sender.head.id,
    )  # fmt: skip
