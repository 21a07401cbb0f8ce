"""What ``campaign.toml`` may say: its sections, their settings, and everything that can be wrong with them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from outreach import tables
from outreach.campaign.label_sheets import own_label_sheet
from outreach.errors import instead
from outreach.l10n.countries import COUNTRIES
from outreach.model import Kind, Problem, Severity
from outreach.people.senders import LOOKS, PRINTED, look_fault
from outreach.schedule.durations import days_of
from outreach.stationery import STATIONERY, Grid

FILE_NAME = "campaign.toml"
STALE = {"hold": Severity.STOP, "warn": Severity.WARN}
"""What is done with addresses that nobody confirmed for long, by the word for it."""

Settings = Mapping[str, object]
Fault = tuple[str, str]
"""What is wrong, and the remedy."""
Check = Callable[[str, Any], Fault | None]
"""Looks at a setting's name and its value, which has the right type."""


def _anything(_key: str, _value: object) -> None:
    """Find nothing wrong."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a setting may hold: the word for it in the reference, the types, how it is written, further conditions."""

    word: str
    types: tuple[type, ...]
    example: str
    check: Check = _anything

    def fault(self, key: str, value: object) -> Fault | None:
        """Return what is wrong with a value, if anything is; to Python, `true` is a number too."""
        right = isinstance(value, self.types) and (bool in self.types or not isinstance(value, bool))
        if not right or (isinstance(value, list) and not _texts(value)):
            return f"`{key}` has the wrong form", f"write {self.example.format(key=key)}"
        return self.check(key, value)


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """The settings of a section, and those of them that must not be left out."""

    forms: Mapping[str, Form]
    required: Sequence[str] = ()


def country_of(text: str) -> str:
    """Return the code of a country given by code or name, or ``""`` if nobody knows it."""
    if text.upper() in COUNTRIES:
        return text.upper()
    from outreach.l10n.address import country_code  # noqa: PLC0415 — loads Babel, which most commands can do without

    return country_code(text)


def _texts(values: Sequence[object]) -> bool:
    """Tell whether there is at least one text, and nothing else."""
    return bool(values) and all(isinstance(one, str) and one.strip() for one in values)


def _one_of(*known: str) -> Check:
    def check(key: str, value: str) -> Fault | None:
        fault = f"{key} `{value}` does not exist"
        return None if value in known else (fault, instead(value, known, all_too=True))

    return check


def _between(least: float, most: float, example: float) -> Check:
    def check(key: str, value: float) -> Fault | None:
        fits = least <= value <= most
        return None if fits else (f"`{key} = {value}` is not between {least} and {most}", f"write {key} = {example}")

    return check


def _row(key: str, value: int) -> Fault | None:
    return None if value >= 1 else (f"`{key}` counts from 1", f"write {key} = 3")


def _character(key: str, value: str) -> Fault | None:
    return None if len(value) == 1 else (f"`{key}` is not one character", f'write {key} = ";"')


def _time(key: str, value: str) -> Fault | None:
    return None if days_of(value) else (f'`{key} = "{value}"` is not a time', 'write "60 days"')


def _known_country(_key: str, value: str) -> Fault | None:
    known = not value or country_of(value)
    return None if known else (f"nobody knows the country `{value}`", "write a two-letter code such as DE")


def _known_languages(key: str, codes: Sequence[str]) -> Fault | None:
    """Return the languages that are not written as codes."""
    others = [code for code in codes if code not in tables.languages()]
    if not others:
        return None
    from outreach.l10n.languages import meant_by  # noqa: PLC0415 — loads Babel, as above

    meant = {code: meant_by(code) for code in others if meant_by(code) != code}
    remedy = f"write {_quoted(meant.values())} there" if all(meant.values()) else 'write its code: "en", "de", "pt-BR"'
    return (f"`{key}`: there is no language {_quoted(meant)}", remedy) if meant else None


def _own_language(key: str, code: str) -> Fault | None:
    """Return what is wrong with a language in which the tool is to speak: it needs words for it."""
    known = tables.languages()
    return None if code in known else (f"`{key}`: the tool does not speak `{code}`", instead(code, known, all_too=True))


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _server(key: str, address: str) -> Fault | None:
    """Return what is wrong with the address of a ledger: it is no address, or it shows a password."""
    if not address:
        return None
    if not address.startswith("postgresql://"):
        return (
            f'`{key} = "{address}"` is no address of a server',
            f'write {key} = "postgresql://user@host/database", or leave it out for a file in this folder',
        )
    if re.search(r"^postgresql://[^/]*:[^/@]*@|[?&]password=", address):
        remedy = "take it out, and put it into the environment as PGPASSWORD or into the password file ~/.pgpass"
        return (
            f"the password stands in `{key}`, where everybody who gets this file reads it",
            f"{remedy}; then change it on the server",
        )
    return None


def _text(check: Check = _anything) -> Form:
    return Form("text", (str,), '{key} = "text"', check)


def _number(least: float, most: float, example: float) -> Form:
    return Form("number", (int, float), f"{{key}} = {example}", _between(least, most, example))


def _whole_number(example: int, check: Check) -> Form:
    return Form("number", (int,), f"{{key}} = {example}", check)


TEXT, COUNTRY = _text(), _text(_known_country)
LIST = Form("list", (list,), '{key} = ["one", "two"]')
LINES = Form("text or list", (str, list), '{key} = ["one line", "another line"]')
LANGUAGES = Form("list", (list,), '{key} = ["en", "de"]', _known_languages)
YES_OR_NO = Form("yes or no", (bool,), "{key} = true or {key} = false")
SECTION = Form("section", (dict,), "[mailing.NAME.{key}] and the settings below it")

SECTIONS: Mapping[str, SettingsSection] = {
    "campaign": SettingsSection(
        {
            "name": TEXT, "languages": LANGUAGES, "our_language": _text(_own_language), "ledger": _text(_server),
            "allow_synced_folder": YES_OR_NO,
        },
        ["name"],
    ),
    "sender": SettingsSection(
        {
            "id": TEXT, "name": TEXT, "address": LIST, "country": COUNTRY, **dict.fromkeys(PRINTED, TEXT),
            "footer": LINES, **dict.fromkeys(LOOKS, _text(look_fault)),
        },
        ["name", "address", "country"],
    ),
    "limits": SettingsSection({"seconds_per_letter": _number(0.1, 3600, 10)}),
    "paper": SettingsSection({"fold_marks": YES_OR_NO, "hole_mark": YES_OR_NO, "edge": _number(0, 50, 4)}),
    "care": SettingsSection({
        "address_days": _whole_number(365, _between(1, 36500, 365)), "stale_addresses": _text(_one_of(*STALE)),
        "sender_name": _text(_one_of("full", "initials", "none")), "return_address": YES_OR_NO,
    }),
    'reading."FILE"': SettingsSection({
        "sheet": TEXT, "header_row": _whole_number(3, _row), "encoding": TEXT, "delimiter": _text(_character),
        "dates": _text(_one_of("day first", "month first")), "hidden_rows": _text(_one_of("read", "leave out")),
    }),
    "mailing.NAME": SettingsSection(
        {
            "to": TEXT, "about": TEXT, "template": TEXT, "stationery": _text(_one_of(*STATIONERY)), "every": _text(_time),
            "kind": _text(_one_of(*Kind)), "sender": TEXT, "letterhead_of": TEXT, "where": SECTION, "columns": SECTION, "sheet": TEXT,
            "about_sheet": TEXT, "enclosures": LIST, "texts": LIST, "address": LIST, "country": COUNTRY, "join": SECTION,
        },
        ["to", "template", "stationery"],
    ),
    "mailing.NAME.join": SettingsSection(
        {"file": TEXT, "key": TEXT, "choose": _text(_one_of("first", "last", "nearest")), "near": TEXT}, ["file"]
    ),
}  # fmt: skip
"""Every section by its name in the reference, but for ``labels.NAME``, which `own_label_sheet` knows."""
TOP = {name.partition(".")[0]: name for name in reversed([*SECTIONS, "labels.NAME"])}
"""What stands at the top, each with how its section is written."""


def section_of(settings: Settings, name: str) -> Settings:
    """Return a section of the settings; settings that are left out are empty."""
    return cast("Settings", settings.get(name, {}))


def sections_of(settings: Settings, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the sections below `name`, as in ``[reading."recipients/mps.csv"]``."""
    yield from cast("dict[str, dict[str, Any]]", settings.get(name, {})).items()


def own_labels(settings: Settings) -> Iterator[tuple[str, Grid | list[Problem]]]:
    """Yield name and sheet, or problems, for each section ``[labels.NAME]``."""
    for name, keys in section_of(settings, "labels").items():
        if isinstance(keys, dict):
            yield name, own_label_sheet(name, keys, FILE_NAME)
        else:
            yield name, [_no_section(name, f"labels.{name}")]


def settings_problems(settings: Settings) -> Iterator[Problem]:
    """Yield everything that is wrong with the settings of a campaign."""
    yield from _unknown("", settings, [*TOP])
    if wrong := [name for name in TOP if not isinstance(settings.get(name, {}), dict)]:
        yield from (_no_section(name, TOP[name]) for name in wrong)
        return
    for name in ("campaign", "sender", "limits", "paper", "care"):
        yield from _section_problems(name, section_of(settings, name), SECTIONS[name])
    yield from (problem for _, sheet in own_labels(settings) if isinstance(sheet, list) for problem in sheet)
    for name, keys in section_of(settings, "reading").items():
        yield from _reading_problems(name, keys)
    mailings = section_of(settings, "mailing")
    if not mailings:
        yield Problem(FILE_NAME, "no mailing", "add a section like [mailing.parliament]")
    for name, keys in mailings.items():
        yield from _mailing_problems(name, keys)


def _no_section(name: str, place: str) -> Problem:
    return Problem(FILE_NAME, f"`{name}` must be a section", f"write it as [{place}]")


def _unknown(place: str, keys: Settings, known: Sequence[str]) -> Iterator[Problem]:
    for key in keys:
        if key not in known:
            yield Problem(FILE_NAME, f"`{key}` is not a known setting", instead(key, sorted(known)), column=place)


def _section_problems(name: str, keys: Settings, section: SettingsSection) -> Iterator[Problem]:
    place = f"[{name}]"
    yield from _unknown(place, keys, list(section.forms))
    for key in section.required:
        if not keys.get(key):
            yield Problem(FILE_NAME, f"`{key}` is missing", f"add it below {place}", column=place)
    for key, value in keys.items():
        if (form := section.forms.get(key)) and (fault := form.fault(key, value)):
            yield Problem(FILE_NAME, *fault, column=place)


def _mailing_problems(name: str, keys: object) -> Iterator[Problem]:
    place = f"mailing.{name}"
    if not isinstance(keys, dict):
        yield _no_section(name, place)
        return
    yield from _section_problems(place, keys, SECTIONS["mailing.NAME"])
    if isinstance(join := keys.get("join"), dict):
        yield from _join_problems(f"{place}.join", join)


def _join_problems(place: str, keys: Settings) -> Iterator[Problem]:
    yield from _section_problems(place, keys, SECTIONS["mailing.NAME.join"])
    if keys.get("choose") == "nearest" and not keys.get("near"):
        yield Problem(
            FILE_NAME, "`near` is missing", 'say to what the office is nearest: near = "80202" (a postal code)',
            column=f"[{place}]",
        )  # fmt: skip


def _reading_problems(name: str, keys: object) -> Iterator[Problem]:
    if not isinstance(keys, dict) or any(isinstance(value, dict) for value in keys.values()):
        yield Problem(FILE_NAME, "`reading` needs the name of a list", 'write it as [reading."recipients/mps.csv"]')
        return
    yield from _section_problems(f'reading."{name}"', keys, SECTIONS['reading."FILE"'])
