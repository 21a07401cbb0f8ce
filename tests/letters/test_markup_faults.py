"""Tags that do not balance, and elements that have no place in a letter, are told with their line."""

import pytest

from outreach.letters.markup_faults import markup_problems
from outreach.letters.merge import TemplateText

GOOD = {
    "plain": "<p>Dear {{ recipient.name }},</p><ul><li>one</li><li>two</li></ul>",
    "end tags that may be left out": "<p>One<p>Two<ul><li>a<li>b</ul><table><tr><td>x<td>y</table>",
    "elements without an end": "<p>a<br>b<br/>c<img src='a.png'><img src='a.png'/><hr></p>",
    "a branch that opens and one that closes": "{% if recipient.a %}<b>{% endif %}x{% if recipient.a %}</b>{% endif %}",
    "both branches open": "{% if recipient.g == 'f' %}<p class='f'>{% else %}<p>{% endif %}x</p>",
    "one thing or another": "{% if recipient.g == 'f' %}<i>{% elif recipient.g == 'm' %}<b>{% endif %}x"
    "{% if recipient.g == 'm' %}</b>{% endif %}{% if recipient.g == 'f' %}</i>{% endif %}",
    "not and unless": "{% if not recipient.a %}<i>{% else %}<b>{% endif %}x{% if recipient.a %}</b>{% else %}</i>{% endif %}",
    "equal or not": "{% if recipient.g == 'f' %}<i>{% endif %}{% if recipient.g != 'f' %}<i class='x'>{% endif %}x</i>",
    "and and or": "{% if recipient.a and recipient.b or recipient.c %}<i>{% endif %}x{% if recipient.c or (recipient.a and recipient.b) %}</i>{% endif %}",
    "a list in a loop": "{% for a in [1, 2] %}{% if loop.first %}<ul>{% endif %}<li>{{ a }}</li>{% if loop.last %}</ul>{% endif %}{% endfor %}",
    "rows of two": "{% for a in [1, 2] %}{% if loop.index == 1 %}<p>{% endif %}x{% if loop.index == 2 %}</p>{% endif %}{% endfor %}",
    "a drawing": "<svg viewBox='0 0 9 9'><path d='M0 0'/><g><circle r='1'/></g></svg>",
    "a comment": "<p>a</p><!-- <b> --><p>b</p>",
    "less than": "<p>1 < 2 and 3 &lt; 4</p>",
    "a value in quotes": "<p title=\"{{ salutation }}\">x</p><p title='a > b'>y</p>",
}  # fmt: skip
BAD = {
    "<p>a</div>": "</div> closes nothing; take it out, or write <div> where it begins",
    "</div></main></article><article class='letter'>": "</article> closes nothing",
    "<p>a</p><b>b": "<b> is not closed; write </b> where it ends",
    "<b><i>x</b></i>": "</b> comes before </i>, and <i> was opened last, in line 2; close first what was opened last",
    "<p>a</p></p>": "</p> closes nothing",
    "<div/>": "<div> is not closed",
    "a</br>b": "</br> closes nothing: <br> has no end; take </br> out",
    "<p>a<!-- b</p>": "a comment is not closed, and hides the rest of the text; close it with -->",
    "<textarea>": "<textarea> is not closed",
    "<TITLE><p>x</p>": "<title> is not closed",
    "<p class='x>a</p>": "the tag <p is not closed; close its quotation marks, and it with >",
    "<p": "the tag <p is not closed",
    "{% if recipient.a %}</div>{% endif %}": "</div> closes nothing",
    "{% if recipient.a %}<div>{% endif %}": "<div> is not closed",
    "{% if recipient.a %}<b>{% endif %}x{% if recipient.b %}</b>{% endif %}": "<b> is not closed",
    "{% for a in recipient.a %}</i>{% endfor %}": "</i> closes nothing",
    "{% for a in [1, 2] %}{% if loop.first %}<ul>{% endif %}{% endfor %}": "<ul> is not closed",
    "<style>p { color: red }</style>": "<style> has no place in the text of a letter; write its rules into the template's style.css",
    "<svg><style>p {}</style></svg>": "<style> has no place in the text of a letter",
    "{% if recipient.name == 'Rosa' %}<Style>p {}</Style>{% endif %}": "<style> has no place",
    "<link rel='stylesheet' href='x.css'>": "<link> has no place in the text of a letter",
    "<base href='/etc/'>": "<base> has no place in the text of a letter; take it out",
}  # fmt: skip


def problems(text: str) -> list[str]:
    template = "{% block subject %}x{% endblock %}{% block body %}\n" + text + "\n{% endblock %}"
    return [str(one) for one in markup_problems(TemplateText("letter/en.html", "en", template))]


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_a_text_whose_tags_balance_in_every_case_has_no_fault(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize("text", BAD)
def test_what_does_not_balance_and_what_has_no_place_is_told_with_its_line(text: str) -> None:
    assert [told for told in problems(text) if told.startswith(f"letter/en.html, line 2: {BAD[text]}")]


def test_the_line_is_that_of_the_tag_itself() -> None:
    assert problems("<p>\n{{ salutation }}\n\n<i>x</i></b>\n</p>") == [
        "letter/en.html, line 5: </b> closes nothing; take it out, or write <b> where it begins"
    ]


def test_all_faults_are_told_each_once() -> None:
    found = problems(
        "{% if recipient.a %}x{% endif %}<style></style>\n</b>\n<i>\n{% if recipient.b %}<p>y</p>{% endif %}"
    )

    assert [one.split(":")[0] for one in found] == [f"letter/en.html, line {line}" for line in (2, 3, 4)]


def test_each_block_stands_for_itself() -> None:
    text = "{% block subject %}<b>{% endblock %}{% block body %}</b>{% endblock %}"

    assert len([*markup_problems(TemplateText("t", "en", text))]) == 2


def test_a_text_with_many_conditions_is_looked_at_in_time() -> None:
    conditions = "".join(f"{{% if recipient.c{i} %}}<b>{i}</b>{{% endif %}}" for i in range(40))

    assert problems(conditions) == []
    assert problems(conditions + "{% if recipient.c7 %}</b>{% endif %}") != []
