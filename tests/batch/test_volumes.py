"""A batch is portioned out for printers and helpers, and nothing is lost or printed twice on the way."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import HEADERS, CampaignFolder, page_texts, person

LONG = '{% block body %}{% for word in ["one", "two"] %}<p style="break-before: page">Page {{ word }} for {{ recipient.name }}</p>{% endfor %}{% endblock %}'


def family(texts: Sequence[str]) -> list[str]:
    """Return of each page whose letter it is, or ``-`` for an empty page, ``cover`` for a cover."""
    names = ("Family1", "Family2", "Family3", "Family4", "Family5")
    return ["cover" if "Volume" in text else next((name for name in names if name in text), "-") for text in texts]


def pages(path: Path) -> list[str]:
    return family(page_texts(path.read_bytes()))


@pytest.fixture
def five(campaign: CampaignFolder) -> CampaignFolder:
    campaign.people(5)
    return campaign


def test_for_duplex_every_letter_begins_on_a_new_sheet(five: CampaignFolder) -> None:
    shown = five.run("merge", "--yes", "--duplex")
    assert "5 pieces on 5 pages" in shown.out
    texts = pages(five.batch(1) / "letters.pdf")
    assert texts[::2] == ["Family1", "Family2", "Family3", "Family4", "Family5"]
    assert texts[1::2] == ["-"] * 5


def test_a_reprint_from_a_duplex_batch_brings_the_right_pages(five: CampaignFolder) -> None:
    five.run("merge", "--yes", "--duplex")
    five.run("reprint", "batch-1", "--pieces", "3,5", "--reason", "jam")
    assert pages(five.folder / "prints" / "batch-0001-reprint-1.pdf") == ["Family3", "Family5"]


def test_by_hand_the_fronts_come_in_one_file_and_the_backs_in_another(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/en.html", LONG)
    campaign.run("merge", "--yes", "--manual-duplex")
    whole = page_texts((campaign.batch(1) / "letters.pdf").read_bytes())
    fronts = page_texts((campaign.batch(1) / "fronts.pdf").read_bytes())
    backs = page_texts((campaign.batch(1) / "backs.pdf").read_bytes())
    assert len(whole) == 9
    assert fronts == [text for piece in range(3) for text in (whole[3 * piece], whole[3 * piece + 2])]
    assert backs == [text for piece in range(3) for text in (whole[3 * piece + 1], "")]


def test_the_backs_can_come_the_other_way_round(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/en.html", LONG)
    campaign.run("merge", "--yes", "--manual-duplex", "--reverse-backs")
    assert pages(campaign.batch(1) / "backs.pdf") == ["-", "Family3", "-", "Family2", "-", "Family1"]


def test_volumes_hold_every_letter_once_behind_a_cover(five: CampaignFolder) -> None:
    shown = five.run("merge", "--yes", "--per-file", "2")
    volumes = five.batch(1) / "volumes"
    assert [pages(volumes / f"volume-{number}.pdf") for number in (1, 2, 3)] == [
        ["cover", "Family1", "Family2"],
        ["cover", "Family3", "Family4"],
        ["cover", "Family5"],
    ]
    assert "prints/batch-0001/volumes" in shown.out.splitlines()[-1]


def test_the_cover_says_what_lies_in_the_volume(five: CampaignFolder) -> None:
    five.run("merge", "--yes", "--per-file", "2")
    cover = " ".join(page_texts((five.batch(1) / "volumes/volume-2.pdf").read_bytes())[0].split())
    assert "Volume 2 of 3" in cover
    assert "batch-0001 · Letters for Rosa · letters" in cover
    assert "3–4 of 5" in cover
    assert "Given3 Family3, Given4 Family4" in cover
    assert "Solidarity Campaign" in cover
    assert "DE 2" in cover
    assert "2 × din5008b, one side" in cover


def test_the_letters_of_a_volume_for_duplex_begin_on_new_sheets_too(five: CampaignFolder) -> None:
    five.run("merge", "--yes", "--per-file", "2", "--duplex")
    assert pages(five.batch(1) / "volumes/volume-1.pdf") == ["cover", "-", "Family1", "-", "Family2", "-"]


def test_fronts_and_backs_of_a_volume_have_as_many_sheets(five: CampaignFolder) -> None:
    five.run("merge", "--yes", "--per-file", "3", "--manual-duplex")
    volumes = five.batch(1) / "volumes"
    assert pages(volumes / "volume-1-fronts.pdf") == ["cover", "Family1", "Family2", "Family3"]
    assert pages(volumes / "volume-1-backs.pdf") == ["-"] * 4


def test_each_sender_gets_a_volume_with_their_own_letters(campaign: CampaignFolder) -> None:
    rows = [[*person(number), "s1" if number % 2 else "s2"] for number in range(1, 6)]
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "sender"), rows)
    campaign.sheet(
        "recipients/senders.xlsx",
        ("id", "name", "address", "country"),
        [["s1", "Ada One", "Way 1; 10115 Berlin", "DE"], ["s2", "Bo Two", "Way 2; 10115 Berlin", "DE"]],
    )
    shown = campaign.run("merge", "--yes", "--by-sender")
    volumes = campaign.batch(1) / "volumes"
    assert pages(volumes / "volume-1.pdf") == ["cover", "Family1", "Family3", "Family5"]
    assert pages(volumes / "volume-2.pdf") == ["cover", "Family2", "Family4"]
    assert "volume-1.pdf: 3 pieces for Ada One" in shown.out
    assert "volume-2.pdf: 2 pieces for Bo Two" in shown.out


def test_single_files_are_named_from_the_list_where_the_person_asks_for_it(five: CampaignFolder) -> None:
    five.run("merge", "--yes", "--name", "{country}-{family_name}", "--limit", "2")
    assert [path.name for path in sorted((five.batch(1) / "pieces").iterdir())] == ["DE-Family1.pdf", "DE-Family2.pdf"]


def test_a_value_from_the_list_cannot_put_a_file_elsewhere(campaign: CampaignFolder) -> None:
    row = person(1)
    row[2] = "../../../Family1"
    campaign.sheet("recipients/people.xlsx", HEADERS, [row])
    campaign.run("merge", "--yes", "--name", "{family_name}")
    assert [path.name for path in (campaign.batch(1) / "pieces").iterdir()] == ["Family1.pdf"]
    assert not list(campaign.folder.parent.glob("Family1*"))


def test_a_name_from_a_column_that_is_not_there_stops_before_anything_is_made(campaign: CampaignFolder) -> None:
    shown = campaign.run("merge", "--yes", "--name", "{surname_of_the_cat}")
    assert shown.code == 2
    assert "there is no column `surname_of_the_cat`" in shown.err
    assert "family_name" in shown.err
    assert campaign.made() == {}


def test_what_was_portioned_out_is_recorded_with_its_check_sum(five: CampaignFolder) -> None:
    five.run("merge", "--yes", "--per-file", "3", "--separate", "--manual-duplex")
    with five.ledger() as ledger:
        names = {row["name"] for row in ledger.execute("SELECT name FROM file")}
    assert {"volumes/volume-2-backs.pdf", "pieces/0005.pdf", "letters.pdf"} <= names
    assert five.run("ledger", "check").code == 0


def test_backs_can_be_reversed_only_where_there_are_any(campaign: CampaignFolder) -> None:
    shown = campaign.run("merge", "--yes", "--reverse-backs")
    assert shown.code == 2
    assert "--manual-duplex" in shown.err
