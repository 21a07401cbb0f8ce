"""Preflight: what the finished PDF shows is measured, whatever the template says."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from conftest import HEADERS, TEXT, CampaignFolder, page_texts, person
from PIL import Image

from outreach.batch.inspection import excerpt
from outreach.pdf.preflight import Expected, Flight, preflight
from outreach.pdf.sections import Section, SectionReader
from outreach.stationery import STATIONERY, Box
from outreach.stationery.print_services import SERVICES, Measured, PrintFinding, service_findings

MM = 72 / 25.4
ADDRESS = ("Rosa Luxemburg", "Street 1", "10115 Berlin")


def drawn(path: Path, content: str, *, size: tuple[float, float] = (210, 297), picture: bytes = b"") -> Path:
    """Write a page whose text is in a font that is not in the file; lengths in the content are in mm."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(size[0] * MM, size[1] * MM))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page = pdf.pages[0]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        if picture:
            image = pdf.make_stream(picture)
            image.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=100, Height=100,
                ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
            )  # fmt: skip
            page.Resources.XObject = pikepdf.Dictionary(P=image)
        page.contents_add(f"{MM} 0 0 {MM} 0 0 cm {content}".encode())
        pdf.save(path)
    return path


def text(lines: Sequence[str], x: float, y: float, height: float = 297) -> str:
    """Return the content for lines of 3.5 mm, the first with its foot `y` mm from the top."""
    parts = [
        f"BT /F 3.5 Tf {x} {height - y - 4 * i} Td ({line.replace('(', '')}) Tj ET" for i, line in enumerate(lines)
    ]
    return " ".join(parts)


def found(path: Path, paper: str = "din5008b", total: int = 1, service: str = "") -> dict[str, PrintFinding]:
    flight = Flight(str(path), "letters.pdf", STATIONERY[paper], (Expected(1, 1, 1, ADDRESS),), total, service=service)
    return {finding.kind: finding for _, finding in preflight(flight)}


def test_an_address_in_its_window_is_no_fault(tmp_path: Path) -> None:
    faults = found(drawn(tmp_path / "a.pdf", text(ADDRESS, 25, 66)))

    assert set(faults) == {"fonts"}  # the test's own font is not in the file


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [(21, 66, "2.0 mm too far left"), (25, 47, "mm too far up"), (25, 84, "mm too far down"), (95, 66, "mm too far right")],
)  # fmt: skip
def test_an_address_without_its_air_is_a_fault_with_its_millimetres(
    tmp_path: Path, x: float, y: float, words: str
) -> None:
    finding = found(drawn(tmp_path / "a.pdf", text(ADDRESS, x, y)))["window"]

    assert finding.blocking
    assert words.rsplit(" mm", maxsplit=1)[-1] in finding.message
    assert words.startswith("mm") or float(words.split(maxsplit=1)[0]) == pytest.approx(
        float(finding.message.split(": ")[1].split()[0]), abs=0.3
    )


def test_an_address_that_is_not_on_the_page_is_a_fault(tmp_path: Path) -> None:
    assert found(drawn(tmp_path / "a.pdf", text(("Somebody else",), 25, 66)))["lost"].blocking


def test_an_address_is_found_however_its_lines_are_broken_and_written(tmp_path: Path) -> None:
    lines = ("ROSA", "Luxem-", "burg", "street 1 10115", "Berlin")

    assert "lost" not in found(drawn(tmp_path / "a.pdf", text(lines, 25, 66)))


def test_a_thing_at_the_edge_is_told_with_its_millimetres_and_stops_nothing(tmp_path: Path) -> None:
    finding = found(drawn(tmp_path / "a.pdf", text(ADDRESS, 25, 66) + " 1 100 10 10 re f"))["edge"]

    assert not finding.blocking
    assert "3.0 mm inside the edge of 4 mm" in finding.message


def test_a_paper_or_a_number_of_pages_other_than_expected_is_a_fault(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", text(ADDRESS, 25, 66, 279.4), size=(215.9, 279.4))

    faults = found(path, total=2)
    assert faults["size"].blocking
    assert "216 × 279 mm, and din5008b has 210 × 297 mm" in faults["size"].message
    assert "has 1 pages, and 2 were expected" in faults["pages"].message


def test_a_coarse_picture_is_told_with_its_dots(tmp_path: Path) -> None:
    output = io.BytesIO()
    Image.new("RGB", (100, 100), (9, 90, 200)).save(output, "JPEG")
    path = drawn(tmp_path / "a.pdf", text(ADDRESS, 25, 66) + " q 50 0 0 50 50 50 cm /P Do Q", picture=output.getvalue())

    assert "51 dots an inch" in found(path)["dots"].message


def test_a_letter_that_the_style_moves_out_of_the_window_is_not_written(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/style.css", ".frame.address { margin-top: 20mm !important }")
    shown = campaign.run("merge", "--yes")

    assert shown.code == 5
    assert "Given1 Family1: the address does not keep 3 mm of air in the window of din5008b:" in shown.err
    assert "mm too far down (batch-0001/letters.pdf), and 2 more like it; look in the template's style.css" in shown.err
    assert not campaign.batch(1).exists()
    campaign.write("letter_templates/letter/style.css", "")
    assert campaign.run("merge", "--yes").code == 0


@pytest.mark.parametrize("duplex", [False, True])
def test_a_letter_that_is_out_of_its_window_is_left_out_and_the_others_are_printed(
    campaign: CampaignFolder, *, duplex: bool
) -> None:
    rows = [[*person(i), language] for i, language in enumerate(("en", "de", "en", "de", "en"), 1)]
    campaign.sheet("recipients/people.xlsx", [*HEADERS, "language"], rows)
    campaign.write("letter_templates/letter/de.html", TEXT)
    campaign.write(
        "letter_templates/letter/style.css", "article:lang(de) > .frame.address { margin-top: 20mm !important }"
    )
    shown = campaign.run("merge", "--yes", *(["--duplex"] if duplex else []))

    assert shown.code == 0, shown.err
    assert "Given2 Family2: the address does not keep 3 mm of air" in shown.err
    assert "3 pieces on 3 pages, 2 rows in skipped.xlsx" in shown.out
    texts = page_texts((campaign.batch(1) / "letters.pdf").read_bytes())
    assert [text.split("write to you, ")[1].split(".")[0] for text in texts if text.strip()] == [
        "Given1 Family1", "Given3 Family3", "Given5 Family5",
    ]  # fmt: skip
    assert len(texts) == (6 if duplex else 3)
    assert campaign.run("check", "--print", "batch-1").out.startswith("No problems.")


def test_a_batch_can_be_measured_whole_and_by_the_rules_of_a_service(merged: CampaignFolder) -> None:
    good = merged.run("check", "--print", "batch-1")
    assert (good.code, good.err) == (0, "")

    shown = merged.run("check", "--print", "batch-1", "--service", "lob", "--json")
    assert shown.code == 5
    (problem,) = shown.json["problems"]
    assert "Lob: wants 215.9 × 279.4 mm, and the page has 210 × 297 mm, and 2 more like it" in problem["text"]


def test_a_service_without_a_batch_is_a_wrong_question(campaign: CampaignFolder) -> None:
    assert "--service goes with a batch" in campaign.run("check", "--service", "lob").err


PAGE = Measured(210, 297, Box(25, 66, 60, 16), 4, (Box(25, 66, 60, 16), Box(25, 100, 150, 100)), 100)


@pytest.mark.parametrize("service", ["pingen", "epost"])
def test_one_block_is_right_for_both_german_and_swiss_services(service: str) -> None:
    assert list(service_findings(service, PAGE)) == []


@pytest.mark.parametrize(
    ("service", "page", "message"),
    [
        ("pingen", replace(PAGE, address=Box(25, 58, 60, 16)), "the address is 2.0 mm too far up"),
        ("pingen", replace(PAGE, address=Box(25, 66, 90, 16)), "the address is 7.5 mm too far right"),
        ("pingen", replace(PAGE, lines=6), "the address has 6 lines, and 5 are allowed"),
        (
            "pingen",
            replace(PAGE, things=(Box(25, 48, 70, 3),)),
            "something stands 3.0 mm inside the area 20–109.5 × 40–60",
        ),
        ("pingen", replace(PAGE, things=(Box(2, 100, 70, 3),)), "something stands 3.0 mm inside the edge"),
        ("pingen", replace(PAGE, things=(Box(10, 290, 70, 1),)), "inside the lower left corner of 15 mm"),
        ("pingen", replace(PAGE, size=9_000_000), "the file has 9.0 MB, and 8 MB are allowed"),
        ("epost", replace(PAGE, address=Box(25, 62.7, 60, 16)), "the address is 3.3 mm too far up"),
        ("epost", replace(PAGE, things=(Box(5, 105, 4, 0.1),)), "something stands 7.0 mm inside the edge"),
        ("lob", PAGE, "wants 215.9 × 279.4 mm"),
    ],
)
def test_a_service_says_by_how_many_millimetres(service: str, page: Measured, message: str) -> None:
    assert any(message in finding.message for finding in service_findings(service, page))


def test_every_service_names_its_source() -> None:
    assert all(service.source for service in SERVICES.values())


def test_a_long_pdf_is_measured_in_excerpts_that_know_how_long_it_is(tmp_path: Path) -> None:
    blank = (b"<</Type/Page/MediaBox[0 0 100 100]/Resources<<>>>>", None)
    whole = SectionReader(io.BytesIO(Section.of((blank,) * 5, (0, 1, 2, 3, 4)).pdf()))
    pieces = [Expected(7, 3, 4, ()), Expected(9, 5, 5, ())]

    def findings(total: int) -> list[tuple[int, str]]:
        flight = Flight(str(tmp_path / "not there"), "letters.pdf", STATIONERY["din5008b"], (), total)
        return [(number, finding.kind) for number, finding in preflight(excerpt(flight, pieces, whole))]

    assert findings(5) == [(7, "size"), (7, "size"), (9, "size")]
    assert findings(7) == [(0, "pages"), (7, "size"), (7, "size"), (9, "size")]
