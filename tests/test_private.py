"""Whatever a command makes is for its owner alone, however open the computer's own habit is."""

import os
from pathlib import Path

from conftest import CampaignFolder

COMMANDS = (
    ("merge", "--yes", "--limit", "2", "--separate", "--per-file", "1"),
    ("mark", "sent", "batch-1"),
    ("reprint", "batch-1", "--reason", "jam"),
    ("preview", "--png"),
    ("envelopes", "batch-1", "--size", "c6"),
    ("log", "note", "p1", "x"),
    ("log", "--csv", "log.csv", "--xlsx", "log.xlsx", "--json", "log.json"),
    ("export", "tracking.xlsx"),
    ("ledger", "backup"),
    ("ledger", "backup", "mine/copy.sqlite"),
    ("ledger", "restore", "mine/copy.sqlite", "--yes"),
    ("forget", "p1", "--yes"),
)


def paths(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_every_file_and_folder_that_a_command_makes_is_private(campaign: CampaignFolder) -> None:
    yours = paths(campaign.folder)
    before = os.umask(0)
    try:
        for command in COMMANDS:
            shown = campaign.run(*command)
            assert shown.code == 0, (command, shown.err)
            open_ones = {
                path.relative_to(campaign.folder).as_posix(): oct(path.stat().st_mode)
                for path in paths(campaign.folder) - yours
                if path.stat().st_mode & 0o077
            }
            assert not open_ones, command
    finally:
        os.umask(before)
