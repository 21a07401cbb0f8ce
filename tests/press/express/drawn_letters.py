"""Styles and letters drawn at random from the plain subset."""

import random
from dataclasses import dataclass
from html import escape

from press.express.invented_words import NAMES, TEXTS

FAMILIES = ("Gentium Plus", "Gentium Plus", "Noto Sans")
ODD = (
    "“quoted”", "(in brackets)", "—", "–", "A—B", "50\u00a0%", "5\u202f000\u00a0km", "and/or", "x-y-z",
    "§\u00a05", "…", "Abs.\u00a02", "1,234.50", "AT&T", "3×4", "20°C", "[1]", "a+b=c", "«ok»", "C++", "#7", "24/7",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A style, and what its letters have in common."""

    style: str
    language: str
    rich: bool
    bold_salutation: bool
    listed: str


def drawing(seed: int) -> random.Random:
    """Return the source of a draw; the same seed draws the same letters."""
    return random.Random(seed)  # noqa: S311 — no secret


def draw_style(draw: random.Random) -> Drawn:
    """Draw the style of a batch."""
    limits = draw.choice(["", "", "hyphenate-limit-chars: 6 3 3;", "hyphenate-limit-chars: 8 3 2;"])
    style = f"""
@page {{ size: A4; margin: {draw.choice([15, 20, 25])}mm {draw.choice([20, 25])}mm 20mm 25mm }}
body {{ font: {draw.choice([9, 9.5, 10, 10.5, 11, 12])}pt/{draw.choice([1.2, 1.35, 1.4, 1.5])} '{draw.choice(FAMILIES)}'; margin: 0 }}
.surface {{ position: relative; break-before: page }}
.frame {{ position: absolute }}
.return-address {{ left: 0; top: {draw.choice([5, 12])}mm; width: 80mm; height: 5mm; font-size: {draw.choice([7, 8])}pt;
  {draw.choice(["", "text-decoration: underline", "border-bottom: .3pt solid #000"])} }}
.address {{ left: 0; top: 20mm; width: 85mm; height: 40mm }}
.date {{ right: 0; top: {draw.choice([62, 66])}mm; width: 60mm; height: 8mm; text-align: right }}
.content {{ padding-top: {draw.choice([70, 75.5])}mm; {draw.choice(["", "", "width: 120mm", "width: 95mm", "width: 60mm"])} }}
p {{ margin: 0 0 {draw.choice([2, 3, 3.3])}mm }}
.subject p {{ font-weight: bold; margin: {draw.choice([0, 4])}mm 0 {draw.choice([1, 5])}mm; text-align: left }}
.body p {{ text-align: {draw.choice(["justify", "justify", "left", "center"])};
  hyphens: {draw.choice(["auto", "auto", "auto", "manual"])}; {limits} }}
.salutation p {{ color: {draw.choice(["#000", "#123456"])} }}
.closing {{ margin-top: {draw.choice([0, 6, 12])}mm }}
.closing p {{ {draw.choice(["", "font-style: italic", "letter-spacing: normal"])} }}
ul, ol {{ margin: 0 0 {draw.choice([0, 2.4, 5])}mm; padding-left: {draw.choice([0, 5, 12])}mm }}
ul {{ list-style-type: {draw.choice(["disc", "'– '", "none", "decimal-leading-zero"])} }}
ol {{ list-style-type: {draw.choice(["decimal", "lower-alpha", "upper-roman"])} }}
li {{ margin: {draw.choice([0, 0, 2])}mm 0 {draw.choice([0, 1, -0.5])}mm; {draw.choice(["", "padding: 1mm", "color: #123456"])};
  {draw.choice(["", "", "text-align: justify; hyphens: auto", "text-align: right", "font-size: 90%"])} }}
"""
    return Drawn(style, draw.choice([*TEXTS]), draw.random() < 0.5, draw.random() < 0.3, draw.choice(["", "ul", "ol"]))


def draw_letter(draw: random.Random, kind: Drawn) -> str:
    """Draw a letter of that style."""
    language = kind.language
    lines = (
        _name(draw, language),
        f"{_name(draw, language)} {draw.randint(1, 300)}",
        f"{draw.randint(10000, 99999)} Any",
    )
    address = "<br>".join(map(_plain, lines))
    paragraphs = "".join(_part(draw, kind) for _ in range(draw.randint(1, 3)))
    salutation = _plain(f"Dear {_name(draw, language)},")
    if kind.bold_salutation:
        salutation = f"<b>{salutation}</b>"
    return (
        f'<article class="surface letter" lang="{language}">'
        '<div class="frame return-address">Friends of the Library · Mill Lane 3 · Anywhere</div>\n'
        f'<div class="frame address">{address}</div><div class="frame date">{draw.randint(1, 31)} November 2026</div>\n'
        f'<main class="content"><div class="subject"><p>{_plain(_sentence(draw, language)[:70].strip())}</p></div>'
        f'<div class="salutation"><p>{salutation}</p></div><div class="body">{paragraphs}</div>'
        f'<div class="closing"><p>{_plain(_sentence(draw, language)[:40].strip())}</p>'
        f"<p>{_plain(_name(draw, language))}</p></div></main></article>"
    )


def _plain(text: str) -> str:
    return escape(text, quote=False)


def _name(draw: random.Random, language: str) -> str:
    if draw.random() < 0.15:
        language = draw.choice([*NAMES])
    addition = draw.choice(["", "", f" {draw.randint(1, 99)}", f"-{draw.choice(NAMES[language]).split()[-1]}"])
    return draw.choice(NAMES[language]) + addition


def _sentence(draw: random.Random, language: str) -> str:
    words = TEXTS[language].split()
    start = draw.randrange(len(words))
    chosen = words[start : start + draw.randint(3, 30)]
    for _ in range(draw.randint(0, 3)):
        chosen.insert(draw.randrange(len(chosen) + 1), draw.choice(words))
    if draw.random() < 0.8:
        odd = draw.choice([*ODD, _name(draw, language)])
        chosen.insert(draw.randrange(len(chosen) + 1), odd)
    return " ".join(chosen)


def _part(draw: random.Random, kind: Drawn) -> str:
    """Draw a paragraph, in some batches with a list after it now and then."""
    paragraph = f"<p>{_paragraph(draw, kind.language, rich=kind.rich)}</p>"
    if not kind.listed or draw.random() < 0.3:
        return paragraph
    count = draw.choice([1, 2, 3, 4, 11])
    items = [f"<li>{_text_of_item(draw, kind)}</li>" for _ in range(count)]
    return f"{paragraph}<{kind.listed}>{draw.choice(['', chr(10)]).join(items)}</{kind.listed}>"


def _text_of_item(draw: random.Random, kind: Drawn) -> str:
    text = _plain(_sentence(draw, kind.language))
    return _enriched(draw, text) if kind.rich else text


def _paragraph(draw: random.Random, language: str, *, rich: bool) -> str:
    text = " ".join(_plain(_sentence(draw, language)) for _ in range(draw.randint(1, 5)))
    if rich:
        text = _enriched(draw, text)
    return f"\n  {text}\n" if draw.random() < 0.2 else text


def _enriched(draw: random.Random, text: str) -> str:
    """Put some words into elements, and a line break between two sentences."""
    words = text.split(" ")
    for _ in range(draw.randint(0, 3)):
        first = draw.randrange(len(words))
        end = min(len(words), first + draw.randint(1, 4))
        if not any("<" in word for word in words[first:end]):
            _wrap(draw, words, first, end - 1)
    text = " ".join(words)
    return text.replace(". ", ".<br>", 1) if draw.random() < 0.2 else text


def _wrap(draw: random.Random, words: list[str], first: int, last: int) -> None:
    tag = draw.choice(["b", "i", "em", "strong", "u", "a"])
    opening, closing = ("<b>", "</b>") if draw.random() < 0.2 else ("", "")
    address = ' href="https://example.org/a/b-c"' if tag == "a" else ""
    words[first] = f"<{tag}{address}>{opening}{words[first]}"
    words[last] += f"{closing}</{tag}>" + draw.choice(["", "", "", "", "", ",", ".", "-x", ")"])
