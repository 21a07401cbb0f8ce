"""Start a campaign folder from the samples that come with the tool; nothing is ever overwritten."""

import shutil
from importlib.resources import files
from pathlib import Path

from outreach.errors import UsageError
from outreach.storage.files import private_folder

PARTS = ("campaign.toml", "recipients", "letter_templates", "prison_rules")
IGNORE = ".gitignore"


def samples() -> Path:
    """Return the folder with the samples: inside an installed package, or the repository itself."""
    package = Path(str(files("outreach")))
    installed = package / "samples"
    return installed if installed.is_dir() else package.parent


def start_campaign(folder: Path) -> list[str]:
    """Copy the samples into `folder`; return what was made. Refuses if anything is there already."""
    there = [name for name in PARTS if (folder / name).exists()]
    if there:
        raise UsageError(f"{folder} holds {there[0]} already, and nothing is overwritten; choose another folder")
    private_folder(folder)
    for name in PARTS:
        source = samples() / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    ignore_private_files(folder)
    return list(PARTS)


def ignore_private_files(folder: Path) -> None:
    """Make sure that version control never takes files with personal data."""
    ignore = folder / IGNORE
    if not ignore.exists():
        ignore.write_text(
            "# Personal data: never publish these.\nprints/\nbackups/\nledger.sqlite*\n", encoding="utf-8"
        )
