"""Surfaces set by the express lane and by WeasyPrint, with nothing between them but a style sheet."""

from collections.abc import Callable, Sequence

from press.express.invented_words import NAMES, TEXTS
from weasyprint import Document

from outreach.press import document
from outreach.press.express import ExpressLane
from outreach.press.layout import lay_out as laid_out
from outreach.press.layout import own_style, together
from outreach.stationery import STATIONERY

PAPER = STATIONERY["din5008b"]
STYLE = document.base_style() + document.stationery_style(PAPER)
"""The style of a letter whose template adds nothing to it."""


def lay_out(style: str) -> Callable[[Sequence[str]], Document]:
    """Return how WeasyPrint lays out surfaces of a style, each in a document of its own."""

    def with_style(surfaces: Sequence[str]) -> Document:
        return together(laid_out(surface, own_style(style)) for surface in surfaces)

    return with_style


def express(style: str) -> ExpressLane:
    """Return a lane that has learnt nothing yet."""
    return ExpressLane(style, lay_out(style))


def weasyprint(style: str, surfaces: Sequence[str]) -> bytes:
    """Return the PDF of surfaces that WeasyPrint sets alone."""
    return lay_out(style)(surfaces).write_pdf()


def letter(language: str, name: str, *, rich: bool = False) -> str:
    """Return a letter on the stationery `PAPER`: three paragraphs, with the name in several places."""
    text = TEXTS[language]
    half = text.index(" ", len(text) // 2)
    insertion = f"<b>{name}</b>, <i>{name}</i> – <u>{name}</u>" if rich else name
    parts = {
        "return-line": "Friends of the Library · Mill Lane 3 · 12345 Anywhere",
        "address": f"{name}<br>Mill Lane 17<br>12345 Anywhere",
        "date": "20 November 2026",
        "subject": f"About the library, {name}",
        "salutation": f"<p>{name},</p>",
        "body": f"<p>{text}</p><p>{text[:half]} {insertion}{text[half:]}</p><p>{insertion}: {text[: half // 2]}.</p>",
        "closing": f"<p>{text.split()[-1]}</p><p>{name}</p>",
    }
    return document.side_html(PAPER, PAPER.sides[0], parts, language)


def letters(languages: Sequence[str], *, rich: bool = False) -> list[str]:
    """Return a letter to everybody who has a name in one of the languages."""
    return [letter(language, name, rich=rich) for language in languages for name in NAMES[language]]
