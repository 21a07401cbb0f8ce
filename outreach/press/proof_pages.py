"""The content of proof sheets: each piece beside the same text in the volunteer's language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from markupsafe import Markup

from outreach.l10n.languages import locale, right_to_left
from outreach.letters.merge import MergeError, MergeTemplate, TemplateText
from outreach.press.tasks import PieceText

BLOCKS = ("subject", "salutation", "body", "closing")
"""What a proof sheet shows, in this order; pictures need no translation."""
STYLE = """
@page { size: A4; margin: 18mm 16mm 18mm 18mm }
html { font: 10pt/1.42 "Gentium Plus", "Noto Naskh Arabic", "Noto Serif Devanagari", "Noto Sans"; color: #000 }
body, h1, h2, p, table, ul, ol { margin: 0 }
h1 { font: bold 15pt/1.2 "Gentium Plus" }
.facts { font: 8.5pt/1.4 "Noto Sans"; color: #444; margin-top: 1mm }
tr { break-inside: avoid }
h2 { font: bold 11pt/1.3 "Gentium Plus", "Noto Naskh Arabic", "Noto Serif Devanagari"; margin-bottom: 1.5mm; break-after: avoid }
h2 span { color: #555; font-weight: normal; margin-right: 2mm }
table { width: 100%; border-collapse: collapse; table-layout: fixed; border-top: .25mm solid #777 }
th { font: 7.5pt/1.3 "Noto Sans"; color: #555; text-align: left; padding: 1mm 0 1.6mm; letter-spacing: .02em }
td { vertical-align: top; padding: 0 0 1.7mm; hyphens: auto }
tr > :first-child { padding-right: 5mm; border-right: .15mm solid #bbb }
tr > :last-child { padding-left: 5mm }
tr:last-child td { padding-bottom: 0 }
td p + p { margin-top: 1.5mm }
ul, ol { padding-left: 4.5mm }
img { max-width: 100%; max-height: 30mm }
[dir=rtl] { text-align: right }
.none { color: #555; font-style: italic }
"""
NUMBERED = (
    STYLE
    + "@page { @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt 'Noto Sans'; color: #555 } }"
)
BELOW_THE_HEAD, BELOW_A_PROOF = 7.0, 9.0
"""mm"""
_PARAGRAPH = re.compile(r"\s*<(p|ul|ol|blockquote)\b[^>]*>.*?</\1>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ProofSide:
    """One column of a proof: a text in one language, and the values for it; None where the template has no text."""

    language: str
    template: TemplateText | None
    text: PieceText | None


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece as its recipient reads it, and in the volunteer's language; `number` is its place in the batch."""

    number: int
    name: str
    original: ProofSide
    translation: ProofSide


@dataclass(frozen=True, slots=True)
class Proofs:
    """The proof sheets of a batch; `assets` is the template's folder."""

    title: str
    facts: str
    assets: Path
    proofs: tuple[Proof, ...]


def head_html(sheets: Proofs) -> str:
    """Return the heading of the proofs."""
    return Markup('<h1>{}</h1><p class="facts">{}</p>').format(sheets.title, sheets.facts)


def proof_html(proof: Proof) -> Markup:
    """Return one proof: both texts in two columns."""
    sides = (proof.original, proof.translation)
    heads = Markup("").join(Markup("<th>{}</th>").format(_language_name(side.language)) for side in sides)
    left, right = (_blocks(side) for side in sides)
    rows = Markup("").join(
        Markup("<tr>{}{}</tr>").format(_cell(proof.original, one), _cell(proof.translation, other))
        for one, other in _rows(left, right)
    )
    return Markup("<section><h2><span>{}</span>{}</h2><table><tr>{}</tr>{}</table></section>").format(
        proof.number, proof.name, heads, rows
    )


def _language_name(language: str) -> str:
    """Return the language's own name for itself with its English one behind it."""
    own = locale(language).get_display_name(locale(language)) or language
    english = locale(language).get_display_name("en") or language
    return str(own) if own == english else f"{own} · {english}"


def _cell(side: ProofSide, html: str) -> Markup:
    direction = "rtl" if right_to_left(side.language) else "ltr"
    return Markup('<td lang="{}" dir="{}">{}</td>').format(side.language, direction, Markup(html))  # noqa: S704 — merged in the sandbox, set without scripts


def _blocks(side: ProofSide) -> Mapping[str, str]:
    """Merge one side; what cannot be merged, or is not there, is said in its place."""
    if side.template is None or side.text is None:
        return {
            "body": f'<p class="none">The template has no text in {locale(side.language).get_display_name("en")}.</p>'
        }
    try:
        blocks = _compiled(side.template).merge(side.text.values)
    except MergeError as error:
        return {"body": str(Markup('<p class="none">This cannot be shown: {}</p>').format(error.problem.message))}
    salutation = str(Markup("<p>{}</p>").format(side.text.values.get("salutation", "")))
    return {"salutation": salutation, **blocks}


@lru_cache(maxsize=32)
def _compiled(template: TemplateText) -> MergeTemplate:
    return MergeTemplate(template)


def _rows(left: Mapping[str, str], right: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield pairs to show side by side: paragraphs if both sides have equally many, else blocks."""
    for block in BLOCKS:
        one, other = left.get(block, ""), right.get(block, "")
        ours, theirs = _paragraphs(one), _paragraphs(other)
        if len(ours) == len(theirs):
            yield from zip_longest(ours, theirs, fillvalue="")
        elif one or other:
            yield one, other


def _paragraphs(html: str) -> Sequence[str]:
    """Return the paragraphs and lists that a block is made of, or the block as a whole."""
    if not html.strip():
        return []
    parts = [match[0] for match in _PARAGRAPH.finditer(html)]
    return parts if "".join(parts) == html else [html]
