"""Documents that strangers made: bombs, macros, links to elsewhere and rubbish are refused with a message."""

import io
import zipfile
from pathlib import Path

import pytest

from outreach.model import Problem
from outreach.texts import TextFile, read_text

LETTERS = Path(__file__).parent.parent / "data" / "letters"
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>{}</w:body></w:document>'
OFFICE = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><office:body><office:text>{}</office:text></office:body></office:document-content>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
RELATION = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}" TargetMode="External"/></Relationships>'
FIELD = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def told(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    found = read_text(TextFile(folder / name, name, "en"))
    assert isinstance(found, Problem), found
    assert found.source == name
    assert found.remedy
    return str(found)


def word(body: str, **parts: str) -> bytes:
    return packed({"word/document.xml": body, **{name.replace("__", "/"): text for name, text in parts.items()}})


def packed(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("ending", ["docx", "odt"])
def test_entities_are_refused(tmp_path: Path, ending: str) -> None:
    text = BOMB + (WORD if ending == "docx" else OFFICE).format("&c;")
    data = packed({"word/document.xml" if ending == "docx" else "content.xml": text})

    assert "holds a document type or entities" in told(tmp_path, f"en.{ending}", data)


def test_an_archive_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(520):
            part.write(b" " * 1024**2)

    assert "unpacks to more than 500 MB" in told(tmp_path, "en.docx", file.getvalue())


def test_far_too_much_text_is_refused(tmp_path: Path) -> None:
    assert "far more text than a letter" in told(tmp_path, "en.docx", word(" " * (21 * 1024**2)))


@pytest.mark.parametrize(
    ("ending", "part"),
    [("docx", "word/vbaProject.bin"), ("odt", "Basic/Standard/Module1.xml"), ("odt", "Scripts/python/x.py")],
)
def test_macros_are_refused(tmp_path: Path, ending: str, part: str) -> None:
    texts = {"word/document.xml": WORD.format(""), "content.xml": OFFICE.format("")}

    assert "holds macros" in told(tmp_path, f"en.{ending}", packed({**texts, part: "x"}))


@pytest.mark.parametrize("what", ["image", "oleObject", "frame", "subDocument"])
def test_parts_that_lie_elsewhere_are_refused(tmp_path: Path, what: str) -> None:
    data = packed(
        {
            "word/document.xml": WORD.format(""),
            "word/_rels/document.xml.rels": RELATION.format(what, "http://192.0.2.1/x"),
        }
    )

    assert "refers to something outside of it" in told(tmp_path, "en.docx", data)


@pytest.mark.parametrize("target", ["http://192.0.2.1/t.dotm", "file://server/share/t.dotx"])
def test_a_template_on_another_computer_is_refused(tmp_path: Path, target: str) -> None:
    data = packed(
        {
            "word/document.xml": WORD.format(""),
            "word/_rels/settings.xml.rels": RELATION.format("attachedTemplate", target),
        }
    )

    assert "refers to something outside of it" in told(tmp_path, "en.docx", data)


@pytest.mark.parametrize(
    "field",
    [
        "INCLUDETEXT C:/secret.txt",
        'INCLUDEPICTURE "http://192.0.2.1/x.png"',
        "DDEAUTO excel x y",
        "LINK Word.Document x",
    ],
)
def test_fields_that_bring_in_other_files_are_refused(tmp_path: Path, field: str) -> None:
    assert "brings in another file" in told(tmp_path, "en.docx", word(WORD.format(FIELD.format(field))))


@pytest.mark.parametrize(
    "body",
    [
        '<text:p><draw:frame><draw:image xlink:href="http://192.0.2.1/x.png"/></draw:frame></text:p>',
        '<text:p><draw:frame><draw:image xlink:href="../../../etc/passwd"/></draw:frame></text:p>',
        '<text:section><text:section-source xlink:href="file:///etc/passwd"/><text:p>x</text:p></text:section>',
    ],
)
def test_an_office_text_that_refers_to_other_files_is_refused(tmp_path: Path, body: str) -> None:
    assert "refers to something outside of it" in told(tmp_path, "en.odt", packed({"content.xml": OFFICE.format(body)}))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive at all", b"\0" * 5000])
@pytest.mark.parametrize("name", ["en.docx", "en.odt"])
def test_rubbish_is_told_as_that(tmp_path: Path, name: str, data: bytes) -> None:
    assert "is damaged or no text document" in told(tmp_path, name, data)


@pytest.mark.parametrize("name", ["merge.docx", "office-table.odt"])
def test_a_document_that_was_cut_off_is_told(tmp_path: Path, name: str) -> None:
    data = (LETTERS / name).read_bytes()

    for tenth in range(1, 10):
        assert "is damaged" in told(tmp_path, f"en{Path(name).suffix}", data[: len(data) * tenth // 10])


def test_an_empty_text_is_told(tmp_path: Path) -> None:
    assert "holds no text" in told(tmp_path, "en.txt", b"")
    assert "holds no text" in told(tmp_path, "en.md", b"\n\n")


def test_a_text_that_is_nested_too_deeply_is_told(tmp_path: Path) -> None:
    body = "<w:p>" + "<w:smartTag>" * 3000 + "</w:smartTag>" * 3000 + "</w:p>"

    assert "nested too deeply" in told(tmp_path, "en.docx", word(WORD.format(body)))


def test_a_choice_that_cannot_be_read_is_told_with_what_to_write(tmp_path: Path) -> None:
    assert "the IF field" in told(tmp_path, "en.docx", word(WORD.format(FIELD.format('IF 1 "a'))))


def test_marks_in_a_document_cannot_do_more_than_in_a_template(tmp_path: Path) -> None:
    from outreach.letters.merge import template_problems
    from outreach.texts import TextRead

    text = "{{ ''.__class__ }} {% include 'x' %} {{ recipient.name|attr('x') }} <script>x</script>"
    (tmp_path / "en.txt").write_text(text, encoding="utf-8")
    found = read_text(TextFile(tmp_path / "en.txt", "en.txt", "en"))

    assert isinstance(found, TextRead)
    assert template_problems(found.text)
    assert "<script>" not in found.text.text
