"""The tables of the ledger, the same on SQLite and PostgreSQL, and the rules that they enforce themselves.

Events are only ever added. One of its events decides a piece's state: `DECIDING_EVENT`. Triggers store it with the
piece, and `outreach ledger check` computes it again.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

SCHEMA_VERSION = 3
TOO_OLD = (
    "{name} is a ledger of version {version}, which this tool cannot bring to version {newest}; open it once with the "
    "version of outreach before this one"
)

STEPS: Mapping[str, int] = MappingProxyType(
    {
        "merged": 1, "printed": 2, "sent": 3, "returned": 4, "answered": 5, "void": 6,
        "reprinted": 0, "overridden": 0, "noted": 0, "address_changed": 0, "address_confirmed": 0, "undone": 0,
    }
)  # fmt: skip
"""Every kind of event with the step to which it brings its piece; 0 moves nothing."""

OF_A_PERSON = ("sent", "returned", "answered", "noted", "address_changed", "address_confirmed", "undone")
"""What may be told of a person without a piece of ours."""


def not_undone(event: str) -> str:
    """Return the condition that an event, a row called `event` in the statement, was not undone."""
    return f"NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = {event}.id)"  # noqa: S608 — our own words


DECIDING_EVENT = f"""
    SELECT e.id FROM event e JOIN kind ON kind.name = e.kind
    WHERE e.piece = piece.id AND kind.step > 0 AND {not_undone("e")}
    ORDER BY kind.step DESC, e.date DESC, e.uid DESC LIMIT 1
"""  # noqa: S608 — our own words
"""Which event decides the state of `piece`: the furthest step that was not undone, of several the one with the latest
day, of several of one day the one with the highest global id. No computer's own numbers or order count, so two
ledgers that were joined say the same."""

_TABLES = """
CREATE TABLE campaign (
    uid TEXT NOT NULL,
    version INTEGER NOT NULL
) {strict};
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    mailing TEXT NOT NULL,
    stationery TEXT NOT NULL,
    created_at TEXT NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT ''
) {strict};
CREATE TABLE piece (
    id {serial},
    uid TEXT NOT NULL UNIQUE,
    batch INTEGER NOT NULL REFERENCES batch (id),
    number INTEGER NOT NULL,
    mailing TEXT NOT NULL,
    recipient TEXT NOT NULL,
    person TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    sender TEXT NOT NULL,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    first_page INTEGER NOT NULL DEFAULT 0,
    last_page INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    state_event INTEGER,
    UNIQUE (mailing, recipient, round, attempt)
) {strict};
CREATE INDEX piece_by_batch ON piece (batch, number);
CREATE INDEX piece_by_state ON piece (batch, state);
CREATE TABLE kind (
    name TEXT PRIMARY KEY,
    step INTEGER NOT NULL
) {strict};
CREATE TABLE event (
    id {serial},
    uid TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL,
    at TEXT NOT NULL,
    date TEXT NOT NULL,
    by TEXT NOT NULL,
    kind TEXT NOT NULL REFERENCES kind (name),
    piece INTEGER REFERENCES piece (id),
    mailing TEXT NOT NULL DEFAULT '',
    recipient TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    sender TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    command TEXT NOT NULL DEFAULT '',
    undoes INTEGER UNIQUE REFERENCES event (id),
    CHECK ((kind = 'undone') = (undoes IS NOT NULL)),
    CHECK ((piece IS NULL) = (recipient <> '')),
    CHECK (piece IS NOT NULL OR kind IN ({of_a_person}))
) {strict};
CREATE INDEX event_by_piece ON event (piece);
CREATE INDEX event_by_action ON event (action);
CREATE INDEX event_by_recipient ON event (recipient) WHERE piece IS NULL;
CREATE TABLE file (
    batch INTEGER NOT NULL REFERENCES batch (id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size {large} NOT NULL,
    PRIMARY KEY (batch, name)
) {strict};
CREATE VIEW standing AS
    SELECT piece.*, event.date AS state_date, event.note AS state_note
    FROM piece JOIN event ON event.id = piece.state_event;
CREATE VIEW story AS
    SELECT event.id, event.uid, event.action, event.at, event.date, event.by, event.kind, event.piece,
        piece.uid AS piece_uid, piece.batch, piece.number, piece.round, piece.language, piece.about,
        coalesce(piece.mailing, event.mailing) AS mailing,
        coalesce(piece.recipient, event.recipient) AS recipient,
        coalesce(piece.person, event.person) AS person,
        coalesce(piece.name, event.name) AS name,
        coalesce(piece.country, event.country) AS country,
        coalesce(piece.sender, event.sender) AS sender,
        event.note, event.detail, event.command, event.undoes,
        EXISTS (SELECT 1 FROM event u WHERE u.undoes = event.id) AS undone
    FROM event LEFT JOIN piece ON piece.id = event.piece;
"""

# What the rules below say, in both languages: a step needs a merged piece, a piece is merged once, a merge
# is made void and not undone; events stay as they are, but for the notes and names of a forgotten person.
_ALIKE = "coalesce(piece, 0) = coalesce(NEW.piece, 0) AND recipient = NEW.recipient"
_POSSIBLE = (
    ("NEW.piece IS NOT NULL AND NEW.kind <> 'merged'", "EXISTS (SELECT 1 FROM piece WHERE id = NEW.piece AND state = '')",
     "nothing happens to a piece that was not merged"),
    ("NEW.kind = 'merged'", "EXISTS (SELECT 1 FROM piece WHERE id = NEW.piece AND state <> '')",
     "a piece is merged once"),
    ("NEW.undoes IS NOT NULL", "EXISTS (SELECT 1 FROM event WHERE id = NEW.undoes AND kind IN ('undone', 'merged'))",
     "a merge is made void, not undone"),
    ("NEW.undoes IS NOT NULL", f"NOT EXISTS (SELECT 1 FROM event WHERE id = NEW.undoes AND {_ALIKE})",  # noqa: S608 — our own words
     "an event undoes one of the same piece or person"),
)  # fmt: skip
"""When a new event is looked at, what must not be found, and what is said then."""
_KEPT = ("id", "uid", "action", "at", "date", "by", "kind", "mailing", "country", "sender", "command")
_ERASED = ("person", "name", "note", "detail")
_OF_A_FORGOTTEN = (
    "NEW.recipient LIKE 'forgotten-%'"
    " OR EXISTS (SELECT 1 FROM piece WHERE id = NEW.piece AND recipient LIKE 'forgotten-%')"
)
_SAME_EVENT = " AND ".join(
    [
        *(f'NEW."{column}" = OLD."{column}"' for column in _KEPT),
        "coalesce(NEW.piece, 0) = coalesce(OLD.piece, 0)",
        "coalesce(NEW.undoes, 0) = coalesce(OLD.undoes, 0)",
        *(f"NEW.{column} IN ('', OLD.{column})" for column in _ERASED),
        "(NEW.recipient = OLD.recipient OR NEW.recipient LIKE 'forgotten-%')",
        f"({_OF_A_FORGOTTEN})",
    ]
)
_SAME_PIECE = (
    "NEW.uid = OLD.uid AND NEW.batch = OLD.batch AND NEW.mailing = OLD.mailing AND NEW.round = OLD.round"
    " AND NEW.attempt = OLD.attempt AND (NEW.recipient LIKE 'forgotten-%' OR (NEW.recipient = OLD.recipient"
    " AND NEW.person = OLD.person AND NEW.name = OLD.name))"
)
_STEP = " ".join(f"WHEN '{kind}' THEN {step}" for kind, step in STEPS.items())
_MOVE = f"""
    UPDATE piece SET state = NEW.kind, state_event = NEW.id
    WHERE id = NEW.piece AND (
        CASE NEW.kind {_STEP} END > CASE state {_STEP} ELSE 0 END
        OR (NEW.kind = state AND (NEW.date, NEW.uid) > (SELECT e.date, e.uid FROM event e WHERE e.id = state_event))
    );
"""  # noqa: S608 — our own words
_MOVE_BACK = f"""
    UPDATE piece SET state_event = ({DECIDING_EVENT}) WHERE id = NEW.piece;
    UPDATE piece SET state = (SELECT e.kind FROM event e WHERE e.id = piece.state_event) WHERE id = NEW.piece;
"""  # noqa: S608 — our own words
_MOVES = {"<>": _MOVE, "=": _MOVE_BACK}
"""What a new event does to its piece, whether its kind is not, or is, `undone`: it is compared with the event that
decided so far, in the order of `DECIDING_EVENT`; where one is undone, the next best is looked for."""
_REFUSED = {
    "event_is_never_changed": ("UPDATE ON event", f"NOT ({_SAME_EVENT})", "events are never changed"),
    "event_is_never_deleted": ("DELETE ON event", "1 = 1", "events are never deleted"),
    "piece_stays_the_same": (
        "UPDATE OF uid, batch, mailing, recipient, person, round, attempt, name ON piece", f"NOT ({_SAME_PIECE})",
        "a piece stays who and what it is for",
    ),
}  # fmt: skip


def sqlite_statements() -> list[str]:
    """Return what makes the tables on SQLite."""
    refusals = [
        f"CREATE TRIGGER {name} BEFORE {when} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for name, (when, condition, message) in _REFUSED.items()
    ]
    cases = " ".join(f"WHEN {when} AND {found} THEN RAISE(ABORT, '{message}')" for when, found, message in _POSSIBLE)
    possible = f"CREATE TRIGGER event_is_possible BEFORE INSERT ON event BEGIN SELECT CASE {cases} END; END"
    moves = [
        f"CREATE TRIGGER event_moves_its_piece_{number} AFTER INSERT ON event"
        f" WHEN NEW.piece IS NOT NULL AND NEW.kind {sign} 'undone' BEGIN {move} END"
        for number, (sign, move) in enumerate(_MOVES.items(), 1)
    ]
    return [*_tables("INTEGER PRIMARY KEY AUTOINCREMENT", "INTEGER", "STRICT"), *refusals, possible, *moves]


def postgresql_statements() -> list[str]:
    """Return what makes the tables on PostgreSQL."""
    return [*_tables("INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "BIGINT", ""), *postgresql_rules()]


def postgresql_rules() -> list[str]:
    """Return what makes or replaces the rules of the tables on PostgreSQL, where triggers are functions."""
    statements: list[str] = []
    for name, (when, condition, message) in _REFUSED.items():
        row = "OLD" if when.startswith("DELETE") else "NEW"
        statements += _function(name, f"BEFORE {when}", f"IF {condition} THEN {_raise(message)} END IF; RETURN {row};")
    looks = " ".join(
        f"IF {when} THEN IF {found} THEN {_raise(message)} END IF; END IF;" for when, found, message in _POSSIBLE
    )
    # In a stream of rows, AFTER triggers fire only when the stream ends, but the next row must see the step before.
    move = f"IF NEW.piece IS NOT NULL THEN {_MOVE} END IF; RETURN NEW;"
    back = f"IF NEW.piece IS NOT NULL THEN {_MOVE_BACK} END IF; RETURN NEW;"
    return [
        *statements,
        *_function("event_is_possible", "BEFORE INSERT ON event", f"{looks} {move}"),
        *_function("event_moves_its_piece", "AFTER INSERT ON event", back, "WHEN (NEW.kind = 'undone')"),
    ]


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = '23000';"


def _function(name: str, when: str, body: str, only: str = "") -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE OR REPLACE TRIGGER {name} {when} FOR EACH ROW {only} EXECUTE FUNCTION {name}()",
    ]


def _tables(serial: str, large: str, strict: str) -> list[str]:
    kinds = ", ".join(f"'{kind}'" for kind in OF_A_PERSON)
    script = _TABLES.format(serial=serial, large=large, strict=strict, of_a_person=kinds)
    rows = ", ".join(f"('{kind}', {step})" for kind, step in STEPS.items())
    statements = [statement.strip() for statement in script.split(";\n")]
    return [*filter(None, statements), f"INSERT INTO kind (name, step) VALUES {rows}"]  # noqa: S608 — our own words


def columns(large: str = "INTEGER") -> dict[str, dict[str, str]]:
    """Return the columns of each table with their types, in the order in which one row may name another."""
    script = _TABLES.format(serial="INTEGER", large=large, strict="", of_a_person="")
    tables = re.findall(r"CREATE TABLE (\w+) \((.*?)\n\) ;", script, re.DOTALL)
    return {name: dict(re.findall(r"^    ([a-z]\w*) ([A-Z]+)", lines, re.MULTILINE)) for name, lines in tables}


_COMPUTED = {"piece": ("state", "state_event")}
RECORDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        table: tuple(name for name in names if name not in _COMPUTED.get(table, ()))
        for table, names in columns().items()
        if table not in ("campaign", "kind")
    }
)
"""What a ledger holds beside its uid: the columns of each table that do not follow from other rows."""


def view_columns() -> dict[str, dict[str, str]]:
    """Return the columns of each view with their types."""
    piece, event = columns()["piece"], columns()["event"]
    of_its_piece = {name: piece[name] for name in ("batch", "number", "round", "language", "about")}
    return {
        "standing": {**piece, "state_date": "TEXT", "state_note": "TEXT"},
        "story": {**event, "piece_uid": "TEXT", **of_its_piece, "undone": "BOOLEAN"},
    }
