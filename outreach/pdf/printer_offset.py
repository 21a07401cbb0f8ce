"""Remember how far each printer is off: in the user's own configuration, for all campaigns."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import SettingError, UsageError, instead
from outreach.storage.files import private_folder, replace_file

FILE_NAME = "printers.toml"
FARTHEST = 15.0
"""mm; a printer that is off by more has another setting wrong."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How far everything must move for a printer, in mm to the right and down; negative values go left and up."""

    right: float
    down: float


def known(folder: Path) -> dict[str, Shift]:
    """Return the shift of each printer that was calibrated."""
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: Shift(float(row["right"]), float(row["down"])) for name, row in rows.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise SettingError(f"{path} cannot be read ({error}); move it away and calibrate again") from error


def remember(folder: Path, name: str, shift: Shift) -> None:
    """Save the shift of a printer."""
    if max(abs(shift.right), abs(shift.down)) > FARTHEST:
        raise UsageError(
            f"that would be more than {FARTHEST:g} mm off: print at actual size (100 %), not “fit to page”, and measure again"
        )
    if not name.strip() or not name.isprintable():
        raise UsageError("a printer needs a name in plain letters")
    rows = {**known(folder), name: shift}
    text = "".join(
        f"[{_quoted(name)}]\nright = {row.right:.2f}\ndown = {row.down:.2f}\n\n" for name, row in sorted(rows.items())
    )
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
