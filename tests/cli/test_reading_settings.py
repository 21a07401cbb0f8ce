"""How a list is read is found out, told at every check and merge, and decided by campaign.toml."""

import openpyxl
import pytest
from conftest import HEADERS, CampaignFolder, person


def with_settings(campaign: CampaignFolder, text: str, mailing: str = "") -> None:
    """Add settings to the mailing, and sections below it."""
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", f"{settings}{mailing}\n{text}\n")


def test_check_and_merge_say_how_many_rows_were_read_and_what_became_of_them(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", HEADERS, [person(1), ["p2", "", "", "", "", "", "", ""], person(3)])
    told = "recipients/people.xlsx: 3 rows read, 2 recipients, 3 problems\n"

    assert told in campaign.run("check").out
    assert told in campaign.run("merge", "--yes").out


def test_check_gives_the_counts_and_the_notes_to_machines_too(campaign: CampaignFolder) -> None:
    campaign.write("recipients/list.csv", "\n\n" + ";".join(HEADERS) + "\n" + ";".join(person(1)) + "\n")
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings.replace("people.xlsx", "list.csv"))

    assert campaign.run("check", "--json").json["lists"] == [
        {
            "source": "recipients/list.csv", "rows": 1, "recipients": 1, "held": 0, "problems": 0,
            "notes": ["UTF-8, semicolons between the cells", "header in row 3"],
        }
    ]  # fmt: skip


def test_a_mailing_can_name_its_tab_and_messages_name_it_too(campaign: CampaignFolder) -> None:
    book = openpyxl.Workbook()
    for name, count in (("MPs", 1), ("Lords", 2)):
        page = book.create_sheet(name)
        for row in (HEADERS, *map(person, range(1, count + 1))):
            page.append(list(row))
    book.save(campaign.folder / "recipients/people.xlsx")
    assert "recipients/people.xlsx: 1 row read, 1 recipient, 0 problems (tab “MPs”" in campaign.run("check").out

    with_settings(campaign, "", 'sheet = "Lords"')

    assert "recipients/people.xlsx, tab “Lords”: 2 rows read, 2 recipients" in campaign.run("check").out


def test_the_settings_of_a_file_decide_over_what_is_found_out(campaign: CampaignFolder) -> None:
    rows = [*HEADERS, "birth_date"], [*person(1), "03/04/1980"]
    campaign.write("recipients/list.csv", "\n".join(";".join(row) for row in rows))
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings.replace("people.xlsx", "list.csv"))
    shown = campaign.run("check")
    assert (shown.code, "row 2, birth_date: “03/04/1980” is no date, or may be two" in shown.err) == (3, True)

    with_settings(campaign, '[reading."recipients/list.csv"]\ndates = "day first"')

    assert campaign.run("check").code == 0


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('[reading]\nsheet = "x"', "`reading` needs the name of a list"),
        ('[reading."a.csv"]\nshet = "x"', "`shet` is not a known setting; did you mean `sheet`?"),
        ('[reading."a.csv"]\ndates = "mixed"', "dates `mixed` does not exist; there are: "),
        ('[reading."a.csv"]\ndelimiter = ", "', "`delimiter` is not one character"),
        ('[reading."a.csv"]\nheader_row = 0', "`header_row` counts from 1"),
        ('[reading."a.csv"]\nheader_row = "three"', "`header_row` has the wrong form"),
    ],
)
def test_a_wrong_setting_is_told(campaign: CampaignFolder, setting: str, told: str) -> None:
    with_settings(campaign, setting)

    shown = campaign.run("check")

    assert shown.code == 3
    assert told in shown.err
