"""All greetings of a mailing are looked over on one page before anything is printed."""

from conftest import HEADERS, CampaignFolder, person


def people(campaign: CampaignFolder, *changes: dict[str, str]) -> None:
    """Write a list of people who differ from the usual ones in some cells."""
    headers = (*HEADERS, "office", "language", "salutation")
    rows = [{**dict(zip(HEADERS, person(i), strict=True)), **change} for i, change in enumerate(changes, 1)]
    campaign.sheet("recipients/people.xlsx", headers, [[row.get(header, "") for header in headers] for row in rows])


def test_every_greeting_is_listed_and_a_neutral_one_is_marked(campaign: CampaignFolder) -> None:
    people(campaign, {}, {"gender": ""}, {"office": "senator"}, {"salutation": "Hi there!"})

    shown = campaign.run("salutations")

    assert shown.code == 0, shown.err
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    assert "en Dear Ms Family1, Given1 Family1 DE" in lines
    assert "en Dear Given2 Family2, * Given2 Family2 DE" in lines
    assert "en Dear Senator Family3, Given3 Family3 DE" in lines
    assert "en Hi there! Given4 Family4 DE" in lines
    assert "neutral, because the list does not tell the gender" in shown.out
    assert campaign.made() == {}


def test_the_page_to_print_holds_every_greeting_as_text(campaign: CampaignFolder) -> None:
    people(campaign, {"family_name": "<b>O’Neill</b>"})

    shown = campaign.run("salutations", "letters", "--html")

    assert "prints/salutations-letters.html: 1 greetings" in shown.out
    path = campaign.folder / "prints" / "salutations-letters.html"
    assert "Dear Ms &lt;b&gt;O’Neill&lt;/b&gt;," in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0


def test_a_template_with_a_greeting_of_its_own_is_told(campaign: CampaignFolder) -> None:
    text = (campaign.folder / "letter_templates/letter/en.html").read_text(encoding="utf-8")
    campaign.write("letter_templates/letter/en.html", text + "{% block salutation %}<p>Hi!</p>{% endblock %}")

    shown = campaign.run("salutations", "--json")

    assert [one["source"] for one in shown.json["mailings"]["letters"]] == ["template"] * 3


def test_check_tells_which_letters_are_in_another_language_than_asked_for(campaign: CampaignFolder) -> None:
    people(campaign, {"language": "pt-BR"}, {"language": "en"}, {"language": "pt-BR"})

    shown = campaign.run("check")

    assert "letters: no text in their language, so in the campaign's order: pt-BR → en 2" in shown.out
    assert campaign.run("check", "--json").json["mailings"][0]["replaced"] == {"pt-BR → en": 2}
