"""Which files belong to a campaign or to the tool, so that no output takes the place of one of them."""

import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from outreach.campaign.campaign import Campaign
from outreach.campaign.settings import FILE_NAME

OWN: Mapping[str, str] = MappingProxyType(
    {
        FILE_NAME: "the settings of a campaign",
        "ledger.sqlite*": "the ledger of a campaign",
        "locked.age": "a locked campaign",
        "prints/batch-*": "a file of a batch",
        "prints/.*": "a file that the tool needs",
        ".*": "a file that the tool or git needs",
        "backups": "a copy of the ledger",
        "letter_templates": "a file of a template",
        "messages": "a personal message",
        "prison_rules": "a file of prison rules",
    }
)
"""Patterns of names in a campaign folder, also of new ones: what lies there, and all that lies below it."""
COMPANIONS = frozenset({"senders", "facilities"})
"""Lists that are found by their name beside another list."""
LISTS = "recipients"
"""A new list may be written there, but never over another."""


def owned_by_campaign(path: Path, campaign: Campaign | None = None) -> str:
    """Return what `path`, which has no links in it, is in the campaign folder that it lies in; else ``""``.

    The lists and templates that the settings of `campaign` name are its own wherever they lie.
    """
    for folder in path.parents:
        if (folder / FILE_NAME).is_file() and (what := _own(path, folder)):
            return what
    for place, what in _named_in_settings(campaign) if campaign else ():
        if path.is_relative_to(place.resolve()):
            return what
        if path.stem.casefold() in COMPANIONS and path.parent == place.resolve().parent:
            return "a list of the campaign"
    return ""


def _own(path: Path, folder: Path) -> str:
    """Return what a path is in a campaign folder; names are compared as on disks that ignore capitals."""
    parts = path.relative_to(folder).parts
    heads = ["/".join(parts[: number + 1]).casefold() for number in range(len(parts))]
    for pattern, what in OWN.items():
        if any(fnmatch.fnmatchcase(head, pattern) for head in heads if head.count("/") == pattern.count("/")):
            return what
    return "a list of a campaign" if heads[0] == LISTS and path.exists() else ""


def _named_in_settings(campaign: Campaign) -> Iterator[tuple[Path, str]]:
    for mailing in campaign.mailings.values():
        lists: Iterable[Path | None] = (mailing.to, mailing.about, mailing.join.file if mailing.join else None)
        yield from ((path, "a list of the campaign") for path in lists if path)
        yield mailing.template, "a file of a template"
    for what in ("logo", "signature"):
        if name := campaign.sender.fields.get(what):
            yield campaign.folder / name, f"the {what} of the sender"
