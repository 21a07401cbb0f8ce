"""The cover page of a volume: what lies in it, for whom, and which stamps it takes; set in a child process."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from outreach.press.versions import known_weasyprint

STYLE = """
@page cover { margin: 25mm 20mm 20mm 25mm }
html { font: 10pt/1.45 'Noto Sans' }
body, p, h1, table { margin: 0 }
article { page: cover; break-before: page }
h1 { font: bold 24pt/1.2 'Gentium Plus'; margin-bottom: 1.5mm }
.facts { color: #444; margin-bottom: 12mm }
table { width: 100%; border-collapse: collapse; border-top: .2mm solid #999 }
td { padding: 1.6mm 8mm 1.6mm 0; border-bottom: .2mm solid #999; vertical-align: top }
td:first-child { width: 34mm; color: #444 }
"""


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on one cover page: a title, a line of facts, and rows of a name and what it is."""

    title: str
    facts: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Covers:
    """The cover pages of a batch; `width` and `height` of the paper in mm."""

    pages: tuple[Cover, ...]
    width: float
    height: float


def set_covers(covers: Covers) -> bytes:
    """Return the cover pages as a PDF, one page each; runs in a child process."""
    with known_weasyprint():
        from outreach.press import surfaces  # noqa: PLC0415 — WeasyPrint is loaded in the child only

    size = f"@page cover {{ size: {covers.width:g}mm {covers.height:g}mm }}"
    return surfaces.set_surfaces([_surface(cover) for cover in covers.pages], STYLE + size, "")


def _surface(cover: Cover) -> str:
    rows: Sequence[Markup] = [Markup("<tr><td>{}</td><td>{}</td></tr>").format(*row) for row in cover.rows]
    return Markup('<article lang="en"><h1>{}</h1><p class="facts">{}</p><table>{}</table></article>').format(
        cover.title, cover.facts, Markup("").join(rows)
    )
