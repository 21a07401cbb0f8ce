"""A real browser at the board: the whole job without the terminal, with the keyboard, and readable for everybody."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Window, browser
from conftest import HEADERS, CampaignFolder, person
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from visitors import listening_board

SERIOUS = {"serious", "critical"}
PAGES = ("/today", "/arrived", "/people", "/print", "/texts", "/lists", "/sender", "/report", "/safety", "/start")
WORD = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{}</w:body></w:document>"
)
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)

HALF_TYPED = "the server responded with a status of 422"
"""How the browser notes the answer to a text that is only half typed when the page asks for its look."""


def word_file(path: Path, *paragraphs: str) -> Path:
    """Write a letter as Word does."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", WORD.format(body))
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "sea.jpg"
    output = io.BytesIO()
    Image.effect_noise((1800, 1300), 60).convert("RGB").save(output, "JPEG", exif=Image.Exif())
    path.write_bytes(output.getvalue())
    return path


def test_the_whole_job_without_the_terminal(chromium: Browser, empty: CampaignFolder, photo: Path) -> None:
    outside = CampaignFolder(empty.folder / "outside")
    headers = (*HEADERS[:4], "Wo", *HEADERS[5:], "language")
    people = outside.sheet("members.xlsx", headers, [[*person(n), "en"] for n in range(1, 61)])
    letter = word_file(
        outside.folder / "letter.docx", "Dear {{ recipient.name }},", "I write about Rosa.", "Please help."
    )
    with listening_board(None) as (board, url, _):
        board.begin_in = empty.folder / "campaign"
        window = Window(chromium.new_context(locale="en"))
        window.page.goto(url)
        begin_a_campaign(window.page)
        bring_a_list(window.page, people)
        write_a_text(window.page, letter, photo)
        make_the_cards(window)
        assert (empty.folder / "campaign/prints/batch-0001/postcards.pdf").read_bytes().startswith(b"%PDF")
        tick_them_off(window.page)
        enter_what_came(window.page)
        look_at_the_report(window)
        assert [one for one in window.errors if HALF_TYPED not in one] == []
        assert window.strangers == []
        window.page.context.close()


def begin_a_campaign(page: Page) -> None:
    page.get_by_label("What is it for?").fill("Letters for Rosa")
    page.get_by_role("radio", name="Prisoners").check()
    page.get_by_label("Your name").fill("Solidarity Campaign")
    page.get_by_label("The address on the letters").fill("Example Street 1\n10115 Berlin")
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Begin", exact=True).click()


def bring_a_list(page: Page, people: Path) -> None:
    """Drop a list, correct the column that was not understood, use it."""
    page.locator("#list").set_input_files(people)
    page.wait_for_url("**/lists/*")
    page.get_by_role("row", name="Wo").get_by_role("combobox").select_option("street")
    page.get_by_role("radio", name="Prisoners").check()
    page.get_by_role("button", name="Look again").click()
    expect(headline(page)).to_contain_text("60 of 60 people")
    page.get_by_role("button", name="Use this list").click()
    expect(headline(page)).to_have_text("60 cards are due today", timeout=30_000)


def headline(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def write_a_text(page: Page, letter: Path, photo: Path) -> None:
    """Take a letter from Word and a photo, change a line, see the page follow, save."""
    page.get_by_role("link", name="Text and picture").click()
    page.get_by_text("Bring a text from Word").click()
    page.locator("#letter").set_input_files(letter)
    page.get_by_role("button", name="Take this text").click()
    expect(page.locator("#b-body")).to_have_value("I write about Rosa.\n\nPlease help.", timeout=30_000)
    if not page.locator("#photo").is_visible():
        page.get_by_text("A photo for the picture side").click()
    page.locator("#photo").set_input_files(photo)
    page.get_by_role("button", name="Put it on the card").click()
    expect(page.get_by_role("status")).to_contain_text("dots an inch", timeout=30_000)
    before = page.locator("#look img").last.get_attribute("src")
    page.locator("#b-body").fill("I think of you, {{ recipient.given_name }}.")
    expect(page.locator("#look img").last).not_to_have_attribute("src", str(before), timeout=30_000)
    page.get_by_role("button", name="Save the text").click()
    expect(page.get_by_role("status")).to_contain_text("Saved", timeout=30_000)


def make_the_cards(window: Window) -> None:
    """Make them, reload in the middle, and open the PDF."""
    page = window.page
    page.get_by_role("link", name="Print and pack").click()
    window.settled()
    page.get_by_role("button", name="Make the letters").click()
    page.wait_for_url("**/work/*")
    page.reload()
    page.wait_for_url("**/batches/1*", timeout=90_000)
    expect(headline(page)).to_have_text("60 pieces wait to be posted")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the PDF").click()
    opened.value.close()


def tick_them_off(page: Page) -> None:
    page.get_by_role("button", name="Posted").click()
    expect(page.get_by_role("status")).to_contain_text("60 pieces marked: posted")
    page.get_by_role("button", name="Undo").click()
    expect(headline(page)).to_have_text("60 pieces wait to be posted")
    page.get_by_role("button", name="Posted").click()
    expect(headline(page)).to_have_text("Everything in this batch is posted")


def enter_what_came(page: Page) -> None:
    for what, name, button in (("An answer came", "family7 given7", "Answer"), ("One came back", "Family9", "Return")):
        page.get_by_role("link", name="Today").click()
        page.get_by_role("link", name=what).click()
        page.get_by_label("Name").fill(name)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Record it").click()
        expect(page.get_by_role("status")).to_contain_text(f"{button} recorded")


def look_at_the_report(window: Window) -> None:
    window.page.get_by_role("link", name="Report").click()
    window.settled()
    expect(headline(window.page)).to_have_text("60 letters posted")
    with window.page.expect_download() as download:
        window.page.get_by_role("link", name="Save as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_no_page_has_a_serious_fault_for_whoever_sees_or_hears_differently(
    chromium: Browser, merged: CampaignFolder
) -> None:
    merged.run("mark", "sent", "batch-1")
    merged.run("mark", "answered", "Given2 Family2")
    with listening_board(merged.folder) as (board, url, port):
        context = chromium.new_context(locale="en")
        window = Window(context)
        window.page.goto(url)
        board.watcher.overview(wait=True)
        person_page = f"/people/{board.keys.handle('p2')}"
        found = {}
        for path in (*PAGES, "/batches/1", person_page, "/nowhere"):
            window.page.goto(f"http://127.0.0.1:{port}{path}")
            window.settled()
            for scheme in ("light", "dark"):
                window.page.emulate_media(color_scheme=scheme)
                faults = [one for one in Axe().run(window.page).response["violations"] if one["impact"] in SERIOUS]
                if faults:
                    found[path, scheme] = [(one["id"], one["nodes"][0]["html"]) for one in faults]
        context.close()
    assert found == {}


def test_the_keyboard_alone_leads_from_today_to_a_recorded_answer(chromium: Browser, merged: CampaignFolder) -> None:
    merged.run("mark", "sent", "batch-1")
    with listening_board(merged.folder) as (_, url, _port):
        window = Window(chromium.new_context(locale="en"))
        page = window.page
        page.goto(url)
        window.settled()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="To the page")).to_be_focused()
        page.keyboard.press("Enter")
        while not page.get_by_role("link", name="An answer came").evaluate("link => link === document.activeElement"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Name")).to_be_focused()
        page.keyboard.type("family2")
        page.keyboard.press("Enter")
        expect(page.get_by_role("group", name="To which letter")).to_be_visible()
        while not page.get_by_role("button", name="Record it").evaluate("button => button === document.activeElement"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Answer recorded: Given2 Family2")
        assert [one for one in window.errors if HALF_TYPED not in one] == []
        page.context.close()


def test_no_page_is_wider_than_the_window_of_a_telephone(chromium: Browser, merged: CampaignFolder) -> None:
    with listening_board(merged.folder) as (board, url, port):
        context = chromium.new_context(locale="en", viewport={"width": 360, "height": 800})
        window = Window(context)
        window.page.goto(url)
        board.watcher.overview(wait=True)
        wide = {}
        for path in (*PAGES, "/batches/1"):
            for language in ("ru", "en-XB"):
                board.language = language
                window.page.goto(f"http://127.0.0.1:{port}{path}")
                extra = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if extra > 0:
                    wide[path, language] = extra
        context.close()
    assert wide == {}
