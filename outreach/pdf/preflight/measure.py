"""Measure pages with pdfium and pikepdf: where the ink is, and which fonts it comes from."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from outreach.pdf.preflight.flight import Expected, Flight, Found
from outreach.stationery import AIR, MM, Box
from outreach.stationery.print_services import Measured, PrintFinding, off, service_findings

ROUNDING = 0.15
"""mm that a measure may be wrong by."""
SHARP = 150
"""Dots an inch below which a printed picture looks coarse."""
STYLE_REMEDY = "look in the template's style.css for what moves or resizes it; the stationery says where things stand"
_DASHES = "-\u00ad\u2010\u2011\x02"


def measured(flight: Flight) -> Found:
    """Measure the pieces of `flight`; return number and finding of each fault."""
    source = io.BytesIO(flight.content) if flight.content else flight.path
    with pypdfium2.PdfDocument(flight.content or flight.path) as pdf, pikepdf.open(source) as opened:
        found = [(0, finding) for finding in _file_findings(flight, pdf)]
        for piece in flight.pieces:
            found += ((piece.number, finding) for finding in _piece_findings(flight, piece, pdf, opened))
    return tuple(found)


def _file_findings(flight: Flight, pdf: pypdfium2.PdfDocument) -> Iterator[PrintFinding]:
    pages = flight.pages or len(pdf)
    if pages not in (flight.total, flight.total + 1):  # printed on both sides, the last sheet may have an empty back
        message = f"has {pages} pages, and {flight.total} were expected"
        yield PrintFinding("pages", message, "mark the pieces void and merge them again", blocking=True)


def _piece_findings(
    flight: Flight, piece: Expected, pdf: pypdfium2.PdfDocument, source: pikepdf.Pdf
) -> Iterator[PrintFinding]:
    sides = flight.paper.sides
    pages = {number: pdf[number - 1] for number in range(piece.first_page, min(piece.last_page, len(pdf)) + 1)}
    for number, page in pages.items():
        side = sides[min(number - piece.first_page, len(sides) - 1)]
        yield from _page_findings(flight, page, full_bleed=side.name == "picture")
        yield from _font_findings(source.pages[number - 1])
    place = piece.first_page + len(sides) - 1
    if piece.address and place <= len(pdf):
        yield from _address_findings(flight, piece, pages.get(place) or pdf[place - 1])


def _page_findings(flight: Flight, page: pypdfium2.PdfPage, *, full_bleed: bool) -> Iterator[PrintFinding]:
    paper = flight.paper
    width, height = (length / MM for length in page.get_size())
    if abs(width - paper.width) > ROUNDING or abs(height - paper.height) > ROUNDING:
        message = f"a page of {width:.0f} × {height:.0f} mm, and {paper.name} has {paper.width:g} × {paper.height:g} mm"
        yield PrintFinding("size", message, "take `size` out of the template's style.css", blocking=True)
    for box, dots in _objects(page):
        if dots and dots < SHARP:
            message = f"a picture has {dots:.0f} dots an inch at this size, and {SHARP} are needed to look sharp"
            yield PrintFinding("dots", message, "take a larger picture", blocking=False)
        over = max(off(box, Box(0, 0, width, height).inset(flight.edge)).values())
        if not full_bleed and over > ROUNDING:
            message = f"something stands {over:.1f} mm inside the edge of {flight.edge:g} mm that printers do not reach"
            yield PrintFinding("edge", message, "move it inwards in the template's style.css", blocking=False)


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[Box, float]]:
    """Yield the place of each thing on the page, in mm, and for a picture its dots an inch."""
    height = page.get_size()[1]
    for item in page.get_objects(max_depth=1):
        left, bottom, right, top = item.get_bounds()
        box = Box(left / MM, (height - top) / MM, (right - left) / MM, (top - bottom) / MM)
        dots = 0.0
        if isinstance(item, pypdfium2.PdfImage) and box.width > 0 and box.height > 0:
            across, down = item.get_px_size()
            dots = min(across / box.width, down / box.height) * 25.4
        yield box, dots


def _font_findings(page: pikepdf.Page) -> Iterator[PrintFinding]:
    fonts = page.resources.get("/Font", pikepdf.Dictionary())
    assert isinstance(fonts, pikepdf.Dictionary)  # noqa: S101 — what ISO 32000 says it is
    for font in fonts.as_dict().values():
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
        if font.get("/Subtype") != "/Type3" and not any(f"/FontFile{n}" in descriptor for n in ("", "2", "3")):
            yield PrintFinding(
                "fonts", f"the font {inner.get('/BaseFont', '')} is not in the file", STYLE_REMEDY, blocking=True
            )
    if fonts and _has_missing_glyph(page):
        remedy = "write it in another script, or bring a font along: docs/how-to/write-your-own-template.md"
        yield PrintFinding(
            "glyph", "a character is printed as an empty box, since no font has it", remedy, blocking=True
        )


def _has_missing_glyph(page: pikepdf.Page) -> bool:
    """Tell whether glyph 0 is shown; all fonts of the press write two bytes a glyph."""
    for instruction in pikepdf.parse_content_stream(page, operators="Tj TJ"):
        operands = instruction.operands
        texts = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
        for text in texts:
            data = bytes(text) if isinstance(text, pikepdf.String) else b""
            if b"\0\0" in data and any(data[i : i + 2] == b"\0\0" for i in range(0, len(data) - 1, 2)):
                return True
    return False


def _address_findings(flight: Flight, piece: Expected, page: pypdfium2.PdfPage) -> Iterator[PrintFinding]:
    frame = next(frame.box for frame in flight.paper.sides[-1].frames if frame.name == "address")
    box = address_box(page, piece.address, frame)
    if box is None:
        yield PrintFinding("lost", "the address is not on the page", STYLE_REMEDY, blocking=True)
        return
    if flight.paper.window:
        over = {edge: by for edge, by in off(box, flight.paper.window.inset(AIR)).items() if by > ROUNDING}
        if over:
            where = " and ".join(f"{by:.1f} mm too far {edge}" for edge, by in over.items())
            message = f"the address does not keep {AIR:g} mm of air in the window of {flight.paper.name}: {where}"
            yield PrintFinding("window", message, STYLE_REMEDY, blocking=True)
    if flight.service:
        width, height = (length / MM for length in page.get_size())
        boxes = tuple(one for one, _ in _objects(page))
        yield from service_findings(
            flight.service, Measured(width, height, box, len(piece.address), boxes, flight.size)
        )


def address_box(page: pypdfium2.PdfPage, lines: Sequence[str], frame: Box) -> Box | None:
    """Return the box around the ink of an address in mm, or None if its text is not on the page.

    Spaces, hyphens, capitals and ligatures do not matter; neither does where the lines were broken.
    A line in a script whose letters change their form or order is not read back; it is expected in the `frame`.
    """
    text = page.get_textpage()
    letters, places = _letters(text)
    wanted = [_folded(line) for line in lines]
    start = letters.find("".join(wanted))
    if start >= 0:
        return _around(page, text, places[start : start + len("".join(wanted))])
    indexes: list[int] = []
    for line in filter(None, wanted):
        found = [places[i] for i in _find_line(letters, line)]
        if not found and _is_legible(line):
            return None
        indexes += found or _inside(page, text, frame)
    return _around(page, text, indexes) if indexes else None


def _is_legible(line: str) -> bool:
    """Tell whether all letters are Latin, Greek or Cyrillic: they come back from a PDF as they went in."""
    return all(unicodedata.name(c, "").startswith(("LATIN", "GREEK", "CYRILLIC")) for c in line if c.isalpha())


def _inside(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, frame: Box) -> list[int]:
    """Return the characters whose middle lies in the frame, or near it."""
    room = frame.inset(-AIR)
    height = page.get_size()[1]
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        x, y = (left + right) / 2 / MM, (height - (bottom + top) / 2) / MM
        if right > left and room.x <= x <= room.x + room.width and room.y <= y <= room.y + room.height:
            found.append(index)
    return found


def _find_line(letters: str, line: str) -> range:
    """Return where a line is, even if it runs from right to left."""
    for form in (line, line[::-1]):
        if (start := letters.find(form)) >= 0:
            return range(start, start + len(form))
    return range(0)


def _letters(text: pypdfium2.PdfTextPage) -> tuple[str, list[int]]:
    """Return the folded letters of a page, and for each of them its index in the page's text."""
    raw = text.raw
    letters = [_letter(pdfium.FPDFText_GetUnicode(raw, index)) for index in range(text.count_chars())]
    return "".join(letters), [index for index, folded in enumerate(letters) for _ in folded]


@cache
def _letter(code: int) -> str:
    return _folded(chr(code))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        c for c in plain if not c.isspace() and c not in _DASHES and unicodedata.category(c) not in {"Mn", "Cf", "Cc"}
    )


def _around(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, indexes: Sequence[int]) -> Box:
    """Return the box around characters in mm from the page's upper left."""
    boxes = [text.get_charbox(index) for index in dict.fromkeys(indexes)]
    left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
    height = page.get_size()[1]
    return Box(left / MM, (height - top) / MM, (right - left) / MM, (top - bottom) / MM)
