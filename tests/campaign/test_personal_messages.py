"""Messages to single persons: from a cell or a file, into the letter, or told why not."""

from conftest import HEADERS, CampaignFolder, page_texts, person

TEXT = """
{% block body %}<p>I write to you.</p>
{{ message }}{% endblock %}
{% block closing %}<p>Yours</p>{% endblock %}
"""


def merged(campaign: CampaignFolder) -> list[str]:
    shown = campaign.run("merge", "--yes")
    assert shown.code == 0, shown.err

    return page_texts((campaign.batch(1) / "letters.pdf").read_bytes())


def with_messages(campaign: CampaignFolder, *messages: str) -> None:
    rows = [[*person(number), message] for number, message in enumerate(messages, 1)]
    campaign.write("letter_templates/letter/en.html", TEXT)
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "message"), rows)


def test_a_message_from_a_cell_stands_where_the_template_places_it(campaign: CampaignFolder) -> None:
    with_messages(campaign, "Happy *birthday*!", "")
    first, second = merged(campaign)
    assert "I write to you." in first
    assert "Happy birthday!" in first
    assert "birthday" not in second


def test_a_message_in_a_file_goes_to_the_person_whose_id_it_bears(campaign: CampaignFolder) -> None:
    with_messages(campaign, "", "")
    campaign.write("messages/P2.md", "My cat says hello.\n")
    first, second = merged(campaign)
    assert "cat" not in first
    assert "My cat says hello." in second


def test_a_message_without_a_place_is_not_lost_in_silence(campaign: CampaignFolder) -> None:
    campaign.write("messages/p1.md", "Hello")
    shown = campaign.run("merge", "--yes")
    assert "row 2: message: the template has no place for it in en; write {{ message }} into its body" in shown.err
    assert len(page_texts((campaign.batch(1) / "letters.pdf").read_bytes())) == 2


def test_a_message_with_html_keeps_its_letter_back(campaign: CampaignFolder) -> None:
    with_messages(campaign, "<script>alert(1)</script>", "Hello")
    shown = campaign.run("check")
    assert shown.code == 3
    assert "row 2: message: line 1: HTML is not let through" in shown.err


def test_two_messages_to_one_person_are_one_too_many(campaign: CampaignFolder) -> None:
    with_messages(campaign, "From the cell", "")
    campaign.write("messages/p1.md", "From the file")
    assert "delete one of them" in campaign.run("check").err


def test_a_message_to_nobody_is_named(campaign: CampaignFolder) -> None:
    campaign.write("messages/p99.md", "Hello")
    shown = campaign.run("check")
    assert "messages/p99.md: nobody in the lists has this id; name the file after the person's id" in shown.err
