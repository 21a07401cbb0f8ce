"""Remember how far each printer is off: in the user's own configuration, for all campaigns."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import SettingError, UsageError, instead
from outreach.storage.files import private_folder, replace_file

FILE_NAME = "printers.toml"
FARTHEST = 15.0
"""mm; a printer that is off by more has another setting wrong."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How far everything must move for a printer, in mm: to the right and down, or less than nothing.

    `back` is how far what stands on the second side of a sheet must move, if that was measured.
    """

    right: float
    down: float
    back: "Shift | None" = None

    @property
    def farthest(self) -> float:
        """The longest of its ways, in mm."""
        own = max(abs(self.right), abs(self.down))
        return max(own, self.back.farthest) if self.back else own


def known(folder: Path) -> dict[str, Shift]:
    """Return the shift of each printer that was calibrated."""
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: _shift(row) for name, row in rows.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise SettingError(f"{path} cannot be read ({error}); move it away and calibrate again") from error


def _shift(row: Mapping[str, float]) -> Shift:
    back = Shift(float(row["back_right"]), float(row["back_down"])) if "back_right" in row else None
    return Shift(float(row["right"]), float(row["down"]), back)


def _lines(shift: Shift) -> str:
    text = f"right = {shift.right:.2f}\ndown = {shift.down:.2f}\n"
    return text + (f"back_right = {shift.back.right:.2f}\nback_down = {shift.back.down:.2f}\n" if shift.back else "")


def remember(folder: Path, name: str, shift: Shift) -> None:
    """Write the shift of a printer down."""
    if shift.farthest > FARTHEST:
        raise UsageError(
            f"that would be more than {FARTHEST:g} mm off: print at actual size (100 %), not “fit to page”, and measure again"
        )
    if not name.strip() or not name.isprintable():
        raise UsageError("a printer needs a name in plain letters")
    rows = {**known(folder), name: shift}
    text = "".join(f"[{_quoted(name)}]\n{_lines(row)}\n" for name, row in sorted(rows.items()))
    replace_file(private_folder(folder) / FILE_NAME, text.encode())


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def shift_for(folder: Path, name: str) -> Shift:
    """Return the shift of a printer; raise `UsageError` with the nearest names if it was not calibrated."""
    rows = known(folder)
    if name not in rows:
        remedy = instead(name, rows, all_too=True) if rows else f'begin with: outreach calibrate "{name}"'
        raise UsageError(f"no printer `{name}` was calibrated; {remedy}")
    return rows[name]
