"""Every script is set in its own way: to the left, with conjuncts, with the letters of the shipped fonts."""

import pytest
from setting_child import NO_FILES, set_in_child

from outreach.letters.merge import TemplateText
from outreach.press.document import letterhead_html, lines_html, side_html
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY
from outreach.workers.pool import Limits, Workers

ALPHABETS = {
    "Latin": "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßŸĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĦĨĪĮİıĴĶĹĻĽĿŁŃŅŇŊŌŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŹŻŽƏƠƯȘȚẂẄẞẠẢẤỲỸ",
    "Cyrillic": "АБВГҐДЂЃЕЁЄЖЗЅИІЇЙЈКЛЉМНЊОПРСТЋЌУЎФХЦЧЏШЩЪЫЬЭЮЯӘҒҚҢӨҰҮҺҖҲҶӢӮ",
    "Greek": "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫΐΰςἈἐἨὁὑὡᾶῆῖῦῳ",
    "Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگکیەۆێًٌٍَُِّْ٠١٢٣٤٥٦٧٨٩،؛؟لاﷲ",
    "Devanagari": "अआइईउऊऋएऐओऔअंअःकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहक्षत्रज्ञश्रड़ढ़ऑॐ०१२३४५६७८९।",
    "signs": "„“”‚‘’«»‹›–—…·•§†‡°№€£₽₹¥%‰×÷±−²³½© ® ™",
}


def done(press: Workers, body: str, language: str = "en") -> SetJob:
    """Set one letter."""
    text = TemplateText(f"letter/{language}.html", language, "{% block body %}" + body + "{% endblock %}")
    parts = {"address": ("Us",), "return-line": ("Us",), "letterhead": ("Us",), "date": ("1 May",)}
    piece = PieceText(1, {"salutation": "—"}, parts)
    return set_in_child(press, Job(STATIONERY["din5008b"], text, "", NO_FILES, (piece,), Limits()))


@pytest.mark.parametrize("family", ["Gentium Plus", "Noto Sans"])
@pytest.mark.parametrize("alphabet", [*ALPHABETS])
def test_the_shipped_fonts_hold_every_letter_upright_bold_and_italic(
    press: Workers, alphabet: str, family: str
) -> None:
    letters = " ".join(ALPHABETS[alphabet] + ALPHABETS[alphabet].lower())
    body = "".join(f"<p style='font-family: {family}'><{tag}>{letters}</{tag}></p>" for tag in ("span", "b", "i"))

    assert done(press, body).faults == ()


def test_a_character_of_no_shipped_font_is_named(press: Workers) -> None:
    (fault,) = done(press, "<p>Kim ግዕዝ</p>").faults

    assert "no font of this tool has the character “ዕ” (U+12D5)" in str(fault.problem)


@pytest.mark.parametrize(("language", "turned"), [("ar", True), ("he", True), ("en", False), ("hi", False)])
def test_a_letter_that_is_written_to_the_left_is_laid_out_so(language: str, turned: bool) -> None:  # noqa: FBT001
    side = STATIONERY["din5008b"].sides[0]

    assert (' class="letter rtl"' in side_html(STATIONERY["din5008b"], side, {"body": "<p>x</p>"}, language)) is turned


def test_an_address_keeps_its_own_direction() -> None:
    assert lines_html(("ليلى حدّاد", "القاهرة")) == '<div class="rtl">ليلى حدّاد<br>القاهرة</div>'
    assert lines_html(("Leyla", "Cairo")) == "Leyla<br>Cairo"
    assert lines_html(("वृंदा श्रीवास्तव", "110001")).startswith('<div class="devanagari">')
    assert letterhead_html(("ليلى", "القاهرة")).startswith('<div class="rtl"><span')


def test_a_word_that_is_too_long_to_the_left_is_a_fault(press: Workers) -> None:
    (fault,) = done(press, f"<p>{'ب' * 200}</p>", "ar").faults

    assert "the text does not fit on din5008b" in str(fault.problem)
