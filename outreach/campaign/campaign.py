"""Read ``campaign.toml``: the cause, the sender and the mailings of one campaign folder."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from outreach.campaign.settings import (
    FILE_NAME,
    STALE,
    Settings,
    country_of,
    own_labels,
    section_of,
    sections_of,
    settings_problems,
)
from outreach.campaign.toml import parsed
from outreach.errors import InputError, UsageError, instead, tell_of_disk
from outreach.model import HowToRead, Kind, Problem, Sender, Severity, batch_name, batch_number
from outreach.people.senders import LOOKS, PRINTED
from outreach.schedule.durations import days_of
from outreach.stationery import STATIONERY, Grid, Stationery
from outreach.tables import header_key


@dataclass(frozen=True, slots=True)
class Join:
    """A list of offices: its `key` column holds the ids of the people; `choose` says which office of several.

    `near` is a postal code, or latitude and longitude in degrees, for the nearest office.
    """

    file: Path
    key: str = ""
    choose: str = "first"
    near: str = ""


@dataclass(frozen=True, slots=True)
class Mailing:
    """One template sent to one list of recipients; `every` is in days, or None for once.

    `shared` holds the address and country of the rows that have none of their own.
    """

    name: str
    to: Path
    template: Path
    stationery: Stationery
    about: Path | None = None
    every: int | None = None
    kind: Kind | None = None
    sender: str = ""
    sender_asked: bool = False
    """Whether the sender was asked for when the letters were made; then nobody signs because they signed before."""
    letterhead_of: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    about_sheet: str = ""
    enclosures: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    """The folders inside the template's with the texts of each round; one text serves all rounds without them."""
    shared: Mapping[str, str] = field(default_factory=dict)
    join: Join | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """How the campaign writes to prisons: what it shows of the sender, and how old an address may be.

    `address_days` is None where the rules of the country decide.
    """

    address_days: int | None = None
    stale_addresses: Severity = Severity.STOP
    sender_name: str = "full"
    return_address: bool = True


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign folder's settings; paths are absolute, below `folder` or where the file says."""

    folder: Path
    name: str
    languages: tuple[str, ...]
    sender: Sender
    mailings: Mapping[str, Mailing]
    seconds_per_letter: float = 10.0
    ledger: str = ""
    """The address of a ledger on a server; empty for the file in the folder."""
    allow_synced_folder: bool = False
    labels: Mapping[str, Grid] = field(default_factory=dict)
    edge: float = 4.0
    """mm at each edge of a sheet that the printer cannot reach."""
    care: Care = field(default_factory=Care)
    reading: Mapping[Path, HowToRead] = field(default_factory=dict)
    our_language: str = "en"
    """The language of what is printed for those who pack and sign."""

    def how_to_read(self, path: Path) -> HowToRead:
        """Return what the settings say about reading the list at `path`."""
        return self.reading.get(path.resolve(), HowToRead())

    @property
    def prints(self) -> Path:
        """The folder that holds the batches."""
        return self.folder / "prints"

    def batch_folder(self, number: int) -> Path:
        """Return the folder of a finished batch."""
        return self.prints / batch_name(number)

    def batch_folders(self) -> dict[int, Path]:
        """Return the folders of all batches that are here, by number, whether or not the ledger knows them."""
        there = self.prints.iterdir() if self.prints.is_dir() else ()
        numbered = sorted((number, path) for path in there if (number := batch_number(path.name)) and path.is_dir())
        return dict(numbered)

    def working_folder(self, number: int) -> Path:
        """Return the folder in which a batch is made before it gets its name."""
        return self.prints / f".{batch_name(number)}.partial"

    def relative(self, path: Path) -> str:
        """Return `path` as messages show it: from the campaign folder where it lies below it."""
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)


LOCKED = "locked.age"
"""While this file lies in the campaign folder, the campaign is locked."""


def find_campaign(start: Path) -> Path:
    """Return the nearest folder from `start` upward that holds a ``campaign.toml``."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise InputError(
        f"there is no {FILE_NAME} in {start} or above it; "
        "go to your campaign folder, or make one with: outreach init my-campaign"
    )


def load_campaign(folder: Path) -> Campaign:
    """Read the settings in `folder`; raise `InputError` with every fault that the file has."""
    settings = _parse(folder / FILE_NAME)
    problems = list(settings_problems(settings))
    if problems:
        raise InputError(f"{FILE_NAME} cannot be used", problems)
    campaign = section_of(settings, "campaign")
    mailings = section_of(settings, "mailing")
    limits = section_of(settings, "limits")
    paper = section_of(settings, "paper")
    languages = tuple(cast("list[str]", campaign.get("languages", ["en"])))
    return Campaign(
        folder=folder,
        name=str(campaign["name"]),
        languages=languages,
        our_language=str(campaign.get("our_language", languages[0])),
        sender=_sender(section_of(settings, "sender")),
        mailings={name: _mailing(name, cast("Settings", keys), folder, paper) for name, keys in mailings.items()},
        seconds_per_letter=float(cast("float", limits.get("seconds_per_letter", 10.0))),
        ledger=str(campaign.get("ledger", "")),
        allow_synced_folder=bool(campaign.get("allow_synced_folder", False)),
        labels={name: sheet for name, sheet in own_labels(settings) if isinstance(sheet, Grid)},
        edge=float(cast("float", paper.get("edge", 4.0))),
        reading={(folder / name).resolve(): HowToRead(**keys) for name, keys in sections_of(settings, "reading")},
        care=_care(section_of(settings, "care")),
    )


def mailings_named(campaign: Campaign, names: Sequence[str]) -> list[Mailing]:
    """Return the mailings called `names`, all of the campaign's if none is named."""
    unknown = [name for name in names if name not in campaign.mailings]
    if unknown:
        raise UsageError(f"there is no mailing `{unknown[0]}`; {instead(unknown[0], campaign.mailings)}")
    return [campaign.mailings[name] for name in dict.fromkeys(names or campaign.mailings)]


_CURLY = re.compile(r"[“”„‟«»‘’‚]+([^“”„‟«»‘’‚\"]*)[“”„‟«»‘’‚]+")
"""A text in the quotation marks that word processors put in the place of straight ones."""


def _curly_quotes(text: str) -> Iterator[Problem]:
    """Yield a problem for each line of settings with curly quotes, with the same line in straight quotes."""
    for number, line in enumerate(text.splitlines(), 1):
        setting = re.sub(r'"[^"]*"|#.*', lambda kept: " " * len(kept[0]), line)
        if found := _CURLY.search(setting):
            key = line.partition("=")[0].strip() if "=" in line else ""
            straight = _CURLY.sub(r'"\1"', line.strip())
            message = f"`{key}` stands in curly quotes" if key else f"{found[0]} stands in curly quotes"
            yield Problem(FILE_NAME, message, f"write {straight}", row=number, unit="line")


def _parse(path: Path) -> Settings:
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return parsed(text)
    except tomllib.TOMLDecodeError as error:
        if curly := list(_curly_quotes(text)):
            raise InputError(f"{FILE_NAME} cannot be read", curly) from error
        message, line = str(error), 0
        if match := re.search(r" \(at line (\d+), column (\d+)\)$", message):
            message, line = message[: match.start()], int(match[1])
        problem = Problem(
            FILE_NAME, f"not valid: {message[:1].lower()}{message[1:]}",
            "texts stand in quotation marks, lists in [ ], one setting a line", row=line, unit="line",
        )  # fmt: skip
        raise InputError(f"{FILE_NAME} cannot be read", [problem]) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read ({error})") from error
    except OSError as error:
        tell_of_disk(error, path)


def _sender(keys: Settings) -> Sender:
    return Sender(
        id=str(keys.get("id", "campaign")),
        name=str(keys["name"]),
        address=tuple(cast("list[str]", keys["address"])),
        country=country_of(str(keys["country"])),
        fields={what: _lines(keys[what]) for what in (*PRINTED, *LOOKS) if keys.get(what)},
    )


def _lines(value: object) -> str:
    """Return a text as it is, a list of lines as one text."""
    return "\n".join(value) if isinstance(value, list) else str(value)


def _care(keys: Settings) -> Care:
    days = keys.get("address_days")
    return Care(
        address_days=days if isinstance(days, int) else None,
        stale_addresses=STALE[str(keys.get("stale_addresses", "hold"))],
        sender_name=str(keys.get("sender_name", "full")),
        return_address=bool(keys.get("return_address", True)),
    )


def _mailing(name: str, keys: Settings, folder: Path, paper: Settings) -> Mailing:
    about = keys.get("about")
    kind = keys.get("kind")
    return Mailing(
        name=name,
        to=folder / str(keys["to"]),
        template=folder / str(keys["template"]),
        stationery=_marked(STATIONERY[str(keys["stationery"])], paper),
        about=folder / str(about) if about else None,
        every=days_of(str(keys["every"])) if "every" in keys else None,
        kind=Kind(str(kind)) if kind else None,
        sender=str(keys.get("sender", "")),
        letterhead_of=str(keys.get("letterhead_of", "")),
        where={header_key(key): str(value) for key, value in section_of(keys, "where").items()},
        columns={key: str(value) for key, value in section_of(keys, "columns").items()},
        sheet=str(keys.get("sheet", "")),
        about_sheet=str(keys.get("about_sheet", "")),
        enclosures=tuple(cast("list[str]", keys.get("enclosures", []))),
        texts=tuple(cast("list[str]", keys.get("texts", []))),
        shared=_shared(keys),
        join=_join(section_of(keys, "join"), folder) if "join" in keys else None,
    )


def _shared(keys: Settings) -> dict[str, str]:
    """Return the address and the country that a mailing gives to the rows without one."""
    lines = "\n".join(cast("list[str]", keys.get("address", [])))
    country = str(keys.get("country", ""))
    return {name: text for name, text in (("address", lines), ("country", country)) if text}


def _join(keys: Settings, folder: Path) -> Join:
    texts = {key: str(value) for key, value in keys.items() if key != "file"}
    return Join(folder / str(keys["file"]), **texts)


def _marked(stationery: Stationery, paper: Settings) -> Stationery:
    """Return the stationery with the marks that the section ``[paper]`` leaves it."""
    folds = stationery.folds if paper.get("fold_marks", True) else ()
    return replace(stationery, folds=folds, hole=stationery.hole if paper.get("hole_mark", True) else None)
