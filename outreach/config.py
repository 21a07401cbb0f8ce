"""Read ``campaign.toml``: the cause, the sender and the mailings of one campaign folder."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from outreach.errors import InputError
from outreach.model import HowToRead, Kind, Problem, Sender, Severity
from outreach.rules.label_sheets import own_label_sheet
from outreach.stationery import STATIONERY, Grid, Stationery
from outreach.tables import header_key

FILE_NAME = "campaign.toml"
Settings = Mapping[str, object]

CAMPAIGN_KEYS = {"name": str, "languages": list, "ledger": str, "allow_synced_folder": bool}
SENDER_KEYS = {"id": str, "name": str, "address": list, "country": str, "logo": str, "signature": str}
MAILING_KEYS = {
    "to": str, "about": str, "template": str, "stationery": str, "every": str, "kind": str,
    "sender": str, "where": dict, "columns": dict, "sheet": str, "about_sheet": str, "enclosures": list,
    "address": list, "country": str, "join": dict,
}  # fmt: skip
READING_KEYS = {
    "sheet": str, "header_row": int, "encoding": str, "delimiter": str, "dates": str, "hidden_rows": str,
}  # fmt: skip
READING_CHOICES = {"dates": ["day first", "month first"], "hidden_rows": ["read", "leave out"]}
CARE_KEYS = {"address_days": int, "stale_addresses": str, "sender_name": str, "return_address": bool}
STALE = {"hold": Severity.STOP, "warn": Severity.WARN}
SENDER_NAMES = ("full", "initials", "none")
JOIN_KEYS = {"file": str, "key": str, "choose": str, "near": str}
OFFICE_CHOICES = ["first", "last", "nearest"]
LIMITS_KEYS = {"seconds_per_letter": (int, float)}
PAPER_KEYS: Mapping[str, type | tuple[type, ...]] = {"fold_marks": bool, "hole_mark": bool, "edge": (int, float)}
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


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
    where: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    about_sheet: str = ""
    enclosures: tuple[str, ...] = ()
    shared: Mapping[str, str] = field(default_factory=dict)
    join: Join | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """How the campaign writes to prisons: what of the sender stands there, and how old an address may be.

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

    def working_folder(self, number: int) -> Path:
        """Return the folder in which a batch is made before it gets its name."""
        return self.prints / f".{batch_name(number)}.partial"

    def relative(self, path: Path) -> str:
        """Return `path` as messages show it: from the campaign folder where it lies below it."""
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)


FILE_NAMES = {"letter": "letters.pdf", "postcard": "postcards.pdf"}
"""What the PDF of a batch is called, by the kind of its stationery."""

LOCKED = "locked.age"
"""While this file lies in the campaign folder, the campaign is locked."""
MANIFEST = "batch.json"
"""What a batch holds: its pieces, their pages, the check sums of its files."""


def batch_name(number: int) -> str:
    """Return the name of a batch as people write it and as its folder is called."""
    return f"batch-{number:04d}"


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
    problems = list(_problems(settings))
    if problems:
        raise InputError(f"{FILE_NAME} cannot be used", problems)
    campaign = _section(settings, "campaign")
    mailings = _section(settings, "mailing")
    limits = _section(settings, "limits")
    paper = _section(settings, "paper")
    return Campaign(
        folder=folder,
        name=str(campaign["name"]),
        languages=tuple(cast("list[str]", campaign.get("languages", ["en"]))),
        sender=_sender(_section(settings, "sender")),
        mailings={name: _mailing(name, cast("Settings", keys), folder, paper) for name, keys in mailings.items()},
        seconds_per_letter=float(cast("float", limits.get("seconds_per_letter", 10.0))),
        ledger=str(campaign.get("ledger", "")),
        allow_synced_folder=bool(campaign.get("allow_synced_folder", False)),
        labels={name: sheet for name, sheet in _own_labels(settings) if isinstance(sheet, Grid)},
        edge=float(cast("float", paper.get("edge", 4.0))),
        reading={(folder / name).resolve(): HowToRead(**keys) for name, keys in _sections(settings, "reading")},
        care=_care(_section(settings, "care")),
    )


def _parse(path: Path) -> Settings:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        message, line = str(error), 0
        if match := re.search(r" \(at line (\d+), column (\d+)\)$", message):
            message, line = message[: match.start()], int(match[1])
        problem = Problem(
            FILE_NAME, f"not valid: {message[:1].lower()}{message[1:]}",
            "texts stand in quotation marks, lists in [ ], one setting a line", row=line, unit="line",
        )  # fmt: skip
        raise InputError(f"{FILE_NAME} cannot be read", [problem]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error})") from error


def _section(settings: Settings, name: str) -> Settings:
    return cast("Settings", settings.get(name, {}))


def _sections(settings: Settings, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the sections below `name`, as in ``[reading."recipients/mps.csv"]``."""
    yield from cast("dict[str, dict[str, Any]]", settings.get(name, {})).items()


def _sender(keys: Settings) -> Sender:
    return Sender(
        id=str(keys.get("id", "campaign")),
        name=str(keys["name"]),
        address=tuple(cast("list[str]", keys["address"])),
        country=_country(str(keys["country"])),
        fields={what: str(keys[what]) for what in ("logo", "signature") if keys.get(what)},
    )


def _care(keys: Settings) -> Care:
    days = keys.get("address_days")
    return Care(
        address_days=days if isinstance(days, int) else None,
        stale_addresses=STALE[str(keys.get("stale_addresses", "hold"))],
        sender_name=str(keys.get("sender_name", "full")),
        return_address=bool(keys.get("return_address", True)),
    )


def _country(text: str) -> str:
    """Return the code of a country given by code or name; names are looked up only where there is one."""
    if len(text) == 2:  # noqa: PLR2004 — two-letter codes
        return text.upper()
    from outreach.rules.address import country_code  # noqa: PLC0415 — loads Babel, which most commands can do without

    return country_code(text)


def _mailing(name: str, keys: Settings, folder: Path, paper: Settings) -> Mailing:
    about = keys.get("about")
    kind = keys.get("kind")
    return Mailing(
        name=name,
        to=folder / str(keys["to"]),
        template=folder / str(keys["template"]),
        stationery=_marked(STATIONERY[str(keys["stationery"])], paper),
        about=folder / str(about) if about else None,
        every=_days(str(keys["every"])) if "every" in keys else None,
        kind=Kind(str(kind)) if kind else None,
        sender=str(keys.get("sender", "")),
        where={header_key(key): str(value) for key, value in _section(keys, "where").items()},
        columns={key: str(value) for key, value in _section(keys, "columns").items()},
        sheet=str(keys.get("sheet", "")),
        about_sheet=str(keys.get("about_sheet", "")),
        enclosures=tuple(cast("list[str]", keys.get("enclosures", []))),
        shared=_shared(keys),
        join=_join(_section(keys, "join"), folder) if "join" in keys else None,
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


def _own_labels(settings: Settings) -> Iterator[tuple[str, Grid | list[Problem]]]:
    """Yield name and sheet, or problems, for each section ``[labels.NAME]``."""
    for name, keys in _section(settings, "labels").items():
        if isinstance(keys, dict):
            yield name, own_label_sheet(name, keys, FILE_NAME)
        else:
            yield name, [Problem(FILE_NAME, f"`{name}` must be a section", f"write it as [labels.{name}]")]


def _days(text: str) -> int | None:
    """Return the days of a text like ``60 days`` or ``2 months``, or None if it is none."""
    match = re.fullmatch(r"(\d{1,4}) *(day|week|month|year)s?", text.strip().lower())
    return int(match[1]) * _UNIT_DAYS[match[2]] if match else None


def _problems(settings: Settings) -> Iterator[Problem]:
    sections = {"campaign", "sender", "mailing", "limits", "care", "paper", "labels", "reading"}
    yield from _unknown("", settings, sections)
    for section in ("campaign", "sender", "limits", "care", "mailing", "paper", "labels", "reading"):
        if not isinstance(settings.get(section, {}), dict):
            yield Problem(FILE_NAME, f"`{section}` must be a section", f"write it as [{section}]")
            return
    yield from _section_problems("campaign", _section(settings, "campaign"), CAMPAIGN_KEYS, ["name"])
    yield from _ledger_problems(str(_section(settings, "campaign").get("ledger", "")))
    sender = _section(settings, "sender")
    yield from _section_problems("sender", sender, SENDER_KEYS, ["name", "address", "country"])
    country = sender.get("country")
    if isinstance(country, str) and country and not _country(country):
        yield Problem(
            FILE_NAME, f"nobody knows the country `{country}`", "write a two-letter code such as DE", column="[sender]"
        )
    yield from _section_problems("limits", _section(settings, "limits"), LIMITS_KEYS, [])
    yield from _section_problems("paper", _section(settings, "paper"), PAPER_KEYS, [])
    yield from (problem for _, sheet in _own_labels(settings) if isinstance(sheet, list) for problem in sheet)
    for name, keys in _section(settings, "reading").items():
        yield from _reading_problems(name, keys)
    care = _section(settings, "care")
    yield from _section_problems("care", care, CARE_KEYS, [])
    yield from _choice("[care]", "stale_addresses", care.get("stale_addresses"), list(STALE))
    yield from _choice("[care]", "sender_name", care.get("sender_name"), list(SENDER_NAMES))
    mailings = _section(settings, "mailing")
    if not mailings:
        yield Problem(FILE_NAME, "no mailing", "add a section like [mailing.parliament]")
    for name, keys in mailings.items():
        yield from _mailing_problems(name, keys)


def _ledger_problems(address: str) -> Iterator[Problem]:
    """Yield a problem for an address that is none, or that gives a password away."""
    if not address:
        return
    if not address.startswith("postgresql://"):
        message = f'`ledger = "{address}"` is no address of a server'
        remedy = 'write ledger = "postgresql://user@host/database", or leave it out for a file in this folder'
        yield Problem(FILE_NAME, message, remedy, column="[campaign]")
    elif re.search(r"^postgresql://[^/]*:[^/@]*@|[?&]password=", address):
        yield Problem(
            FILE_NAME, "the password stands in `ledger`, where everybody who gets this file reads it",
            "take it out, and put it into the environment as PGPASSWORD or into the password file ~/.pgpass; "
            "then change it on the server", column="[campaign]",
        )  # fmt: skip


def _unknown(section: str, keys: Settings, known: set[str]) -> Iterator[Problem]:
    for key in keys:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            remedy = f"did you mean `{near[0]}`?" if near else f"known are: {', '.join(sorted(known))}"
            yield Problem(FILE_NAME, f"`{key}` is not a known setting", remedy, column=section)


def _section_problems(
    section: str,
    keys: Settings,
    types: Mapping[str, type | tuple[type, ...]],
    required: list[str],
) -> Iterator[Problem]:
    place = f"[{section}]"
    yield from _unknown(place, keys, set(types))
    for key in required:
        if not keys.get(key):
            yield Problem(FILE_NAME, f"`{key}` is missing", f"add it below {place}", column=place)
    for key, value in keys.items():
        expected = types.get(key)
        if expected and (not isinstance(value, expected) or (expected is list and not _texts(value))):
            yield Problem(FILE_NAME, f"`{key}` has the wrong form", _form(key, expected), column=place)


def _texts(value: object) -> bool:
    """Tell whether `value` is a list of at least one text, and of nothing else."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one.strip() for one in value)


def _form(key: str, expected: type | tuple[type, ...]) -> str:
    examples: dict[object, str] = {
        str: f'write {key} = "text"',
        list: f'write {key} = ["one", "two"]',
        bool: f"write {key} = true or {key} = false",
        dict: f"write [mailing.NAME.{key}] and the settings below it",
    }
    return examples.get(expected, f"write {key} = 20")


def _mailing_problems(name: str, keys: object) -> Iterator[Problem]:
    place = f"[mailing.{name}]"
    if not isinstance(keys, dict):
        yield Problem(FILE_NAME, f"`{name}` must be a section", f"write it as {place}")
        return
    yield from _section_problems(place[1:-1], keys, MAILING_KEYS, ["to", "template", "stationery"])
    yield from _choice(place, "stationery", keys.get("stationery"), list(STATIONERY))
    yield from _choice(place, "kind", keys.get("kind"), list(Kind))
    if isinstance(country := keys.get("country"), str) and country and not _country(country):
        yield Problem(
            FILE_NAME, f"nobody knows the country `{country}`", "write a two-letter code such as DE", column=place
        )
    if isinstance(join := keys.get("join"), dict):
        yield from _join_problems(f"mailing.{name}.join", join)
    every = keys.get("every")
    if isinstance(every, str) and not _days(every):
        yield Problem(FILE_NAME, f'`every = "{every}"` is not a time', 'write "60 days"', column=place)


def _join_problems(section: str, keys: Settings) -> Iterator[Problem]:
    yield from _section_problems(section, keys, JOIN_KEYS, ["file"])
    yield from _choice(f"[{section}]", "choose", keys.get("choose"), OFFICE_CHOICES)
    if keys.get("choose") == "nearest" and not keys.get("near"):
        yield Problem(
            FILE_NAME, "`near` is missing", 'say to what the office is nearest: near = "80202" (a postal code)',
            column=f"[{section}]",
        )  # fmt: skip


def _reading_problems(name: str, keys: object) -> Iterator[Problem]:
    place = f'[reading."{name}"]'
    if not isinstance(keys, dict) or any(isinstance(value, dict) for value in keys.values()):
        yield Problem(FILE_NAME, "`reading` needs the name of a list", 'write it as [reading."recipients/mps.csv"]')
        return
    yield from _section_problems(place[1:-1], keys, READING_KEYS, [])
    for key, known in READING_CHOICES.items():
        yield from _choice(place, key, keys.get(key), known)
    if len(str(keys.get("delimiter", ","))) != 1:
        yield Problem(FILE_NAME, "`delimiter` is not one character", 'write delimiter = ";"', column=place)
    if not isinstance(keys.get("header_row", 1), bool) and str(keys.get("header_row", 1)).startswith(("-", "0")):
        yield Problem(FILE_NAME, "`header_row` counts from 1", "write header_row = 3", column=place)


def _choice(place: str, key: str, value: object, known: list[str]) -> Iterator[Problem]:
    if isinstance(value, str) and value not in known:
        near = get_close_matches(value, known, n=3, cutoff=0.3) or known
        yield Problem(FILE_NAME, f"{key} `{value}` does not exist", f"there are: {', '.join(near)}", column=place)
