"""Lists by themselves: how their columns are understood, what changed between two, a clean one to start from."""

import json

import openpyxl
from conftest import HEADERS, CampaignFolder, person

GERMAN = ("Vorname", "Nachname", "Geburstdatum", "Straße", "PLZ", "Ort", "Lieblingsfarbe")


def test_the_columns_of_a_list_are_shown_with_examples_and_the_lines_to_correct_them(empty: CampaignFolder) -> None:
    empty.sheet(
        "liste.xlsx",
        GERMAN,
        [("Rosa", "L", "1971", "Weg 1", "01067", "Dresden", "rot"), ("Karl", "L", "", "", "", "Bonn", "")],
    )

    shown = empty.run("columns", "liste.xlsx")

    assert shown.code == 0, shown.err
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    assert "Vorname given_name Rosa · Karl" in lines
    assert "Geburstdatum birth_date (misspelled?) 1971" in lines
    assert 'postal_code = "PLZ"' in lines
    assert not any(line.startswith("lieblingsfarbe =") for line in lines)


def test_the_lines_that_are_shown_can_be_put_into_the_campaign(campaign: CampaignFolder) -> None:
    out = campaign.run("columns", "recipients/people.xlsx").out
    lines = out[out.index("[mailing.NAME.columns]") : out.index("Next:")].replace("NAME", "letters")
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings + "\n" + lines)

    assert campaign.run("check").code == 0


def test_a_public_data_set_is_named_with_what_is_added(empty: CampaignFolder) -> None:
    empty.write("offices.csv", "bioguide,address,building,suite,city,state,zip\nA1,1 Pine St,,12,Denver,CO,80202\n")

    shown = empty.run("columns", "offices.csv")

    assert "district offices of members of the United States Congress" in shown.out
    assert "Added where empty: country = US" in shown.out
    assert json.loads(empty.run("columns", "offices.csv", "--json").out)["columns"][0]["name"] == "member_id"


def test_the_changes_between_two_lists_are_told(campaign: CampaignFolder) -> None:
    stays, moves, renames, leaves, joins = (person(number) for number in (1, 2, 3, 4, 5))
    campaign.sheet("old.xlsx", HEADERS, [stays, moves, renames, leaves])
    moves, renames = [*moves[:4], "Elsewhere 9", *moves[5:]], [*renames[:2], "Newname", *renames[3:]]
    campaign.sheet("new.xlsx", HEADERS, [joins, renames, moves, stays])

    shown = campaign.run("recipients", "diff", "old.xlsx", "new.xlsx")

    assert shown.code == 0, shown.err
    assert shown.out.startswith("1 joined, 1 left, 1 moved, 1 renamed")
    for line in (
        "joined   Given5 Family5 (row 2)", "left     Given4 Family4 (row 5)",
        "moved    Given2 Family2 (row 4): Street 2, 10002 Berlin, DE → Elsewhere 9, 10002 Berlin, DE",
        "renamed  Given3 Family3 → Given3 Newname (row 3) (the same id)",
    ):  # fmt: skip
        assert line in shown.out


def test_a_new_spelling_in_a_list_without_ids_is_told_with_the_id_to_write(empty: CampaignFolder) -> None:
    headers = ("name", "birth_date", "address", "country")
    empty.sheet(
        "old.xlsx", headers, [("Rosalia Luxemburg", "", "A; B", "DE"), ("Anna Meier", "1970-01-02", "A; B", "DE")]
    )
    empty.sheet(
        "new.xlsx", headers, [("Rosalia Luxenburg", "", "A; B", "DE"), ("Anna Schultheiß", "1970-01-02", "A; B", "DE")]
    )

    values = empty.run("recipients", "diff", "old.xlsx", "new.xlsx", "--json").json

    assert [(one["old"]["name"], one["new"]["name"]) for one in values["renamed"]] == [
        ("Rosalia Luxemburg", "Rosalia Luxenburg"), ("Anna Meier", "Anna Schultheiß"),
    ]  # fmt: skip
    assert (values["joined"], values["left"]) == ([], [])
    assert "the id is ~" in empty.run("recipients", "diff", "old.xlsx", "new.xlsx").out


def test_an_empty_list_has_notes_and_drop_down_lists(empty: CampaignFolder) -> None:
    assert empty.run("recipients", "export", "start.xlsx").code == 0

    book = openpyxl.load_workbook(empty.folder / "start.xlsx")
    sheet = book["recipients"]
    headers = [cell.value for cell in sheet[1]]
    assert headers[0] == "id"
    assert headers[-1] == "problems"
    assert all(cell.comment for cell in sheet[1][:-1])
    rules = sheet.data_validations.dataValidation
    ruled = {headers[next(iter(rule.sqref.ranges)).min_col - 1]: rule.formula1 for rule in rules}
    assert set(ruled) == {"gender", "country", "language"}
    assert ruled["country"].startswith("lists!$A$2:$A$")
    assert book["lists"].sheet_state == "hidden"
    assert "Germany" in [cell.value for cell in book["lists"]["A"]]


def test_a_clean_copy_holds_everybody_with_ids_and_problems_and_reads_back_the_same(campaign: CampaignFolder) -> None:
    rows = [
        ("Rosa", "Luxemburg", "1971", "Weg 1", "01067", "Dresden", "rot"),
        ("Karl", "Marx", "", "Weg 2", "1067", "Dresden", ""),
    ]
    campaign.sheet("liste.xlsx", (*GERMAN, "Land"), [(*row, "DE") for row in rows])

    shown = campaign.run("recipients", "export", "clean.xlsx", "--from", "liste.xlsx")

    assert shown.code == 0, shown.err
    assert "2 rows, 1 of them with a problem" in shown.out
    sheet = openpyxl.load_workbook(campaign.folder / "clean.xlsx")["recipients"]
    headers, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert "postal_code" in headers
    assert "lieblingsfarbe" in headers
    assert first[-1] is None
    assert "“1067” is no postal code" in str(second[-1])
    assert sheet.cell(2, headers.index("birth_date") + 1).value == "1971"
    again = campaign.run("recipients", "diff", "liste.xlsx", "clean.xlsx")
    assert again.out.startswith("0 joined, 0 left, 0 moved, 0 renamed")


def test_a_cell_that_looks_like_a_formula_stays_text(campaign: CampaignFolder) -> None:
    campaign.write("liste.csv", 'name,address,country,note\n"Rosa","A; B",DE,"=HYPERLINK(""x"")"\n')

    campaign.run("recipients", "export", "clean.xlsx", "--from", "liste.csv")

    sheet = openpyxl.load_workbook(campaign.folder / "clean.xlsx")["recipients"]
    cells = [cell for cell in sheet[2] if str(cell.value).startswith("=")]
    assert [cell.data_type for cell in cells] == ["s"]
    assert all(cell.quotePrefix for cell in cells)


def test_an_export_never_overwrites_a_file_unasked(empty: CampaignFolder) -> None:
    path = empty.write("mine.xlsx", "precious")

    shown = empty.run("recipients", "export", "mine.xlsx")

    assert shown.code == 2
    assert "is there already" in shown.err
    assert path.read_text(encoding="utf-8") == "precious"
    assert empty.run("recipients", "export", "mine.xlsx", "--force").code == 0


def test_a_list_that_is_not_there_is_told_with_the_one_probably_meant(empty: CampaignFolder) -> None:
    empty.write("people.csv", "name\nRosa\n")

    shown = empty.run("columns", "poeple.csv")

    assert shown.code == 3
    assert "poeple.csv is not there; did you mean people.csv?" in shown.err


def test_datives_are_proposed_in_a_copy_where_the_list_has_none(empty: CampaignFolder) -> None:
    headers = ("given_name", "patronymic", "family_name", "gender", "name_dative", "address", "country")
    rows = [
        ("Анна", "Сергеевна", "Образцова", "female", "", "Тверь", "RU"),
        ("Пётр", "Ильич", "Кузнец", "m", "Кузнецу Петру Ильичу", "Тверь", "RU"),
        ("Саша", "", "Чай", "", "", "Тверь", "RU"),
    ]
    empty.sheet("liste.xlsx", headers, rows)
    shown = empty.run("recipients", "dative", "liste.xlsx", "neu.xlsx")
    assert shown.code == 0
    assert "1 name proposed" in shown.out
    sheet = openpyxl.load_workbook(empty.folder / "neu.xlsx")["recipients"]
    header, *values = sheet.iter_rows(values_only=True)
    found = [dict(zip(header, row, strict=True)) for row in values]
    assert [row["name_dative"] or "" for row in found] == ["Образцовой Анне Сергеевне", "Кузнецу Петру Ильичу", ""]
    assert found[0]["problems"] == "name_dative is a proposal: look it over"
    assert empty.run("recipients", "dative", "liste.xlsx", "neu.xlsx").code == 2
