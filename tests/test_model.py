"""Tables travel between processes whole, whatever their cells hold."""

import pickle

import pytest

from outreach.model import Row, Table

FAULT = (("born", "holds the error #REF!", "correct the formula"),)


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (Row("a.csv", 2, {"name": "Ada", "city": ""}), Row("a.csv", 3, {"name": "", "city": "Rom"}, FAULT)),
        (Row("a.csv", 2, {"name": "Ada"}), Row("b.csv", 3, {"name": "Eve", "city": "Rom"})),
        (Row("a.csv", 2, {"name": "Ada", "city": "Rom"}), Row("a.csv", 3, {"city": "Bonn", "name": "Eve"})),
        (Row("a.csv", 2, {"name": "A\0da", "city": "Rom\0"}), Row("a.csv", 3, {"name": "\0", "city": ""})),
        (Row("a.csv", 2, {"name": "A\ud800da\nB", "city": "Ελλάδα"}),),
        (Row("a.csv", 2, {}), Row("a.csv", 3, {"name": "Ada"})),
    ],
    ids=["no rows", "alike", "other columns", "other order", "zero characters", "odd characters", "no columns"],
)
def test_a_table_arrives_as_it_left(rows: tuple[Row, ...]) -> None:
    table = Table("a.csv", ("name", "city"), rows, ("UTF-8",))
    arrived = pickle.loads(pickle.dumps(table))  # noqa: S301 — our own
    assert arrived == table
    assert [list(row.cells) for row in arrived.rows] == [list(row.cells) for row in rows]
