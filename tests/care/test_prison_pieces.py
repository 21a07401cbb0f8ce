"""Letters to prisons as data: the wrong ones are all caught by the right rule, the right ones all printed."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import CampaignFolder

DATA = Path(__file__).parent.parent / "data" / "prison_pieces"
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
NAMELESS = '[care]\nsender_name = "initials"\nreturn_address = false\n'
MAILINGS: Mapping[str, tuple[str, list[str]]] = {
    "letter": ("plain-a4", []),
    "card": ("postcard-a6", []),
    "drawing": ("plain-a4", []),
    "red": ("plain-a4", []),
    "stamps": ("plain-a4", ["stamp"]),
}
TEXT = """
{% block salutation %}{% endblock %}
{% block body %}<p>{{ recipient.text }}</p>EXTRA{% endblock %}
{% block closing %}<p>{{ sender.name }}</p>{% endblock %}
"""
RULES = {
    "english-1": '[language]\nallowed = ["ru", "en", "de"]\n[foreign_words]\nseverity = "off"',
    "cards-only": '[kinds]\nallowed = ["postcard"]',
    "letters-only": '[kinds]\nallowed = ["letter"]\n[pictures]\n',
    "one-page": '[pages]\nat_most = 1\n[characters]\nat_most = 600\n[words]\navoid = ["шахмат*"]',
}
COLUMNS = (
    *("id", "mailing", "country", "given_name", "patronymic", "family_name", "gender", "birth_date", "facility"),
    *("prisoner_number", "language", "last_confirmed", "status", "text", "address", "facility_name", "same_as"),
)


def pieces(name: str) -> list[dict[str, Any]]:
    """Return the pieces of a data file, with what they do not say themselves."""
    defaults = tomllib.loads((DATA / "right.toml").read_text(encoding="utf-8"))["default"]
    usual = {key: value for key, value in defaults.items() if not isinstance(value, dict)}
    found = tomllib.loads((DATA / name).read_text(encoding="utf-8"))["piece"]
    return [{**usual, **defaults.get(one.get("country"), {}), **one} for one in found]


WRONG, RIGHT = pieces("wrong.toml"), pieces("right.toml")
EVERY = [
    {**one, "id": f"{kind}-{number:03d}", "campaign": one.get("campaign", "usual")}
    for kind, some in (("wrong", WRONG), ("right", RIGHT))
    for number, one in enumerate(some, 1)
]


def lay_out(campaign: CampaignFolder, name: str) -> None:
    """Write the campaign folder that prints the pieces of one campaign."""
    mailings = [
        MAILING.format(
            name=mailing, stationery=stationery, enclosures=f"enclosures = {enclosures}" if enclosures else ""
        )
        for mailing, (stationery, enclosures) in MAILINGS.items()
    ]
    campaign.write("campaign.toml", SETTINGS + (NAMELESS if name == "nameless" else "") + "".join(mailings))
    for mailing, (stationery, _) in MAILINGS.items():
        extra = '<p><img src="drawing.svg" alt=""></p>' if mailing == "drawing" else ""
        for language in ("ru", "be", "en", "de", "es", "fr"):
            campaign.write(f"letter_templates/{mailing}/{language}.html", TEXT.replace("EXTRA", extra))
        kind = "postcard" if stationery == "postcard-a6" else "letter"
        campaign.write(f"letter_templates/{mailing}/template.toml", f'kind = "{kind}"')
    campaign.write("letter_templates/red/style.css", "p { color: #b00020 }")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><circle cx="25" cy="25" r="20"/></svg>'
    campaign.write("letter_templates/drawing/drawing.svg", drawing)
    for facility, rules in RULES.items():
        head = f'facility = "{facility}"\nsource = "a letter from the prison"\ndate = 2026-10-01\n'
        campaign.write(f"prison_rules/{facility}.toml", head + rules)
    rows = [[row(one).get(column, "") for column in COLUMNS] for one in EVERY if one["campaign"] == name]
    campaign.sheet("recipients/prisoners.xlsx", COLUMNS, rows)


def row(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a piece as a row of the list."""
    text = " ".join([one["text"]] * one.get("repeat", 1))
    return {**one, "text": text, "address": "ул. Придуманная, д. 1\n000001", "same_as": "no"}


def skipped(campaign: CampaignFolder) -> Iterator[tuple[str, str]]:
    """Yield the id and the reason of each row that was left out."""
    for path in sorted(campaign.folder.glob("prints/batch-*/skipped.xlsx")):
        header, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        for values in rows:
            cells = dict(zip(header, values, strict=True))
            yield str(cells["id"]), str(cells["reason"])


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], dict[str, str]]:
    """Give the ids of what was printed, and the reasons of what was not, out of the real commands."""
    printed: set[str] = set()
    reasons: dict[str, str] = {}
    for name in ("usual", "nameless"):
        campaign = CampaignFolder(tmp_path_factory.mktemp(name))
        lay_out(campaign, name)
        for mailing in MAILINGS:
            shown = campaign.run("merge", mailing, "--yes", "--date", DAY)
            if shown.code:  # every piece of this mailing was left out, so no batch tells why
                reasons |= {
                    one["id"]: shown.err for one in EVERY if (one["campaign"], one["mailing"]) == (name, mailing)
                }
        reasons |= dict(skipped(campaign))
        if (campaign.folder / "ledger.sqlite").exists():
            with campaign.ledger() as ledger:
                printed |= {found["recipient"] for found in ledger.execute("SELECT recipient FROM standing")}
    return printed, reasons


def test_there_are_sixty_of_each() -> None:
    assert len(WRONG) >= 60
    assert len(RIGHT) >= 60


@pytest.mark.parametrize(
    "one", [one for one in EVERY if one["id"].startswith("wrong")], ids=lambda one: f"{one['id']}-{one['rule']}"
)
def test_a_wrong_piece_is_caught_by_its_rule_with_the_place(
    merged: tuple[set[str], dict[str, str]], one: Mapping[str, Any]
) -> None:
    printed, reasons = merged
    assert one["id"] not in printed
    reason = reasons[one["id"]]
    assert one["words"] in reason
    if one["rule"] != "status":
        assert f"{one['rule']}: " in reason


@pytest.mark.parametrize("one", [one for one in EVERY if one["id"].startswith("right")], ids=lambda one: f"{one['id']}")
def test_a_right_piece_is_printed(merged: tuple[set[str], dict[str, str]], one: Mapping[str, Any]) -> None:
    printed, reasons = merged
    assert one["id"] in printed, reasons.get(one["id"])
