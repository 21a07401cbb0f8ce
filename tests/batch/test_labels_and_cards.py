"""Labels, envelopes and sheets of cards for a batch, measured in the PDFs."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pytest
from conftest import SETTINGS, TEXT, CampaignFolder
from paper_measure import lies_in, page_sizes, text_boxes
from PIL import Image, ImageChops

from outreach.batch import labels_and_cards
from outreach.batch.labels_and_cards import to_addressees
from outreach.campaign.campaign import load_campaign
from outreach.ledger.database import Ledger
from outreach.ledger.opening import open_ledger
from outreach.stationery import AIR, CARD_SHEETS, ENVELOPES, LABELS, Box
from outreach.stationery.imposition import Flip
from outreach.workers.crew import child_processes
from outreach.workers.pool import Workers

CARD = '{% block picture %}<p style="margin: 10mm">PICTURE</p>{% endblock %}{% block body %}<p>Hello, {{ recipient.name }}.</p>{% endblock %}'


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Give a campaign with a batch of eleven letters."""
    campaign = start(CampaignFolder(tmp_path_factory.mktemp("letters")), 11)
    assert campaign.run("merge", "--yes").code == 0
    return campaign


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Give a campaign with a batch of five postcards."""
    campaign = start(CampaignFolder(tmp_path_factory.mktemp("cards")), 5)
    campaign.write("letter_templates/letter/template.toml", 'kind = "postcard"')
    campaign.write("letter_templates/letter/en.html", CARD)
    campaign.write("campaign.toml", SETTINGS.replace("din5008b", "postcard-a6"))
    assert campaign.run("merge", "--yes").code == 0
    return campaign


@pytest.fixture(scope="module")
def press() -> Iterator[Workers]:
    """Give a child process that sees the shipped fonts."""
    with child_processes(1) as workers:
        yield workers


def start(campaign: CampaignFolder, people: int) -> CampaignFolder:
    campaign.write("campaign.toml", SETTINGS)
    campaign.write("letter_templates/letter/en.html", TEXT)
    campaign.people(people)
    return campaign


@contextmanager
def chosen(
    folder: CampaignFolder, numbers: str | None = None
) -> Iterator[tuple[labels_and_cards.ChosenPieces, Ledger]]:
    campaign = load_campaign(folder.folder)
    with open_ledger(folder.folder / "ledger.sqlite") as ledger:
        yield labels_and_cards.choose(campaign, ledger, "batch-1", numbers), ledger


@pytest.mark.parametrize("name", LABELS)
def test_each_address_stands_on_its_label_with_air_and_the_used_labels_are_empty(
    merged: CampaignFolder, press: Workers, name: str
) -> None:
    grid = LABELS[name]
    with chosen(merged) as (pieces, ledger):
        made = labels_and_cards.labels(pieces, to_addressees(pieces, ledger), press, grid, 8)

    assert (made.pieces, made.problems) == (11, ())
    pages = text_boxes(made.path)
    assert set(page_sizes(made.path)) == {(grid.width, grid.height)}
    places = [(page, place) for page in range(len(pages)) for place in grid.places][7:18]
    for number, (page, place) in enumerate(places, 1):
        mine = [(words, box) for words, box in pages[page] if lies_in(box, place)]
        assert mine[0][0] == f"Given{number} Family{number}"
        assert all(lies_in(box, place.inset(AIR)) for _, box in mine)
    on_labels = sum(len([1 for _, box in pages[page] if lies_in(box, place)]) for page, place in places)
    assert on_labels == sum(len(page) for page in pages)


def test_labels_show_what_the_letters_show_even_if_the_list_was_changed_since(merged: CampaignFolder) -> None:
    merged.people(0)
    shown = merged.run("labels", "batch-1", "--sheet", "l7163", "--pieces", "3")

    assert "1 label on 1 sheet" in shown.out
    ((first, *_),) = text_boxes(max((merged.folder / "prints").glob("*-l7163-*.pdf")))
    assert first[0] == "Given3 Family3"


def test_a_label_for_a_void_piece_is_not_printed(campaign: CampaignFolder) -> None:
    assert campaign.run("merge", "--yes").code == 0
    assert campaign.run("mark", "void", "batch-1", "--pieces", "1-2").code == 0
    shown = campaign.run("labels", "batch-1", "--sheet", "l7160")

    assert "1 label on 1 sheet" in shown.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sheet", "l7160", "--start-at", "99"], "places 1 to 21"),
        (["--sheet", "l7161"], "did you mean `l7163`? There are: "),
    ],
)
def test_a_label_that_is_not_there_is_refused_with_what_there_is(
    merged: CampaignFolder, arguments: list[str], message: str
) -> None:
    shown = merged.run("labels", "batch-1", *arguments)

    assert shown.code == 2
    assert message in shown.err
    assert not list((merged.folder / "prints").glob("*l7161*"))


def test_an_address_too_long_for_its_label_is_named_and_the_others_are_printed(campaign: CampaignFolder) -> None:
    rows = [["p1", "Ada", "Long", "f", "\n".join(f"Line {i}" for i in range(1, 6)), "10115", "Berlin", "DE"]]
    rows += [["p2", "Bea", "Short", "f", "Street 1", "10115", "Berlin", "DE"]]
    campaign.sheet("recipients/people.xlsx", ["id", "given_name", "family_name", "gender", "street", "postal_code", "city", "country"], rows)  # fmt: skip
    campaign.write("campaign.toml", SETTINGS.replace("din5008b", "plain-a4") + TINY)
    assert campaign.run("merge", "--yes").code == 0
    shown = campaign.run("labels", "batch-1", "--sheet", "tiny")

    assert shown.code == 0
    assert "batch-0001, piece 1: Ada Long: the address does not fit on tiny" in shown.err
    ((first, *_),) = text_boxes(campaign.folder / "prints" / "batch-0001-labels-tiny-1.pdf")
    assert first[0] == "Bea Short"


TINY = '\n[labels.tiny]\nsheet = "a4"\nlabel = [20, 21]\nmargins = [5, 5]\npitch = [30, 31]\ncolumns = 6\nrows = 9\n'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("columns = 6", "columns = 8", "the labels go 25.0 mm beyond the right edge"),
        ("rows = 9", "rows = 12", "beyond the lower edge"),
        ("pitch = [30, 31]", "pitch = [10, 31]", "the labels overlap"),
        ("label = [20, 21]", "label = [20, 8]", "too small for an address"),
        ("rows = 9", "rows = 0", "`rows` has the wrong form; write how many labels stand one below the other"),
        ("margins = [5, 5]", 'margins = "5"', "`margins` has the wrong form"),
        ('sheet = "a4"', 'sheet = "a3"', "`sheet` has the wrong form"),
        ("columns = 6", "colums = 6", "did you mean `columns`?"),
    ],
)
def test_a_label_sheet_that_cannot_be_is_a_problem_in_campaign_toml(
    campaign: CampaignFolder, old: str, new: str, message: str
) -> None:
    campaign.write("campaign.toml", SETTINGS + TINY.replace(old, new))
    shown = campaign.run("check")

    assert shown.code == 3
    assert "campaign.toml, [labels.tiny]:" in shown.err
    assert message in shown.err


@pytest.mark.parametrize("name", ENVELOPES)
def test_address_and_return_address_stand_at_their_places_on_the_envelope(
    merged: CampaignFolder, press: Workers, name: str
) -> None:
    paper = ENVELOPES[name]
    with chosen(merged, "2") as (pieces, ledger):
        path = labels_and_cards.envelopes(pieces, to_addressees(pieces, ledger), press, paper, None).path

    (page,) = text_boxes(path)
    sender, address = (frame.box for frame in paper.sides[0].frames)
    assert page_sizes(path) == [(paper.width, paper.height)]
    assert next(words for words, box in page if lies_in(box, sender)) == "Solidarity Campaign"
    assert next(words for words, box in page if lies_in(box, address)) == "Given2 Family2"
    assert all(lies_in(box, sender) or lies_in(box, address) for _, box in page)
    stamp = Box(paper.width - 74, 0, 74, 40)
    assert not any(box.x + box.width > stamp.x and box.y < stamp.height for _, box in page)


@pytest.mark.parametrize(("feed", "left"), [("left", 0), ("centre", 50), ("right", 100)])
def test_a_fed_envelope_lies_at_its_side_of_the_tray(
    merged: CampaignFolder, press: Workers, feed: str, left: float
) -> None:
    with chosen(merged, "1") as (pieces, ledger):
        path = labels_and_cards.envelopes(pieces, to_addressees(pieces, ledger), press, ENVELOPES["dl"], feed).path

    (page,) = text_boxes(path)
    frame = ENVELOPES["dl"].sides[0].frames[1].box
    turned = Box(left + frame.y, 220 - frame.x - frame.width, frame.height, frame.width)
    assert page_sizes(path) == [(210, 297)]
    assert any(lies_in(box, turned) for _, box in page)
    assert all(left <= box.x and box.x + box.width <= left + 110 and box.y + box.height <= 220 for _, box in page)


def test_an_envelope_too_large_for_the_tray_is_refused(merged: CampaignFolder) -> None:
    shown = merged.run("envelopes", "batch-1", "--size", "c4", "--feed", "left")

    assert shown.code == 2
    assert "does not fit into a tray of 210 × 297 mm" in shown.err


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
@pytest.mark.parametrize("name", CARD_SHEETS)
def test_the_address_of_a_card_lies_behind_its_picture(cards: CampaignFolder, name: str, flip: str) -> None:
    grid = CARD_SHEETS[name]
    with chosen(cards) as (pieces, ledger):
        pages = text_boxes(labels_and_cards.cards(pieces, ledger, grid, 1, Flip(flip)).path)

    number = 0
    for front, back in zip(pages[::2], pages[1::2], strict=True):
        pictures = [box for words, box in front if words == "PICTURE"]
        addresses = [(words, box) for words, box in back if words.startswith("Given")]
        assert len(pictures) == len(addresses) == min(grid.count, 5 - number)
        for place in grid.places[: len(pictures)]:
            number += 1
            assert any(lies_in(box, place) for box in pictures)
            over = [box for words, box in addresses if words == f"Given{number} Family{number}"]
            across = (flip == "long-edge") == (grid.height >= grid.width)
            behind = Box(grid.width - place.x - place.width, place.y, place.width, place.height)
            behind = behind if across else Box(place.x, grid.height - place.y - place.height, place.width, place.height)
            assert len(over) == 1
            assert lies_in(over[0], behind)
    assert number == 5


def test_letters_are_not_cut_into_cards(merged: CampaignFolder) -> None:
    shown = merged.run("cards", "batch-1", "--sheet", "a4")

    assert shown.code == 2
    assert "only cards stand several on a sheet" in shown.err


def test_a_label_sheet_with_capitals_in_its_name_works(merged: CampaignFolder) -> None:
    before = (merged.folder / "campaign.toml").read_text(encoding="utf-8")
    merged.write(
        "campaign.toml", before + TINY.replace("labels.tiny", "labels.JamJars").replace("[20, 21]", "[29, 30]")
    )
    unknown = merged.run("labels", "batch-1", "--sheet", "none")
    made = [merged.run("labels", "batch-1", "--sheet", name) for name in ("JamJars", "jamjars", "L7160")]
    merged.write("campaign.toml", before)

    assert "JamJars" in unknown.err
    assert [one.code for one in made] == [0, 0, 0]


@pytest.mark.parametrize(("edge", "white"), [(4.0, 4.0), (6.5, 6.5), (0.0, 0.0)])
def test_where_a_printer_does_not_reach_the_border_the_white_edge_is_equal_on_all_sides(
    campaign: CampaignFolder, edge: float, white: float
) -> None:
    Image.new("RGB", (1480, 1050), (20, 40, 200)).save(campaign.write("letter_templates/letter/blue.png", ""))
    campaign.write("letter_templates/letter/template.toml", 'kind = "postcard"')
    picture = '{% block picture %}<img src="blue.png" alt="">{% endblock %}{% block body %}<p>Hello.</p>{% endblock %}'
    campaign.write("letter_templates/letter/en.html", picture)
    campaign.write("campaign.toml", SETTINGS.replace("din5008b", "postcard-a6") + f"\n[paper]\nedge = {edge}\n")
    campaign.people(4)
    assert campaign.run("merge", "--yes").code == 0
    shown = campaign.run("cards", "batch-1", "--sheet", "a4")

    assert ("stay white" in shown.out) == bool(white)
    grid = CARD_SHEETS["a4"]
    with pypdfium2.PdfDocument((campaign.folder / "prints" / "batch-0001-cards-a4-1.pdf").read_bytes()) as pdf:
        sheet = pdf[0].render(scale=4 * 25.4 / 72).to_pil().convert("RGB")
    for place in grid.places:
        left, top, right, foot = (
            round(4 * x) for x in (place.x, place.y, place.x + place.width, place.y + place.height)
        )
        card = sheet.crop((left, top, right, foot))
        blue = (
            ImageChops.subtract(card.getchannel("B"), card.getchannel("R"))
            .point(lambda value: 255 * (value > 100))
            .getbbox()
        )
        assert blue
        around = (blue[0], blue[1], card.width - blue[2], card.height - blue[3])
        assert [one / 4 for one in around] == pytest.approx([white] * 4, abs=0.6)


def test_a_card_is_looked_at_as_a_card_and_not_held_in_an_envelope(
    cards: CampaignFolder, merged: CampaignFolder
) -> None:
    assert "print one card of batch-1 on both sides" in cards.run("check", "--print", "batch-1").out
    assert "hold it in its envelope" in merged.run("check", "--print", "batch-1").out
