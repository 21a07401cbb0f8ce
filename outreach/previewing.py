"""Preview: set one piece without claiming it, as a PDF or as pictures."""

import datetime as dt
from pathlib import Path

from outreach import files
from outreach.binding import bound, pictures
from outreach.caring import Override, care_of, told
from outreach.config import Campaign
from outreach.errors import SettingError, UsageError
from outreach.gathering import Material
from outreach.isolation import Workers
from outreach.ledger.database import Ledger
from outreach.model import Problem
from outreach.planning import plan_mailing
from outreach.rules.prison_rules import SETTINGS
from outreach.rules.selection import Wanted
from outreach.setting import jobs_for, set_jobs


def preview(
    campaign: Campaign,
    material: Material,
    ledger: Ledger | None,
    workers: Workers,
    wanted: Wanted,
    language: str | None,
    today: dt.date,
) -> tuple[str, bytes, tuple[Problem, ...]]:
    """Return the name and the PDF of the first piece that fits, and what a prison would not let in.

    Written ones are not passed over, and a rule of a prison keeps nothing from being looked at.
    """
    due = plan_mailing(campaign, material, ledger, wanted, today)
    everyone = plan_mailing(campaign, material, None, wanted, today)
    plans = [p for p in (*due.plans, *everyone.plans) if language in (None, p.language)]
    if not plans:
        reasons = [f"{s.row.source}, row {s.row.number}: {s.reason}" for s in due.skipped[:3]]
        because = f" ({'; '.join(reasons)})" if reasons else ""
        raise UsageError(f"no piece of {material.mailing.name} fits{because}")
    for result in set_jobs(jobs_for(campaign, material, plans[:1], today, SETTINGS), workers):
        if result.faults:
            raise SettingError("this piece cannot be set", [fault.problem for fault in result.faults])
        care = care_of(plans[:1], result.broken, Override())
        problems = tuple(told(plans[:1], (*care.stopped, *care.warned)))
        return plans[0].recipient.name, bound(result.sections, result.pieces), problems
    raise SettingError("nothing was set")


def write(campaign: Campaign, pdf: bytes, output: Path | None, *, png: bool) -> list[Path]:
    """Write the preview, readable by its owner alone; return its files."""
    path = output or files.private_folder(campaign.prints) / f"preview.{'png' if png else 'pdf'}"
    if not png:
        files.replace_file(path, pdf)
        return [path]
    pages = pictures(pdf)
    paths = [path if len(pages) == 1 else path.with_stem(f"{path.stem}-{i}") for i in range(1, len(pages) + 1)]
    for target, page in zip(paths, pages, strict=True):
        files.replace_file(target, page)
    return paths
