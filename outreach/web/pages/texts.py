"""Text and picture: the letter beside its page, a tab for each language, fields to click in, files dropped."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from outreach.campaign.campaign import Campaign, Mailing, mailings_named
from outreach.campaign.settings_file import keep_copy
from outreach.errors import InputError, UsageError
from outreach.l10n.languages import meant_by
from outreach.l10n.speech import N_
from outreach.letters.plain_form import block_of, blocks_of, plain, template_of
from outreach.preview.draft import Drafted, Drafting, begin_drafting, look_at_draft
from outreach.storage.file_stamps import stamps
from outreach.storage.files import private_folder, replace_file
from outreach.texts import READERS, is_template
from outreach.web.incoming import put_aside, read_letter, ready_picture
from outreach.web.visit import Page, Visit

BLOCKS = {
    "subject": N_("Subject"), "salutation": N_("Greeting"), "body": N_("Text"), "closing": N_("End"),
    "picture": N_("Picture side"),
}  # fmt: skip
OF_ONE_LINE = ("subject",)
FIELDS = ("name", "given_name", "family_name", "title", "office", "party", "constituency", "city", "facility")
"""Columns that texts often name."""
PICTURE = "picture.jpg"


@dataclass(frozen=True, slots=True)
class Edited:
    """A text that somebody writes: the file, its blocks as fields, or the whole where it is more than blocks."""

    text: str
    blocks: Mapping[str, str] | None
    mark: str
    """What the file was when the page was made: whoever saves sees whether somebody else changed it meanwhile."""


def _texts(visit: Visit) -> Response:
    campaign = visit.board.campaign()
    mailing = mailings_named(campaign, [])[0]
    return visit.to(f"/texts/{mailing.name}/{_languages(campaign, mailing)[0]}")


def _languages(campaign: Campaign, mailing: Mailing) -> list[str]:
    """Return the languages of a template, those of the campaign first."""
    there = sorted({path.stem for path in _files_of(mailing) if meant_by(path.stem) == path.stem})
    first = [one for one in campaign.languages if one in there]
    return [*first, *(one for one in there if one not in first)] or [*campaign.languages[:1]]


def _files_of(mailing: Mailing) -> list[Path]:
    """Return the texts in a template's folder: those of the board, and those from word processors."""
    there = mailing.template.iterdir() if mailing.template.is_dir() else ()
    return sorted(path for path in there if path.suffix.lower() in READERS and not path.name.startswith((".", "~")))


def _asked(visit: Visit) -> tuple[Campaign, Mailing, str, Path]:
    """Return campaign, mailing, language and file of the text in the address; it never leads out of the template."""
    campaign = visit.board.campaign()
    mailing, language = mailings_named(campaign, [visit.asked("mailing")])[0], visit.asked("language")
    if meant_by(language) != language or not language.replace("-", "").isalnum():
        raise UsageError(f"there is no language `{language}`")
    return campaign, mailing, language, mailing.template / f"{language}.html"


def _elsewhere(mailing: Mailing, language: str) -> Path | None:
    """Return the file of a word processor that holds the text in a language, if it lies in one."""
    return next((one for one in _files_of(mailing) if one.stem == language and not is_template(one)), None)


def _opened(path: Path, drafting: Drafting, language: str) -> Edited:
    """Return a text as it is now; one from a word processor as it is understood."""
    template = drafting.material.template
    known = template.texts.get(language) if template else None
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else known.text if known else ""
    return Edited(text, blocks_of(text) if text else None, _mark(path))


def _mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else "new"


def _edit(visit: Visit, typed: Edited | None = None) -> Response:
    campaign, mailing, language, path = _asked(visit)
    drafting = _drafting(visit, campaign, mailing)
    edited = typed or _opened(path, drafting, language)
    with visit.board.children.looking() as workers:
        drafted = (
            look_at_draft(campaign, drafting, language, edited.text, workers, visit.board.today())
            if edited.text else Drafted(())
        )  # fmt: skip
    plan = drafting.example(language)
    values = plan.recipient.fields if plan else {}
    return visit.page(
        "text.html", mailing=mailing, mailings=campaign.mailings.values(), language=language, edited=edited,
        languages=_languages(campaign, mailing), readers=drafting.readers, names=BLOCKS, short=OF_ONE_LINE,
        fields=[(f"recipient.{name}", str(values[name])) for name in FIELDS if values.get(name)],
        about=bool(mailing.about), plain=plain, pictures=[visit.board.show_picture(one) for one in drafted.pages],
        drafted=drafted, who=plan.recipient.name if plan else "", path=campaign.relative(path),
        elsewhere=_elsewhere(mailing, language), endings=sorted(READERS),
    )  # fmt: skip


def _drafting(visit: Visit, campaign: Campaign, mailing: Mailing) -> Drafting:
    """Return what texts are tried on; lists are read again when one of the campaign's files changed."""
    board = visit.board
    now = stamps([campaign.folder / "campaign.toml", campaign.folder / "recipients", mailing.template]), board.today()
    known = board.drafting.get(mailing.name)
    if known is None or known[0] != now:
        with board.children.reading() as workers, board.record() as ledger:
            known = now, begin_drafting(campaign, mailing.name, ledger, workers, board.today())
        board.drafting[mailing.name] = known
    return known[1]


def _typed(visit: Visit) -> str:
    """Return the template that the fields of the form make."""
    names = visit.chosen("block")
    if not names:
        return visit.filled("text").replace("\r\n", "\n") + "\n"
    blocks = {}
    for name in names:
        typed = visit.filled(f"block-{name}")
        blocks[name] = " ".join(typed.split()) if name in OF_ONE_LINE else block_of(typed)
    return template_of(blocks)


def _change(visit: Visit) -> Response:
    """Show what is being written, save it, or take in a file."""
    doing = visit.filled("do")
    if doing == "import":
        return _import(visit)
    if doing == "picture":
        return _picture(visit)
    if doing == "add":
        code = meant_by(visit.filled("new"))
        if not code:
            raise UsageError(f"there is no language “{visit.filled('new')}”; write its name or its code")
        return visit.to(f"/texts/{visit.asked('mailing')}/{code}")
    campaign, mailing, _, path = _asked(visit)
    text = _typed(visit)
    typed = Edited(text, blocks_of(text) if visit.chosen("block") else None, visit.filled("was"))
    if visit.filled("look"):
        return _edit(visit, typed)
    if _mark(path) != typed.mark:
        visit.trouble = InputError(
            "somebody else saved this text meanwhile, and yours was not saved. Copy what you wrote, look at the text "
            "again, and put it in there"
        )
        return _edit(visit, typed)
    _save(campaign, mailing, path, text)
    return visit.to(visit.request.url.path, visit.speech.text("Saved. The text before lies in backups."))


def _save(campaign: Campaign, mailing: Mailing, path: Path, text: str) -> None:
    """Write a text; what was there before lies in the backups, also the file of a word processor."""
    private_folder(path.parent)
    keep_copy(campaign.folder, path)
    replace_file(path, text.encode())
    if (other := _elsewhere(mailing, path.stem)) and other != path:
        keep_copy(campaign.folder, other)
        other.unlink()


def _import(visit: Visit) -> Response:
    """Make the text of a letter from Word, LibreOffice or a plain text."""
    campaign, mailing, language, path = _asked(visit)
    file = visit.file("letter")
    if file is None:
        raise UsageError("choose a file first, or drop one on the page")
    with put_aside(campaign.folder, file) as source, visit.board.children.reading() as workers:
        text, notes = read_letter(source, language, mailing.stationery.kind == "postcard", workers)
    _save(campaign, mailing, path, text)
    said = visit.speech.text("The text was taken from {file}.", file=source.name)
    return visit.to(visit.request.url.path, " ".join([said, *notes]))


def _picture(visit: Visit) -> Response:
    """Put a photo on the picture side of a card, without what the camera wrote into it."""
    campaign, mailing, _, _ = _asked(visit)
    file = visit.file("photo")
    if file is None:
        raise UsageError("choose a photo first, or drop one on the page")
    paper = mailing.stationery
    with put_aside(campaign.folder, file) as source, visit.board.children.reading() as workers:
        photo = ready_picture(source, paper.width, paper.height, workers)
    keep_copy(campaign.folder, mailing.template / PICTURE)
    replace_file(mailing.template / PICTURE, photo.data)
    for path in mailing.template.glob("*.html"):
        blocks = blocks_of(path.read_text(encoding="utf-8-sig"))
        image = f'<img src="{PICTURE}" alt="">'
        if blocks is not None and blocks.get("picture") != image:
            _save(
                campaign,
                mailing,
                path,
                template_of({"picture": image, **{k: v for k, v in blocks.items() if k != "picture"}}),
            )
    text = visit.speech.text("The picture has {dpi} dots an inch on this card.", dpi=photo.dpi)
    if photo.dpi < GOOD_DPI:
        text += " " + visit.speech.text("From 200 on it looks sharp; take a larger one if you have it.")
    return visit.to(visit.request.url.path, text)


GOOD_DPI = 200
PAGES = (Page("/texts", _texts), Page("/texts/{mailing}/{language}", _edit, _change))
