"""Lists as people have them, through the command itself: joined offices, one house for all, doubles settled."""

import re

import pytest
from conftest import HEADERS, SETTINGS, CampaignFolder, page_texts, person

OFFICES = ("member", "street", "city", "region", "postal code", "country")


def test_letters_go_to_the_offices_that_the_campaign_joins(campaign: CampaignFolder) -> None:
    campaign.write("campaign.toml", SETTINGS + 'join = { file = "recipients/offices.xlsx", key = "member" }\n')
    campaign.sheet("recipients/offices.xlsx", OFFICES, [("p2", "9 Elm St", "Pueblo", "Colorado", "81003", "US")])

    shown = campaign.run("merge", "--yes")

    assert shown.code == 0, shown.err
    first, second, _ = page_texts((campaign.batch(1) / "letters.pdf").read_bytes())
    assert "10001 Berlin" in first
    assert "Pueblo, CO 81003" in second


def test_a_join_with_a_missing_file_or_a_wrong_rule_is_told(campaign: CampaignFolder) -> None:
    campaign.write("campaign.toml", SETTINGS + 'join = { file = "recipients/offces.xlsx", choose = "nearset" }\n')
    assert "choose `nearset` does not exist; did you mean `nearest`?" in campaign.run("check").err

    campaign.write("campaign.toml", SETTINGS + 'join = { file = "recipients/offces.xlsx" }\n')
    assert "`offces.xlsx` is not there" in campaign.run("check").err


def test_all_at_one_house_need_no_address_in_the_list(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", ("Name",), [("Rosa Luxemburg",), ("Karl Liebknecht",)])
    campaign.write("campaign.toml", SETTINGS + 'address = ["Parliament", "1010 Wien"]\ncountry = "Austria"\n')

    shown = campaign.run("merge", "--yes")

    assert shown.code == 0, shown.err
    texts = page_texts((campaign.batch(1) / "letters.pdf").read_bytes())
    assert all("Parliament" in text and "ÖSTERREICH" in text for text in texts)
    assert len(texts) == 2


def double(same_as: str = "") -> list[list[str]]:
    """Return two rows that may be one person, the second with what its column says."""
    rosa, other = person(1), person(2)
    rosa[1:3], other[1:3] = ["Rosalia", "Luxemburg"], ["Rosalia", "Luxenburg"]
    return [[*rosa, ""], [*other, same_as]]


def test_who_may_stand_there_twice_gets_one_letter_until_somebody_says(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "same_as"), double())
    checked = campaign.run("check")
    assert checked.code == 3
    assert "row 3, name: “Rosalia Luxenburg” is perhaps “Rosalia Luxemburg” in row 2" in checked.err
    assert "`same_as` of this row: p1 if they are one person, no if they are not" in checked.err

    shown = campaign.run("merge", "--yes")

    assert "1 held back" in shown.out
    assert len(page_texts((campaign.batch(1) / "letters.pdf").read_bytes())) == 1

    campaign.sheet("recipients/people.xlsx", (*HEADERS, "same_as"), double("no"))
    assert campaign.run("check").code == 0
    assert campaign.run("merge", "--yes", "--json").json["batches"][0]["pieces"] == 1


def test_a_person_written_to_under_one_row_is_not_written_to_under_the_other(campaign: CampaignFolder) -> None:
    first, second = double()
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "same_as"), [second])
    campaign.run("merge", "--yes")

    campaign.sheet("recipients/people.xlsx", (*HEADERS, "same_as"), [first, second])
    suspected = campaign.run("merge", "--yes")
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "same_as"), [first, double("p1")[1]])
    settled = campaign.run("merge", "--yes")

    assert "Nobody is left to write to" in suspected.out
    assert "Nobody is left to write to" in settled.out


NO_IDS = ("name", "birth_date", "address", "country", "same_as")
ROSA = ("Rosa Luxemburg", "1971-03-05", "Street 1; 10115 Berlin", "DE", "")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (("Rosa Zetkin", *ROSA[1:]), "a part of the name and the day of birth are the same"),
        (("Rosa Luxenburg", "", *ROSA[2:]), "names that differ by a letter"),
        (("Роза Люксембург", "", *ROSA[2:]), "differ"),
    ],
)
def test_who_looks_like_somebody_written_to_under_another_name_is_held_until_somebody_says(
    campaign: CampaignFolder, changed: tuple[str, ...], why: str
) -> None:
    campaign.sheet("recipients/people.xlsx", NO_IDS, [ROSA])
    campaign.run("merge", "--yes")
    campaign.sheet("recipients/people.xlsx", NO_IDS, [changed])

    shown = campaign.run("merge", "--yes")

    assert "looks like the recipient of piece 1 in batch-0001, “Rosa Luxemburg”" in shown.out
    assert why in shown.out
    assert not campaign.batch(2).exists()
    (identity,) = re.findall(r"write this `id` into the row: (\S+);", shown.out)

    campaign.sheet("recipients/people.xlsx", ("id", *NO_IDS), [(identity, *changed)])
    assert "Nobody is left to write to" in campaign.run("merge", "--yes").out

    campaign.sheet("recipients/people.xlsx", NO_IDS, [(*changed[:4], "no")])
    campaign.run("merge", "--yes")
    assert campaign.batch(2).exists()


def test_an_address_may_change_and_rows_may_move_without_a_question(campaign: CampaignFolder) -> None:
    karl = ("Karl Liebknecht", "1971-08-13", "Street 2; 10115 Berlin", "DE", "")
    campaign.sheet("recipients/people.xlsx", NO_IDS, [ROSA, karl])
    campaign.run("merge", "--yes")

    campaign.sheet(
        "recipients/people.xlsx", NO_IDS, [karl, ("ROSA Luxemburg", ROSA[1], "Elsewhere 9; 80331 München", "DE", "")]
    )

    shown = campaign.run("merge", "--yes")
    assert "Nobody is left to write to" in shown.out
    assert "looks like" not in shown.out


def test_a_header_that_was_guessed_is_told_by_every_check(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", (*HEADERS[:4], "Adresss", *HEADERS[5:]), [person(1)])

    assert "“Adresss” is read as address" in campaign.run("check").out
