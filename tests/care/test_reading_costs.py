"""Where nobody is a prisoner, no list of words is bool(care)."""

from pathlib import Path

import pytest

from outreach import tables
from outreach.care import text_language
from outreach.care.facts import PieceFacts
from outreach.care.rule_books import Prison, books_for, rules_of
from outreach.care.rule_files import shipped_books
from outreach.care.word_lists import word_list
from outreach.letters.merge import Fields, TemplateText
from outreach.press.compose import compose
from outreach.press.tasks import Job, PieceText
from outreach.stationery import STATIONERY
from outreach.workers.pool import Limits

CARE = PieceFacts(rules_of(books_for(shipped_books(), Prison("RU"))), "letter", "ru", ("Анна Образцова",))


@pytest.mark.parametrize("care", [None, CARE])
def test_only_for_prisoners_lists_are_read(tmp_path: Path, care: PieceFacts | None) -> None:
    for remembered in (
        tables.care_words,
        tables.frequent_words,
        word_list,
        text_language._speakers,
        text_language._expected,
    ):
        remembered.cache_clear()
    template = TemplateText(
        "ru.html", "ru", "{% block body %}<p>Сегодня выпал снег, {{ recipient.name }}.</p>{% endblock %}"
    )
    piece = PieceText(1, {"recipient": Fields("recipient", {"name": "Анна"})}, {}, care)
    _, faults, _ = compose(Job(STATIONERY["din5008b"], template, "", tmp_path, (piece,), Limits()))
    assert faults == []
    assert bool(tables.care_words.cache_info().currsize) is bool(care)
    assert bool(tables.frequent_words.cache_info().currsize) is bool(care)
