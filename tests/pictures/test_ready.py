"""Pictures of every kind are made ready for the press, or told with what to do."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFile

from outreach.pictures.files import bytes_of
from outreach.pictures.ready import ENOUGH, PRINTED, PictureError, ready_picture
from outreach.pictures.signature import without_paper

PICTURES = Path(__file__).parent.parent / "data" / "pictures"
LETTERS = Path(__file__).parent.parent / "data" / "letters"
NOISE = Image.effect_noise((240, 160), 60).convert("RGB")
SAVED: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 90}, "JPEG progressive": {"progressive": True}, "PNG": {}, "GIF": {}, "WEBP": {},
    "WEBP lossless": {"lossless": True}, "TIFF": {}, "TIFF lzw": {"compression": "tiff_lzw"}, "TIFF jpeg": {"compression": "jpeg"},
    "TIFF packbits": {"compression": "packbits"}, "BMP": {}, "DIB": {}, "ICO": {}, "PPM": {}, "JPEG2000": {}, "AVIF": {}, "PCX": {},
    "SGI": {}, "QOI": {}, "MPO": {},
}  # fmt: skip


def saved(kind: str, picture: Image.Image = NOISE, **more: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind.partition(" ")[0], **{**SAVED.get(kind, {}), **more})
    return file.getvalue()


def opened(data: bytes, **more: bool) -> Image.Image:
    return Image.open(io.BytesIO(ready_picture(data, **more)[0])).convert("RGB")


def opened_or_told(data: bytes) -> Image.Image | str:
    try:
        return opened(data)
    except PictureError as error:
        return str(error)


def reason(data: bytes) -> str:
    with pytest.raises(PictureError) as told:
        ready_picture(data)
    message, _, remedy = str(told.value).partition("; ")
    assert remedy
    return message


@pytest.fixture(params=[False, True], ids=["alone", "beside WeasyPrint"])
def _truncated_pictures(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give Pillow its own setting, and the one that WeasyPrint makes when it is loaded."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", request.param)


@pytest.mark.usefixtures("_truncated_pictures")
@pytest.mark.parametrize("kind", SAVED)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_picture_that_was_cut_off_is_told_and_never_half_shown(kind: str) -> None:
    data = saved(kind)
    whole = opened(data)

    for tenth in range(1, 11):
        part = data[: len(data) * tenth // 10 - 2]
        found = opened_or_told(part)
        if isinstance(found, str):
            assert "is damaged" in found
        else:
            assert ImageChops.difference(found, whole).getbbox() is None


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_photo_of_a_phone_that_was_cut_off_is_told() -> None:
    for name in ("phone.heic", "phone.avif"):
        data = (PICTURES / name).read_bytes()
        for tenth in range(1, 10):
            assert "is damaged" in reason(data[: len(data) * tenth // 10])


@pytest.mark.parametrize("name", ["phone.heic", "phone.avif"])
def test_a_photo_of_a_phone_stands_upright_and_tells_nothing_of_where_it_was_taken(name: str) -> None:
    data, kind = ready_picture((PICTURES / name).read_bytes())
    picture = Image.open(io.BytesIO(data))

    assert (picture.size, kind) == ((1200, 1600), "image/jpeg")
    red = picture.getpixel((600, 10))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[2] < 60
    assert not picture.getexif()
    assert b"Secret" not in data


def test_a_very_large_photo_is_made_smaller_and_keeps_its_form() -> None:
    large = saved("JPEG", Image.new("RGB", (9600, 6400), (10, 20, 30)))
    picture = opened(large)

    assert PRINTED < 9600 * 6400
    assert picture.width * picture.height <= ENOUGH * 1.01
    assert picture.width / picture.height == pytest.approx(1.5, abs=0.01)


def test_a_large_photo_that_is_turned_stays_turned_when_it_is_made_smaller() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    picture = opened(saved("JPEG", Image.new("RGB", (9600, 6400)), exif=turned))

    assert picture.height > picture.width


def test_a_picture_of_sixteen_bits_does_not_become_white() -> None:
    grey = Image.new("I;16", (20, 20), 30_000)
    pixel = opened(saved("PNG", grey)).getpixel((5, 5))

    assert isinstance(pixel, tuple)
    assert pixel[0] == pytest.approx(30_000 / 257, abs=2)


def test_what_is_transparent_stays_transparent() -> None:
    for mode, colour in (("RGBA", (255, 0, 0, 0)), ("LA", (9, 0))):
        data, kind = ready_picture(saved("PNG", Image.new(mode, (8, 8), colour)))
        assert kind == "image/png"
        assert Image.open(io.BytesIO(data)).convert("RGBA").getchannel("A").getextrema() == (0, 0)
    palette = Image.new("P", (8, 8), 0)
    assert Image.open(io.BytesIO(ready_picture(saved("PNG", palette, transparency=0))[0])).mode == "RGBA"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty (0 bytes)"),
        (b"hello", "cannot be read as a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "is in the format EPS"),
        (b"%PDF-1.7", "is in the format PDF"),
        (b"\xd7\xcd\xc6\x9a" + b"\0" * 40, "is in the format WMF"),
        (b"\0\0\0\x0cJXL \x0d\x0a\x87\x0a", "is in the format JPEG XL"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><rect", "is damaged, or no SVG drawing"),
        (b"<?xml version='1.0'?><html><svg/></html>", "is no SVG drawing"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an empty drawing"),
        (b"<svg viewBox='a b c d'><rect/></svg>", "is a drawing without a right size"),
        (b"<svg viewBox='0 0 0 0'><rect/></svg>", "is a drawing without a right size"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>", "is damaged, or no SVG drawing"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_told(data: bytes, said: str) -> None:
    assert said in reason(data)


def test_a_name_says_nothing_about_what_is_in_a_file() -> None:
    assert ready_picture(b"<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>")[1] == "image/svg+xml"
    assert ready_picture(saved("WEBP lossless"))[1] == "image/png"


def test_the_paper_around_a_signature_is_taken_out() -> None:
    page = Image.linear_gradient("L").resize((600, 200)).point(lambda value: 150 + value // 4).convert("RGB")
    ImageDraw.Draw(page).line((50, 150, 550, 40), fill=(20, 30, 120), width=5)
    ink = without_paper(page)

    assert ink.mode == "RGBA"
    alpha = ink.getchannel("A")
    assert [alpha.getpixel(place) for place in ((5, 5), (590, 190), (300, 20), (20, 180))] == [0, 0, 0, 0]
    assert alpha.getpixel((300, 95)) == 255
    pixel = ink.getpixel((300, 95))
    assert isinstance(pixel, tuple)
    assert pixel[2] > pixel[0]


def test_a_signature_without_paper_and_a_dark_picture_stay_as_they_are() -> None:
    ink = Image.new("RGBA", (40, 20), (0, 0, 90, 0))

    assert without_paper(ink).tobytes() == ink.tobytes()
    assert not without_paper(Image.new("RGB", (40, 20), (20, 20, 20))).has_transparency_data


def test_a_picture_inside_a_document_is_found(tmp_path: Path) -> None:
    (tmp_path / "de.docx").write_bytes((LETTERS / "picture.docx").read_bytes())

    assert bytes_of(tmp_path, "de.docx/word/media/image1.png").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd", "de.docx/../../secret.png", "none.png", "de.docx/none.png"]
)
def test_nothing_outside_the_folder_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "de.docx").write_bytes((LETTERS / "picture.docx").read_bytes())

    with pytest.raises(OSError):  # noqa: PT011 — missing or refused
        bytes_of(folder, name)
