"""Pictures on cards and of senders: fitted without distortion, turned where they are higher than wide, kept once."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from setting_child import set_in_child

from outreach.campaign.templates import _picture_style
from outreach.letters.merge import TemplateText
from outreach.pdf.binder import bound
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY
from outreach.workers.pool import Limits, Workers

CARD = '{% block picture %}<img src="own.jpg" alt="">{% endblock %}{% block body %}<p>Text</p>{% endblock %}'
SIGNED = (
    '{% block body %}<p>Text</p>{% endblock %}{% block closing %}<p>Yours</p><p class="signature">Us</p>{% endblock %}'
)
PARTS = {"address": ("Rosa", "Street 1", "10115 Berlin"), "return-line": ("Us", "Street 2"), "date": ("1 May",)}
BLUE, RED = (20, 40, 230), (230, 30, 20)


def done(
    press: Workers, folder: Path, text: str = CARD, paper: str = "postcard-a6", count: int = 1, **more: Path
) -> SetJob:
    parts = PARTS | {name: (f"sender/us/{name}",) for name in more}
    pieces = tuple(PieceText(i, {"salutation": "Dear Rosa,"}, parts) for i in range(1, count + 1))
    pictures = tuple((f"sender/us/{name}", path) for name, path in more.items())
    task = Job(
        STATIONERY[paper], TemplateText("card/en.html", "en", text), "", folder, pieces, Limits(), pictures=pictures
    )
    return set_in_child(press, task)


def pdf(result: SetJob) -> bytes:
    assert result.faults == ()
    return bound(result.sections, result.pieces)


def shown(data: bytes, page: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=1).to_pil().convert("RGB")


def round_picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a blue picture with a red disc in its middle."""
    picture = Image.new("RGB", (width, height), BLUE)
    radius = min(width, height) // 4
    x, y = width // 2, height // 2
    ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=RED)
    return picture.convert(mode)


def is_red(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return bool(pixel[0] > 150 and pixel[2] < 100)


@pytest.mark.parametrize(
    ("width", "height", "mode"),
    [(1500, 1080, "RGB"), (1080, 1500, "RGB"), (3000, 600, "RGB"), (1200, 1200, "L"), (1500, 1080, "CMYK")],
)
def test_a_picture_covers_the_card_and_a_disc_stays_round(
    press: Workers, tmp_path: Path, width: int, height: int, mode: str
) -> None:
    round_picture(width, height, mode).save(tmp_path / "own.jpg", quality=95)
    card = shown(pdf(done(press, tmp_path)))

    corners = [(1, 1), (card.width - 2, 1), (1, card.height - 2), (card.width - 2, card.height - 2)]
    assert all(card.getpixel(corner) != (255, 255, 255) for corner in corners)
    if mode != "L":
        across = [x for x in range(card.width) if is_red(card.getpixel((x, card.height // 2)))]
        down = [y for y in range(card.height) if is_red(card.getpixel((card.width // 2, y)))]
        assert len(across) == pytest.approx(len(down), abs=3)
        assert len(down) > 20


def test_a_picture_higher_than_wide_lies_on_its_side(press: Workers, tmp_path: Path) -> None:
    picture = Image.new("RGB", (1110, 1540), BLUE)
    picture.paste(RED, (0, 0, 1110, 300))
    picture.save(tmp_path / "own.jpg", quality=95)
    card = shown(pdf(done(press, tmp_path)))

    assert is_red(card.getpixel((5, card.height // 2)))
    assert not is_red(card.getpixel((card.width // 2, 5)))


def test_a_picture_that_the_camera_marked_as_turned_stands_upright(press: Workers, tmp_path: Path) -> None:
    picture = Image.new("RGB", (1110, 1540), BLUE)
    picture.paste(RED, (0, 0, 300, 1540))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise: then it is wide, and what was left is on top
    picture.save(tmp_path / "own.jpg", quality=95, exif=exif)
    data = pdf(done(press, tmp_path))

    assert is_red(shown(data).getpixel((200, 5)))
    assert b"Exif" not in data


def test_a_picture_of_one_pixel_covers_the_card(press: Workers, tmp_path: Path) -> None:
    Image.new("RGB", (1, 1), RED).save(tmp_path / "own.jpg", quality=95)

    assert is_red(shown(pdf(done(press, tmp_path))).getpixel((10, 10)))


def test_a_picture_with_far_too_many_pixels_is_a_fault_that_says_so(press: Workers, tmp_path: Path) -> None:
    picture = Image.new("1", (40_000, 40_000))
    picture.save(tmp_path / "huge.png")
    result = done(press, tmp_path, CARD.replace("own.jpg", "huge.png"))

    assert "`huge.png` has 40000 × 40000 pixels, more than 200 million; make it smaller" in str(
        result.faults[0].problem
    )


def test_a_text_in_place_of_a_picture_is_a_fault_that_says_so(press: Workers, tmp_path: Path) -> None:
    (tmp_path / "own.jpg").write_text("no picture")
    result = done(press, tmp_path)

    assert "`own.jpg` cannot be read as a picture; save it again as PNG or JPEG" in str(result.faults[0].problem)


def test_a_photograph_is_kept_once_and_grows_by_little(press: Workers, tmp_path: Path) -> None:
    Image.effect_noise((1540, 1110), 60).convert("RGB").save(tmp_path / "own.jpg", quality=85)
    data = pdf(done(press, tmp_path, count=40))

    with pikepdf.open(io.BytesIO(data)) as document:
        pictures = [
            one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
        assert len(document.pages) == 80
        assert len(pictures) == 1
    assert len(data) < 1.1 * (tmp_path / "own.jpg").stat().st_size + 100_000


@pytest.mark.parametrize("paper", [paper.name for paper in STATIONERY.values() if paper.kind == "letter"])
def test_a_senders_logo_stands_in_its_frame_and_the_signature_above_the_name(
    press: Workers, tmp_path: Path, paper: str
) -> None:
    Image.new("RGB", (600, 300), RED).save(tmp_path / "logo.png")
    Image.new("RGB", (600, 200), BLUE).save(tmp_path / "signature.png")
    result = done(press, tmp_path, SIGNED, paper, logo=tmp_path / "logo.png", signature=tmp_path / "signature.png")

    letter = shown(pdf(result))
    frame = next(f.box for f in STATIONERY[paper].sides[0].frames if f.name == "logo")
    mm = 72 / 25.4
    red = [
        (x / mm, y / mm)
        for x in range(0, letter.width, 2)
        for y in range(0, letter.height, 2)
        if is_red(letter.getpixel((x, y)))
    ]
    assert red
    assert all(
        frame.x - 1 <= x <= frame.x + frame.width + 1 and frame.y - 1 <= y <= frame.y + frame.height + 1 for x, y in red
    )
    assert any(letter.getpixel((90, y)) == BLUE for y in range(letter.height // 3, letter.height))


def test_a_senders_picture_that_is_not_there_is_a_fault_that_says_where_it_belongs(
    press: Workers, tmp_path: Path
) -> None:
    result = done(press, tmp_path, SIGNED, "din5008b", logo=tmp_path / "gone.png")

    assert "is not there; put it into the campaign's folder" in str(result.faults[0].problem)


def test_a_photo_of_a_phone_is_on_every_card_upright_and_once_in_the_file(press: Workers, tmp_path: Path) -> None:
    photo = Path(__file__).parent.parent / "data" / "pictures" / "phone.heic"
    (tmp_path / "IMG_0001.HEIC").write_bytes(photo.read_bytes())
    data = pdf(done(press, tmp_path, CARD.replace("own.jpg", "IMG_0001.HEIC"), count=24))

    with pikepdf.open(io.BytesIO(data)) as document:
        found = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        assert (len(document.pages), len(found)) == (48, 1)
    for page in (0, 46):
        card = shown(data, page)
        assert is_red(card.getpixel((3, card.height // 2)))
        assert not is_red(card.getpixel((card.width // 2, card.height // 2)))


def test_a_picture_inside_a_word_document_is_printed(press: Workers, tmp_path: Path) -> None:
    letter = Path(__file__).parent.parent / "data" / "letters" / "picture.docx"
    (tmp_path / "en.docx").write_bytes(letter.read_bytes())
    data = pdf(done(press, tmp_path, CARD.replace("own.jpg", "en.docx/word/media/image1.png")))

    assert is_red(shown(data).getpixel((210, 149)))


BROKEN = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><g transform='rotate(x)'><rect width='9' height='9'/></g></svg>"


def test_a_drawing_that_breaks_while_it_is_drawn_is_a_fault_with_its_name(press: Workers, tmp_path: Path) -> None:
    (tmp_path / "a b.svg").write_text(BROKEN)
    result = done(press, tmp_path, CARD.replace("own.jpg", "a b.svg"))

    assert "`a b.svg` cannot be drawn; save it again as plain SVG, or as PNG" in str(result.faults[0].problem)


@pytest.mark.parametrize("name", ["card.eps", "card.svg", "card.heic"])
def test_a_picture_that_would_vanish_is_a_fault_with_its_name(press: Workers, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(
        b"%!PS" if name.endswith("eps") else b"<svg><rect" if name.endswith("svg") else b"\0\0\0\x18ftypheic"
    )
    result = done(press, tmp_path, CARD.replace("own.jpg", name))

    assert f"`{name}` is" in str(result.faults[0].problem)


def test_a_white_frame_goes_all_around_the_picture_of_a_card(press: Workers, tmp_path: Path) -> None:
    round_picture(1000, 1600).save(tmp_path / "own.jpg", quality=95)
    job = Job(
        STATIONERY["postcard-a6"], TemplateText("card/en.html", "en", CARD), _picture_style({"frame": 5, "focus": "40% 20%"}), tmp_path,
        (PieceText(1, {"salutation": "Dear Rosa,"}, PARTS),), Limits(),
    )  # fmt: skip
    card = shown(pdf(set_in_child(press, job)))
    middle = (card.width // 2, card.height // 2)

    for inside, outside in (
        ((20, middle[1]), (5, middle[1])),
        ((card.width - 21, middle[1]), (card.width - 6, middle[1])),
    ):
        assert card.getpixel(outside) == (255, 255, 255)
        assert card.getpixel(inside) != (255, 255, 255)
    for inside, outside in (
        ((middle[0], 20), (middle[0], 5)),
        ((middle[0], card.height - 21), (middle[0], card.height - 6)),
    ):
        assert card.getpixel(outside) == (255, 255, 255)
        assert card.getpixel(inside) != (255, 255, 255)
