"""What somebody copies from a PDF, word by word, against what was written."""

import io
import re
import unicodedata
from html import unescape

import pikepdf
import pypdfium2

_BREAKS = re.compile(r"<(?:br|/?(?:p|div|li|ul|h\d|article|main|span))\b[^>]*>")
_HYPHENATED = re.compile("[\ufffe\u0002\u00ad\u2010-]\\s*\n\\s*")
"""A hyphen at the end of a line, as viewers give it."""
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0dff])*")
"""A word without digits and signs; the vowel signs of India's scripts are part of it."""
_MARKED = re.compile(r"\w*[\u064b-\u0652][\w\u064b-\u0652]*")
"""An Arabic word with a mark above or below a letter: viewers put those marks beside their letter, each in its own way."""


def words(text: str) -> set[str]:
    """Return the words of a text, but for Arabic ones with marks."""
    return {*_WORD.findall(_MARKED.sub(" ", unicodedata.normalize("NFC", text)))}


def written(html: str) -> set[str]:
    """Return the words of a text in HTML."""
    return words(unescape(re.sub("<[^>]*>", "", _BREAKS.sub(" ", html))))


def copied(text: str) -> set[str]:
    """Return the words of a text that a viewer gave, with and without the hyphens at ends of lines."""
    text = text.replace("\r", "")
    return words(text) | words(_HYPHENATED.sub("", text))


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, as PDFium copies it."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return "\n".join(page.get_textpage().get_text_bounded() for page in opened)


def font_faults(pdf: bytes) -> list[str]:
    """Return the fonts that are not embedded, no subset or without texts, and what is wrong with the file itself."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = {str(font.BaseFont): font for page in opened.pages for _, font in page.obj.Resources.Font.items()}
        faults = [
            name
            for name, font in fonts.items()
            if not re.match(r"/[A-Z]{6}\+", name)
            or "/ToUnicode" not in font
            or "/FontFile2" not in font.DescendantFonts[0].FontDescriptor
        ]
        return faults + opened.check_pdf_syntax()
