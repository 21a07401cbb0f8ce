"""``outreach stationery``: list the papers, and draw them."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import click
from click.shell_completion import CompletionItem

from outreach.campaign.campaign import Campaign
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.cli.outputs import force_option, outputs
from outreach.errors import OutreachError, UsageError, instead
from outreach.stationery import CARD_SHEETS, ENVELOPES, LABELS, STATIONERY, Box, Grid, Stationery
from outreach.stationery.drawing import drawing, grid_drawing

Paper = Stationery | Grid
_NO_NAME = re.compile(r"[^\w-]+")
"""What the name of a campaign's own label sheet may hold, and the name of a file may not."""


def papers(labels: Mapping[str, Grid] = MappingProxyType({})) -> dict[str, Paper]:
    """Return everything that has a drawing, by name; `labels` are the campaign's own sheets."""
    return {
        **STATIONERY,
        **{f"envelope-{name}": paper for name, paper in ENVELOPES.items()},
        **{f"labels-{name}": sheet for name, sheet in {**LABELS, **labels}.items()},
        **{f"cards-{name}": sheet for name, sheet in CARD_SHEETS.items()},
    }


def drawn(paper: Paper) -> str:
    """Return the drawing of a paper as SVG."""
    return drawing(paper) if isinstance(paper, Stationery) else grid_drawing(paper)


def paper_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a paper."""
    return [CompletionItem(name) for name in papers() if name.startswith(incomplete)]


@click.command()
@click.argument("name", required=False, metavar="[NAME]", shell_complete=paper_names)
@click.option(
    "--drawing", "folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path),
    help="Write drawings there, one SVG file a paper: window, folds and frames in mm.",
)  # fmt: skip
@force_option()
@click.pass_context
def command(ctx: click.Context, name: str | None, folder: Path | None, *, force: bool) -> None:
    """List the papers, and draw them.

    Letter papers and postcards are chosen in campaign.toml; envelopes, label sheets and sheets of
    cards are printed for a batch with outreach envelopes, labels and cards.
    """
    campaign = _campaign(ctx)
    known = papers(campaign.labels if campaign else {})
    chosen = {name: _named(name, known)} if name else known
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        files = outputs([folder / f"{_NO_NAME.sub('_', key)}.svg" for key in chosen], campaign, force=force)
        for file, paper in zip(files, chosen.values(), strict=True):
            file.write(drawn(paper).encode())
        console.strong(f"{folder}: {console.count(len(chosen), 'drawing')}")
    elif name:
        _show(name, chosen[name])
    else:
        console.table(("Name", "Paper"), [(key, paper.description) for key, paper in known.items()])
    console.next_step(
        f"outreach stationery {name or 'din5008b'} --drawing drawings"
        if not folder
        else "open the drawings in your browser"
    )


def _campaign(ctx: click.Context) -> Campaign | None:
    """Return the campaign that one is in, if one is in any."""
    try:
        return campaign_of(ctx)
    except OutreachError:
        return None


def _named(name: str, known: dict[str, Paper]) -> Paper:
    if name in known:
        return known[name]
    raise UsageError(f"there is no paper `{name}`; {instead(name, known, all_too=True)}")


def _show(name: str, paper: Paper) -> None:
    console.strong(f"{name}: {paper.description}")
    console.line(f"sheet    {paper.width:g} × {paper.height:g} mm")
    if isinstance(paper, Grid):
        console.line(f"place    {_box(paper.places[0])}; {paper.columns} × {paper.rows} on a sheet")
        console.line(f"pitch    {paper.pitch_x:g} and {paper.pitch_y:g} mm")
    else:
        if paper.window:
            console.line(f"window   {_box(paper.window)}")
        for side in paper.sides:
            for frame in side.frames:
                console.line(f"{frame.name:<16} {_box(frame.box)}")
        if paper.folds:
            console.line(f"folds    {' and '.join(f'{y:g}' for y in paper.folds)} mm from the top")
    console.line(f"source   {paper.source}")


def _box(box: Box) -> str:
    return f"{box.width:g} × {box.height:g} mm, {box.x:g} from the left, {box.y:g} from the top"
