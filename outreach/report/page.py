"""The report as a page: for the board, as one file that needs nothing else, and as the text of a newsletter."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from outreach.l10n.speech import Speech
from outreach.report import charts
from outreach.report.figures import Count, Coverage, Figures

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(str(files("outreach") / "report" / "templates"))), autoescape=True,
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def report_body(found: Figures, speech: Speech, *, opened: bool = False) -> Markup:
    """Return figures and charts as HTML; `opened` shows the tables behind the charts at once."""
    return Markup(_rendered("body.html", found, speech, opened=opened))  # noqa: S704 — our own template, which escapes


def report_page(found: Figures, speech: Speech, campaign: str, today: dt.date) -> str:
    """Return the report as one file: no script, nothing fetched."""
    subtitle = speech.text("As of {day}", day=speech.day(today, "long"))
    return _rendered("page.html", found, speech, opened=True, title=campaign, subtitle=subtitle)


def _rendered(template: str, found: Figures, speech: Speech, *, opened: bool, **values: object) -> str:
    unknown = speech.text("not told")

    def plain_name(name: str) -> str:
        return name or unknown

    return _TEMPLATES.get_template(template).render(
        figures=found, speech=speech, _=speech.text, n_=speech.count, c=charts, opened=opened,
        paragraph=newsletter(found, speech), plain_name=plain_name,
        rows_of=lambda counts, name: list(_rows(counts, name or plain_name, speech)),
        time_rows=lambda one: list(_time_rows(one, speech)), share_rows=lambda counts: _share_rows(counts, speech),
        coverage_rows=lambda groups: list(_coverage_rows(groups, speech)), day_counts=lambda one: _day_counts(one, speech),
        **values,
    )  # fmt: skip


def newsletter(found: Figures, speech: Speech) -> str:
    """Return a paragraph to copy: how many letters went to how many people, and what came back."""
    countries = len([one for one in found.countries if one.name])
    parts = [
        speech.count("We have posted {n} letter so far.", "We have posted {n} letters so far.", found.sent),
        speech.count("It reached {n} person.", "They reached {n} people.", found.people),
    ]
    if countries > 1:
        parts.append(speech.count("They went to {n} country.", "They went to {n} countries.", countries))
    if found.answered:
        parts.append(speech.count("{n} answer has come.", "{n} answers have come.", found.answered))
    return " ".join(parts)


def _rows(counts: Sequence[Count], name: Callable[[str], str], speech: Speech) -> Iterator[tuple[str, ...]]:
    for one in counts:
        yield name(one.name) or speech.text("not told"), *map(speech.number, (one.sent, one.answered, one.returned))


def _time_rows(found: Figures, speech: Speech) -> Iterator[tuple[str, ...]]:
    for one in found.periods:
        yield speech.day(one.start), speech.number(one.sent), speech.number(one.total)


def _share_rows(counts: Sequence[Count], speech: Speech) -> list[tuple[str, ...]]:
    return [(one.name, speech.number(one.sent)) for one in counts]


def _coverage_rows(groups: Sequence[Coverage], speech: Speech) -> Iterator[tuple[str, ...]]:
    for one in groups:
        written = sum(state != "none" for state in one.members)
        numbers = len(one.members), written, one.members.count("answered")
        yield one.name or speech.text("not told"), *map(speech.number, numbers)


def _day_counts(found: Figures, speech: Speech) -> list[Count]:
    """Return the times that answers took as bars."""
    longest = max((most for most, _ in found.answer_days if most is not None), default=0)
    return [
        Count(
            speech.count("up to {n} day", "up to {n} days", most) if most is not None
            else speech.count("more than {n} day", "more than {n} days", longest),
            count,
        )
        for most, count in found.answer_days
    ]  # fmt: skip
