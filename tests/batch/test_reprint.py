"""Reprinting just the sheets that the printer spoilt, and printing in an order by choice."""

import json
from pathlib import Path

import pikepdf
import pytest
from conftest import CampaignFolder, page_texts, small_batch


def contents(path: Path) -> list[bytes]:
    """Return what each page of a PDF draws, byte for byte."""
    with pikepdf.open(path) as pdf:
        return [_content(page) for page in pdf.pages]


def _content(page: pikepdf.Page) -> bytes:
    parts = page.obj.Contents
    return b"\n".join(part.read_bytes() for part in (parts if isinstance(parts, pikepdf.Array) else [parts]))


@pytest.fixture(scope="module")
def merged_once(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Make a campaign with a batch of twenty letters, once."""
    return small_batch(tmp_path_factory, people=20)


def test_reprinted_sheets_are_those_of_the_first_print_byte_for_byte(merged: CampaignFolder) -> None:
    shown = merged.run("reprint", "batch-1", "--sheets", "12-18", "--reason", "paper jam")

    assert shown.code == 0, shown.err
    assert "7 pieces on 7 pages" in shown.out
    first = contents(merged.batch(1) / "letters.pdf")
    assert contents(merged.folder / "prints" / "batch-0001-reprint-1.pdf") == first[11:18]
    assert len(set(first[11:18])) == 7
    with merged.ledger() as ledger:
        noted = ledger.execute("SELECT note FROM event WHERE kind = 'reprinted'").fetchall()
    assert [row["note"] for row in noted] == ["paper jam"] * 7


def test_a_sheet_with_two_sides_brings_back_both_pages_and_no_void_piece(merged: CampaignFolder) -> None:
    assert merged.run("mark", "void", "batch-1", "--pieces", "3").code == 0
    shown = merged.run("reprint", "batch-1", "--sheets", "1-2", "--duplex", "--reason", "stain")

    assert "3 pieces on 3 pages" in shown.out
    first = contents(merged.batch(1) / "letters.pdf")
    assert contents(merged.folder / "prints" / "batch-0001-reprint-1.pdf") == [first[0], first[1], first[3]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sheets", "19-21"], "letters.pdf of batch-0001 is on sheets 1 to 20"),
        (["--sheets", "0"], "is on sheets 1 to 20"),
        (["--sheets", "2", "--pieces", "3"], "do not go together"),
    ],
)
def test_sheets_that_are_not_there_are_refused(merged: CampaignFolder, arguments: list[str], message: str) -> None:
    shown = merged.run("reprint", "batch-1", *arguments, "--reason", "jam")

    assert shown.code == 2
    assert message in shown.err


def test_letters_labels_and_packing_list_stand_in_one_order(campaign: CampaignFolder) -> None:
    campaign.people(3)
    assert campaign.run("merge", "--yes", "--order", "postal-code", "--json").json["batches"][0]["stamps"] == {"DE": 3}
    assert campaign.run("mark", "void", "batch-1").code == 0
    rows = [
        ["p1", "Ada", "Zeller", "f", "Street 1", "30000", "Berlin", "DE"],
        ["p2", "Bea", "Abel", "f", "Street 1", "20000", "Berlin", "DE"],
    ]
    campaign.sheet("recipients/people.xlsx", ["id", "given_name", "family_name", "gender", "street", "postal_code", "city", "country"], rows)  # fmt: skip
    shown = campaign.run("merge", "--yes", "--order", "name")

    assert "stamps: DE 2; paper: 2 sheets" in shown.out
    addresses = [one["address"][0] for one in json.loads((campaign.batch(2) / "addresses.json").read_text())]
    letters = page_texts((campaign.batch(2) / "letters.pdf").read_bytes())
    (packing,) = page_texts((campaign.batch(2) / "packing-list.pdf").read_bytes())
    assert addresses == ["Bea Abel", "Ada Zeller"]
    assert ["Bea Abel" in letters[0], "Ada Zeller" in letters[1]] == [True, True]
    assert packing.index("Bea Abel") < packing.index("Ada Zeller")
