"""Templates come from strangers: what they may do, what they may not, and what a person is told."""

import pytest

from outreach.letters.merge import (
    Fields,
    MergeError,
    MergeTemplate,
    TemplateText,
    block_problems,
    template_problems,
    unknown_names,
)

CELLS = {"name": "Rosa", "city": "Berlin", "postal_code": "", "e-mail": "rosa@example.org", "nasty": "<b>&\"'</b>"}
LINE = 4
"""Where `around` puts what is tried."""


def around(text: str) -> TemplateText:
    """Return a template with `text` in the body, on line 4."""
    return TemplateText("letter/en.html", "en", "{% block body %}\n<p>Dear all,</p>\n\n" + text + "\n{% endblock %}")


def merged(text: str) -> str:
    """Return the body that `text` gives for one recipient."""
    values = {"recipient": Fields("recipient", CELLS), "salutation": "Dear Rosa,"}
    return MergeTemplate(around(text)).merge(values)["body"].removeprefix("<p>Dear all,</p>").strip()


def fault(text: str) -> str:
    """Return what a person is told when `text` is merged."""
    with pytest.raises(MergeError) as caught:
        merged(text)
    return str(caught.value.problem)


# ── what is refused before anything is merged ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "attack",
    [
        "{{ recipient|attr('cells') }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ '%999999999s'|format(1) }}",
        "{% for i in range(10) %}x{% endfor %}",
        "{{ lipsum(99999) }}",
        "{{ recipient.name() }}",
        "{{ self.body() }}",
        "{{ 'a' * 10**9 }}",
        "{% if false %}{{ 'a' * 10**9 }}{% endif %}",
        "{{ 1 + 1 }}",
        "{{ -1 }}",
        "{{ recipient.name[:3] }}",
        "{{ recipient.name|safe }}",
        "{% autoescape false %}{{ recipient.name }}{% endautoescape %}",
        "{% filter upper %}x{% endfilter %}",
        "{{ recipient.name|center(999999999) }}",
        "{{ recipient.name|map('upper') }}",
        "{{ recipient.name|tojson }}",
        "{{ recipient.name is callable }}",
        "{{ {'a': 1} }}",
        "{% include 'other.html' %}",
        "{% import 'other.html' as other %}",
        "{% from 'other.html' import other %}",
        "{% extends 'other.html' %}",
        "{% macro m() %}x{% endmacro %}",
        "{% call m() %}x{% endcall %}",
        "{% with x = 1 %}{{ x }}{% endwith %}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ x }}",
    ],
)
def test_a_template_that_computes_calls_or_includes_is_refused_with_its_line(attack: str) -> None:
    problems = template_problems(around(attack))

    assert LINE in [problem.row for problem in problems]
    assert all("is not available" in problem.message for problem in problems)


@pytest.mark.parametrize(
    "attack", ["{{ ''.__class__ }}", "{{ ''['__class__'] }}", "{{ ''.format }}", "{% if none.__class__ %}x{% endif %}"]
)
def test_no_attribute_of_a_python_object_can_be_reached(attack: str) -> None:
    assert "is unsafe" in fault(attack)


@pytest.mark.parametrize("attribute", ["__class__", "cells", "__init__", "__dict__"])
def test_a_recipient_has_columns_and_no_other_attributes(attribute: str) -> None:
    assert f"`recipient.{attribute}` does not exist" in fault(f"{{{{ recipient.{attribute} }}}}")
    assert f"`recipient.{attribute}` does not exist" in fault(f"{{{{ recipient['{attribute}'] }}}}")


@pytest.mark.parametrize("name", ["lipsum", "range", "cycler", "joiner", "namespace", "dict"])
def test_there_are_no_global_functions(name: str) -> None:
    assert "is undefined" in fault(f"{{{{ {name} }}}}")


@pytest.mark.parametrize(
    "place",
    [
        "<style>p { color: {{ recipient.city }} }</style>",
        "<STYLE>{{ recipient.city }}</STYLE>",
        "<script>{{ recipient.city }}</script>",
        "<svg><text>{{ recipient.city }}</text></svg>",
        "<p class={{ recipient.city }}>",
        "<p class=x-{{ recipient.city }}>",
        "<p class={% if salutation %}{{ recipient.city }}{% endif %}>",
        "<p {{ recipient.city }}>",
        '<p {{ recipient.city }}="x">',
        '<a href="{{ recipient.city }}">',
        "<a href='https://example.org/{{ recipient.city }}'>",
        '<a HREF = "{{ recipient.city }}">',
        '<img src="{{ recipient.city }}.png">',
        '<img srcset="{{ recipient.city }}">',
        '<p style="color: {{ recipient.city }}">',
        '<p onclick="{{ recipient.city }}">',
        "<style>{% for x in recipient.city %}{{ x }}{% endfor %}</style>",
    ],
)
def test_a_value_where_escaping_does_not_help_is_refused_with_its_line(place: str) -> None:
    problems = template_problems(around(place))

    assert [problem.row for problem in problems] == [LINE]
    assert "cannot be made safe" in problems[0].message
    assert problems[0].remedy == "put it into text between tags"


@pytest.mark.parametrize(
    "place",
    [
        "<{{ recipient.city }}>",
        '<p title="a > b" class={{ recipient.city }}>',
        "<p title='a > b' style='color: {{ recipient.city }}'>",
        '<object data="{{ recipient.city }}"></object>',
    ],
)
def test_a_value_in_a_less_common_unsafe_place_is_refused_too(place: str) -> None:
    assert [problem.row for problem in template_problems(around(place))] == [LINE]


@pytest.mark.parametrize(
    "place",
    [
        "<p>{{ recipient.city }}</p>",
        '<p title="{{ recipient.city }}">x</p>',
        "<style>p { color: red }</style><p>{{ recipient.city }}</p>",
        '<img src="stamp.png"> {{ recipient.city }}',
        "1 < 2 and {{ recipient.city }} > 3",
    ],
)
def test_a_value_in_text_or_in_a_quoted_attribute_is_welcome(place: str) -> None:
    assert template_problems(around(place)) == []


# ── syntax ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{{ }}", LINE),
        ("{{ recipient.city }", LINE),
        ("{% endif %}", LINE),
        ("{% unknown %}", LINE),
        ("{% if salutation %}", LINE + 1),
        ("{{ recipient.city", LINE + 1),
    ],
)
def test_a_syntax_error_is_one_problem_with_its_line(text: str, line: int) -> None:
    (problem,) = template_problems(around(text))

    assert problem.message.startswith("syntax error: ")
    assert (problem.source, problem.row, problem.unit) == ("letter/en.html", line, "line")


@pytest.mark.parametrize(
    "text",
    [
        "{{ " + "(" * 3000 + "salutation" + ")" * 3000 + " }}",
        "{% if salutation %}" * 3000 + "{% endif %}" * 3000,
    ],
)
def test_a_template_that_is_nested_too_deeply_is_a_problem_and_no_crash(text: str) -> None:
    (problem,) = template_problems(around(text))

    assert "syntax error" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "{% endblock %}{% block body %}again",
        "{% for a in [1] %}" * 25 + "{% endfor %}" * 25,
        "{% if salutation %}" * 120 + "{% endif %}" * 120,
        "{{ " + "9" * 5000 + " }}",
        "{{ " + "not " * 900 + "salutation }}",
    ],
    ids=["block twice", "deep for", "deep if", "huge number", "deep not"],
)
def test_what_cannot_be_compiled_is_a_problem_and_no_crash(text: str) -> None:
    with pytest.raises(MergeError):
        MergeTemplate(around(text))


@pytest.mark.parametrize("text", ["Hello", "{{ recipient.city }}", "<p>lost</p>"])
def test_text_outside_the_blocks_is_refused_since_nobody_would_see_it(text: str) -> None:
    template = TemplateText("en.html", "en", "{% block body %}a{% endblock %}" + text)

    (problem,) = template_problems(template)
    assert problem.message == "text outside the blocks would not be printed"
    assert problem.row == 1


@pytest.mark.parametrize(
    "text", ["{% if salutation %}lost{% endif %}", "{% for x in [1] %}lost{% endfor %}"], ids=["if", "for"]
)
def test_text_outside_the_blocks_under_a_condition_is_refused_too(text: str) -> None:
    template = TemplateText("en.html", "en", text + "{% block body %}a{% endblock %}")

    assert [problem.message for problem in template_problems(template)] == [
        "text outside the blocks would not be printed"
    ]


def test_white_space_and_comments_between_blocks_are_welcome() -> None:
    text = "\n{# a note #}\n{% block subject %}a{% endblock %}\n\n{% block body %}b{% endblock %}\n"

    assert template_problems(TemplateText("en.html", "en", text)) == []


def test_a_block_that_has_no_place_on_the_paper_is_a_problem_with_its_line() -> None:
    text = "{% block body %}a{% endblock %}\n{% block clsing %}b{% endblock %}"

    (problem,) = block_problems(TemplateText("en.html", "en", text), {"body", "closing"})

    assert str(problem) == "en.html, line 2: the block `clsing` would not be printed; did you mean `closing`?"


def test_a_template_without_a_body_is_a_problem() -> None:
    (problem,) = block_problems(
        TemplateText("en.html", "en", "{% block closing %}b{% endblock %}"), {"body", "closing"}
    )

    assert problem.message == "there is no block `body`"


# ── what a merge gives ───────────────────────────────────────────────────────────────────────────


def test_each_block_is_merged_on_its_own() -> None:
    text = "{% block subject %} About {{ salutation }} {% endblock %}{% block body %}b{% endblock %}"

    blocks = MergeTemplate(TemplateText("en.html", "en", text)).merge({"salutation": "Rosa"})

    assert blocks == {"subject": "About Rosa", "body": "b"}


def test_a_value_is_escaped_wherever_it_stands() -> None:
    escaped = "&lt;b&gt;&amp;&#34;&#39;&lt;/b&gt;"

    assert merged("{{ recipient.nasty }}") == escaped
    assert merged('<p title="{{ recipient.nasty }}">') == f'<p title="{escaped}">'
    assert merged("{% set x = recipient.nasty %}{{ x }}") == escaped


@pytest.mark.parametrize("chain", ["e|replace('&lt;', '<')", "replace('zz', '<i>')", "e|title", "join('')", "trim|e"])
def test_no_filter_brings_a_tag_out_of_a_value(chain: str) -> None:
    assert "<" not in merged("{{ recipient.nasty|" + chain + " }}")


def test_a_column_whose_name_is_no_word_can_be_used() -> None:
    assert merged('{{ recipient["e-mail"] }}') == "rosa@example.org"


def test_merging_twice_gives_the_same_text() -> None:
    assert merged("{{ recipient.name }}") == merged("{{ recipient.name }}") == "Rosa"


# ── empty cells ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% if recipient.postal_code %}yes{% else %}no{% endif %}", "no"),
        ("{% if not recipient.postal_code %}yes{% else %}no{% endif %}", "yes"),
        ("{{ recipient.postal_code|default('none') }}", "none"),
        ("{{ recipient.postal_code or 'none' }}", "none"),
        ("{% if recipient.postal_code == '10115' %}yes{% else %}no{% endif %}", "no"),
        ("{% if recipient.postal_code != '10115' %}yes{% else %}no{% endif %}", "yes"),
        ("{% if recipient.postal_code in ['10115'] %}yes{% else %}no{% endif %}", "no"),
        ("{% set code = recipient.postal_code %}{% if code %}yes{% else %}no{% endif %}", "no"),
    ],
)
def test_an_empty_cell_is_false_and_can_have_a_default(text: str, expected: str) -> None:
    assert merged(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{{ recipient.postal_code }}",
        "{{ recipient.postal_code|upper }}",
        "{{ recipient.postal_code ~ ' Berlin' }}",
        "{{ [recipient.city, recipient.postal_code]|join(', ') }}",
        "{% for c in recipient.postal_code %}{{ c }}{% endfor %}",
        "{{ recipient.postal_code|length }}",
        "{{ recipient.city|replace('B', recipient.postal_code) }}",
    ],
)
def test_an_empty_cell_is_an_error_where_it_would_leave_a_gap(text: str) -> None:
    told = fault(text)

    assert "`recipient.postal_code` is empty in this row" in told
    assert "fill the cell, or write {% if … %} around it in the template" in told


# ── names that do not exist ──────────────────────────────────────────────────────────────────────


def test_a_column_that_does_not_exist_is_an_error_that_names_the_nearest_and_all() -> None:
    told = fault("{{ recipient.ciity }}")

    assert "`recipient.ciity` does not exist; did you mean `recipient.city`?" in told
    assert "There are: city, e-mail, name, nasty, postal_code" in told


def test_a_column_that_does_not_exist_is_an_error_in_a_condition_too() -> None:
    assert "`recipient.nothing` does not exist" in fault("{% if recipient.nothing %}x{% endif %}")


@pytest.mark.parametrize("text", ["{{ recipient.postal_code }}", "{{ recipient.ciity }}", "{{ recipient.city < 3 }}"])
def test_what_fails_while_merging_has_the_line_of_the_template(text: str) -> None:
    assert fault(text).startswith(f"letter/en.html, line {LINE}")


@pytest.mark.parametrize("text", ["{{ recipient }}", "{{ recipient|upper }}", "{{ recipient ~ '' }}"])
def test_a_person_without_a_column_is_an_error_and_not_a_memory_address(text: str) -> None:
    fault(text)


def test_a_loop_can_count_its_rounds() -> None:
    assert merged("{% for x in ['a', 'b'] %}{{ loop.index }}{{ x }}{% endfor %}") == "1a2b"


COLUMNS = {"recipient": frozenset(CELLS), "sender": frozenset({"name"})}
TEXTS = frozenset({"salutation", "today"})


def told(text: str) -> list[str]:
    """Return what the check says about the names in `text`."""
    return [str(problem) for problem in unknown_names(around(text), COLUMNS, TEXTS)]


def test_the_check_names_line_column_and_the_nearest_column() -> None:
    (message,) = told("<p>{{ recipient.ciity }}</p>")

    assert message.startswith(f"letter/en.html, line {LINE}, column 17: `recipient.ciity` does not exist; did you mean")
    assert "did you mean `recipient.city`? There are: city, e-mail, name, nasty, postal_code" in message


def test_the_check_names_a_variable_that_does_not_exist_and_the_nearest() -> None:
    (message,) = told("{{ recipent.city }}")

    assert "`recipent` does not exist; did you mean `recipient`? There are: recipient, sender, salutation" in message


def test_the_check_finds_unknown_names_under_a_condition_that_is_never_true() -> None:
    assert len(told("{% if false %}{{ recipient.nothing }}{{ nobody }}{% endif %}")) == 2


def test_the_check_knows_names_that_the_template_sets_itself() -> None:
    assert told("{% set x = recipient.city %}{{ x }}{% for y in x %}{{ y }}{% endfor %}") == []
