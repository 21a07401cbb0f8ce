"""What a mailing is made from is read once, and everything that is wrong with it is told at once."""

from conftest import HEADERS, SETTINGS, CampaignFolder, person
from gathered import gathered

ABOUT = SETTINGS.replace('stationery = "din5008b"', 'stationery = "din5008b"\nabout = "recipients/prisoners.xlsx"')


def test_a_list_a_template_and_a_sender_make_a_mailing(campaign: CampaignFolder) -> None:
    with gathered(campaign) as (_, material, _workers):
        assert [one.name for one in material.to.recipients] == [f"Given{n} Family{n}" for n in (1, 2, 3)]
        assert material.template is not None
        assert list(material.template.texts) == ["en"]
        assert list(material.senders) == ["campaign"]
        assert material.blocking == material.template_problems == material.problems == ()


def test_a_missing_list_and_a_missing_template_are_told_together_with_the_nearest_names(
    campaign: CampaignFolder,
) -> None:
    campaign.write("campaign.toml", SETTINGS.replace("people.xlsx", "peple.xlsx").replace('/letter"', '/leter"'))
    with gathered(campaign) as (_, material, _workers):
        told = [str(one) for one in material.blocking]
    assert len(told) == 2
    assert "the spreadsheet `peple.xlsx` is not there" in told[0]
    assert "(there is `people.xlsx`)" in told[0]
    assert "the template folder `leter` is not there" in told[1]
    assert "(there is `letter`)" in told[1]


def test_a_column_that_the_text_needs_and_the_list_lacks_is_a_fault_of_the_template(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/en.html", "{% block body %}{{ recipient.favourite_book }}{% endblock %}")
    with gathered(campaign) as (_, material, _workers):
        (problem,) = material.template_problems
        assert "favourite_book" in problem.message


def test_problems_of_single_rows_leave_the_others_to_be_written_to(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", HEADERS, [person(1), [*person(2)[:-1], ""], person(3)])
    with gathered(campaign) as (_, material, _workers):
        assert [one.id for one in material.to.recipients] == ["p1", "p3"]
        assert [one.row for one in material.problems] == [3]


def test_a_list_of_prisoners_to_write_about_brings_its_own_problems_along(campaign: CampaignFolder) -> None:
    campaign.write("campaign.toml", ABOUT)
    campaign.sheet("recipients/prisoners.xlsx", ("id", "given_name", "family_name"), [["a", "Ada", "Beispiel"]])
    with gathered(campaign) as (_, material, _workers):
        assert material.about is not None
        assert len(material.lists) == 2
