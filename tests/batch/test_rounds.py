"""A later round knows of the earlier ones: in the text, in who signs, and where the same words would go out again."""

import datetime as dt
import json

import pytest
from conftest import SETTINGS, TEXT, CampaignFolder, page_texts
from gathered import gathered

from outreach.batch.plan import MailingPlan, plan_mailing
from outreach.batch.press_jobs import piece_text
from outreach.ledger.database import FILE_NAME
from outreach.ledger.opening import open_ledger
from outreach.letters.merge import MergeError, MergeTemplate, TemplateText
from outreach.people.selection import Wanted

LATER = dt.date.today() + dt.timedelta(days=90)  # noqa: DTZ011 — the fixture's letters are of today
KNOWING = TEXT.replace(
    "<p>I write",
    "<p>{% if round > 1 %}I wrote on {{ last_sent }}{% if not answered %}, and wait{% endif %}. {% endif %}I write",
)


@pytest.fixture
def again(merged: CampaignFolder) -> CampaignFolder:
    """Give the campaign with a batch, whose mailing comes round after 60 days."""
    merged.write("campaign.toml", SETTINGS + 'every = "60 days"\n')
    return merged


def planned(campaign: CampaignFolder, today: dt.date = LATER) -> MailingPlan:
    with gathered(campaign) as (settings, material, _), open_ledger(campaign.folder / FILE_NAME, "here") as ledger:
        return plan_mailing(settings, material, ledger, Wanted(), today)


def words(plan: MailingPlan, text: str) -> str:
    piece = piece_text(plan.campaign, plan.plans[0], 1, LATER)
    block = "{% block body %}" + text + "{% endblock %}"
    return MergeTemplate(TemplateText("letter/en.html", "en", block)).merge(piece.values)["body"]


def test_a_text_knows_its_round_and_the_day_of_the_last_letter(again: CampaignFolder) -> None:
    plan = planned(again)

    assert words(plan, "{{ round }}") == "2"
    assert str(dt.date.today().year) in words(plan, "{{ last_sent }}")  # noqa: DTZ011
    assert words(plan, "{% if round == 2 and last_sent < today %}later{% endif %}") == "later"


@pytest.mark.parametrize(("mark", "said"), [("answered", "yes"), ("sent", "no")])
def test_a_text_knows_whether_somebody_answered(again: CampaignFolder, mark: str, said: str) -> None:
    assert again.run_here("mark", "sent", "batch-1").code == 0
    if mark == "answered":
        assert again.run_here("mark", "answered", "Family1").code == 0
    plan = planned(again)

    assert words(plan, "{% if answered %}yes{% else %}no{% endif %}") == said
    assert words(plan, "{{ answered }}") == said


def test_in_the_first_round_there_is_no_last_letter(campaign: CampaignFolder) -> None:
    with gathered(campaign) as (settings, material, _):
        plan = plan_mailing(settings, material, None, Wanted(), LATER)

    assert words(plan, "{{ round }}{% if last_sent or answered %}x{% endif %}") == "1"
    with pytest.raises(MergeError, match="`last_sent` is empty in this row"):
        words(plan, "{{ last_sent }}")


def test_the_same_words_a_second_time_are_told(again: CampaignFolder) -> None:
    told = planned(again).repeated

    assert str(told).startswith(
        "letter_templates/letter: 3 people get this text a second time, word for word; write for them {% if round > 1 %}"
    )


@pytest.mark.parametrize("text", [KNOWING, TEXT.replace("I write to you", "Again I write to you")])
def test_other_words_are_not_told(again: CampaignFolder, text: str) -> None:
    again.write("letter_templates/letter/en.html", text)

    assert planned(again).repeated is None


def test_a_batch_keeps_hashes_of_its_texts_and_no_word_of_them(again: CampaignFolder) -> None:
    kept = (again.batch(1) / "batch.json").read_text("utf-8")

    assert len(json.loads(kept)["texts"]["en"]) == 64
    assert "I write" not in kept


def test_without_the_folder_of_the_first_batch_nothing_is_told(again: CampaignFolder) -> None:
    (again.batch(1) / "batch.json").unlink()

    assert planned(again).repeated is None


def test_who_signed_the_first_letter_signs_the_next(again: CampaignFolder) -> None:
    again.sheet(
        "recipients/senders.xlsx",
        ("id", "name", "address", "country"),
        [["ann", "Ann Other", "Street 1, 10115 Berlin", "DE"]],
    )
    again.write("campaign.toml", SETTINGS + 'every = "60 days"\nsender = "ann"\n')
    plan = planned(again)

    assert {one.sender.id for one in plan.plans} == {"campaign"}


def test_who_is_asked_to_sign_signs(again: CampaignFolder) -> None:
    again.sheet(
        "recipients/senders.xlsx",
        ("id", "name", "address", "country"),
        [["ann", "Ann Other", "Street 1, 10115 Berlin", "DE"]],
    )
    shown = again.run_here("merge", "--yes", "--sender", "ann", "--date", LATER.isoformat())

    assert shown.code == 0, shown.err
    assert "3 people get this text a second time" in shown.out
    assert all("Ann Other" in text for text in page_texts((again.batch(2) / "letters.pdf").read_bytes()))


def rounds(campaign: CampaignFolder, **texts: str) -> None:
    campaign.write("campaign.toml", SETTINGS + 'every = "60 days"\ntexts = ["first", "second"]\n')
    for name, text in texts.items():
        campaign.write(f"letter_templates/letter/{name}/en.{'html' if '{%' in text else 'txt'}", text)


def test_each_round_has_a_text_of_its_own(again: CampaignFolder) -> None:
    rounds(again, first=TEXT, second=TEXT.replace("I write to you", "I write again to you"))
    shown = again.run_here("merge", "--yes", "--date", LATER.isoformat())

    assert shown.code == 0, shown.err
    assert "a second time" not in shown.out
    assert all("I write again to you" in text for text in page_texts((again.batch(2) / "letters.pdf").read_bytes()))


def test_the_text_of_the_first_round_is_for_the_first(campaign: CampaignFolder) -> None:
    rounds(
        campaign,
        first=TEXT,
        second="{% block salutation %}<p>Again,</p>{% endblock %}{% block body %}<p>Twice {{ city }}</p>{% endblock %}",
    )
    shown = campaign.run_here("merge", "--yes")

    assert shown.code == 0, shown.err
    pages = page_texts((campaign.batch(1) / "letters.pdf").read_bytes())
    assert all("I write to you" in text and "Dear" in text and "Twice" not in text for text in pages)


def test_what_is_wrong_in_the_text_of_any_round_is_told_with_its_place(campaign: CampaignFolder) -> None:
    rounds(campaign, first=TEXT, second="Hello\n\nto {ciity}")
    shown = campaign.run_here("check")

    assert "letter_templates/letter/second/en.txt, line 3: `recipient.ciity` does not exist; did you mean" in shown.err


def test_a_round_without_its_folder_is_told(campaign: CampaignFolder) -> None:
    rounds(campaign, first=TEXT)

    assert "letter_templates/letter/second: this folder is not there; make it" in campaign.run_here("check").err
