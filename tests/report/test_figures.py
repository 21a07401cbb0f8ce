"""Every figure of a report, counted again from the events in another way; and what a public one may not tell."""

import datetime as dt
import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from pieces import FILE, SENDER

from outreach.batch.overview import InMailing, Listed, Overview
from outreach.l10n.speech import Speech
from outreach.ledger.claims import Action, RecordedPiece, claim, record
from outreach.ledger.database import Ledger, transaction
from outreach.ledger.events import Fact, add_events
from outreach.ledger.opening import open_ledger
from outreach.model import Kind, Plan, Recipient, Row
from outreach.report.charts import bars, over_time, squares
from outreach.report.figures import FEWEST, Coverage, Figures, Filter, figures, public
from outreach.report.files import report_pdf, report_workbook
from outreach.report.page import newsletter, report_page
from outreach.workers.crew import child_processes

COUNTRIES, PARTIES = ("DE", "FR", "GB", "US"), ("Reds", "Greens", "Blues", "")
TODAY = dt.date(2026, 11, 20)


def somebody(number: int) -> Recipient:
    kind = Kind.PRISONER if number % 5 == 0 else Kind.POLITICIAN
    return Recipient(
        kind,
        f"p{number}",
        f"Nomen{number} Cognomen{number}",
        (),
        (),
        COUNTRIES[number % 4],
        "",
        {},
        Row("list", number, {}),
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Overview]]:
    """Give a ledger with 200 letters of two mailings and what became of them, and the lists they came from."""
    chance = random.Random(7)  # noqa: S311 — the same letters each time
    people = [somebody(number) for number in range(1, 151)]
    folder: Path = tmp_path_factory.mktemp("figures")
    with open_ledger(folder / "ledger.sqlite") as ledger:
        for mailing, some in (("letters", people[:120]), ("again", people[40:120])):
            plans = [Plan(mailing, one, people[4], SENDER, "en", 1) for one in some]
            with transaction(ledger):
                batch, uids = claim(ledger, plans, "plain-a4")
            pieces = [RecordedPiece(uid, n, n, n) for n, uid in enumerate(uids, 1)]
            record(ledger, batch, pieces, [FILE], Action("tester", dt.date(2026, 1, 5), "merge"))
        happen(ledger, chance)
        yield ledger, overview_of(people)


def happen(ledger: Ledger, chance: random.Random) -> None:
    """Send most pieces; some are answered, some come back, some steps are taken back."""
    ids = [row["id"] for row in ledger.execute("SELECT id FROM piece ORDER BY id")]
    for piece in ids:
        sent = dt.date(2026, 1, 10) + dt.timedelta(days=chance.randrange(200))
        if chance.random() < 0.1:
            continue
        with transaction(ledger):
            add_events(ledger, [Fact("printed", piece), Fact("sent", piece)], Action("tester", sent, "mark"))
            end = chance.random()
            kind = "answered" if end < 0.3 else "returned" if end < 0.45 else ""
            if kind:
                day = sent + dt.timedelta(days=chance.randrange(1, 250))
                add_events(ledger, [Fact(kind, piece)], Action("tester", day, "mark"))
            if kind and chance.random() < 0.2:
                event = ledger.execute("SELECT max(id) AS id FROM event").fetchone()["id"]
                add_events(ledger, [Fact("undone", piece, undoes=event)], Action("tester", day, "mark"))
    with transaction(ledger):
        outside = Fact(
            "sent", recipient="p149", person="x", name="Nomen149 Cognomen149", country="FR", mailing="letters"
        )
        add_events(ledger, [outside], Action("tester", dt.date(2026, 3, 1), "log"))
        answer = Fact("answered", recipient="p150", person="y", name="Nomen150 Cognomen150", country="GB")
        add_events(ledger, [answer], Action("tester", dt.date(2026, 3, 2), "log"))


def overview_of(people: list[Recipient]) -> Overview:
    listed = {
        one.id: Listed(
            one.id, "", one.name, one.country, one.kind, "list", one.row.number, (),
            {"party": PARTIES[one.row.number % 4], "chamber": "House"} if one.kind is Kind.POLITICIAN else {},
            {"letters": InMailing.WRITTEN},
        )
        for one in people
    }  # fmt: skip
    return Overview({}, listed)


def standing(ledger: Ledger) -> list[dict[str, object]]:
    """Return the events that stand, found one by one: another way than the report's."""
    events = [dict(row) for row in ledger.execute("SELECT * FROM event ORDER BY id")]
    undone = {event["undoes"] for event in events if event["undoes"] is not None}
    pieces = {row["id"]: dict(row) for row in ledger.execute("SELECT * FROM piece")}
    return [
        {**(pieces.get(event["piece"]) or event), "kind": event["kind"], "date": event["date"], "piece": event["piece"]}
        for event in events if event["id"] not in undone and event["kind"] in ("sent", "answered", "returned")
    ]  # fmt: skip


def test_every_number_is_that_of_the_events(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    found, events = figures(ledger, overview), standing(ledger)
    sent = [event for event in events if event["kind"] == "sent"]
    assert found.sent == len(sent)
    assert found.people == len({event["recipient"] for event in sent})
    assert found.answered == sum(event["kind"] == "answered" for event in events)
    assert found.returned == sum(event["kind"] == "returned" for event in events)
    assert found.plan == 150
    assert {one.name: one.sent for one in found.countries} == Counter(event["country"] for event in sent)
    assert {one.name: one.sent for one in found.mailings} == Counter(event["mailing"] for event in sent)
    assert {one.name: one.sent for one in found.senders} == Counter(event["sender"] for event in sent)
    party = {one.id: one.fields.get("party", "") for one in overview.people.values()}
    assert {one.name: one.sent for one in found.parties} == Counter(party[str(event["recipient"])] for event in sent)
    assert sum(one.sent for one in found.chambers) == len(sent)


def test_the_answers_of_a_country_are_those_to_its_letters(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    events = standing(ledger)
    for kind in ("answered", "returned"):
        expected = Counter(event["country"] for event in events if event["kind"] == kind and event["piece"] is not None)
        found = {one.name: getattr(one, kind) for one in figures(ledger, overview).countries}
        assert {name: n for name, n in found.items() if n} == expected


def test_the_time_that_answers_took_is_that_between_the_two_days(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    days: dict[object, dict[str, str]] = {}
    for event in standing(ledger):
        if event["piece"] is not None:
            days.setdefault(event["piece"], {})[str(event["kind"])] = str(event["date"])
    took = [
        (dt.date.fromisoformat(one["answered"]) - dt.date.fromisoformat(one["sent"])).days
        for one in days.values() if "answered" in one
    ]  # fmt: skip
    found = figures(ledger, overview)
    limits = [0, *(most for most, _ in found.answer_days if most is not None), 10**6]
    expected = [sum(low < one <= high or (low == one == 0) for one in took) for low, high in itertools.pairwise(limits)]
    assert [n for _, n in found.answer_days] == expected
    assert found.median_days == sorted(took)[len(took) // 2] or len(took) % 2 == 0


def test_the_periods_add_up_and_none_is_left_out(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    found = figures(ledger, overview)
    assert sum(one.sent for one in found.periods) == found.sent == found.periods[-1].total
    starts = [one.start for one in found.periods]
    assert all(start.day == 1 for start in starts)
    assert [(a.year * 12 + a.month + 1) for a in starts[:-1]] == [(b.year * 12 + b.month) for b in starts[1:]]


def test_the_squares_of_a_parliament_are_its_members(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    found = figures(ledger, overview)
    politicians = [one for one in overview.people.values() if one.kind is Kind.POLITICIAN]
    assert sum(len(one.members) for one in found.coverage) == len(politicians)
    reached = {event["recipient"] for event in standing(ledger) if event["kind"] == "sent"}
    written = sum(state != "none" for one in found.coverage for state in one.members)
    assert written == len([one for one in politicians if one.id in reached])


def test_letters_to_and_about_a_prisoner_count_for_them(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    found = {one.name: one.sent for one in figures(ledger, overview).prisoners}
    sent = [event for event in standing(ledger) if event["kind"] == "sent" and event["piece"] is not None]
    assert found["Nomen5 Cognomen5"] == len([e for e in sent if e["recipient"] == "p5"]) + len(sent)
    assert found["Nomen130 Cognomen130"] == 0


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Filter(country="FR"), lambda event: event["country"] == "FR"),
        (Filter(mailing="again"), lambda event: event["mailing"] == "again"),
        (Filter(since=dt.date(2026, 3, 1), until=dt.date(2026, 4, 1)), lambda event: "2026-03-01" <= event["date"] <= "2026-04-01"),
    ],
)  # fmt: skip
def test_a_filter_takes_the_events_that_fit(world: tuple[Ledger, Overview], wanted: Filter, fits: object) -> None:
    ledger, overview = world
    expected = [event for event in standing(ledger) if event["kind"] == "sent" and fits(event)]  # type: ignore[operator]
    assert figures(ledger, overview, wanted).sent == len(expected) > 0


def test_without_a_ledger_there_is_a_report_too() -> None:
    found = figures(None, None)
    assert found == Figures()
    assert "<svg" not in report_page(found, Speech("en"), "Cause", TODAY)


def test_a_public_report_names_nobody_and_nothing_below_five(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    for wanted in (Filter(), Filter(country="FR"), Filter(since=dt.date(2026, 6, 1))):
        found = public(figures(ledger, overview, wanted))
        page = report_page(found, Speech("en"), "Cause", TODAY)
        assert "Nomen" not in page
        assert "Cognomen" not in page
        assert SENDER.name not in re.sub(r"<[^>]*>", "", page).split()
        for counts in (found.countries, found.parties, found.chambers, found.mailings):
            for one in counts:
                assert all(n == 0 or n >= FEWEST for n in (one.sent, one.answered, one.returned))
        book = report_workbook(found, Speech("en"))
        assert b"Nomen" not in book


def test_the_report_is_the_same_each_time_and_fetches_nothing(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    first, second = (report_page(figures(ledger, overview), Speech("de"), "Cause", TODAY) for _ in range(2))
    assert first == second
    assert not re.search(r"<script|src=|href=|url\(|@import|https?://", first)
    assert first.count("<svg") >= 6
    assert len(re.findall(r'role="img" aria-label="[^"]+"', first)) == first.count("<svg")


def test_every_chart_has_its_numbers_in_a_table(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    page = report_page(figures(ledger, overview), Speech("en"), "Cause", TODAY)
    for figure in re.findall(r"<figure.*?</figure>", page, re.DOTALL):
        assert "<table>" in figure


def test_the_workbook_holds_the_figures_as_numbers(world: tuple[Ledger, Overview], tmp_path: Path) -> None:
    ledger, overview = world
    found = figures(ledger, overview)
    path = tmp_path / "report.xlsx"
    path.write_bytes(report_workbook(found, Speech("en")))
    book = openpyxl.load_workbook(path)
    rows = {row[0].value: row[1].value for row in book["Figures"].iter_rows()}
    assert rows["letters posted"] == found.sent
    assert "By country" in book.sheetnames


def test_the_pdf_holds_the_report(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    with child_processes(1) as workers:
        pdf = report_pdf(figures(ledger, overview), Speech("en"), "A cause", TODAY, workers)
    assert pdf.startswith(b"%PDF")
    assert b"/JavaScript" not in pdf


def test_the_newsletter_says_what_the_figures_say() -> None:
    found = Figures(sent=1284, people=205, answered=61)
    assert newsletter(found, Speech("en")) == (
        "We have posted 1,284 letters so far. They reached 205 people. 61 answers have come."
    )


def test_bars_and_lines_fit_into_their_drawing(world: tuple[Ledger, Overview]) -> None:
    ledger, overview = world
    found = figures(ledger, overview)
    assert all(0 <= one.width <= 400 for one in bars(found.countries))
    drawn = over_time(found.periods, found.plan)
    assert all(0 <= one.y <= drawn.height and one.height >= 0 for one in drawn.columns)
    assert len(squares(Coverage("x", ("none",) * 95))) == 95
