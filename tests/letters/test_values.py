"""Values are what they look like: they compare as numbers and days, say yes or no, and keep their paragraphs."""

import pytest

from outreach.l10n.languages import END, ISOLATE
from outreach.letters.merge import Fields, MergeError, MergeTemplate, TemplateText, template_problems

CELLS = {
    "votes": "12", "share": "2,5", "many": "12 500", "either": "1.234", "zip": "01067", "text": "many", "empty": "", "year": "1980",
    "arrested": "14 March 2023", "since": "2024-05", "yes": "yes", "no": "no", "false": "FALSE", "falsch": "FALSCH", "zero": "0",
    "family_name": "No", "story": "One.\n\nTwo,\ntwo.", "party": "Greens", "negative": "-3", "percent": "25%", "nasty": "<b>\n\n&</b>",
}  # fmt: skip
DAYS = {"arrested": "2023-03-14"}


def merged(text: str, language: str = "en") -> str:
    template = TemplateText("letter/en.html", language, "{% block body %}" + text + "{% endblock %}")
    values = {"recipient": Fields("recipient", CELLS, DAYS), "today": "28 November 2026", "salutation": "Dear Rosa,"}
    return MergeTemplate(template).merge(values)["body"]


def decided(condition: str) -> bool:
    return merged("{% if " + condition + " %}yes{% else %}no{% endif %}") == "yes"


def told(condition: str) -> str:
    with pytest.raises(MergeError) as error:
        decided(condition)
    return str(error.value.problem)


def refused(condition: str) -> str:
    text = "{% block body %}{% if " + condition + " %}x{% endif %}{% endblock %}"
    return "\n".join(map(str, template_problems(TemplateText("letter/en.html", "en", text))))


@pytest.mark.parametrize(
    "condition",
    [
        "recipient.votes > 5", "recipient.votes == 12", "recipient.votes == '12'", "recipient.votes < 100", "not recipient.votes < 9",
        "5 < recipient.votes", "12 == recipient.votes", "1 < recipient.votes < 20", "recipient.votes in [11, 12]", "recipient.votes >= '12'",
        "recipient.share > 2", "recipient.share == 2.5", "recipient.many > 12000", "recipient.negative < 0", "recipient.percent == 25",
        "recipient.votes != 13", "recipient.votes < recipient.many", "recipient.votes == 12.0",
    ],
)  # fmt: skip
def test_numbers_compare_as_numbers(condition: str) -> None:
    assert decided(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "recipient.arrested > '2023-01-01'", "recipient.arrested < '2023-03-15'", "recipient.arrested == '2023-03-14'",
        "recipient.arrested >= '2023'", "not recipient.arrested > '2023'", "recipient.arrested == '2023-03'", "recipient.arrested > 2022",
        "recipient.since > '2024-04-30'", "recipient.year < '1990-01-01'", "recipient.year == 1980", "recipient.arrested < today",
        "recipient.arrested < recipient.since", "'2020-01-01' < recipient.arrested",
    ],
)  # fmt: skip
def test_days_compare_as_days(condition: str) -> None:
    assert decided(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "recipient.zip == 1067",
        "recipient.text == 12",
        "recipient.party == 'greens'",
        "recipient.votes == '012'",
        "recipient.either == 1234",
    ],
)
def test_what_is_no_number_is_equal_to_none(condition: str) -> None:
    assert not decided(condition)


@pytest.mark.parametrize("column", ["no", "false", "falsch", "zero", "empty"])
def test_false_is_no(column: str) -> None:
    assert decided(f"not recipient.{column}")
    assert merged("{{ recipient.false }}") == "FALSE"


@pytest.mark.parametrize("column", ["yes", "votes", "text", "zip", "negative", "family_name"])
def test_everything_else_is_yes_and_a_name_is_never_no(column: str) -> None:
    assert decided(f"recipient.{column}")


def test_words_go_by_the_alphabet() -> None:
    assert decided("recipient.party < 'M'")
    assert not decided("recipient.party > 'm'")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (
            "recipient.text > 5",
            "line 1, column 33: `recipient.text` is “many”, which is no number that can be compared",
        ),
        ("recipient.zip > 5", "`recipient.zip` is “01067”, which is no number"),
        ("recipient.text > '2024-01-01'", "`recipient.text` is “many”, which is no day"),
        (
            "recipient.either > 5",
            "`recipient.either` is “1.234”, which is no number that can be compared; write it without the sign",
        ),
        ("recipient.empty > 5", "`recipient.empty` is empty in this row"),
    ],
)
def test_a_cell_that_cannot_be_compared_is_told(condition: str, said: str) -> None:
    assert said in told(condition)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("recipient.gender == 'female'", "`recipient.gender` is f, m or empty, and never “female”; write 'f'"),
        ("recipient.gender in ['f', 'Mann']", "never “Mann”; write 'm'"),
        ("'F' == about.gender", "never “F”; write 'f'"),
        ("recipient.country == 'Germany'", "is a code of two letters, and never “Germany”; write 'DE'"),
        ("recipient.arrested > '2024-13-01'", "“2024-13-01”, which is no day"),
        ("recipient.arrested > '01.02.2024'", "no day as a text writes it; write '2024-02-01'"),
        ("recipient.birth_date == '15.3.1970'", "write '1970-03-15'"),
        ("recipient.birth_date > 12", "holds days, and 12 is none"),
        ("recipient.city > 5", "`recipient.city` holds words"),
        ("recipient.name < '2024-01-01'", "`recipient.name` holds words"),
        ("salutation > 5", "`salutation` holds words"),
        ("recipient > 5", "`recipient` is a person"),
        ("recipient == 'Rosa'", "`recipient` is a person"),
        ("1 < 2", "both sides of this comparison are fixed"),
        ("'a' == 'a'", "both sides of this comparison are fixed"),
        ("recipient.party == ''", "ask for an empty cell with {% if not recipient.party %}"),
        ("recipient.party == 'Greens '", "write 'Greens'"),
        ("recipient.votes > true", "cannot be more or less than True"),
        ("recipient.votes < none", "cannot be more or less than None"),
    ],
)
def test_a_comparison_that_can_never_be_right_is_refused(condition: str, said: str) -> None:
    assert said in refused(condition)


@pytest.mark.parametrize(
    "condition",
    ["recipient.gender == 'f'", "recipient.country in ['DE', 'AT']", "recipient.party == 'Greens'", "recipient.votes > 5",
     "recipient.arrested >= '2024'", "recipient.birth_date > 1980", "recipient.family_name < 'M'", "recipient.x == recipient.y",
     "'x' in recipient.party", "recipient.member == true"],
)  # fmt: skip
def test_a_comparison_that_can_be_right_is_not_refused(condition: str) -> None:
    assert refused(condition) == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<p>{{ recipient.story }}</p>", "<p>One.</p><p>Two,<br>two.</p>"),
        (
            '<p class="a">Said: {{ recipient.story }} End</p>',
            '<p class="a">Said: One.</p><p class="a">Two,<br>two. End</p>',
        ),
        ("<p><b>{{ recipient.story }}</b></p>", "<p><b>One.<br><br>Two,<br>two.</b></p>"),
        ("<li>{{ recipient.story }}</li>", "<li>One.<br><br>Two,<br>two.</li>"),
        ("{{ recipient.story }}", "One.<br><br>Two,<br>two."),
        ('<p title="{{ recipient.story }}">x</p>', '<p title="One. Two, two.">x</p>'),
        ("<p>{{ recipient.nasty }}</p>", "<p>&lt;b&gt;</p><p>&amp;&lt;/b&gt;</p>"),
        ("<p>{{ recipient.story ~ '!' }}</p>", "<p>One.</p><p>Two,<br>two.!</p>"),
    ],
)
def test_paragraphs_inside_a_cell_stay_paragraphs(text: str, html: str) -> None:
    assert merged(text) == html


def test_paragraphs_stay_in_texts_that_run_to_the_left() -> None:
    assert merged("<p>{{ recipient.story }}</p>", "ar") == "<p>(One.)</p><p>(Two,)<br>(two.)</p>".translate(
        {40: ISOLATE, 41: END}
    )
