"""Make recipients from rows: who it is, where the letter goes, and what is missing."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from outreach import tables
from outreach.model import Kind, Problem, Recipient, Row, Sender, Skipped, Table
from outreach.rules import address
from outreach.rules.columns import column_names, kind_of, named_cells, public_format
from outreach.rules.languages import chain, language_code, script
from outreach.rules.row_faults import row_faults


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a list: its recipients, the rows held back, and the rows with a fault."""

    kind: Kind
    recipients: tuple[Recipient, ...]
    held: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    columns: tuple[str, ...]
    headers: tuple[str, ...] = ()


def recipients_from(
    table: Table,
    settings: Mapping[str, str],
    kind: Kind | None = None,
    facilities: Mapping[str, Mapping[str, str]] | None = None,
    hold: Collection[str] | None = None,
) -> Reading:
    """Return the people in `table`; a row with a fault is a problem and a skipped row, not the end.

    `settings` are the mailing's ``[columns]``; `facilities` map an id or name to a prison's cells;
    `hold` are the statuses that hold a row back (all in columns.toml if it is None).
    """
    names, facts = column_names(table, settings), public_format(table.headers)
    kind = kind or kind_of(names)
    if problems := _missing_columns(table, set(names.values()), kind):
        return Reading(kind, (), (), tuple(problems), (), _columns(names), table.headers)
    found, held, problems, skipped = [], [], [], []
    first: dict[str, Row] = {}
    for row in table.rows:
        cells = _with_facility(named_cells(row, names, facts), facilities or {})
        faults = _row_problems(row, cells, kind)
        recipient = _recipient(kind, row, cells)
        if recipient.id in first and not faults:
            faults = [_double(row, recipient.id, first[recipient.id], bool(cells.get("id")))]
        if faults:
            problems += faults
            skipped.append(Skipped(row, "; ".join(_reason(fault) for fault in faults)))
            continue
        first[recipient.id] = row
        reason = tables.spelled("held", cells.get("status", ""))
        if reason and (hold is None or reason in hold):
            held.append(Skipped(row, f"held back: {reason}", held=True))
        else:
            found.append(recipient)
    return Reading(kind, tuple(found), tuple(held), tuple(problems), tuple(skipped), _columns(names), table.headers)


def _columns(names: Mapping[str, str]) -> tuple[str, ...]:
    """Return every name by which a column can be used: the tool's and its own."""
    return tuple(dict.fromkeys([*names.values(), *(tables.header_key(header) for header in names)]))


def _reason(problem: Problem) -> str:
    return f"{problem.column}: {problem.message}" if problem.column else problem.message


def _missing_columns(table: Table, names: set[str], kind: Kind) -> list[Problem]:
    problems = []
    if not names & {"name", "family_name"}:
        problems.append(
            Problem(table.source, "no column holds the names", _columns_hint(table, "name"), row=_first(table))
        )
    if not names & {"address", "street", "city", "facility"}:
        problems.append(
            Problem(table.source, "no column holds the addresses", _columns_hint(table, "address"), row=_first(table))
        )
    if kind is Kind.POLITICIAN and "country" not in names and not public_format(table.headers):
        problems.append(
            Problem(table.source, "no column holds the countries", _columns_hint(table, "country"), row=_first(table))
        )
    return problems


def _first(table: Table) -> int:
    return table.rows[0].number - 1 if table.rows else 0


def _columns_hint(table: Table, name: str) -> str:
    return (
        f"name a column `{name}`, or say which it is under [mailing.NAME.columns] in campaign.toml: "
        f'{name} = "{table.headers[0]}" (there are: {", ".join(table.headers)})'
    )


def _with_facility(cells: dict[str, str], facilities: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Add a prison's address and country to a prisoner's cells; the row's own address wins."""
    facility = facilities.get(cells.get("facility", "").casefold())
    if facility and not cells.get("last_confirmed"):
        cells = {**cells, "last_confirmed": facility.get("last_confirmed", "")}
    if facility is None or cells.get("address") or cells.get("street"):
        return cells
    shared = ("address", "street", "postal_code", "city", "region")
    taken = {part: facility[part] for part in shared if facility.get(part)}
    country = cells.get("country") or facility.get("country", "")
    return {**cells, **taken, "country": country, "facility_name": facility.get("name", "")}


def _row_problems(row: Row, cells: Mapping[str, str], kind: Kind) -> list[Problem]:
    return [
        Problem(row.source, message, remedy, row=row.number, column=column)
        for column, message, remedy in (*row.faults, *row_faults(cells, kind, display_name(cells)))
    ]


def _double(row: Row, identity: str, other: Row, has_id: bool) -> Problem:  # noqa: FBT001 — one private call
    if has_id:
        message, remedy = f"“{identity}” stands in row {other.number} too", "give each person an id of their own"
        return Problem(row.source, message, remedy, row=row.number, column="id")
    message = f"the same person as in row {other.number} (same name and birth date)"
    return Problem(row.source, message, "delete one of them, or add a column `id`", row=row.number, column="name")


def display_name(cells: Mapping[str, str]) -> str:
    """Return the name as it stands in the sheet, or put together from its parts."""
    parts = (cells.get("given_name", ""), cells.get("patronymic", ""), cells.get("family_name", ""))
    return cells.get("name") or " ".join(part for part in parts if part)


def _recipient(kind: Kind, row: Row, cells: Mapping[str, str]) -> Recipient:
    country = address.country_code(cells.get("country", ""))
    identity = _identity(cells)
    return Recipient(
        kind=kind,
        id=cells.get("id") or identity,
        person=identity,
        name=display_name(cells),
        addressee=_addressee(kind, cells),
        address=address.address_lines(cells, country or "US"),
        country=country,
        language=language_code(cells.get("language", "")),
        fields=cells,
        row=row,
    )


def _identity(cells: Mapping[str, str]) -> str:
    """Return an id that stays the same when rows are added or sorted, or when the person moves."""
    words = re.sub(r"\W+", " ", display_name(cells).casefold()).split()
    parts = (" ".join(sorted(words)), cells.get("birth_date", ""))
    return "~" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _addressee(kind: Kind, cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return the first lines of the address: the person, and where they are."""
    if kind is Kind.PRISONER:
        name = cells.get("name_dative") or display_name(cells)
        year = cells.get("birth_date", "")[:4]
        cyrillic = bool(re.search(r"[а-яё]", name, re.IGNORECASE))
        if cyrillic and year.isdigit():
            name = f"{name}, {year}\u00a0г.\u00a0р."
        number = cells.get("prisoner_number", "")
        return (name, number) if number and not cyrillic else (name,)
    title = cells.get("title", "")
    name = display_name(cells)
    line = name if not title or name.startswith(title) else f"{title} {name}"
    organisation = cells.get("organisation", "")
    return (line, *organisation.split("\n")) if organisation else (line,)


def localised(cells: Mapping[str, str], language: str) -> dict[str, str]:
    """Return the cells as a letter in `language` sees them: ``charge_de`` becomes ``charge``."""
    own: dict[str, str] = {}
    for code in reversed(chain(language)):
        suffix = "_" + tables.suffix(code)
        own |= {
            column.removesuffix(suffix): value for column, value in cells.items() if column.endswith(suffix) and value
        }
    return {**cells, **own}


def name_in(cells: Mapping[str, str], language: str) -> str:
    """Return the person's name as a letter in `language` writes it, if the sheet has it in that language or script."""
    own = next((name for code in chain(language) if (name := cells.get(f"name_{tables.suffix(code)}"))), "")
    latin = cells.get("name_latin", "") if script(language) != "Cyrl" else ""
    return own or latin or display_name(cells)


def senders_from(table: Table) -> tuple[dict[str, Sender], list[Problem]]:
    """Return the senders by id, and what is wrong with their rows."""
    names = column_names(table, {})
    senders, problems = {}, []
    for row in table.rows:
        cells = named_cells(row, names, {})
        code = address.country_code(cells.get("country", ""))
        lines = address.address_lines(cells, code or "US")
        if not (display_name(cells) and lines and code):
            problems.append(Problem(row.source, "name, address or country is missing", "fill the row", row=row.number))
            continue
        sender = Sender(cells.get("id") or display_name(cells), display_name(cells), lines, code, cells)
        senders[sender.id] = sender
    return senders, problems


def facilities_from(table: Table) -> dict[str, Mapping[str, str]]:
    """Return the facilities under their id and under their name, both in lower case."""
    names = column_names(table, {})
    facilities: dict[str, Mapping[str, str]] = {}
    for row in table.rows:
        cells = named_cells(row, names, {})
        for key in (cells.get("id", ""), cells.get("name", "")):
            if key:
                facilities[key.casefold()] = cells
    return facilities


GONE = ("released", "dead")
"""Nobody writes to a member of parliament about these; who may have no letters needs it most."""
ADDED = frozenset(
    {
        "title", "given_name", "family_name", "gender", "birth_date", "name", "country_name",
        "birth_year", "facility_name",
    }
)  # fmt: skip
"""What a template may use of every person, beside the list's own columns."""


def template_columns(columns: Iterable[str]) -> frozenset[str]:
    """Return the columns that a template can name: those of the list, without language endings too."""
    columns = set(columns)
    endings = "|".join(sorted(map(tables.suffix, tables.languages()), key=len, reverse=True))
    plain = {match[1] for name in columns if (match := re.fullmatch(rf"(\w+?)_({endings})", name))}
    return frozenset(columns | plain | ADDED)
