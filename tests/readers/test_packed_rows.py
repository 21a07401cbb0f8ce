"""Tables travel between processes whole, whatever their cells hold."""

import pickle

import pytest

from outreach.model import Row, Table
from outreach.readers import packed_rows
from outreach.readers.packed_rows import PackedRows

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
    table = Table("a.csv", ("name", "city"), PackedRows(rows), ("UTF-8",))
    arrived = pickle.loads(pickle.dumps(table))  # noqa: S301 — our own
    assert arrived == table == Table("a.csv", ("name", "city"), rows, ("UTF-8",))
    assert [list(row.cells) for row in arrived.rows] == [list(row.cells) for row in rows]


def test_rows_come_in_any_order_from_any_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_rows, "ROWS_A_PORTION", 3)
    rows = [Row("a.csv", number, {"name": str(number)}) for number in range(8)]
    packed = PackedRows(iter(rows))

    assert list(packed) == rows
    assert [packed[7], packed[0], packed[-2], packed[5]] == [rows[7], rows[0], rows[6], rows[5]]
    assert list(packed[2:7]) == rows[2:7]
