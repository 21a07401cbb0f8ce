"""Words of the scripts of India are copied as they were written, and look as WeasyPrint draws them."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from copied_text import copied, font_faults, text_of, words

from outreach.workers.pool import Call, Died, Limits, Workers, process_pool

FONTS = Path(str(files("outreach") / "data" / "fonts" / "fonts.conf"))
HINDI = (
    "बोरिस कागार्लित्स्की हार्दिक क्षत्रिय ज्ञान श्रीमती विद्यार्थी राष्ट्र द्वितीय शृंगार हृदय दृष्टि स्त्री उज्ज्वल "
    "ब्रह्मांड चिह्न कृष्ण रुपया किंतु में हैं नहीं विचार नवंबर दिल्ली व्यक्तियों (Zoë Müller)"
)
PAGE = f"<p lang=hi style='font: 11pt Noto Serif Devanagari; width: 90mm; text-align: left'>{HINDI} {HINDI}</p>"


def both_ways(html: str) -> tuple[bytes, bytes]:
    """Return the PDF that the tool makes of a text, and WeasyPrint's; runs in a child process."""
    from weasyprint import HTML

    from outreach.press.copying import pdf_of

    return pdf_of(HTML(string=html).render()), HTML(string=html).render().write_pdf()


@pytest.fixture(scope="module")
def drawn() -> Iterator[tuple[bytes, bytes]]:
    """Give the page in Hindi, the tool's and WeasyPrint's."""
    with Workers(1, lambda count: process_pool(count, Limits(), FONTS)) as press:
        outcome = press.run(Call(both_ways, PAGE, 60))
        assert not isinstance(outcome, Died)
        yield outcome


def test_words_in_hindi_are_copied_as_they_were_written(drawn: tuple[bytes, bytes]) -> None:
    ours, theirs = drawn

    assert words(HINDI) - copied(text_of(ours)) == set()
    assert len(words(HINDI) - copied(text_of(theirs))) > 10  # the comparison can fail


def test_the_page_looks_as_before(drawn: tuple[bytes, bytes]) -> None:
    import pypdfium2

    ours, theirs = (pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().tobytes() for pdf in drawn)

    assert ours == theirs


def test_the_fonts_of_the_page_are_whole(drawn: tuple[bytes, bytes]) -> None:
    assert font_faults(drawn[0]) == []


def test_what_needs_no_further_codes_is_written_as_weasyprint_writes_it() -> None:
    with Workers(1, lambda count: process_pool(count, Limits(), FONTS)) as press:
        outcome = press.run(Call(both_ways, "<p>Dear Rosa, Дорогая Роза, عزيزتي روزا</p>", 60))
    assert not isinstance(outcome, Died)

    assert outcome[0] == outcome[1]
