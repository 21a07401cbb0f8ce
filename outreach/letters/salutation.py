"""The greeting: the most exact form that a language has and a row can fill; never a guess.

The forms are data: `outreach/data/languages`, the kinds of office and of title `outreach/data/offices.toml`.
"""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from itertools import product
from typing import cast

from anyascii import anyascii

from outreach import tables
from outreach.l10n.languages import isolated, right_to_left, script, words

_PLACE = re.compile(r"\{(\w+)(?::(!?)(\^?)([^}]*))?\}")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]*)+")
ALIKE = 0.7
"""How much, of 1, the letters of a word and of its spelling in another script have in common at least."""
NAME_PARTS = ("given_name", "patronymic", "family_name")
BODY = "body"
"""A committee, a council: somebody is greeted who is several people."""
SHORTEST_LEAD = 4
"""A listed office of fewer letters counts only where nothing follows it: ``MS`` is a member, “MS Society” is none."""


def salutation(kind: str, cells: Mapping[str, str], name: str, language: str, country: str = "") -> str:
    """Return the greeting with its punctuation; a column ``salutation`` decides over all.

    `cells` are those that the language sees, `name` the person's name in its script, `country` a
    two-letter code. Where the gender is not known, the language's neutral form is used.
    """
    own = cells.get(f"salutation_{tables.suffix(language)}") or cells.get("salutation")
    if own:
        return own
    values = _values(cells, name, language)
    if right_to_left(language):
        values = {key: str(isolated(value)) for key, value in values.items()}
    kind = BODY if is_body(cells, name) else kind
    office, title = office_kind(cells, country), title_kind(cells.get("title", ""))
    filled = (_fill(form, values) for form in _forms(kind, office, title, cells.get("gender", ""), language, country))
    return next((text for text in filled if text), name)


def is_body(cells: Mapping[str, str], name: str) -> bool:
    """Tell whether a row is about a committee or the like: its column `kind` says so, or its name, which is no person's."""
    if cells.get("kind", "").casefold() == BODY:
        return True
    whole = name.casefold()
    return not (cells.get("given_name") or cells.get("family_name")) and any(
        map(whole.__contains__, tables.offices()[BODY])
    )


def closing(kind: str, greeting: str, language: str) -> str:
    """Return the usual end of a letter; in French it takes up the `greeting`."""
    return words(language, "closing", kind).replace("{salutation}", greeting)


def _values(cells: Mapping[str, str], name: str, language: str) -> dict[str, str]:
    """Return what a form may name; the parts of a name as `name` writes them, if it is in another script.

    `office` is the listed words that the row's office begins with, `title` the listed words of the title.
    """
    name = _romanised(name, language)
    values = {**cells, "name": name, "name_lower": name[:1].lower() + name[1:]}
    latin = bool(_LATIN.search(name))
    values["title"] = " ".join(word for word in cells.get("title", "").split() if title_kind(word))
    values["office"] = office_words(cells.get("office", ""))[1]
    other = [part for part in NAME_PARTS if cells.get(part) and bool(_LATIN.search(cells[part])) != latin]
    values |= {part: _word_like(cells[part], name) for part in other}
    # An initial is no name to call somebody by.
    return values | {part: "" for part in ("given_name", "patronymic") if _INITIALS.fullmatch(values.get(part, ""))}


def _romanised(name: str, language: str) -> str:
    """Return a name whose initials are in the letters of the language: those in Cyrillic ones, in Latin for English."""
    if script(language) != "Latn":
        return name
    return " ".join(str(anyascii(word)) if _INITIALS.fullmatch(word) else word for word in name.split(" "))


def _word_like(part: str, name: str) -> str:
    """Return the word of `name` that `part` is in another script (Анна in Anna Smirnova), or ``""``."""
    heard = {word: SequenceMatcher(None, _sound(part), _sound(word)).ratio() for word in name.split()}
    best = max(heard, key=heard.__getitem__, default="")
    return best if heard.get(best, 0.0) > ALIKE else ""


def _sound(word: str) -> str:
    return str(anyascii(word)).casefold()


@cache
def _forms(kind: str, office: str, title: str, gender: str, language: str, country: str) -> tuple[str, ...]:
    """Return the language's forms for such a person, the most exact first; `office` and `title` are kinds."""
    known = cast("Mapping[str, str | list[str]]", tables.pack(language)["salutation"])
    whats, genders = (filter(None, some) for some in ((office, title, "any"), (gender, "any")))
    places = product(whats, (f".{country}", ""), genders)
    found = (known.get(f"{kind}.{what}.{gender}{end}", []) for what, end, gender in places)
    return tuple(form for forms in found for form in ([forms] if isinstance(forms, str) else forms))


def office_kind(cells: Mapping[str, str], country: str) -> str:
    """Return the kind of office that a row tells of, by office and chamber; ``""`` where nobody knows it."""
    office = office_words(cells.get("office", ""))[0]
    if office not in ("", "member"):
        return office
    chamber = cells.get("chamber") or cells.get("organisation", "")
    if country and _listed("representative", chamber) == country:
        return "representative"
    return _listed("chamber", chamber) or office


@cache
def office_words(text: str) -> tuple[str, str]:
    """Return the kind of an office and the listed words of it, as the row writes them.

    The whole counts first, then the most words at the beginning (“Ministre de l’Europe et …”), of each part between
    commas, then at the end (विदेश मंत्री), then the end of one word (Udenrigsminister).
    """
    for part in (text, *re.split(r"\s*[,;(]\s*", text)):
        words = part.split()
        for count in range(len(words), 0, -1):
            lead = " ".join(words[:count])
            kind = _listed("office", lead)
            if kind and (count == len(words) or len(lead) >= SHORTEST_LEAD):
                return kind, lead
        for start in range(1, len(words)):
            if kind := _listed("office", tail := " ".join(words[start:])):
                return kind, tail
        if words and (
            kind := next(
                (kind for kind, ends in _known("compound").items() if _key(words[0]).endswith(tuple(ends))), ""
            )
        ):
            return kind, words[0]
    return "", ""


@cache
def title_kind(title: str) -> str:
    """Return the highest kind of title in `title`: ``Prof. Dr.`` is a professor's; ``""`` for Mr, MP and the like."""
    found = {_key(word) for word in title.split()}
    return next((kind for kind, known in _known("title").items() if found & known), "")


@cache
def _listed(table: str, text: str) -> str:
    """Return the line of a table in offices.toml that `text` stands in, or ``""``."""
    return next((kind for kind, known in _known(table).items() if _key(text) in known), "") if text else ""


@cache
def _known(table: str) -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(map(_key, spellings)) for kind, spellings in tables.offices()[table].items()}


def _key(text: str) -> str:
    """Return `text` as offices.toml spells it."""
    return " ".join(text.casefold().replace("'", "’").split()).rstrip(".,")


def _fill(form: str, values: Mapping[str, str]) -> str:
    """Return the form with its names put in, or ``""`` where the row lacks one of them.

    ``{Family_name}`` begins with a capital letter; ``{family_name:ová|á}`` fits names that end so alone,
    ``{family_name:!ς}`` those that do not, ``{name:^Comité}`` those that begin so.
    """
    if not all(_fits(place, values) for place in _PLACE.finditer(form)):
        return ""
    return _PLACE.sub(lambda place: _put(place[1], values), form)


def _fits(place: re.Match[str], values: Mapping[str, str]) -> bool:
    value, wanted = values.get(place[1].lower(), ""), tuple((place[4] or "").split("|"))
    plain = value.strip("\u2068\u2069")
    found = plain.startswith(wanted) if place[3] else plain.endswith(wanted)
    return bool(value) and found != bool(place[2])


def _put(name: str, values: Mapping[str, str]) -> str:
    value = values[name.lower()]
    return value[:1].upper() + value[1:] if name[0].isupper() else value
