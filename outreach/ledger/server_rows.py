"""The rows that a server returns: they are read by name or by position, like those of a file."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from outreach.errors import LedgerError

if TYPE_CHECKING:
    from sqlalchemy import CursorResult


class ServerRow:
    """A row of a result, by name or by position."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: Mapping[str, int], values: tuple[Any, ...]) -> None:
        """Take the values, and the places of their names."""
        self._names, self._values = names, values

    def __getitem__(self, key: Any) -> Any:
        """Return one value."""
        try:
            return self._values[self._names[key] if isinstance(key, str) else key]
        except (KeyError, IndexError) as error:
            raise LedgerError(
                f"the ledger's server answers without `{key}`; its tables are not those of outreach"
            ) from error

    def __iter__(self) -> Iterator[Any]:
        """Go through the values."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._values)

    def keys(self) -> list[str]:
        """Return the names of the columns."""
        return [*self._names]


class ServerRows:
    """The whole result of a statement, already fetched."""

    def __init__(self, result: "CursorResult[Any]") -> None:
        """Fetch the rows."""
        self.rowcount = result.rowcount
        names = {name: place for place, name in enumerate(result.keys())} if result.returns_rows else {}
        self._rows = iter([ServerRow(names, tuple(row)) for row in result] if names else [])

    def fetchone(self) -> ServerRow | None:
        """Return the next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[ServerRow]:
        """Return all rows that are left."""
        return [*self._rows]

    def __iter__(self) -> Iterator[ServerRow]:
        """Go through the rows."""
        return self._rows
