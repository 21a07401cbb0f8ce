"""What is to be recorded of a batch is written piece by piece, and read as it was written."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pieces import ACTION, claimed, plan

from outreach.batch.folder import MANIFEST, Addressee, addresses_text, record_batch, write_manifest
from outreach.ledger.claims import RecordedPiece
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.opening import open_ledger
from outreach.storage.files import private_folder


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Give an empty ledger."""
    with open_ledger(tmp_path / FILE_NAME, "here") as connection:
        yield connection


def recorded(ledger: Ledger) -> list[tuple[str, int, int, str]]:
    """Return uid, pages and notes of the pieces in their order, as the ledger has them."""
    rows = ledger.execute(
        "SELECT uid, first_page, last_page, (SELECT group_concat(note) FROM event"
        " WHERE event.piece = piece.id AND kind = 'overridden') AS note FROM piece ORDER BY number"
    )
    return [(row["uid"], row["first_page"], row["last_page"], row["note"] or "") for row in rows]


@pytest.mark.parametrize("on_one_line", [False, True], ids=["a line a piece", "on one line, as it was before"])
def test_the_ledger_records_what_the_manifest_says(ledger: Ledger, tmp_path: Path, on_one_line: bool) -> None:  # noqa: FBT001
    number, uids = claimed(ledger, plan("a"), plan("b"))
    folder = private_folder(tmp_path / "batch")
    (folder / "letters.pdf").write_bytes(b"%PDF")
    write_manifest(
        folder,
        [RecordedPiece(uids["a"], 1, 1, 1), RecordedPiece(uids["b"], 2, 2, 3, "bail: the lawyer\nsaid so")],
        ACTION,
    )
    if on_one_line:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")

    record_batch(ledger, number, folder)

    assert recorded(ledger) == [(uids["a"], 1, 1, ""), (uids["b"], 2, 3, "bail: the lawyer\nsaid so")]
    assert ledger.execute("SELECT name FROM file").fetchone()["name"] == "letters.pdf"


def test_the_addresses_are_a_list_in_json_with_a_line_for_each_piece() -> None:
    two = [Addressee(1, ("Anna “A”", "Street 1\nBack"), ("Us",), "DE"), Addressee(2, ("Бор",), ("Us",), "US")]

    text = b"".join(addresses_text(two)).decode()

    assert [one["address"] for one in json.loads(text)] == [["Anna “A”", "Street 1\nBack"], ["Бор"]]
    assert len(text.splitlines()) == len(two) + 2
