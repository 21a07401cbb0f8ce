"""A template's folder: which files are its texts, and what is told of the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.campaign.template_tools import import_text, new_template, template_folder
from outreach.campaign.templates import Template, load_template
from outreach.errors import InputError, UsageError
from outreach.model import Problem
from outreach.workers.crew import child_processes
from outreach.workers.pool import Workers

LETTERS = Path(__file__).parent.parent / "data" / "letters"
BLOCKS = "{% block body %}<p>Text</p>{% endblock %}"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with child_processes(1) as crew:
        yield crew


def load(folder: Path, workers: Workers, **files: str | bytes) -> tuple[Template | None, list[Problem]]:
    for name, data in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return load_template(folder, "own", workers)


def loaded(folder: Path, workers: Workers, **files: str | bytes) -> Template:
    template, problems = load(folder, workers, **files)
    assert problems == []
    assert template
    return template


def told(folder: Path, workers: Workers, **files: str | bytes) -> str:
    template, problems = load(folder, workers, **files)
    assert template is None
    return "\n".join(map(str, problems))


def test_texts_in_every_format_stand_side_by_side(tmp_path: Path, workers: Workers) -> None:
    word, office = ((LETTERS / name).read_bytes() for name in ("merge.docx", "office-lists.odt"))
    template = loaded(
        tmp_path, workers, de__docx=word, en__odt=office, fr__md="Bonjour *à* tous", ru__txt="Текст", it__html=BLOCKS
    )

    assert sorted(template.texts) == ["de", "en", "fr", "it", "ru"]
    assert template.texts["de"].unit == "paragraph"
    assert template.texts["it"].unit == "line"
    assert any(note.startswith("own/de.docx: left to the stationery: the address") for note in template.notes)


def test_two_texts_in_one_language_are_told(tmp_path: Path, workers: Workers) -> None:
    assert "own/de.txt: there is another text in the same language, de.html; keep one" in told(
        tmp_path, workers, de__html=BLOCKS, de__txt="x"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("de.doc", "own/de.doc: is in the format of Word before 2007; save it as .docx or .odt"),
        ("de.docm", "own/de.docm: may hold macros"),
        ("de.pages", "own/de.pages: is in the format of Pages"),
        ("brief.docx", "own/brief.docx: is not named after a language; name it en.docx, de.docx or pt-BR.docx"),
        ("gr.odt", "own/gr.odt: there is no language `gr`; name it el.odt"),
        ("german.txt", "own/german.txt: is not named after a language; name it de.txt"),
    ],
)
def test_what_is_no_text_of_the_template_is_told(tmp_path: Path, workers: Workers, name: str, said: str) -> None:
    assert said in told(tmp_path, workers, en__html=BLOCKS, **{name.replace(".", "__"): "x"})


@pytest.mark.parametrize(
    "name", ["README.md", "licence.txt", ".~lock.de.odt#", "~$de.docx", "leaflet.pdf", "notes.txt"]
)
def test_other_files_may_lie_beside_the_texts(tmp_path: Path, workers: Workers, name: str) -> None:
    (tmp_path / name).write_text("something")

    assert [*loaded(tmp_path, workers, en__html=BLOCKS).texts] == ["en"]


def test_a_text_of_html_without_paragraphs_is_parted_by_its_empty_lines(tmp_path: Path, workers: Workers) -> None:
    html = "{% block body %}\nOne.\n\nTwo\nlines.\n\n{% if recipient.city %}\nThree.\n{% endif %}\n\n{{ message }}\n{% endblock %}"

    assert loaded(tmp_path, workers, en__html=html).texts["en"].text == (
        "{% block body %}\n<p>One.</p>\n\n<p>Two\nlines.</p>\n\n{% if recipient.city %}\n<p>Three.</p>\n{% endif %}"
        "\n\n{{ message }}{% endblock %}"
    )


@pytest.mark.parametrize(
    "html", [BLOCKS, "{% block body %}<p>a</p>\n\nb{% endblock %}", "{% block body %}one line{% endblock %}"]
)
def test_a_text_of_html_that_is_set_already_stays_as_it_is(tmp_path: Path, workers: Workers, html: str) -> None:
    assert loaded(tmp_path, workers, en__html=html).texts["en"].text == html


def test_curly_quotes_in_tags_become_straight_and_those_in_the_text_stay(tmp_path: Path, workers: Workers) -> None:
    html = (
        "{% block body %}<p class=“small”>“Yes”{% if recipient.gender == ‘f’ %}, she said{% endif %}</p>{% endblock %}"
    )
    text = loaded(tmp_path, workers, en__html=html).texts["en"].text

    assert (
        text
        == "{% block body %}<p class=\"small\">“Yes”{% if recipient.gender == 'f' %}, she said{% endif %}</p>{% endblock %}"
    )


def test_a_text_that_changed_is_read_anew(tmp_path: Path, workers: Workers) -> None:
    first = loaded(tmp_path, workers, en__txt="One")
    second = loaded(tmp_path, workers, en__txt="Two")

    assert "One" in first.texts["en"].text
    assert "Two" in second.texts["en"].text


def test_a_card_may_have_a_white_frame_and_a_place_that_stays(tmp_path: Path, workers: Workers) -> None:
    style = loaded(
        tmp_path, workers, en__html=BLOCKS, template__toml='kind = "postcard"\nframe = 5\nfocus = "40% 20%"\n'
    ).style

    assert "object-position: 40% 20%" in style
    assert "border: 8mm solid #fff" in style


@pytest.mark.parametrize(
    "line",
    [
        "frame = -1",
        "frame = true",
        'frame = "5"',
        "focus = 40",
        'focus = "left"',
        'focus = "140% 20%"',
        "fokus = 1",
        "kind = 1",
    ],
)
def test_a_setting_of_a_template_that_cannot_be_is_told(tmp_path: Path, workers: Workers, line: str) -> None:
    assert "own/template.toml: `" in told(tmp_path, workers, en__html=BLOCKS, template__toml=line).replace(
        "kind `", "`"
    )


def test_a_letter_is_imported_with_its_pictures(tmp_path: Path, workers: Workers) -> None:
    made = import_text(LETTERS / "picture.docx", tmp_path / "own", "", postcard=False, workers=workers)

    assert [path.name for path in made.files] == ["en.html", "picture-image1.png"]
    assert 'src="picture-image1.png"' in (tmp_path / "own" / "en.html").read_text("utf-8")
    assert [*loaded(tmp_path / "own", workers).texts] == ["en"]


def test_an_import_overwrites_nothing(tmp_path: Path, workers: Workers) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "en.txt").write_text("mine")

    with pytest.raises(UsageError, match="is there already"):
        import_text(LETTERS / "picture.docx", folder, "en", postcard=False, workers=workers)
    assert [path.name for path in folder.iterdir()] == ["en.txt"]


@pytest.mark.parametrize(
    ("name", "said"), [("old.doc", "Word before 2007"), ("x.pdf", "is a PDF"), ("x.zip", "is no text")]
)
def test_what_cannot_be_imported_is_told(tmp_path: Path, workers: Workers, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(b"x")

    with pytest.raises(InputError) as error:
        import_text(tmp_path / name, tmp_path / "own", "", postcard=False, workers=workers)
    assert said in str(error.value.problems[0])
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize("form", ["html", "md", "txt"])
@pytest.mark.parametrize("postcard", [True, False])
def test_a_new_template_can_be_used_at_once(tmp_path: Path, workers: Workers, form: str, *, postcard: bool) -> None:
    new_template(tmp_path / "own", ["de", "en"], form, postcard=postcard)
    template = loaded(tmp_path / "own", workers)

    assert sorted(template.texts) == ["de", "en"]
    assert template.kind == ("postcard" if postcard else "letter")
    assert "{{ closing }}" in template.texts["de"].text
    assert "recipient.city" in template.texts["de"].text


@pytest.mark.parametrize("name", ["../own", "a/b", "", " ", ".hidden"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a template"):
        template_folder(tmp_path, name)
