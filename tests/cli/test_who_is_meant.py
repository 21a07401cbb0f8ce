"""No command takes somebody whose name only holds the id that was written."""

import pytest
from conftest import HEADERS, CampaignFolder, small_campaign

from outreach.errors import ExitCode

PEOPLE = (("f", "Maximilian", "Feld"), ("max", "Max", "Sample"), ("r1", "Rosa", "Tal"), ("r2", "Rosa", "Berg"))


@pytest.fixture(scope="module")
def merged_once(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Make a campaign where Maximilian Feld and Rosa Tal got letters, Max Sample (id max) and Rosa Berg got none."""
    made = CampaignFolder(tmp_path_factory.mktemp("merged"))
    small_campaign(made)
    rows = [[id_, given, family, "m", "Street 1", "10115", "Berlin", "DE"] for id_, given, family in PEOPLE]
    made.sheet("recipients/people.xlsx", HEADERS, rows)
    assert made.run("merge", "--yes", "--only", "f", "--only", "r1").code == 0
    assert made.run("mark", "sent", "batch-1").code == 0
    return made


def told_of(campaign: CampaignFolder) -> set[str]:
    """Return of whom answers are on record."""
    events = campaign.run("log", "--json", "-").json["events"]
    return {event["id"] for event in events if event["kind"] == "answered"}


@pytest.mark.parametrize("text", ["Max Sample", "max", "MAX", "Sample"])
def test_an_answer_is_recorded_for_whom_it_came_from(merged: CampaignFolder, text: str) -> None:
    shown = merged.run("log", "answered", text)
    assert "Max Sample: answered on" in shown.out, shown.err
    assert told_of(merged) == {"max"}


@pytest.mark.parametrize(
    "command",
    [
        ("mark", "answered", "max"), ("mark", "void", "Max Sample"), ("reprint", "max", "--reason", "jam"),
        ("labels", "max", "--sheet", "l7160"), ("envelopes", "max", "--size", "c6"), ("check", "--print", "max"), ("history", "max"),
        ("log", "--person", "max"), ("mark", "answered", "Rosa"), ("log", "answered", "rosa"),
        ("log", "note", "Rosa", "x"), ("forget", "Rosa", "--yes"), ("history", "Rosa"),
    ],
)  # fmt: skip
def test_nobody_else_is_taken(merged: CampaignFolder, command: tuple[str, ...]) -> None:
    before = merged.made()
    shown = merged.run(*command)
    assert shown.code == ExitCode.USAGE, shown.out
    assert ("Max Sample (max)" in shown.err) or ("Rosa Tal (r1), Rosa Berg (r2)" in shown.err), shown.err
    assert merged.made() == before


def test_only_the_person_with_the_id_is_written_to(merged: CampaignFolder) -> None:
    shown = merged.run("merge", "--yes", "--only", "max")
    assert "1 letter" in shown.out, shown.err
    with merged.ledger() as ledger:
        assert [row[0] for row in ledger.execute("SELECT recipient FROM piece WHERE batch = 2")] == ["max"]


def test_a_marking_says_who_was_meant(merged: CampaignFolder) -> None:
    assert (
        "Maximilian Feld (batch-0001, number 1): 1 piece marked answered."
        in merged.run("mark", "answered", "Maxim").out
    )
