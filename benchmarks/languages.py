"""What a letter costs in each language: ``python benchmarks/languages.py [LETTERS]``.

The sample letter to parliament is set in every language for the same people, in CPU seconds of one process.
Rounds of all languages alternate, so that whatever else the machine does falls on each alike, and the best
round counts. Every language is set by WeasyPrint alone, and as a merge sets it, with the express lane for all but
Arabic and Devanagari letters.
"""

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["FONTCONFIG_FILE"] = str(ROOT / "outreach" / "data" / "fonts" / "fonts.conf")
sys.path.insert(0, str(ROOT))

from outreach import tables  # noqa: E402 — the fonts are chosen before anything loads them
from outreach.batch.plan import plan_mailing  # noqa: E402
from outreach.batch.press_jobs import jobs_for  # noqa: E402
from outreach.campaign.campaign import load_campaign  # noqa: E402
from outreach.campaign.material import gather  # noqa: E402
from outreach.people.selection import Wanted  # noqa: E402
from outreach.press import express, worker  # noqa: E402
from outreach.press.tasks import Job  # noqa: E402
from outreach.workers.crew import child_processes  # noqa: E402

DAY = dt.date(2026, 11, 20)
ROUNDS = 3
LIMIT = 1.5
"""How many times the English letter's cost one in another language may cost WeasyPrint."""


def jobs(letters: int) -> dict[str, Job]:
    """Return a job of `letters` pieces in each language, to the same people in turn."""
    campaign = load_campaign(ROOT)
    with child_processes(1) as crew:
        (material,) = gather(campaign, [campaign.mailings["parliament"]], crew)
    people = plan_mailing(campaign, material, None, Wanted(), DAY).plans
    made = {}
    for code in tables.languages():
        plans = [replace(people[i % len(people)], language=code) for i in range(letters)]
        (made[code],) = jobs_for(campaign, material, plans, DAY)
    return made


def by_weasyprint(job: Job) -> None:
    """Set a job with WeasyPrint alone."""
    worth, express.WORTH_LEARNING = express.WORTH_LEARNING, sys.maxsize
    try:
        worker.set_job(job)
    finally:
        express.WORTH_LEARNING = worth


def best(made: dict[str, Job], set_job: Callable[[Job], object]) -> dict[str, float]:
    """Return the CPU milliseconds a letter of each language's best round."""
    costs: dict[str, list[float]] = {code: [] for code in made}
    for job in made.values():
        set_job(replace(job, pieces=job.pieces[:10]))  # fonts and hyphenation are loaded once in a process
    for _ in range(ROUNDS):
        for code, job in made.items():
            start = time.process_time()
            set_job(job)
            costs[code].append(1000 * (time.process_time() - start) / len(job.pieces))
    return {code: min(found) for code, found in costs.items()}


def main() -> None:
    """Measure and print."""
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    made = jobs(letters)
    alone, merged = best(made, by_weasyprint), best(made, worker.set_job)
    print(f"{letters} letters a language, CPU ms a letter, times the English one (at most {LIMIT} by WeasyPrint)")
    print("language   WeasyPrint alone   as merged")
    for code in made:
        left, right = alone[code] / alone["en"], merged[code] / merged["en"]
        print(f"{code:9}  {alone[code]:6.1f}  × {left:.2f}    {merged[code]:6.1f}  × {right:.2f}")


if __name__ == "__main__":
    main()
