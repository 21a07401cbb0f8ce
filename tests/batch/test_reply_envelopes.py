"""Envelopes for the answers, and for those who sign: measured in the PDFs."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import CampaignFolder
from paper_measure import text_boxes
from prisons import COLUMNS, SETTINGS, SNOW, prisoner

GREETING = (
    "{% block body %}<p>{{ recipient.text }}</p>{% endblock %}{% block closing %}<p>{{ sender.name }}</p>{% endblock %}"
)
RUSSIAN = dict(zip(COLUMNS, prisoner("p-1", SNOW), strict=True))
AMERICAN = {
    **RUSSIAN, "id": "p-2", "given_name": "Ada", "patronymic": "", "family_name": "Sample", "country": "US", "language": "en",
    "address": "Register 1; Imaginary Prison; Nowhere, TX 00001", "text": "It snowed today.", "facility": "us-1",
    "prisoner_number": "12345-678",
}  # fmt: skip
ARMENIAN = {**AMERICAN, "id": "p-3", "family_name": "Beispiel", "country": "AM", "address": "Street 1; 0001 Nowhere"}
HEADERS = (*COLUMNS, "prisoner_number", "sender")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Give a campaign with a letter to Russia, one to the United States and one to Armenia."""
    campaign = CampaignFolder(tmp_path_factory.mktemp("prisons"))
    campaign.write("campaign.toml", SETTINGS)
    for language in ("ru", "en"):
        campaign.write(f"letter_templates/letter/{language}.html", GREETING)
    people: list[Mapping[str, str]] = [RUSSIAN, {**AMERICAN, "sender": "s-1"}, {**ARMENIAN, "sender": "s-2"}]
    campaign.sheet("recipients/prisoners.xlsx", HEADERS, [[one.get(name, "") for name in HEADERS] for one in people])
    senders = [
        ("s-1", "Ben Exempel", "Street 2; 20095 Hamburg", "DE"),
        ("s-2", "Camille Exemple", "3 rue; 69000 Lyon", "FR"),
    ]
    campaign.sheet("recipients/senders.xlsx", ("id", "name", "address", "country"), senders)
    shown = campaign.run("merge", "--yes")
    assert shown.code == 0, shown.err
    return campaign


def newest(campaign: CampaignFolder, what: str) -> Path:
    """Return the file that was made last."""
    return max((campaign.folder / "prints").glob(f"*-{what}-*.pdf"), key=lambda path: path.stat().st_mtime_ns)


def words(path: Path) -> list[list[str]]:
    """Return the lines of each page."""
    return [[text for text, _ in page] for page in text_boxes(path)]


def test_an_envelope_for_the_answer_is_addressed_to_the_sender_where_the_rules_want_one(merged: CampaignFolder) -> None:
    shown = merged.run("envelopes", "batch-1", "--size", "dl", "--reply")

    assert shown.code == 0, shown.err
    assert "1 envelope" in shown.out
    assert words(newest(merged, "reply-envelopes-dl")) == [
        ["Johanna Beispiel", "Musterweg 12", "10115 Berlin", "ГЕРМАНИЯ"]
    ]


def test_others_get_one_if_they_are_named_but_not_a_prison_that_refuses_it(merged: CampaignFolder) -> None:
    shown = merged.run("envelopes", "batch-1", "--size", "c6", "--reply", "--pieces", "2-3")

    assert "piece 2: Ada Sample: the prison refuses an envelope in a letter" in shown.err
    assert words(newest(merged, "reply-envelopes-c6")) == [["Camille Exemple", "3 rue", "69000 Lyon", "FRANCE"]]


def test_politicians_get_none_unless_they_are_named(campaign: CampaignFolder) -> None:
    assert campaign.run("merge", "--yes").code == 0
    shown = campaign.run("envelopes", "batch-1", "--size", "dl", "--reply")

    assert shown.code == 2
    assert "no prison that batch-0001 goes to is known to want an envelope for the answer" in shown.err
    assert "--pieces" in shown.err
    assert campaign.run("envelopes", "batch-1", "--size", "dl", "--reply", "--pieces", "1").code == 0


def test_a_letter_without_a_return_address_has_none_on_the_envelope_for_the_answer(tmp_path: Path) -> None:
    campaign = CampaignFolder(tmp_path)
    campaign.write("campaign.toml", SETTINGS + "\n[care]\nreturn_address = false\n")
    campaign.write("letter_templates/letter/ru.html", GREETING)
    campaign.sheet("recipients/prisoners.xlsx", COLUMNS, [[*RUSSIAN.values()]])
    assert campaign.run("merge", "--yes").code == 0
    shown = campaign.run("envelopes", "batch-1", "--size", "dl", "--reply")

    assert shown.code == 6
    assert "no return address stands on the letter" in shown.err
    assert not list((campaign.folder / "prints").glob("*reply*"))


@pytest.mark.parametrize(
    "command", [["labels", "--sheet", "l7160"], ["envelopes", "--size", "dl"]], ids=["labels", "envelopes"]
)
def test_who_signs_gets_one_label_or_envelope_each(merged: CampaignFolder, command: list[str]) -> None:
    shown = merged.run(command[0], "batch-1", *command[1:], "--senders")

    assert shown.code == 0, shown.err
    lines = [line for page in words(newest(merged, f"senders-{command[0]}-{command[2]}")) for line in page]
    assert [lines.count(name) for name in ("Ben Exempel", "Camille Exemple", "FRANKREICH")] == [1, 1, 1]
    assert ("ALLEMAGNE" in lines, lines.count("Johanna Beispiel")) == (False, 1 if command[0] == "labels" else 4)
