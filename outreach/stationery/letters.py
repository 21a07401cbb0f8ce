"""Letter papers: sheet, window, folds and frames, a row each.

A window's numbers have their source beside them. The frames follow from it: the address keeps 3 mm
of air and stands at the foot of the window, 5 mm inside its left edge, the return line above it.
"""

from outreach.stationery.parts import LETTERHEAD, SMALL_LINE, Box, Flow, Frame, Side, Stationery, Zones, address_frame

FLOWING = ("subject", "salutation", "body", "closing", "enclosures")
A4, LETTER = (210.0, 297.0), (215.9, 279.4)
USUAL_ADDRESS, LOW_ADDRESS = (10.5, 4.05), (10, 3.65)
"""pt and mm: the size of an address, and how far apart six lines are; in a window of 28.6 mm they are less far apart."""
FOOT_MARGIN, FOOT_GAP, FOOT_HEIGHT = 22.0, 2.5, 12.0
"""mm: from the text's lower edge to that of the sheet, and the zone for a sender's foot in it."""
TINY_HEAD = "font: 7pt/2.8mm 'Noto Sans'; color: #333"


def _letter(
    name: str,
    size_name: str,
    description: str,
    source: str,
    *,
    address: Box,
    sender: Box,
    logo: Box,
    date: Box,
    head: Box,
    side: Box,
    text: float,
    sheet: tuple[float, float] = A4,
    window: Box | None = None,
    folds: tuple[float, ...] = (),
    hole: float | None = None,
    sender_part: str = "return-line",
    sender_style: str = SMALL_LINE,
    lines: tuple[float, float] = USUAL_ADDRESS,
    date_align: str = "right",
    sides: tuple[float, float] = (25, 20),
    keeps_sender: bool = False,
) -> Stationery:
    """Return one paper; `text` is where the text begins (mm from the top), `sides` its left and right margin.

    `head` and `side` are where a letterhead may stand; `keeps_sender` tells of a second window.
    """
    logo_align = "left" if logo.x < sheet[0] / 3 else "right"
    frames = (
        Frame("return-address", sender, (sender_part,), sender_style),
        address_frame(address, *lines),
        Frame("date", date, ("date",), f"text-align: {date_align}"),
        Frame("logo", logo, ("logo",), f"text-align: {logo_align}"),
    )
    left, right = sides
    flow = Flow(FLOWING, y=text, left=left, right=right, top=25, bottom=FOOT_MARGIN)
    foot = Box(left, sheet[1] - FOOT_MARGIN + FOOT_GAP, sheet[0] - left - right, FOOT_HEIGHT)
    return Stationery(
        name, description, "letter", *sheet, (Side("letter", frames, flow),), source, window, folds, hole,
        Zones(head, side, foot, keeps_sender), size_name=size_name,
    )  # fmt: skip


LETTERS = (
    _letter(
        "plain-a4", "A4", "A4 without a window: for separate envelopes, or labels", "ISO 216; the frames are our own",
        sender=Box(25, 18, 95, 26), sender_part="letterhead", sender_style=LETTERHEAD,
        address=Box(25, 52, 90, 30), logo=Box(130, 12, 60, 30), head=Box(25, 10, 165, 34), side=Box(125, 48, 65, 36),
        date=Box(125, 86, 65, 6), text=98.5,
    ),
    _letter(
        "plain-letter", "US Letter", "US Letter without a window: for separate envelopes, or labels",
        "ANSI Y14.1 size A; the frames are our own", sheet=LETTER,
        sender=Box(25.4, 16, 95, 26), sender_part="letterhead", sender_style=LETTERHEAD,
        address=Box(25.4, 50, 90, 30), logo=Box(130.5, 12, 60, 30), head=Box(25.4, 10, 165.1, 34), side=Box(130.5, 46, 60, 36),
        date=Box(130.5, 84, 60, 6), text=96,
        sides=(25.4, 25.4),
    ),
    _letter(
        "din5008a", "A4, DIN 5008 A", "A4 for DIN long envelopes with a high window on the left (DIN 5008 form A)",
        "DIN 5008:2020 form A: window, folds, hole mark; text 5 mm inside the window",
        window=Box(20, 27, 85, 45), folds=(87, 192), hole=148.5,
        sender=Box(25, 30, 77, 8.7), address=Box(25, 44.7, 77, 24.3),
        logo=Box(125, 10, 65, 30), head=Box(25, 8, 165, 16), side=Box(125, 29, 65, 37),
        date=Box(125, 68, 65, 6), text=80.5,
    ),
    _letter(
        "din5008b", "A4, DIN 5008 B", "A4 for DIN long envelopes with the window on the left (DIN 5008 form B)",
        "DIN 5008:2020 form B: window, folds, hole mark; text 5 mm inside the window",
        window=Box(20, 45, 85, 45), folds=(105, 210), hole=148.5,
        sender=Box(25, 48, 77, 8.7), address=Box(25, 62.7, 77, 24.3),
        logo=Box(125, 12, 65, 30), head=Box(25, 10, 165, 31), side=Box(125, 48, 65, 36),
        date=Box(125, 86, 65, 6), text=98.5,
    ),
    _letter(
        "swiss-right", "A4, SN 010130, right", "A4 for Swiss C5/6 envelopes with the window on the right",
        "SN 010130:2010: window on the right; folds as for C5/6",
        window=Box(112, 45, 90, 45), folds=(105, 210),
        sender=Box(118, 48, 80, 8.7), address=Box(118, 62.7, 80, 24.3),
        logo=Box(25, 12, 65, 30), head=Box(25, 10, 165, 31), side=Box(25, 48, 75, 40),
        date=Box(118, 94, 72, 6), date_align="left", text=107,
    ),
    _letter(
        "swiss-left", "A4, SN 010130, left", "A4 for Swiss C5/6 envelopes with the window on the left",
        "SN 010130:2010: window on the left; folds as for C5/6",
        window=Box(20, 35.5, 100, 45), folds=(105, 210),
        sender=Box(25, 38.5, 92, 8.7), address=Box(25, 53.2, 92, 24.3),
        logo=Box(130, 8, 60, 25), head=Box(25, 8, 165, 24), side=Box(130, 38, 60, 44),
        date=Box(125, 84, 65, 6), text=96.5,
    ),
    _letter(
        "french", "A4, NF Z 10-011", "A4 for French DL envelopes with the window on the right",
        "NF Z 10-011: window 100 × 45; text 10 mm inside it",
        window=Box(100, 35, 100, 45), folds=(99, 198),
        sender=Box(110, 38, 87, 8.7), address=Box(110, 52.7, 87, 24.3),
        logo=Box(25, 12, 65, 30), head=Box(25, 8, 165, 23.5), side=Box(25, 38, 66, 44),
        date=Box(110, 86, 80, 6), date_align="left", text=98.5,
    ),
    _letter(
        "uk-dl", "A4, DL", "A4 for British DL envelopes with a window 35 × 90 mm",
        "usual DL window: 90 × 35, 20 from the left and 18 from the foot of the envelope, seen on a sheet that "
        "stands on the foot (from the trade, not from a standard: try one envelope first)",
        window=Box(20, 46, 80, 35), folds=(99, 198),
        sender=Box(25, 14, 95, 26), sender_part="letterhead", sender_style=LETTERHEAD,
        address=Box(25, 53.7, 72, 24.3), logo=Box(130, 10, 60, 30), head=Box(25, 10, 165, 32), side=Box(125, 48, 65, 36),
        date=Box(125, 86, 65, 6), text=98.5,
    ),
    _letter(
        "us10", "US Letter, #10", "US Letter for #10 envelopes with a single window",
        "#10 single window envelope: window 4 1/2 × 1 1/8 in; folds in thirds", sheet=LETTER,
        window=Box(17.5, 55.6, 114.3, 28.6), folds=(95.2, 187.3),
        sender=Box(25.4, 16, 95, 26), sender_part="letterhead", sender_style=LETTERHEAD,
        address=Box(25.4, 59.2, 103.4, 22), lines=LOW_ADDRESS,
        logo=Box(130.5, 10, 60, 30), head=Box(25.4, 10, 165.1, 41), side=Box(140, 48, 50.5, 38),
        date=Box(130.5, 88, 60, 6), text=100, sides=(25.4, 25.4),
    ),
    _letter(
        "us10-double", "US Letter, #10 (2)", "US Letter for #10 envelopes with a second window for the return address",
        "#10 double window envelope: address window 3 5/8 × 1 1/8 in; the upper window differs from maker to "
        "maker, and the return address stands in the part that most of them show",
        sheet=LETTER, window=Box(14.3, 55.6, 92.1, 28.6), folds=(95.2, 187.3),
        sender=Box(18, 20, 75, 11.5), sender_part="letterhead", sender_style=TINY_HEAD, keeps_sender=True,
        address=Box(18, 59.2, 85.3, 22), lines=LOW_ADDRESS,
        logo=Box(130.5, 10, 60, 30), head=Box(112, 10, 78.5, 44), side=Box(130.5, 55, 60, 31),
        date=Box(130.5, 88, 60, 6), text=100, sides=(25.4, 25.4),
    ),
)  # fmt: skip
