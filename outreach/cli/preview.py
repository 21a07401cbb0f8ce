"""``outreach preview``: show pieces as they will be printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from outreach.batch import plan
from outreach.campaign.campaign import Campaign, Mailing, mailings_named
from outreach.campaign.material import Material, gather
from outreach.campaign.record import existing_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of, mailing_names, today
from outreach.cli.outputs import Output, force_option, outputs, require_foreign
from outreach.errors import InputError, TemplateError, UsageError
from outreach.pdf.binder import pictures
from outreach.people.selection import Wanted
from outreach.preview import preview as previewing
from outreach.storage.files import private_folder
from outreach.workers.crew import child_processes
from outreach.workers.pool import Workers


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """What was asked for on the command line."""

    wanted: Wanted
    language: str | None
    output: Path | None
    png: bool
    open_it: bool
    everything: bool
    force: bool


@click.command()
@click.argument("mailing", required=False, shell_complete=mailing_names)
@click.option(
    "--person", metavar="NAME", help="Whose piece: a name, part of a name, or an id. Default: the first one due."
)
@click.option("--language", metavar="CODE", help="The first piece in this language.")
@click.option("--png", is_flag=True, help="Make pictures instead of a PDF, one a page.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show the whole mailing as small pictures on one page: prints/preview.html.",
)
@click.option("--watch", is_flag=True, help="Show it in the browser, and update it whenever you save. Ctrl-C ends it.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write it; else prints/preview.pdf.",
)
@force_option()
@click.option("--open", "open_it", is_flag=True, help="Open it when it is ready.")
@click.pass_context
def command(
    ctx: click.Context, mailing: str | None, person: str | None, language: str | None,
    output: Path | None, *, force: bool, png: bool, open_it: bool, everything: bool, watch: bool,
) -> None:  # fmt: skip
    """Show one piece as it will be printed, or all of them small.

    Nothing is recorded: people who have their letter already can be looked at too.

    With --watch the page is shown in the browser and changes by itself whenever you save the template,
    its style, a picture, the spreadsheet or campaign.toml. Nobody but you can open the page.
    """
    _refuse_together(watch=watch, png=png, everything=everything, output=output)
    campaign = campaign_of(ctx)
    if output:
        require_foreign(output, campaign)
    chosen = mailings_named(campaign, [mailing] if mailing else [])[0]
    wanted = Wanted(only=(person,) if person else ())
    asked = PreviewOptions(wanted, language, output, png, open_it, everything, force)
    if watch:
        _watch(campaign, chosen, asked)
    else:
        _show(campaign, chosen, asked)


def _refuse_together(*, watch: bool, png: bool, everything: bool, output: Path | None) -> None:
    if watch and (png or output):
        raise UsageError("--watch shows the page in the browser and writes no file; leave --png and --output out")
    if everything and png:
        raise UsageError("--all makes one page with small pictures; leave --png out")


def _show(campaign: Campaign, mailing: Mailing, asked: PreviewOptions) -> None:
    with (
        child_processes(1) as crew,
        child_processes() as crowd,
    ):  # a crowd that nothing is left to draw for never starts
        material = _material(campaign, mailing, asked.wanted, crew)
        paths = _write(campaign, material, asked, crowd if asked.everything else crew)
    if asked.open_it:
        click.launch(str(paths[0]))
    console.next_step(f"if it looks right: outreach merge {mailing.name}")


def _material(campaign: Campaign, mailing: Mailing, wanted: Wanted, crew: Workers) -> Material:
    material = gather(campaign, [mailing], crew)[0]
    if material.blocking:
        raise InputError("there is nothing to show", material.blocking)
    if material.template_problems:
        raise TemplateError("the template must be put right first", material.template_problems)
    plan.require_somebody([material], wanted)
    return material


def _write(campaign: Campaign, material: Material, asked: PreviewOptions, crew: Workers) -> Sequence[Path]:
    with existing_ledger(campaign) as ledger:
        choice = (campaign, material, ledger, crew, asked.wanted, asked.language, today())
        if asked.everything:
            count, page, problems = previewing.contact_sheet(*choice)
            console.problems(problems)
            paths = _save(campaign, asked, "preview.html", [page])
            console.made(campaign, paths[0], console.count(count, "piece"))
            return paths
        name, pdf, care = previewing.preview(*choice)
    console.care(care, "A prison may not let this in as it is:")
    pages = pictures(pdf) if asked.png else [pdf]
    paths = _save(campaign, asked, "preview.png" if asked.png else "preview.pdf", pages)
    for path in paths:
        console.made(campaign, path, name)
    return paths


def _save(
    campaign: Campaign, asked: PreviewOptions, name: str, parts: Sequence[bytes | Iterable[bytes]]
) -> Sequence[Path]:
    """Write the file that was asked for, or else the one preview among the prints; return the files, one for each part."""
    path = asked.output or private_folder(campaign.prints) / name
    several = [path.with_stem(f"{path.stem}-{number}") for number in range(1, len(parts) + 1)]
    paths = [path] if len(parts) == 1 else several
    files = (
        outputs(paths, campaign, force=asked.force)
        if asked.output
        else [Output(one, one, replaces=True) for one in paths]
    )
    for file, part in zip(files, parts, strict=True):
        file.write(part)
    return paths


def _watch(campaign: Campaign, mailing: Mailing, asked: PreviewOptions) -> None:
    from outreach.preview import watch as watching  # noqa: PLC0415 — only this option needs a server
    from outreach.preview.screen import Screen  # noqa: PLC0415 — the same
    from outreach.web.watch_page import served_screen  # noqa: PLC0415 — the same

    screen = Screen()
    try:
        with child_processes(1) as crew, child_processes() as crowd, served_screen(screen) as url:
            desk = watching.Desk(campaign.folder, mailing.name, asked.wanted, crew, crowd, existing_ledger, today)
            watch = watching.Watch(desk, screen, asked.language or "", everything=asked.everything)
            console.line(f"{mailing.name} is shown in the browser, and again whenever you save. Ctrl-C ends it.")
            console.strong(url)
            if asked.open_it:
                click.launch(url)
            else:
                console.line("Open this address: it works once, for the browser that opens it first.")
            watch.run()
    except KeyboardInterrupt:
        console.line()
        console.line("The preview was stopped.")
