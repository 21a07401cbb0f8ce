"""Sender and paper: a form in the place of campaign.toml."""

from starlette.responses import Response

from outreach.campaign.settings_file import Value, change_settings
from outreach.errors import UsageError
from outreach.l10n.countries import COUNTRIES
from outreach.stationery import STATIONERY
from outreach.stationery.drawing import drawing
from outreach.web.visit import Page, Visit


def _sender(visit: Visit) -> Response:
    campaign = visit.board.campaign()
    countries = sorted(((visit.speech.country(code), code) for code in COUNTRIES), key=lambda one: one[0].casefold())
    return visit.page("sender.html", campaign=campaign, countries=countries, papers=STATIONERY)


def _change(visit: Visit) -> Response:
    """Write what was filled in into the settings; other settings stay."""
    campaign, name = visit.board.campaign(), visit.filled("name")
    lines = [line.strip() for line in visit.filled("address").splitlines() if line.strip()]
    if not (name and lines and visit.filled("cause")):
        raise UsageError("fill in the cause, the name and the address; they stand on every letter")
    changes: dict[tuple[str, ...], Value] = {
        ("campaign", "name"): visit.filled("cause"), ("sender", "name"): name, ("sender", "address"): lines,
        ("sender", "country"): visit.filled("country"), ("paper", "fold_marks"): bool(visit.filled("fold_marks")),
    }  # fmt: skip
    for mailing in campaign.mailings.values():
        if (paper := visit.filled(f"paper-{mailing.name}")) and paper != mailing.stationery.name:
            changes["mailing", mailing.name, "stationery"] = paper
    change_settings(campaign.folder, changes)
    return visit.to("/sender", visit.speech.text("The settings are saved. A copy of the old ones lies in backups."))


def _drawing(visit: Visit) -> Response:
    """Show a paper as a drawing: its window, its folds, where the text stands."""
    paper = STATIONERY.get(visit.asked("name"))
    if paper is None:
        return visit.page("lost.html", 404)
    policy = "default-src 'none'; style-src 'unsafe-inline'"  # a drawing of our own, with its own style
    return Response(drawing(paper), media_type="image/svg+xml", headers={"Content-Security-Policy": policy})


PAGES = (Page("/sender", _sender, _change), Page("/papers/{name}.svg", _drawing))
