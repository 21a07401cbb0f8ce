"""Without a campaign: make one with a few answers, open one that is there, or try the samples."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from starlette.responses import Response

from outreach.campaign.beginning import Beginning, begin_campaign, folder_name
from outreach.campaign.samples import start_campaign
from outreach.campaign.settings import FILE_NAME
from outreach.errors import UsageError
from outreach.l10n.countries import COUNTRIES
from outreach.l10n.speech import N_
from outreach.model import Kind
from outreach.web.visit import Page, Visit

SUBJECT = N_("About somebody in prison")
PARAGRAPHS = {
    Kind.POLITICIAN: (
        N_(
            "I write to you about somebody who is in prison for what they said. Please change these lines into your own."
        ),
        N_("I ask you to speak about this case in public, and to let me know what you can do."),
    ),
    Kind.PRISONER: (
        N_("We have not met, but I wanted to send you something warm. Please change these lines into your own."),
        N_("I wish you good health, good books and kind people around you."),
    ),
}
DEPTH, SHOWN = 2, 20
"""How deep below a folder campaigns are looked for, and how many are shown."""


def _start(visit: Visit) -> Response:
    board = visit.board
    found = list(islice(campaigns_below(board.begin_in), SHOWN))
    countries = sorted(((visit.speech.country(code), code) for code in COUNTRIES), key=lambda one: one[0].casefold())
    return visit.page("start.html", found=found, countries=countries, kinds=Kind)


def campaigns_below(folder: Path, depth: int = DEPTH) -> Iterator[Path]:
    """Yield the campaign folders in `folder`, itself too, and a little way below it."""
    try:
        if (folder / FILE_NAME).is_file():
            yield folder
        below = (
            sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(".")) if depth else []
        )
    except OSError:
        return
    for one in below:
        yield from campaigns_below(one, depth - 1)


def _begin(visit: Visit) -> Response:
    """Make or open a campaign, as the pressed button says."""
    what = visit.filled("what")
    done = {"new": _new, "open": _open, "samples": _samples}.get(what)
    if done is None:
        raise UsageError("press one of the buttons of this page")
    return done(visit)


def _new(visit: Visit) -> Response:
    cause, sender = visit.filled("cause"), visit.filled("sender")
    lines = [line.strip() for line in visit.filled("address").splitlines() if line.strip()]
    if not (cause and sender and lines):
        raise UsageError("fill in the cause, your name and your address; they stand on every letter")
    kind, say = Kind(visit.filled("kind") or Kind.POLITICIAN), visit.speech.text
    answers = Beginning(
        cause, sender, lines, visit.filled("country"), kind, visit.speech.language,
        say(SUBJECT), [say(one) for one in PARAGRAPHS[kind]],
    )  # fmt: skip
    folder = visit.board.begin_in
    if (folder / FILE_NAME).exists() or folder == Path.home():
        folder /= folder_name(cause)
    begin_campaign(folder, answers)
    visit.board.choose(folder)
    return visit.to("/lists", visit.speech.text("The campaign is in {folder}.", folder=str(folder)))


def _open(visit: Visit) -> Response:
    given = visit.filled("folder")
    folder = Path(given).expanduser()
    if not given or not (folder / FILE_NAME).is_file():
        raise UsageError(f"“{given}” is no campaign folder: it has no {FILE_NAME}")
    visit.board.choose(folder.resolve())
    return visit.to("/today")


def _samples(visit: Visit) -> Response:
    folder = visit.board.begin_in
    if folder == Path.home() or (folder.is_dir() and any(folder.iterdir())):
        folder /= "outreach-samples"
    start_campaign(folder)
    visit.board.choose(folder)
    return visit.to("/today", visit.speech.text("Every person in these lists is invented: nothing can go wrong."))


PAGES = (Page("/start", _start, _begin),)
