"""Errors in a style sheet, where a browser would drop the rule without a word."""

import pytest

from outreach.letters.style_sheet import style_problems


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("p { color red }", 1),
        ("p { color: red }\n\nh1 { 12pt }", 3),
        ("p { color: red }\n}", 2),
        ("p { color: red\n\nh1 { color: blue }", 3),
        ("p { color: red; : blue }", 1),
    ],
)
def test_a_mistake_is_a_problem_with_its_line(style: str, line: int) -> None:
    problems = list(style_problems("style.css", style))

    assert line in [problem.row for problem in problems]
    assert all((problem.source, problem.unit) == ("style.css", "line") for problem in problems)


@pytest.mark.parametrize(
    "style",
    [
        "",
        "/* nothing */",
        "p { color: red; font: 9pt/1.2 'Noto Sans' }",
        "p { color: red; }\n.a > b::after { content: '{' }",
        "@page { size: A4; @bottom-right { content: counter(page) } }",
        "@font-face { font-family: X; src: url(x.ttf) }",
        "@media print { p { color: red } }",
        "p { color: red; }\n@import 'x.css';",
    ],
)
def test_a_style_sheet_without_mistakes_has_no_problems(style: str) -> None:
    assert list(style_problems("style.css", style)) == []
