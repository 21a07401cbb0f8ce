"""Care for prisoners through the commands: what is kept back, what somebody takes upon themselves, what is told."""

import pytest
from conftest import CampaignFolder, Shown, page_texts
from prisons import COLUMNS, SETTINGS, SNOW, TEXT, WAR, prisoner

DAY = "2026-11-20"


@pytest.fixture
def prison(empty: CampaignFolder) -> CampaignFolder:
    """Give a campaign with two prisoners: to the first a harmless letter, to the second one about war."""
    empty.write("campaign.toml", SETTINGS)
    empty.write("letter_templates/letter/ru.html", TEXT)
    empty.sheet("recipients/prisoners.xlsx", COLUMNS, [prisoner("p-1", SNOW), prisoner("p-2", WAR)])
    return empty


def merge(prison: CampaignFolder, *options: str, date: str = DAY) -> Shown:
    return prison.run("merge", "--yes", "--date", date, *options)


def events(prison: CampaignFolder) -> list[tuple[str, str, str]]:
    with prison.ledger() as ledger:
        rows = ledger.execute("SELECT kind, recipient, note FROM story ORDER BY id").fetchall()
    return [(row["kind"], row["recipient"], row["note"]) for row in rows]


def test_a_piece_that_would_not_be_let_in_is_left_out_and_the_others_are_printed(prison: CampaignFolder) -> None:
    shown = merge(prison)
    assert shown.code == 0
    assert "topics: “войне” may be read as war, in the body: “Я много думаю о войне.”" in shown.err
    assert "Russia: Memorial, How to write to political prisoners, 2026-11-20" in shown.err
    assert "write of something else, or in other words" in shown.err
    [page] = page_texts((prison.batch(1) / "letters.pdf").read_bytes())
    assert "снег" in page
    assert [event[:2] for event in events(prison)] == [("merged", "p-1")]


def test_check_tells_it_before(prison: CampaignFolder) -> None:
    shown = prison.run("check")
    assert shown.code == 3
    assert "A prison would not let these in; merge leaves them out:" in shown.err
    assert "row 3: Анна Сергеевна Образцова-Я: topics: “войне” may be read as war" in shown.err


def test_preview_shows_the_piece_and_tells(prison: CampaignFolder) -> None:
    shown = prison.run("preview", "--person", "p-2")
    assert shown.code == 0
    assert "“войне” may be read as war" in shown.err
    assert "войне" in page_texts((prison.folder / "prints" / "preview.pdf").read_bytes())[0]


def test_an_override_prints_the_piece_and_the_ledger_keeps_the_reason(prison: CampaignFolder) -> None:
    shown = merge(prison, "--override", "topics", "--reason", "the censor knows this poem")
    assert shown.code == 0
    assert len(page_texts((prison.batch(1) / "letters.pdf").read_bytes())) == 2
    assert ("overridden", "p-2", "topics: the censor knows this poem") in events(prison)
    assert [event[1] for event in events(prison) if event[0] == "overridden"] == ["p-2"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--override", "topics"), "--override needs a reason"),
        (("--override", "topics", "--reason", " "), "--override needs a reason"),
        (("--override", "weather", "--reason", "x"), "there is no rule `weather`; there are: abbreviations,"),
        (("--reason", "x"), "--reason goes with --override RULE"),
    ],
)
def test_an_override_without_reason_or_rule_is_refused(
    prison: CampaignFolder, options: tuple[str, ...], message: str
) -> None:
    shown = merge(prison, *options)
    assert shown.code == 2
    assert message in shown.err
    assert prison.made() == {}


def test_an_old_address_is_held_back_unless_somebody_decides_otherwise(prison: CampaignFolder) -> None:
    rows = [prisoner("p-1", SNOW), prisoner("p-2", SNOW, confirmed="2024-01-01")]
    prison.sheet("recipients/prisoners.xlsx", COLUMNS, rows)
    assert "row 3: held back: address_age: the address was last confirmed on 2024-01-01" in merge(prison).out
    assert [event[1] for event in events(prison)] == ["p-1"]
    merge(prison, "--override", "address_age", "--reason", "her sister told me")
    assert ("overridden", "p-2", "address_age: her sister told me") in events(prison)


def test_the_campaign_says_how_old_an_address_may_be(prison: CampaignFolder) -> None:
    prison.write("campaign.toml", f'{SETTINGS}\n[care]\naddress_days = 10\nstale_addresses = "warn"\n')
    shown = merge(prison)
    assert "address_age: the address was last confirmed on 2026-11-01, 19 days ago; more than 10" in shown.err
    assert [event[1] for event in events(prison)] == ["p-1"]


def test_a_returned_letter_holds_the_next_one_back_until_the_address_is_confirmed(prison: CampaignFolder) -> None:
    merge(prison, date="2026-06-01")
    prison.run("mark", "sent", "batch-1", "--date", "2026-06-01")
    prison.run("mark", "returned", "batch-1", "--date", "2026-07-15")
    shown = merge(prison, "--only", "p-1")
    assert "held back: returned: the last letter came back on 2026-07-15" in shown.out
    assert not prison.batch(2).exists()


def test_a_fault_in_the_own_rules_stops_the_merge(prison: CampaignFolder) -> None:
    prison.write("prison_rules/ik-1.toml", 'facility = "ik-1"\nsource = "x"\ndate = 2026-10-01\n[pagez]\n')
    shown = merge(prison)
    assert shown.code == 3
    assert "prison_rules/ik-1.toml: there is no rule `pagez`; did you mean `pages`?" in shown.err
    assert prison.made() == {}


def test_a_message_is_looked_at_like_everything_else(prison: CampaignFolder) -> None:
    prison.write("messages/p-1.md", "Скоро конец *войны*.")
    shown = merge(prison)
    assert "Образцова-Ю: topics: “войны” may be read as war, in the body: “Скоро конец войны.”" in shown.err


def test_a_piece_has_one_line_for_each_rule_that_it_breaks(prison: CampaignFolder) -> None:
    text = "Думаю о войне, о фронте, о солдатах, об армии и об обстрелах."
    prison.sheet("recipients/prisoners.xlsx", COLUMNS, [prisoner("p-1", SNOW), prisoner("p-2", text)])
    [line] = [line for line in merge(prison).err.splitlines() if "topics: " in line]
    assert "“войне” may be read as war" in line
    assert "; also “фронте” may be read as war" in line
    assert "; and 2 more places" in line


def test_quotes_end_with_whole_words(prison: CampaignFolder) -> None:
    text = "Today we had the first snow of the whole year, and everybody went out into the garden to look at it."
    prison.sheet("recipients/prisoners.xlsx", COLUMNS, [prisoner("p-1", SNOW), prisoner("p-2", text)])
    assert "“Today we had the first snow of the whole year, and everybody went out …”" in merge(prison).err


def test_politicians_are_written_to_as_before(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/en.html", "{% block body %}<p>Stop the war, batch-0001!</p>{% endblock %}")
    assert campaign.run("merge", "--yes").err == ""
