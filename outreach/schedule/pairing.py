"""Give each politician one prisoner to write about: shared out evenly, and the same one each time."""

from collections import Counter
from collections.abc import Mapping, Sequence

from outreach.model import Recipient


def pair(
    recipients: Sequence[Recipient], prisoners: Sequence[Recipient], known: Mapping[str, str]
) -> dict[str, Recipient]:
    """Return the prisoner for each recipient id.

    `known` holds the pairs of earlier letters, by id; they last as long as the prisoner is in the
    list. The other recipients, in the order of their ids, get the prisoner with the fewest letters. So counts differ
    by at most one as far as the earlier pairs allow, and the order of the rows does not matter.
    """
    by_id = {prisoner.id: prisoner for prisoner in prisoners}
    pairs = {r.id: by_id[known[r.id]] for r in recipients if known.get(r.id) in by_id}
    load = Counter(prisoner for prisoner in known.values() if prisoner in by_id)
    order = sorted(by_id)
    for recipient in sorted(recipients, key=lambda r: r.id):
        if recipient.id not in pairs and order:
            chosen = min(order, key=lambda prisoner: load[prisoner])
            load[chosen] += 1
            pairs[recipient.id] = by_id[chosen]
    return pairs
