"""Hold back a letter to a prison before it is merged: an address grown old, a letter that came back."""

import datetime as dt
from collections.abc import Iterator, Mapping

from outreach.care.rule_books import Rules
from outreach.l10n.dates import iso_date
from outreach.model import Finding


def address_findings(
    rules: Rules, cells: Mapping[str, str], today: dt.date, returned: dt.date | None = None
) -> Iterator[Finding]:
    """Yield what speaks against writing to an address today.

    `cells` are the recipient's, with `last_confirmed`; `returned` is the day on which the latest letter
    came back, if nobody has corrected or confirmed the address since.
    """
    confirmed, rule = iso_date(cells.get("last_confirmed", "")), rules.get("address_age")
    days = _days_since(confirmed, today)
    if rule and days is not None and days > rule.number("days"):
        message = f"the address was last confirmed on {confirmed}, {days} days ago; more than {rule.number('days')}"
        remedy = "check whether the person is still there, and write the date into last_confirmed"
        yield Finding(rule.name, rule.severity, message, remedy=remedy, source=rule.origin)
    rule = rules.get("returned")
    if rule and returned:
        message = f"the last letter came back on {returned.isoformat()}"
        remedy = "correct or confirm the address, then: outreach log address-confirmed NAME, or: outreach log address-changed NAME"
        yield Finding(rule.name, rule.severity, message, remedy=remedy, source=rule.origin)


def _days_since(text: str, today: dt.date) -> int | None:
    """Return the days since an ISO date, or None if `text` is none."""
    try:
        return (today - dt.date.fromisoformat(text)).days
    except ValueError:
        return None
