"""The last look at a page: a word of another row stops the batch, and a word that a style adds does not."""

from pathlib import Path

import pytest

from outreach.errors import SettingError
from outreach.letters.merge import Fields
from outreach.press.drawn_text import Drawn, words_in
from outreach.press.strangers import RowWords
from outreach.press.tasks import PieceText

PEOPLE = {1: "Anna Li-Hansen, 12345 Berlin", 2: "Bert Han 7", 3: "iv Zoé Straße ανθος 1986", 4: "Дарья حدّاد वृंदा"}


def rows(folder: Path, style: str = "") -> RowWords:
    """Return the rows of four people."""
    pieces = [
        PieceText(number, {"recipient": Fields("recipient", {"name": name})}, {}) for number, name in PEOPLE.items()
    ]
    return RowWords("letter/en.html", pieces, style, folder)


def stopped(folder: Path, html: str, *drawn: str | Drawn, number: int = 1, style: str = "") -> str:
    """Return the message with which the first person's page stops the batch, or nothing."""
    texts = [one if isinstance(one, Drawn) else Drawn(one, generated=False) for one in drawn]
    try:
        rows(folder, style).require_own(html, texts, [number])
    except SettingError as error:
        return error.message
    return ""


@pytest.mark.parametrize(
    "word", ["Bert", "BERT", "Zoé", "Zoe", "straße", "STRASSE", "ΑΝΘΟΣ", "1986", "Дарья", "حداد", "वृंदा"]
)
def test_a_word_that_another_row_alone_holds_is_told(tmp_path: Path, word: str) -> None:
    told = stopped(tmp_path, "<p>Dear Anna</p>", "Dear Anna", word)

    assert told.startswith("letter/en.html: the pages of piece 1 would show “")
    assert "nothing was printed" in told


def test_the_pieces_are_named_by_their_numbers(tmp_path: Path) -> None:
    assert "the pages of piece 1 would show “bert”, which stands in the row of piece 2 alone" in stopped(
        tmp_path, "x", "Bert"
    )


@pytest.mark.parametrize("drawn", ["Dear Anna", "DEAR ANNA", "Dear", "Someone", "12345", "Ａｎｎａ", ""])
def test_own_words_and_words_of_nobody_are_no_strangers(tmp_path: Path, drawn: str) -> None:
    assert stopped(tmp_path, "<p>Dear Anna, 12345</p>", drawn) == ""


def test_a_name_that_both_rows_hold_is_no_strangers(tmp_path: Path) -> None:
    assert stopped(tmp_path, "<p>Dear Bert</p>", "Bert") == ""
    assert stopped(tmp_path, "<p>x</p>", "Han", number=2) == ""


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<p>in Hannover</p>", ("in Han‐", "nover")),
        ("<p>in Johannsen</p>", ("Jo‐", "Han‐", "nsen")),
        ("<p>Han\u00adnover</p>", ("Han-", "nover")),
        ("<p><b>Han</b>nover</p>", ("Hannover",)),
        ("<p>Hannover</p>", (Drawn("H", generated=True), "annover")),
        ("<p>Han<wbr>nover</p>", ("Hannover",)),
        ("<p>Han&shy;s</p>", ("Hans",)),
        ("<p title='Han'>x</p>", ("x", "Han")),
        ('<img alt="Bert &amp; Han">', ("Bert & Han",)),
    ],
)  # fmt: skip
def test_parts_of_own_words_are_no_strangers(tmp_path: Path, html: str, drawn: tuple[str | Drawn, ...]) -> None:
    assert stopped(tmp_path, html, *drawn) == ""


def test_a_part_without_the_rest_of_its_word_is_a_strangers(tmp_path: Path) -> None:
    assert "“han”" in stopped(tmp_path, "<p>in Hannover</p>", "in Hannover", "Han")


def test_numbers_of_pages_and_items_are_no_strangers(tmp_path: Path) -> None:
    seven = Drawn("7", generated=True)
    four = Drawn("iv. ", generated=True)

    assert stopped(tmp_path, "<ol><li>x</ol>", seven) == ""
    assert stopped(tmp_path, "<ol type='i'><li>x</ol>", four) == ""
    assert stopped(tmp_path, "<ol><li>x</ol>", four, style="ol { list-style: lower-roman }") == ""
    assert "“7”" in stopped(tmp_path, "<p>x</p>", "7")
    assert "“iv”" in stopped(tmp_path, "<p>x</p>", four)


def test_words_of_the_style_and_of_drawings_beside_it_are_no_strangers(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><text>Free Bert &amp; all</text></svg>")
    (tmp_path / "more.css").write_text("p::after { content: 'Han' }")

    assert stopped(tmp_path, "<img src='logo.svg'>", "Free Bert") == ""
    assert stopped(tmp_path, "<p>x</p>", "Han") == ""
    assert stopped(tmp_path / "none", "<p>x</p>", "Han", style="p::before { content: '\\48 an' }") == ""
    assert (
        stopped(
            tmp_path / "none",
            "<p>x</p>",
            "Han",
            style='p { background: url("data:image/svg+xml,<svg><text>Han</text>") }',
        )
        == ""
    )
    assert stopped(tmp_path / "none", "<p>x</p>", "Han") != ""


def test_words_are_compared_without_accents_capitals_and_signs_that_nobody_sees() -> None:
    assert words_in("ÉCOLE école e\u0301cole \u2068école\u2069 éco\u00adle") == {"ecole"}
    assert words_in("ﬁn FIN") == {"fin"}
    assert words_in("a_b c-d e’f") == {"a", "b", "c", "d", "e", "f"}
