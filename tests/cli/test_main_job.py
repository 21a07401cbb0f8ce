"""The main job, end to end: a spreadsheet becomes letters on paper, and the tool knows which were sent."""

from collections import Counter
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from conftest import HEADERS, TEXT, CampaignFolder, page_texts, person

CONGRESS = Path(__file__).resolve().parents[3] / "shared" / "data" / "us-congress" / "legislators-current.csv"


def test_a_merge_makes_one_letter_for_each_person_and_a_packing_list(campaign: CampaignFolder) -> None:
    shown = campaign.run("merge", "--yes")

    assert shown.code == 0, shown.err
    assert "prints/batch-0001: 3 pieces on 3 pages" in shown.out
    assert sorted(p.name for p in campaign.batch(1).iterdir()) == [
        "addresses.json", "batch.json", "letters.pdf", "packing-list.pdf",
    ]  # fmt: skip
    texts = page_texts((campaign.batch(1) / "letters.pdf").read_bytes())
    assert [f"Given{i} Family{i}" in text for i, text in enumerate(texts, 1)] == [True, True, True]


def test_the_last_line_says_what_to_do_next(campaign: CampaignFolder) -> None:
    shown = campaign.run("merge", "--yes")

    assert shown.out.strip().splitlines()[-1].startswith("Next: print the PDF in prints/batch-0001")


def test_a_second_merge_finds_nobody_and_writes_nothing(merged: CampaignFolder) -> None:
    before = merged.made()

    shown = merged.run("merge", "--yes")

    assert shown.code == 0
    assert "Nobody is left to write to; nothing was written." in shown.out
    assert merged.made() == before


def test_one_more_row_makes_one_more_letter_wherever_it_stands(merged: CampaignFolder) -> None:
    rows = [person(i) for i in (4, 2, 1, 3)]
    merged.sheet(
        "recipients/people.xlsx",
        ("id", "given_name", "family_name", "gender", "street", "postal_code", "city", "country"),
        rows,
    )

    shown = merged.run("merge", "--yes", "--json")

    assert [batch["pieces"] for batch in shown.json["batches"]] == [1]
    assert "Given4 Family4" in page_texts((merged.batch(2) / "letters.pdf").read_bytes())[0]


def test_a_dry_run_shows_the_plan_and_writes_nothing(campaign: CampaignFolder) -> None:
    shown = campaign.run("merge", "--dry-run")

    assert shown.code == 0
    assert "letters: 3 letters (en 3)" in shown.out
    assert campaign.made() == {}


def test_nothing_is_made_without_being_asked_for(campaign: CampaignFolder) -> None:
    shown = campaign.run("merge", text="n\n")

    assert shown.code == 2
    assert "add --yes" in shown.err
    assert campaign.made() == {}


@pytest.mark.parametrize(
    ("option", "names"),
    [
        (("--limit", "2"), ["Family1", "Family2"]),
        (("--only", "family3"), ["Family3"]),
        (("--only", "p1", "--only", "Given3 Family3"), ["Family1", "Family3"]),
        (("--where", "postal_code=10002"), ["Family2"]),
        (("--where", "country=Deutschland", "--where", "family_name=family1"), ["Family1"]),
    ],
)
def test_a_merge_can_be_kept_to_some_people(
    campaign: CampaignFolder, option: tuple[str, ...], names: list[str]
) -> None:
    assert campaign.run("merge", "--yes", *option).code == 0

    with campaign.ledger() as ledger:
        written = [row["name"].split()[1] for row in ledger.execute("SELECT name FROM piece ORDER BY number")]
    assert written == names


def test_separate_files_bear_numbers_and_no_names(campaign: CampaignFolder) -> None:
    campaign.run("merge", "--yes", "--separate")

    pieces = campaign.batch(1) / "pieces"
    assert sorted(p.name for p in pieces.iterdir()) == ["0001.pdf", "0002.pdf", "0003.pdf"]
    assert "Family2" in page_texts((pieces / "0002.pdf").read_bytes())[0]


def test_rows_that_cannot_be_merged_are_kept_with_the_reason_beside_them(campaign: CampaignFolder) -> None:
    rows = [
        person(1),
        ["p2", "No", "Address", "", "", "", "", "DE"],
        ["p3", "=1+1", "Formula", "", "", "", "", "Atlantis"],
    ]
    campaign.sheet(
        "recipients/people.xlsx",
        ("id", "given_name", "family_name", "gender", "street", "postal_code", "city", "country"),
        rows,
    )

    shown = campaign.run("merge", "--yes")

    assert shown.code == 0
    assert "recipients/people.xlsx, row 3, address: empty" in shown.err
    assert "recipients/people.xlsx, row 4, country: nobody knows the country “Atlantis”" in shown.err
    sheet = openpyxl.load_workbook(campaign.batch(1) / "skipped.xlsx").worksheets[0]
    values = list(sheet.iter_rows(values_only=True))
    assert values[0][:3] == ("reason", "file", "row")
    assert values[1][1:6] == ("recipients/people.xlsx", "3", "p2", "No", "Address")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_strict_makes_nothing_when_a_row_has_a_problem(campaign: CampaignFolder) -> None:
    campaign.sheet(
        "recipients/people.xlsx",
        ("name", "address", "country"),
        [["Anna", "Street 1\n10115 Berlin", "DE"], ["", "x", "DE"]],
    )

    shown = campaign.run("merge", "--yes", "--strict")

    assert shown.code == 3
    assert "row 3, name: empty" in shown.err
    assert campaign.made() == {}


def test_pieces_are_marked_sent_and_counted(merged: CampaignFolder) -> None:
    assert merged.run("mark", "sent", "batch-1", "--date", "yesterday").code == 0

    assert merged.run("status", "--json").json["mailings"] == {"letters": {"sent": 3}}


def test_a_marking_is_undone_as_a_whole_and_stays_on_record(merged: CampaignFolder) -> None:
    merged.run("mark", "sent", "batch-1", "--pieces", "1-2")

    shown = merged.run("mark", "--undo")

    assert "2 pieces marked sent" in shown.out
    assert merged.run("status", "--json").json["mailings"] == {"letters": {"merged": 3}}
    with merged.ledger() as ledger:
        kinds = [row["kind"] for row in ledger.execute("SELECT kind FROM event ORDER BY id")]
    assert kinds == ["merged"] * 3 + ["printed", "sent"] * 2 + ["undone"] * 4


def test_what_was_made_void_is_merged_again_and_cannot_come_back(merged: CampaignFolder) -> None:
    merged.run("mark", "void", "Given2 Family2", "--note", "old address")

    assert merged.run("merge", "--yes", "--json").json["batches"][0]["pieces"] == 1
    shown = merged.run("mark", "--undo")

    assert shown.code == 6
    assert "nobody is written to twice" in shown.err


def test_a_reprint_gives_the_same_pages_and_is_recorded_with_its_reason(merged: CampaignFolder) -> None:
    shown = merged.run("reprint", "batch-1", "--pieces", "2-3", "--reason", "paper jam")

    assert shown.code == 0, shown.err
    first = page_texts((merged.batch(1) / "letters.pdf").read_bytes())
    again = page_texts((merged.folder / "prints" / "batch-0001-reprint-1.pdf").read_bytes())
    assert again == first[1:]
    with merged.ledger() as ledger:
        events = ledger.execute("SELECT note FROM event WHERE kind = 'reprinted'").fetchall()
    assert [event["note"] for event in events] == ["paper jam", "paper jam"]


def test_a_reprint_refuses_a_file_that_somebody_changed(merged: CampaignFolder) -> None:
    (merged.batch(1) / "letters.pdf").write_bytes(b"%PDF-1.7 something else")

    shown = merged.run("reprint", "batch-1", "--reason", "paper jam")

    assert shown.code == 6
    assert "is not the file that was recorded" in shown.err


def test_a_mailing_in_rounds_writes_again_when_the_time_is_over(campaign: CampaignFolder) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings + 'every = "60 days"\n')
    campaign.run("merge", "--yes", "--date", "2026-01-01")
    campaign.run("mark", "sent", "batch-1", "--date", "2026-01-03")

    early = campaign.run("merge", "--yes", "--json", "--date", "2026-03-03").json
    late = campaign.run("merge", "--yes", "--json", "--date", "2026-03-04").json

    assert early["batches"] == []
    assert late["batches"][0]["pieces"] == 3


def test_the_same_input_gives_the_same_bytes(campaign: CampaignFolder) -> None:
    campaign.run("merge", "--yes", "--date", "2026-11-20")
    campaign.run("mark", "void", "batch-1")
    campaign.run("merge", "--yes", "--date", "2026-11-20", "--workers", "1")

    first, second = (campaign.batch(n) / "letters.pdf" for n in (1, 2))
    assert first.read_bytes() == second.read_bytes()


def test_files_are_readable_by_their_owner_alone(campaign: CampaignFolder) -> None:
    campaign.run("merge", "--yes", "--separate")
    campaign.run("preview", "--png")

    paths = [campaign.folder / "ledger.sqlite", *(campaign.folder / "prints").rglob("*"), campaign.folder / "prints"]
    assert {oct(path.stat().st_mode & 0o077) for path in paths} == {"0o0"}


def test_the_pdf_names_nothing_but_its_producer(merged: CampaignFolder) -> None:
    for name in ("letters.pdf", "packing-list.pdf"):
        with pikepdf.open(merged.batch(1) / name) as pdf:
            assert dict(pdf.docinfo) == {"/Producer": "outreach"}
            assert not pdf.attachments
            assert pdf.check_pdf_syntax() == []


def test_each_politician_gets_one_prisoner_evenly_and_keeps_it(samples: CampaignFolder) -> None:
    samples.run("merge", "parliament", "--yes", "--limit", "10")
    with samples.ledger() as ledger:
        first = {row["recipient"]: row["about"] for row in ledger.execute("SELECT recipient, about FROM piece")}
    samples.run("mark", "void", "batch-1")

    samples.run("merge", "parliament", "--yes")

    with samples.ledger() as ledger:
        rows = ledger.execute("SELECT recipient, about FROM standing WHERE state = 'merged'").fetchall()
    pairs = {row["recipient"]: row["about"] for row in rows}
    load = sorted(list(pairs.values()).count(prisoner) for prisoner in set(pairs.values()))
    assert {recipient: pairs[recipient] for recipient in first} == first
    assert load[-1] - load[0] <= 1


def test_prisoners_who_must_not_be_written_to_are_held_back(samples: CampaignFolder) -> None:
    shown = samples.run("merge", "solidarity", "--yes")

    assert "recipients/prisoners.xlsx, row 5: held back: released" in shown.out
    assert "held back: wants or may have no letters" in shown.out
    assert samples.run("status", "--json").json["mailings"] == {"solidarity": {"merged": 10}}


def test_prisoners_with_the_fewest_letters_come_first(samples: CampaignFolder) -> None:
    samples.run("merge", "solidarity", "--yes", "--only", "p-01", "--only", "p-02")
    samples.run("merge", "handwritten", "--yes", "--limit", "8")

    with samples.ledger() as ledger:
        rows = ledger.execute("SELECT recipient FROM piece WHERE mailing = 'handwritten'").fetchall()
    assert not {"p-01", "p-02"} & {row["recipient"] for row in rows}


def test_the_picture_side_is_kept_once_however_many_cards_are_printed(samples: CampaignFolder) -> None:
    samples.run("merge", "solidarity", "--yes")

    with pikepdf.open(samples.batch(1) / "postcards.pdf") as pdf:
        sides = [page.obj["/Contents"].objgen for page in pdf.pages]
    assert len(sides) == 20
    assert len(set(sides[::2])) == 1
    assert len(set(sides[1::2])) == 10


def test_nothing_that_traces_the_letter_is_in_a_prisoners_pdf(samples: CampaignFolder) -> None:
    samples.run("merge", "solidarity", "--yes")

    with pikepdf.open(samples.batch(1) / "postcards.pdf") as pdf:
        text = b"".join(o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream))
        text += b"".join(o.unparse(resolved=True) for o in pdf.objects if not isinstance(o, pikepdf.Stream))
    for trace in (b"batch", b"p-01", b"outreach-", str(samples.folder).encode(), b"file:", b"template:"):
        assert trace not in text


def test_a_preview_shows_a_piece_and_records_nothing(campaign: CampaignFolder) -> None:
    shown = campaign.run("preview", "--person", "Family2", "-o", "look.png", "--png")

    assert shown.code == 0, shown.err
    assert (campaign.folder / "look.png").read_bytes().startswith(b"\x89PNG")
    assert not (campaign.folder / "ledger.sqlite").exists()


def test_check_says_who_gets_which_language_and_writes_nothing(samples: CampaignFolder) -> None:
    shown = samples.run("check", "--json")

    assert shown.code == 0, shown.out
    assert shown.json["problems"] == []
    assert {m["mailing"]: m["languages"] for m in shown.json["mailings"]}["solidarity"] == {"en": 1, "ru": 9}
    assert samples.made() == {}


@pytest.mark.skipif(not CONGRESS.exists(), reason="the US Congress data lies outside the project")
def test_the_us_congress_is_written_to_as_its_file_stands(empty: CampaignFolder) -> None:
    (empty.folder / "congress.csv").write_bytes(CONGRESS.read_bytes())
    empty.write("letter/en.html", TEXT_WITHOUT_NAME)
    empty.write("campaign.toml", CONGRESS_SETTINGS)

    shown = empty.run("merge", "--yes")

    assert shown.code == 0, shown.err
    assert "congress.csv, row 538, address: empty" in shown.err
    names = [line["full_name"] or f"{line['first_name']} {line['last_name']}" for line in _csv_rows()]
    texts = page_texts((empty.batch(1) / "letters.pdf").read_bytes())
    assert len(texts) == 536
    lines = Counter(line.strip() for text in texts for line in text.splitlines())
    assert {name: lines[name] for name in names} == {**Counter(names[:-1]), names[-1]: 0}
    skipped = openpyxl.load_workbook(empty.batch(1) / "skipped.xlsx").worksheets[0]
    assert [row[2] for row in skipped.iter_rows(min_row=2, values_only=True)] == ["538"]


CONGRESS_SETTINGS = """
[campaign]
name = "Congress"
[sender]
name = "Solidarity Campaign"
address = ["Example Street 1", "10115 Berlin"]
country = "US"
[mailing.congress]
to = "congress.csv"
template = "letter"
stationery = "us10"
"""
TEXT_WITHOUT_NAME = "{% block body %}<p>A letter.</p>{% endblock %}"


def _csv_rows() -> list[dict[str, str]]:
    import csv

    with CONGRESS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_id_column_added_later_makes_nobody_due_again(campaign: CampaignFolder) -> None:
    headers, rows = (
        ("name", "address", "country"),
        [["Anna Amsel", "Street 1", "DE"], ["Berta Buche", "Street 2", "DE"]],
    )
    campaign.sheet("recipients/people.xlsx", headers, rows)
    campaign.run("merge", "--yes")
    campaign.sheet(
        "recipients/people.xlsx", ("id", *headers), [["7", *rows[1]], ["8", *rows[0]], ["9", "Carl", "S 3", "DE"]]
    )

    assert campaign.run("merge", "--yes", "--json").json["batches"][0]["pieces"] == 1


def test_a_person_who_moves_to_another_country_is_not_written_to_twice(campaign: CampaignFolder) -> None:
    headers = ("name", "address", "country")
    campaign.sheet("recipients/people.xlsx", headers, [["Anna Amsel", "Street 1", "DE"]])
    campaign.run("merge", "--yes")
    campaign.sheet("recipients/people.xlsx", headers, [["Anna Amsel", "Rue 1", "FR"]])

    assert "Nobody is left" in campaign.run("merge", "--yes").out


def test_a_lost_ledger_is_told_and_nobody_is_written_to_again(merged: CampaignFolder) -> None:
    (merged.folder / "ledger.sqlite").unlink()

    shown = merged.run("merge", "--yes")

    assert shown.code == 6
    assert "ledger.sqlite is gone, but prints/batch-0001 is there" in shown.err


def test_a_renamed_mailing_is_told(merged: CampaignFolder) -> None:
    settings = (merged.folder / "campaign.toml").read_text(encoding="utf-8")
    merged.write("campaign.toml", settings.replace("mailing.letters", "mailing.post"))

    assert "Careful: the ledger knows letters" in merged.run("merge", "--dry-run").out


def test_german_headers_with_house_numbers_and_forms_of_address_are_understood(campaign: CampaignFolder) -> None:
    headers = ("Anrede", "Vorname", "Nachname", "Straße", "Nr", "PLZ", "Ort", "Land", "Sprache")
    campaign.sheet(
        "recipients/people.xlsx",
        headers,
        [["Frau", "Anna", "Amsel", "Hauptstraße", 12, "01067", "Dresden", "Deutschland", "EN"]],
    )

    campaign.run("merge", "--yes")

    text = page_texts((campaign.batch(1) / "letters.pdf").read_bytes())[0]
    assert "Hauptstraße 12" in text
    assert "01067 Dresden" in text
    assert "Dear Ms Amsel," in text


def test_two_templates_may_call_different_fonts_by_one_name(campaign: CampaignFolder) -> None:
    fonts = Path(__file__).resolve().parents[2] / "outreach" / "data" / "fonts"
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    second = (
        settings[settings.index("[mailing.letters]") :].replace("letters]", "second]").replace('/letter"', '/second"')
    )
    campaign.write("campaign.toml", settings + second)
    style = '@font-face { font-family: Own; src: url("own.ttf") }\np { font-family: Own }\n'
    for name, font in (("letter", "GentiumPlus-Regular.ttf"), ("second", "NotoSans-Regular.ttf")):
        campaign.write(f"letter_templates/{name}/en.html", TEXT)
        campaign.write(f"letter_templates/{name}/style.css", style)
        (campaign.folder / f"letter_templates/{name}/own.ttf").write_bytes((fonts / font).read_bytes())

    campaign.run("merge", "--yes", "--workers", "1")
    both = (campaign.batch(2) / "letters.pdf").read_bytes()
    campaign.run("mark", "void", "batch-2")
    campaign.run("merge", "second", "--yes", "--workers", "1")

    assert (campaign.batch(3) / "letters.pdf").read_bytes() == both


def test_a_word_wider_than_the_page_is_told_on_the_express_lane_too(campaign: CampaignFolder) -> None:
    campaign.people(20)
    campaign.write("letter_templates/letter/en.html", "{% block body %}<p>{{ recipient.word }}</p>{% endblock %}")
    rows = [[*person(i), "W" * 120 if i == 7 else "short"] for i in range(1, 21)]
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "word"), rows)

    shown = campaign.run("merge", "--yes")

    assert "row 8: Given7 Family7: the text does not fit on din5008b" in shown.err
    assert "19 pieces on 19 pages" in shown.out
