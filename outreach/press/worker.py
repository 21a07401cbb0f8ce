"""Set the pieces of one job; runs in a child process.

Plain pieces take the express lane, all others go to WeasyPrint. A faulty piece does not affect the others: it is left
out, and its fault comes back as a value.
"""

import gc
from collections.abc import Iterable, Sequence
from itertools import islice

from outreach.care.checks import page_findings, stops
from outreach.model import Broken, Fault, Problem
from outreach.pdf.loosen import section_of
from outreach.pdf.sections import Section
from outreach.pdf.set_pieces import SetPiece, SetSide
from outreach.press import express, lanes, reference
from outreach.press.compose import Article, Composed, compose
from outreach.press.drawn_text import Drawn
from outreach.press.strangers import RowWords
from outreach.press.tasks import Job, SetJob

SIDES_TOGETHER = 50
"""Sides that WeasyPrint writes into one PDF: of more the boxes take too much memory, of fewer less is shared."""


def set_job(job: Job) -> SetJob:
    """Merge and set the pieces of `job`; faults come back as values."""
    lanes.look_again(job)
    composed, faults, broken = compose(job)
    sides = _Sides(job, composed)
    notes = sides.set_by_lane()
    sides.set_by_reference()
    pieces, too_long = _count_pages(composed, [one for one in map(sides.piece, composed) if one])
    faults += filter(None, map(sides.fault, composed))
    return SetJob(tuple(sides.sections), pieces, tuple(faults), notes, (*broken, *too_long))


class _Sides:
    """The sides of the pieces of a job: equal ones are set once; where each stands, or why it cannot be set."""

    def __init__(self, job: Job, composed: Iterable[Composed]) -> None:
        """Begin with nothing set."""
        self._job, self._rows = job, RowWords.of(job)
        self._numbers: dict[Article, list[int]] = {}
        for one in composed:
            for article in one.articles:
                self._numbers.setdefault(article, []).append(one.piece.number)
        self.sections: list[Section] = []
        self._where: dict[Article, tuple[int, tuple[int, ...]]] = {}
        self._problems: dict[Article, Problem] = {}

    def piece(self, one: Composed) -> SetPiece | None:
        """Return where a piece stands, if all of its sides were set."""
        if not all(article in self._where for article in one.articles):
            return None
        sides = (SetSide(article.key, *self._where[article]) for article in one.articles)
        return SetPiece(one.piece.number, tuple(sides))

    def fault(self, one: Composed) -> Fault | None:
        """Return why a piece could not be set: the problem of its first side that was not set."""
        problems = (self._problems[article] for article in one.articles if article in self._problems)
        problem = next(problems, None)
        return Fault(one.piece.number, reference.of_piece(problem, one)) if problem else None

    def set_by_lane(self) -> tuple[str, ...]:
        """Set what is plain directly; return why the rest was not taken."""
        articles = [*self._numbers]
        if len(articles) < express.WORTH_LEARNING or reference.sheets_of(self._job).failures:
            return ()
        proof = [i for i, one in enumerate(articles) if not self._job.proven.isdisjoint(self._numbers[one])]
        try:
            with lanes.taught(self._job) as taught:
                outcome = taught.lane.set([article.html for article in articles], proof)
                gc.collect(1)  # WeasyPrint's boxes refer to each other: left alone, those of many jobs gather
        except Exception as error:  # noqa: BLE001 — the lane may only help: what it cannot do, WeasyPrint does
            return self._notes([f"the express lane failed ({type(error).__name__})"])
        for place, text in outcome.misread.items():
            self._look_at(articles[place], [Drawn(text, generated=False)])
        if taught.fetcher.failures:
            return self._notes(["a file that cannot be served"])
        if outcome.taken:
            self._where |= {articles[place]: (len(self.sections), (page,)) for page, place in enumerate(outcome.taken)}
            self.sections.append(outcome.section)
        return self._notes(outcome.refused.values())

    def set_by_reference(self) -> None:
        """Have WeasyPrint set what is not set yet."""
        waiting = iter([article for article in self._numbers if article not in self._where])
        while some := [*islice(waiting, SIDES_TOGETHER)]:
            attempt = reference.set_articles(self._job, some)
            self._problems |= attempt.problems
            for article, one in attempt.placed.items():
                self._look_at(article, one.drawn)
                self._where[article] = (len(self.sections), one.pages)
            if attempt.placed:
                self.sections.append(section_of(attempt.pdf))

    def _look_at(self, article: Article, drawn: Sequence[Drawn]) -> None:
        self._rows.require_own(article.html, drawn, self._numbers[article])

    def _notes(self, reasons: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{self._job.template.source}: set by WeasyPrint: {reason}" for reason in dict.fromkeys(reasons))


def _count_pages(composed: Iterable[Composed], pieces: Iterable[SetPiece]) -> tuple[tuple[SetPiece, ...], list[Broken]]:
    """Return the pieces that no rule about pages holds back, and the rules that they break."""
    care = {one.piece.number: one.piece.care for one in composed if one.piece.care}
    kept, broken = [], []
    for piece in pieces:
        facts = care.get(piece.number)
        found = page_findings(facts, sum(len(side.pages) for side in piece.sides)) if facts else []
        broken += [Broken(piece.number, one) for one in found]
        if not (facts and stops(facts, found)):
            kept.append(piece)
    return tuple(kept), broken
