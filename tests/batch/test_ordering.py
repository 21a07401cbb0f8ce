"""The order of a batch, by choice."""

from dataclasses import replace

import pytest
from pieces import person, plan

from outreach.batch.ordering import ORDERS, in_order
from outreach.model import Plan, Row, Sender


def to(number: int, name: str, country: str, postal_code: str, sender: str) -> Plan:
    """Return the plan of a letter from a row of the list."""
    given, family = name.split()
    fields = {"given_name": given, "family_name": family, "postal_code": postal_code}
    recipient = replace(person(name), name=name, country=country, fields=fields, row=Row("list", number, {}))
    return replace(plan(name), recipient=recipient, sender=Sender(sender, sender, (), "DE"))


PLANS = (
    to(2, "Zoe Ärmel", "FR", "75001", "Bea"),
    to(3, "Ida Zorn", "DE", "10115", "Änne"),
    to(4, "Adam Abel", "FR", "9000", "Bea"),
    to(5, "Kim arm", "DE", "9115", "Änne"),
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("country", [5, 3, 4, 2]),
        ("postal-code", [5, 3, 4, 2]),
        ("name", [4, 5, 2, 3]),
        ("sheet", [2, 3, 4, 5]),
        ("sender", [3, 5, 2, 4]),
    ],
)
def test_letters_stand_in_the_order_asked_for(order: str, expected: list[int]) -> None:
    assert [one.recipient.row.number for one in in_order(tuple(reversed(PLANS)), order)] == expected


@pytest.mark.parametrize("order", ORDERS)
def test_no_letter_is_lost_or_doubled_by_an_order(order: str) -> None:
    assert sorted(one.recipient.row.number for one in in_order(PLANS, order)) == [2, 3, 4, 5]
