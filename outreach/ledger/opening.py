"""Open a ledger, in a file or on a server: make it if there is none, and upgrade it to the newest version."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from outreach.errors import LedgerError
from outreach.ledger import migrations, server_tables, sqlite
from outreach.ledger.database import Ledger, is_on_a_server
from outreach.ledger.schema import SCHEMA_VERSION

INSTALL = "pip install 'outreach[postgresql]'"


@contextmanager
def open_ledger(where: Path | str, place: str = "") -> Iterator[Ledger]:
    """Open the ledger at `where`, a path or ``postgresql://…``, making it if it is not there.

    On a server, `place` marks the batches of this campaign folder. Raises `LedgerError` if something else is there.
    """
    if isinstance(where, str) and is_on_a_server(where):
        with _server(where, place) as team:
            server_tables.create_if_empty(team)
            _prepare_server(team)
            yield team
    else:
        with sqlite.connected(Path(where)) as file:
            sqlite.create_if_empty(file)
            sqlite.refuse_stranger(file, file.file)
            if sqlite.version_of(file) < SCHEMA_VERSION:
                migrations.migrate(file)
            yield file


@contextmanager
def open_existing(where: Path | str, place: str = "") -> Iterator[Ledger | None]:
    """Open the ledger at `where` if there is one; nothing is made."""
    if isinstance(where, str) and is_on_a_server(where):
        with _server(where, place) as team:
            made = server_tables.is_made(team)
            if made:
                _prepare_server(team)
            yield team if made else None
    elif Path(where).exists():
        with open_ledger(where, place) as file:
            yield file
    else:
        yield None


def _server(address: str, place: str) -> AbstractContextManager[Ledger]:
    try:
        from outreach.ledger import postgresql  # noqa: PLC0415 — SQLAlchemy is an extra, and slow to load
    except ImportError as error:
        raise LedgerError(f"a ledger on a server needs a part that is not installed; run: {INSTALL}") from error
    return postgresql.connected(address, place)


def _prepare_server(ledger: Ledger) -> None:
    server_tables.refuse_stranger(ledger)
    if server_tables.version_of(ledger) < SCHEMA_VERSION:
        server_tables.migrate(ledger)
