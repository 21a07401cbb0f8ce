"""Invented prisoners for the tests of care: a campaign that writes to them, and harmless and dangerous words."""

SETTINGS = """
[campaign]
name = "Letters"

[sender]
name = "Johanna Beispiel"
address = ["Musterweg 12", "10115 Berlin"]
country = "DE"

[mailing.letters]
to = "recipients/prisoners.xlsx"
template = "letter_templates/letter"
stationery = "plain-a4"
every = "60 days"
"""
TEXT = """
{% block body %}<p>{{ recipient.text }}</p>{{ message }}{% endblock %}
{% block closing %}<p>{{ sender.name }}</p>{% endblock %}
"""
COLUMNS = (
    *("id", "given_name", "patronymic", "family_name", "birth_date", "facility", "address", "country", "language"),
    *("last_confirmed", "text"),
)
SNOW, WAR = "Сегодня выпал первый снег.", "Я много думаю о войне."


def prisoner(identity: str, text: str, confirmed: str = "2026-11-01") -> tuple[str, ...]:
    name = ("Анна", "Сергеевна", f"Образцова-{'Ю' if identity == 'p-1' else 'Я'}")
    return (identity, *name, "1980-05-01", "ik-1", "ул. Придуманная, д. 1\n000001", "RU", "ru", confirmed, text)
