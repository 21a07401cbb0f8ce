"""Templates come from strangers: nothing outside their own folder is read, fetched or told."""

import io
import os
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from setting_child import FONTS

from outreach.letters.merge import TemplateText
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY
from outreach.workers.pool import Call, Died, Limits, Workers

BAIT = "BAIT-7391"
_seen: list[str] = []
_watching = threading.Event()


def watched(job: Job) -> tuple[SetJob, list[str]]:
    """Set `job`; return what was opened or connected to meanwhile. Runs in a child process."""
    from outreach.press import worker

    if not _watching.is_set():
        sys.addaudithook(_note)
        _watching.set()
    _seen.clear()
    return worker.set_job(job), list(_seen)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("open", "socket.connect", "socket.getaddrinfo", "os.listdir", "subprocess.Popen"):
        _seen.append(f"{event} {arguments}")


@pytest.fixture(scope="module")
def bait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder beside the template's: a picture, a style sheet, a font and a text that nobody may read."""
    folder = tmp_path_factory.mktemp("bait")
    Image.new("RGB", (8, 8), (250, 1, 2)).save(folder / "bait.png")
    (folder / "bait.txt").write_text(BAIT)
    (folder / "bait.css").write_text(f"p::after {{ content: '{BAIT}' }}")
    (folder / "bait.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text y="20">{BAIT}</text></svg>')
    (folder / "bait.ttf").write_bytes((FONTS.parent / "NotoSans-Bold.ttf").read_bytes())
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[socket.socket]:
    """Give a socket that listens on this machine."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(0.05)
        yield listening


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """Give a template's own folder with a picture in it."""
    folder = tmp_path / "letter"
    folder.mkdir()
    Image.new("RGB", (8, 8), (1, 2, 250)).save(folder / "own.png")
    return folder


def job(assets: Path, body: str, style: str = "") -> Job:
    """Return the job of one letter with `body`."""
    parts = {"address": ("Rosa", "Street 1", "10115 Berlin"), "return-line": ("Us",), "date": ("1 May 1871",)}
    text = TemplateText("letter/en.html", "en", "{% block body %}" + body + "{% endblock %}")
    piece = PieceText(1, {"salutation": "Dear Rosa,"}, parts)
    return Job(STATIONERY["din5008b"], text, style, assets, (piece,), Limits())


def everything(result: SetJob) -> bytes:
    """Return all that stands in the PDFs: bytes, unpacked streams, and the text."""
    found = []
    for document in (section.pdf() for section in result.sections):
        found.append(document)
        with pikepdf.open(io.BytesIO(document)) as pdf:
            found += [
                thing.read_bytes() if isinstance(thing, pikepdf.Stream) else thing.unparse(resolved=True)
                for thing in pdf.objects
            ]
            assert not pdf.attachments
        with pypdfium2.PdfDocument(document) as pages:
            found += [page.get_textpage().get_text_bounded().encode() for page in pages]
    return b"\n".join(found)


def pictures(result: SetJob) -> int:
    """Return the number of pictures in the PDFs."""
    count = 0
    for document in (section.pdf() for section in result.sections):
        with pikepdf.open(io.BytesIO(document)) as pdf:
            count += sum(isinstance(x, pikepdf.Stream) and x.get("/Subtype") == "/Image" for x in pdf.objects)
    return count


def set_one(press: Workers, task: Job) -> tuple[SetJob, list[str]]:
    """Set `task` in the child."""
    outcome = press.run(Call(watched, task, 30))
    assert not isinstance(outcome, Died)
    return outcome


WAYS = {
    "img": ("<p>Hi</p><img src='{png}'>", ""),
    "object": ("<p>Hi</p><object data='{svg}'></object>", ""),
    "embed": ("<p>Hi</p><embed src='{svg}'>", ""),
    "link style": ("<p>Hi</p><link rel=stylesheet href='{css}'>", ""),
    "link attachment": ("<p>Hi</p><link rel=attachment href='{txt}'>", ""),
    "a attachment": ("<p>Hi</p><a rel=attachment href='{txt}'>x</a>", ""),
    "svg image": ("<p>Hi</p><svg width=20 height=20><image href='{png}' width=9 height=9 /></svg>", ""),
    "svg xlink": ("<p>Hi</p><svg width=20 height=20><image xlink:href='{png}' width=9 height=9 /></svg>", ""),
    "svg use": ("<p>Hi</p><svg width=20 height=20><use href='{svg}#a'/></svg>", ""),
    "svg style": (
        "<p>Hi</p><svg width=20 height=20><style>@import '{css}';</style><rect width=9 height=9 /></svg>",
        "",
    ),
    "style element": ("<style>@import '{css}';</style><p>Hi</p>", ""),
    "style attribute": ("<p style=\"background: url('{png}')\">Hi</p>", ""),
    "background attribute": ("<table background='{png}'><tr><td>Hi</td></tr></table>", ""),
    "@import": ("<p>Hi</p>", "@import '{css}';"),
    "@import url": ("<p>Hi</p>", "@import url({css});"),
    "background": ("<p>Hi</p>", "p {{ background-image: url('{png}') }}"),
    "@font-face": ("<p>Hi</p>", "@font-face {{ font-family: Bait; src: url('{ttf}') }} p {{ font-family: Bait }}"),
    "content": ("<p>Hi</p>", "p::before {{ content: url('{png}') }}"),
    "list-style": ("<ul><li>Hi</li></ul>", "li {{ list-style-image: url('{png}') }}"),
    "base": ("<base href='{base}/'><p>Hi</p><img src='bait.png'>", ""),
}


def places(start: str) -> dict[str, str]:
    """Return the address of each bait below `start`."""
    return {kind: f"{start}/bait.{kind}" for kind in ("png", "txt", "css", "svg", "ttf")} | {"base": start}


@pytest.mark.parametrize("address", ["file", "absolute", "up", "encoded", "link", "template"])
@pytest.mark.parametrize("way", [*WAYS])
def test_no_file_outside_the_templates_folder_is_read(
    press: Workers, bait: Path, assets: Path, way: str, address: str
) -> None:
    (assets / "way-out").symlink_to(bait)
    up = os.path.relpath(bait, assets)
    start = {
        "file": f"file://{bait}", "absolute": str(bait), "up": up, "encoded": up.replace("..", "%2e%2e").replace("/", "%2f"),
        "link": "way-out", "template": f"template://files/{up}",
    }[address]  # fmt: skip
    body, style = (text.format(**places(start)) for text in WAYS[way])

    result, seen = set_one(press, job(assets, body, style))

    assert not [one for one in seen if f"('{bait}" in one or "way-out/bait" in one]
    assert BAIT.encode() not in everything(result)
    assert pictures(result) == 0


@pytest.mark.parametrize("way", [*WAYS])
def test_nothing_is_fetched_from_anywhere(press: Workers, server: socket.socket, assets: Path, way: str) -> None:
    start = f"http://127.0.0.1:{server.getsockname()[1]}"
    body, style = (text.format(**places(start)) for text in WAYS[way])

    _, seen = set_one(press, job(assets, body, style))

    assert not [one for one in seen if one.startswith("socket")]
    with pytest.raises(TimeoutError):
        server.accept()


def test_the_templates_own_picture_is_printed(press: Workers, assets: Path) -> None:
    result, seen = set_one(press, job(assets, "<p>Hi</p><img src='own.png'>"))

    assert (len(result.pieces), pictures(result), result.faults) == (1, 1, ())
    assert [one for one in seen if "own.png" in one]


@pytest.mark.parametrize("way", ["img", "object", "link style", "@import", "background", "@font-face", "svg image"])
def test_a_file_that_was_refused_is_a_fault_and_no_hole_in_the_letter(
    press: Workers, bait: Path, assets: Path, way: str
) -> None:
    body, style = (text.format(**places(f"file://{bait}")) for text in WAYS[way])

    result, _ = set_one(press, job(assets, body, style))

    (fault,) = result.faults
    assert "was refused: only files in the template's own folder can be used" in str(fault.problem)


@pytest.mark.parametrize(
    "link", ["<a href='x'>x</a>", "<a href='https://example.org/'>x</a>", "<a href='#a'>x</a><p id=a>y</p>"]
)
def test_a_pdf_does_not_tell_whose_computer_it_was_made_on(press: Workers, assets: Path, link: str) -> None:
    result, _ = set_one(press, job(assets, f"<p>{link}</p><img src='own.png'>"))

    content = everything(result)
    assert len(result.pieces) == 1
    for word in (b"file:", str(assets).encode(), os.path.expanduser("~").encode() + b"/", b"/tmp/"):  # noqa: PTH111
        assert word not in content


def test_a_pdf_has_no_author_title_or_date_of_the_templates(press: Workers, assets: Path) -> None:
    body = "<meta name=author content='Author-77'><title>Title-77</title><p>Hi</p><img src='own.png'>"

    result, _ = set_one(press, job(assets, body))

    assert re.findall(rb"\w+-77", everything(result)) == []


def test_a_photograph_does_not_tell_where_and_when_it_was_taken(press: Workers, assets: Path) -> None:
    picture = Image.new("RGB", (60, 40), (200, 10, 10))
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x0112] = "Camera-77", "2026:11:20 12:00:00", 6
    picture.save(assets / "photo.jpg", exif=exif)
    assert b"Camera-77" in (assets / "photo.jpg").read_bytes()

    result, _ = set_one(press, job(assets, "<p>Hi</p><img src='photo.jpg'>"))

    assert pictures(result) == 1
    (document,) = (section.pdf() for section in result.sections)
    with pikepdf.open(io.BytesIO(document)) as pdf:
        raw = [x.read_raw_bytes() for x in pdf.objects if isinstance(x, pikepdf.Stream)]
        (size,) = [
            (int(x.Width), int(x.Height)) for x in pdf.objects if isinstance(x, pikepdf.Stream) and "/Width" in x
        ]
    assert b"Camera-77" not in b"".join([document, *raw])
    assert b"2026:11" not in b"".join([document, *raw])
    assert size == (40, 60), "turned upright by what was taken out"


def test_a_photograph_loses_its_comment(press: Workers, assets: Path) -> None:
    Image.new("RGB", (60, 40), (200, 10, 10)).save(assets / "photo.jpg", comment=b"Comment-77")

    result, _ = set_one(press, job(assets, "<p>Hi</p><img src='photo.jpg'>"))

    (document,) = (section.pdf() for section in result.sections)
    with pikepdf.open(io.BytesIO(document)) as pdf:
        raw = [thing.read_raw_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
    assert b"Comment-77" not in b"".join([document, *raw])


def test_a_png_loses_its_notes(press: Workers, assets: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Author-77")
    Image.new("RGB", (8, 8)).save(assets / "drawn.png", pnginfo=notes)

    result, _ = set_one(press, job(assets, "<img src='drawn.png'>"))

    assert pictures(result) == 1
    assert b"Author-77" not in everything(result)


def test_a_value_that_looks_like_a_tag_is_printed_as_text(press: Workers, assets: Path, bait: Path) -> None:
    task = job(assets, "<p>{{ salutation }}</p>")
    piece = PieceText(1, {"salutation": f"<img src=file://{bait}/bait.png>"}, task.pieces[0].parts)
    hostile = Job(task.stationery, task.template, "", assets, (piece,), Limits())

    result, seen = set_one(press, hostile)

    assert b"<img" in everything(result)
    assert not [one for one in seen if str(bait) in one]


def test_an_address_that_looks_like_a_tag_is_printed_as_text(press: Workers, assets: Path) -> None:
    task = job(assets, "<p>Hi</p>")
    parts = {**task.pieces[0].parts, "address": ("<b>Rosa</b>", "<style>p {}</style>", "& Co.")}
    hostile = Job(task.stationery, task.template, "", assets, (PieceText(1, task.pieces[0].values, parts),), Limits())

    result, _ = set_one(press, hostile)

    content = everything(result)
    assert b"<b>Rosa</b>" in content
    assert b"<style>p {}</style>" in content
