"""Letters in Arabic, in Arabic with Latin names and in Hindi look as those that somebody has looked at."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from setting_child import NO_FILES, set_in_child

from outreach.letters.merge import Fields, TemplateText
from outreach.pdf.binder import bound
from outreach.press.tasks import Job, PieceText
from outreach.stationery import STATIONERY
from outreach.workers.pool import Limits, Workers

REFERENCES = Path(__file__).resolve().parent / "references"
DOTS_PER_MM = 4
TEXT_BLOCK = (20, 45, 200, 190)
"""mm: window, date and text."""
DARKER, SHARE = 96, 0.002
"""Two drawings agree when no more than this share of their pixels differ by so many of 256 shades of grey."""

ARABIC = """
{% block subject %}في السجن بسبب كلمتهما{% endblock %}
{% block body %}<p>السلام عليكم. <b>{{ recipient.name }}</b> ({{ recipient.place }})، مولود عام {{ recipient.year }}، في السجن منذ
14 مارس 2023؛ أطلب منكم أمرين، «{{ recipient.charge }}»، ولا يزال الطريق طويلًا فلنكتب سطرين على الأقل ليظهر الالتفاف:</p>
<ul><li>أن تتحدثوا عن القضية <strong>{{ recipient.name }}</strong> في البرلمان؛</li><li>أن تكتبوا إليه.</li></ul>{% endblock %}
{% block closing %}<p>وتفضلوا بقبول الاحترام،</p><p>{{ recipient.name }}</p>{% endblock %}
"""
HINDI = """
{% block subject %}विषय: स्वतंत्रता और न्याय{% endblock %}
{% block body %}<p>क्षत्रिय, ज्ञान, श्रीमती, विद्यार्थी, राष्ट्र, द्वितीय, शृंगार, कर्म, क्रम, ट्रक, हृदय, र्‍या, दृष्टि, स्त्री, उज्ज्वल,
ब्रह्मांड, चिह्न, कृष्ण, रूप, रुपया, किंतु, में, दें: हैं; “के अंत में” ({{ recipient.name }}) 1,300 किलोमीटर।</p>
<ul><li>संसद में <strong>दोनों मामलों</strong> पर बोलें।</li><li>{{ recipient.name }} को लिखें।</li></ul>{% endblock %}
{% block closing %}<p>सादर,</p><p>{{ recipient.name }}</p>{% endblock %}
"""
LETTERS = {
    "arabic": ("ar", ARABIC, {"name": "ليلى حدّاد", "place": "حلب", "year": "1984", "charge": "تبرير الإرهاب"}),
    "mixed": ("ar", ARABIC, {"name": "Zoë Müller", "place": "ИК-99", "year": "1984", "charge": "C++ (x) 12"}),
    "hindi": ("hi", HINDI, {"name": "Zoë Müller"}),
}
ADDRESSES = {
    "arabic": ("ليلى حدّاد", "ص.ب. 72", "بيروت"),
    "mixed": ("Zoë Müller", "1 Way", "Cairo"),
    "hindi": ("वृंदा श्रीवास्तव", "नई दिल्ली 110001"),
}


def drawn(press: Workers, name: str) -> Image.Image:
    """Set a letter and return window, date and text as a picture in shades of grey."""
    language, text, cells = LETTERS[name]
    values = {"recipient": Fields("recipient", cells), "salutation": cells["name"]}
    lines = {"address": ADDRESSES[name], "return-line": ("Us", "Street 2"), "letterhead": ("Us",), "date": ("2026",)}
    template = TemplateText(f"{language}.html", language, text)
    job = Job(STATIONERY["din5008b"], template, "", NO_FILES, (PieceText(1, values, lines),), Limits())
    outcome = set_in_child(press, job)
    assert outcome.faults == ()
    page = pypdfium2.PdfDocument(bound(outcome.sections, outcome.pieces))[0]
    left, top, right, bottom = (DOTS_PER_MM * edge for edge in TEXT_BLOCK)
    return page.render(scale=DOTS_PER_MM * 25.4 / 72).to_pil().convert("L").crop((left, top, right, bottom))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the share of pixels in which two drawings differ."""
    histogram = ImageChops.difference(one, other).histogram()
    return sum(histogram[DARKER:]) / sum(histogram)


@pytest.mark.parametrize("name", [*LETTERS])
def test_a_letter_looks_like_the_one_that_was_looked_at(press: Workers, name: str) -> None:
    path, picture = REFERENCES / f"{name}.png", drawn(press, name)
    if not path.exists():
        picture.quantize(16).save(path, optimize=True)
        pytest.fail(f"{path} was made: look at it")

    with Image.open(path) as reference:
        assert difference(picture, reference.convert("L")) < SHARE


def test_another_letter_looks_different(press: Workers) -> None:
    """The comparison can fail: a name on the other side of its line is found."""
    with Image.open(REFERENCES / "mixed.png") as reference:
        assert difference(drawn(press, "arabic"), reference.convert("L")) > SHARE
