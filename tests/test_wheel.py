"""The installed package works without the repository, and brings fonts, tables and samples along."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def installed(folder: Path) -> Path:
    """Build the wheel and install it, alone, into a folder of its own."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT], check=True)
    site = folder / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", site, *folder.glob("*.whl")], check=True)
    return site


def test_a_wheel_makes_a_campaign_and_prints_it_outside_the_repository(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed(tmp_path))}

    def outreach(*arguments: str) -> str:
        command = [sys.executable, "-m", "outreach", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    where = subprocess.run(
        [sys.executable, "-c", "import outreach; print(outreach.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    outreach("init", "campaign")
    shown = outreach("-C", "campaign", "merge", "solidarity", "--yes")

    assert where.startswith(str(tmp_path))
    assert "prints/batch-0001: 10 pieces on 20 pages" in shown
