"""Columns may be called as the list calls them, in any language, and without ``recipient.``."""

import pytest

from outreach.letters.merge import TemplateText
from outreach.letters.names import understood

COLUMNS = {
    "recipient": frozenset(
        {"given_name", "family_name", "city", "gender", "lieblingsfarbe", "name", "district", "constituency"}
    ),
    "about": frozenset({"charge", "name", "given_name"}),
    "sender": frozenset({"name"}),
}
VARIABLES = frozenset({"salutation", "message", "today"})


def read(text: str) -> str:
    return understood(TemplateText("own/de.html", "de", text), COLUMNS, VARIABLES).text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{{ Vorname }}", "{{ recipient.given_name }}"),
        ("{{ recipient.vorname }}", "{{ recipient.given_name }}"),
        ("{{ recipient.Ort }}", "{{ recipient.city }}"),
        ("{{ имя|upper }}", "{{ recipient.given_name|upper }}"),
        ("{{ about.Prénom }}", "{{ about.given_name }}"),
        ("{% if Geschlecht == 'f' %}x{% endif %}", "{% if recipient.gender == 'f' %}x{% endif %}"),
        ("{{ Lieblingsfarbe }}", "{{ recipient.lieblingsfarbe }}"),
        ("{{ recipient.district }}", "{{ recipient.district }}"),
        ("{{ salutation }} {{ today }} {{ message }}", "{{ salutation }} {{ today }} {{ message }}"),
        ("{% set ort = 'x' %}{{ ort }}", "{% set ort = 'x' %}{{ ort }}"),
        ("{% for name in ['a'] %}{{ name }}{{ loop.index }}{% endfor %}", "{% for name in ['a'] %}{{ name }}{{ loop.index }}{% endfor %}"),
        ("{% block body %}name{% endblock %}", "{% block body %}name{% endblock %}"),
        ("{% if 'Ort' in recipient.name %}Ort{% endif %}", "{% if 'Ort' in recipient.name %}Ort{% endif %}"),
        ("{% if recipient.city is defined and not Ort %}x{% endif %}", "{% if recipient.city is defined and not recipient.city %}x{% endif %}"),
        ("{{ nonsense }} {{ recipient.nonsense }}", "{{ nonsense }} {{ recipient.nonsense }}"),
        ("{{ sender.Name }}", "{{ sender.name }}"),
    ],
)  # fmt: skip
def test_names_are_understood_in_the_languages_of_the_lists(written: str, meant: str) -> None:
    assert read(written) == meant
