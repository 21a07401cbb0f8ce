"""Letters to prisons as data, and the campaign folder that merges them with the real command."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
from conftest import CampaignFolder

from outreach.batch.plan import plan_mailing
from outreach.batch.press_jobs import jobs_for
from outreach.campaign.campaign import load_campaign
from outreach.campaign.material import gather
from outreach.model import Finding
from outreach.people.selection import Wanted
from outreach.press.compose import compose
from outreach.workers.crew import child_processes

DATA = Path(__file__).parent / "data" / "prison_pieces"
DAY = "2026-11-20"
SETTINGS = """
[campaign]
name = "Letters"
languages = ["en"]

[sender]
name = "Johanna Beispiel"
address = ["Musterweg 12", "10115 Berlin"]
country = "DE"
"""
MAILING = """
[mailing.{name}]
to = "recipients/prisoners.xlsx"
template = "letter_templates/{name}"
stationery = "{stationery}"
{enclosures}
[mailing.{name}.where]
mailing = "{name}"
"""
CAMPAIGNS: Mapping[str, str] = {
    "usual": "",
    "nameless": '[care]\nsender_name = "initials"\nreturn_address = false\n',
}
MAILINGS: Mapping[str, tuple[str, list[str]]] = {
    "letter": ("plain-a4", []),
    "card": ("postcard-a6", []),
    "drawing": ("plain-a4", []),
    "poster": ("plain-a4", []),
    "red": ("plain-a4", []),
    "redsvg": ("plain-a4", []),
    "stamps": ("plain-a4", ["stamp"]),
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="150" height="50">{}</svg>'
PICTURES: Mapping[str, str] = {
    "drawing": SVG.format('<circle cx="25" cy="25" r="20"/>'),
    "poster": SVG.format('<text x="5" y="25">Нет войне! Свободу политзаключённым!</text>'),
    "redsvg": SVG.format('<circle cx="25" cy="25" r="20" fill="#c00"/>'),
}
TEXT = """
{% block salutation %}{% endblock %}
{% block body %}<p>{{ recipient.text }}</p>EXTRA{% endblock %}
{% block closing %}<p>{{ sender.name }}</p>{% endblock %}
"""
LANGUAGES = ("ar", "be", "de", "en", "es", "fr", "pl", "pt", "ru", "uk")
RULES: Mapping[str, str] = {
    "english-1": '[language]\nallowed = ["ru", "en", "de"]\n[foreign_words]\nseverity = "off"',
    "cards-only": '[kinds]\nallowed = ["postcard"]',
    "letters-only": '[kinds]\nallowed = ["letter"]\n[pictures]\n',
    "one-page": '[pages]\nat_most = 1\n[characters]\nat_most = 600\n[words]\navoid = ["шахмат*"]',
}
COLUMNS = (
    *("id", "mailing", "country", "given_name", "patronymic", "family_name", "name_dative", "name_latin", "gender"),
    *("birth_date", "facility", "prisoner_number", "language", "last_confirmed", "status", "text", "address"),
    *("region", "facility_name", "same_as"),
)
Piece = Mapping[str, Any]


def pieces(name: str) -> list[Piece]:
    """Return the pieces of a data file, with what they do not say themselves and an id."""
    found = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))["piece"]
    return [{**_usual(one), "id": f"{name}-{number:03d}", **one} for number, one in enumerate(found, 1)]


def _usual(one: Piece) -> dict[str, Any]:
    defaults = tomllib.loads((DATA / "default.toml").read_text(encoding="utf-8"))["default"]
    usual = {key: value for key, value in defaults.items() if not isinstance(value, dict)}
    country = one.get("country", usual["country"])
    own = {} if country == usual["country"] else defaults.get(country, defaults["other"])
    return {**usual, "campaign": "usual", **own}


@dataclass(slots=True)
class Merged:
    """What a merge did with pieces: the ids of those printed, and the reasons of the others."""

    printed: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)


def merge(folder: Path, every: list[Piece]) -> Merged:
    """Merge `every` piece with the real command, in campaign folders below `folder`."""
    merged = Merged()
    for _, campaign, some in _laid_out(folder, every):
        for mailing in _mailings(some):
            shown = campaign.run("merge", mailing, "--yes", "--date", DAY)
            if shown.code:  # every piece of this mailing was left out, so no batch tells why
                merged.reasons |= {one["id"]: shown.err for one in some if one["mailing"] == mailing}
        merged.reasons |= dict(_skipped(campaign))
        if (campaign.folder / "ledger.sqlite").exists():
            with campaign.ledger() as ledger:
                merged.printed |= {found["recipient"] for found in ledger.execute("SELECT recipient FROM standing")}
    return merged


def judge(folder: Path, every: list[Piece]) -> dict[str, list[Finding]]:
    """Return what is found about each piece by its id, without setting any; who is held back is not there."""
    found: dict[str, list[Finding]] = {}
    today = dt.date.fromisoformat(DAY)
    for _, laid_out, some in _laid_out(folder, every):
        campaign = load_campaign(laid_out.folder)
        with child_processes() as crew:
            materials = gather(campaign, map(campaign.mailings.__getitem__, _mailings(some)), crew)
        for material in materials:
            plans = plan_mailing(campaign, material, None, Wanted(), today).plans
            for job in jobs_for(campaign, material, plans, today):
                for piece in job.pieces:
                    plan = plans[piece.number - 1]
                    _, faults, broken = compose(replace(job, pieces=(piece,)))
                    assert not faults
                    found[plan.recipient.id] = [*plan.care, *(one.finding for one in broken)]
    return found


def _mailings(some: list[Piece]) -> list[str]:
    return list(dict.fromkeys(one["mailing"] for one in some))


def _laid_out(folder: Path, every: list[Piece]) -> Iterator[tuple[str, CampaignFolder, list[Piece]]]:
    """Write a campaign folder for each campaign that pieces name, and yield it with them."""
    for name in CAMPAIGNS:
        if some := [one for one in every if one["campaign"] == name]:
            campaign = CampaignFolder(folder / name)
            _lay_out(campaign, name, some)
            yield name, campaign, some


def _lay_out(campaign: CampaignFolder, name: str, some: list[Piece]) -> None:
    """Write the campaign folder that prints the pieces of one campaign."""
    mailings = [
        MAILING.format(
            name=mailing, stationery=stationery, enclosures=f"enclosures = {enclosures}" if enclosures else ""
        )
        for mailing, (stationery, enclosures) in MAILINGS.items()
    ]
    campaign.write("campaign.toml", SETTINGS + CAMPAIGNS[name] + "".join(mailings))
    for mailing, (stationery, _) in MAILINGS.items():
        _write_template(campaign, mailing, "postcard" if stationery == "postcard-a6" else "letter")
    for facility, rules in RULES.items():
        head = f'facility = "{facility}"\nsource = "a letter from the prison"\ndate = 2026-10-01\n'
        campaign.write(f"prison_rules/{facility}.toml", head + rules)
    rows = [[row.get(column, "") for column in COLUMNS] for row in map(_row, some)]
    campaign.sheet("recipients/prisoners.xlsx", COLUMNS, rows)


def _write_template(campaign: CampaignFolder, mailing: str, kind: str) -> None:
    folder = f"letter_templates/{mailing}"
    extra = '<p><img src="drawing.svg" alt=""></p>' if mailing in PICTURES else ""
    for language in LANGUAGES:
        campaign.write(f"{folder}/{language}.html", TEXT.replace("EXTRA", extra))
    campaign.write(f"{folder}/template.toml", f'kind = "{kind}"')
    if mailing in PICTURES:
        campaign.write(f"{folder}/drawing.svg", PICTURES[mailing])
    if mailing == "red":
        campaign.write(f"{folder}/style.css", "p { color: #b00020 }")


def _row(one: Piece) -> dict[str, Any]:
    """Return a piece as a row of the list."""
    text = " ".join([one["text"]] * one.get("repeat", 1))
    return {"address": "ул. Придуманная, д. 1\n000001", "same_as": "no", **one, "text": text}


def _skipped(campaign: CampaignFolder) -> Iterator[tuple[str, str]]:
    """Yield the id and the reason of each row that was left out."""
    for path in sorted(campaign.folder.glob("prints/batch-*/skipped.xlsx")):
        header, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        for values in rows:
            cells = dict(zip(header, values, strict=True))
            yield str(cells["id"]), str(cells["reason"])
