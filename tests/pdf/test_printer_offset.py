"""A printer that is a little off: measured once, and everything printed for it is moved."""

from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import CampaignFolder, page_texts

MM = 72 / 25.4


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give settings that are nobody's."""
    folder = str(tmp_path_factory.mktemp("own"))
    return {"XDG_CONFIG_HOME": folder, "HOME": folder, "APPDATA": folder}


def corner(path: Path) -> tuple[float, float]:
    """Return by how many mm the pages of a PDF show their content further right and down."""
    with pikepdf.open(path) as pdf:
        ((left, bottom),) = {(float(page.mediabox[0]), float(page.mediabox[1])) for page in pdf.pages}
        return round(-left / MM, 2), round(bottom / MM, 2)


def test_the_page_has_its_cross_100_mm_from_two_edges(campaign: CampaignFolder, own: dict[str, str]) -> None:
    shown = campaign.run("calibrate", "Office", env=own)

    assert shown.code == 0, shown.err
    assert 'outreach calibrate "Office" --measured LEFT TOP' in shown.out
    page = (campaign.folder / "prints" / "calibration-a4.pdf").read_bytes()
    assert 'outreach calibrate "Office" --measured' in page_texts(page)[0]
    with pypdfium2.PdfDocument(page) as pdf:
        picture = pdf[0].render(scale=10 / MM).to_pil().convert("L")
    dark = [x for x in range(900, 1100) if int(str(picture.getpixel((x, 650)))) < 100]
    level = [y for y in range(900, 1100) if int(str(picture.getpixel((650, y)))) < 100]
    assert (min(dark), min(level)) == pytest.approx((1000, 1000), abs=2)


def test_what_is_made_for_a_printer_is_moved_once_and_its_content_stays_as_it_is(
    campaign: CampaignFolder, own: dict[str, str]
) -> None:
    shown = campaign.run("calibrate", "Office", "--measured", "101.5", "99", env=own)
    assert "everything moves -1.5 mm to the right and +1.0 mm down" in shown.out
    assert campaign.run("merge", "--yes", "--printer", "Office", env=own).code == 0
    for arguments in (["labels", "batch-1", "--sheet", "l7160"], ["reprint", "batch-1", "--reason", "jam"]):
        assert campaign.run(*arguments, "--printer", "Office", env=own).code == 0

    prints = campaign.folder / "prints"
    made = [
        campaign.batch(1) / "letters.pdf",
        prints / "batch-0001-labels-l7160-1.pdf",
        prints / "batch-0001-reprint-1.pdf",
    ]
    assert [corner(path) for path in made] == [(-1.5, 1.0)] * 3
    assert campaign.run("check", "--print", "batch-1").out.startswith("No problems.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["calibrate", "Office", "--measured", "70", "100"], "more than 15 mm off: print at actual size"),
        (["merge", "--yes", "--printer", "Ofice"], "no printer `Ofice` was calibrated; did you mean `Office`?"),
    ],
)
def test_a_measure_or_a_printer_that_cannot_be_is_refused(
    campaign: CampaignFolder, own: dict[str, str], arguments: list[str], message: str
) -> None:
    assert campaign.run("calibrate", "Office", "--measured", "100", "100", env=own).code == 0
    shown = campaign.run(*arguments, env=own)

    assert shown.code == 2
    assert message in shown.err


def shifts(path: Path) -> list[tuple[float, float]]:
    """Return by how many mm each page of a PDF shows its content further right and down."""
    with pikepdf.open(path) as pdf:
        boxes = [[float(edge) for edge in page.mediabox] for page in pdf.pages]
    return [(round(-left / MM, 2), round(bottom / MM, 2)) for left, bottom, *_ in boxes]


def test_the_second_side_of_a_sheet_is_moved_as_it_was_measured_and_the_first_as_before(
    campaign: CampaignFolder, own: dict[str, str]
) -> None:
    assert "2 pages" not in campaign.run("calibrate", "Office", "--back", env=own).out
    with pypdfium2.PdfDocument((campaign.folder / "prints" / "calibration-a4.pdf").read_bytes()) as pdf:
        assert len(pdf) == 2
        assert "--back --measured" in pdf[1].get_textpage().get_text_bounded()
    assert campaign.run("calibrate", "Office", "--measured", "101", "99", env=own).code == 0
    shown = campaign.run("calibrate", "Office", "--back", "--measured", "103.5", "98", env=own)
    assert "the second side moves -3.5 mm to the right and +2.0 mm down" in shown.out

    campaign.people(3)
    campaign.write("letter_templates/letter/template.toml", 'kind = "postcard"')
    campaign.write(
        "letter_templates/letter/en.html", "{% block picture %}{% endblock %}{% block body %}<p>Text</p>{% endblock %}"
    )
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings.replace("din5008b", "postcard-a6"))
    assert campaign.run("merge", "--yes", "--printer", "Office", env=own).code == 0
    for arguments in (
        ["cards", "batch-1", "--sheet", "a5"],
        ["reprint", "batch-1", "--pieces", "2", "--reason", "jam"],
    ):
        assert campaign.run(*arguments, "--printer", "Office", env=own).code == 0

    both = [(-1.0, 1.0), (-3.5, 2.0)]
    prints = campaign.folder / "prints"
    assert shifts(campaign.batch(1) / "postcards.pdf") == both * 3
    assert shifts(prints / "batch-0001-cards-a5-1.pdf") == both * 2
    assert shifts(prints / "batch-0001-reprint-1.pdf") == both


def test_measuring_the_first_side_again_leaves_what_is_known_of_the_second(
    own: dict[str, str], campaign: CampaignFolder
) -> None:
    for arguments in (["--back", "--measured", "103", "100"], ["--measured", "102", "100"]):
        assert campaign.run("calibrate", "Office", *arguments, env=own).code == 0
    (settings,) = Path(own["HOME"]).rglob("printers.toml")

    assert "right = -2.00\ndown = 0.00\nback_right = -3.00\nback_down = 0.00" in settings.read_text(encoding="utf-8")


def test_letters_printed_on_one_side_have_no_second_one(campaign: CampaignFolder, own: dict[str, str]) -> None:
    assert campaign.run("calibrate", "Office", "--back", "--measured", "103", "100", env=own).code == 0
    assert campaign.run("merge", "--yes", "--printer", "Office", env=own).code == 0

    assert set(shifts(campaign.batch(1) / "letters.pdf")) == {(0.0, 0.0)}
