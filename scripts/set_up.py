"""Set the project up: a virtual environment with the locked packages, and the libraries WeasyPrint needs.

For the tests it also sees to a browser, which the board is tested with.

Run by ``make`` with any Python 3.11 or later; uses nothing outside the standard library.
"""

import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDS = "Pango and HarfBuzz's subset library"
PROBE = """
import ctypes, ctypes.util, sys
import weasyprint
names = ["libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"]
found = ctypes.util.find_library("harfbuzz-subset")
for name in [*names, *([found] if found else [])]:
    try:
        ctypes.CDLL(name)
    except OSError:
        continue
    sys.exit(0)
sys.exit(3)
"""
MANAGERS = {
    "apt-get": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "dnf": ["pango", "harfbuzz"],
    "brew": ["pango", "harfbuzz"],
}
"""Package managers and the packages to ask them for."""
BY_HAND = (
    "Debian and Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 | "
    "Fedora: sudo dnf install pango harfbuzz | macOS: brew install pango harfbuzz | "
    "Windows: install MSYS2, then in its window: pacman -S mingw-w64-x86_64-pango"
)


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "chrome")
"""What Chromium and its sisters are called; any of them runs the tests of the board."""
BROWSER_PACKAGES = {"apt-get": ["chromium"], "dnf": ["chromium"], "brew": ["--cask", "chromium"]}
BROWSER_BY_HAND = (
    "Debian and Ubuntu: sudo apt-get install chromium | Fedora: sudo dnf install chromium | "
    "macOS: brew install --cask chromium | or any Chrome or Edge on the path"
)


def main() -> int:
    """Install the named lock file into the named folder; return the exit code."""
    folder, lock = Path(sys.argv[1]), ROOT / sys.argv[2]
    if sys.version_info < (3, 11):  # noqa: UP036 — whoever has an older one should read why
        print(f"outreach needs Python 3.11 or later; this is {platform.python_version()}", file=sys.stderr)
        return 1
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    if "dev" in lock.name:
        ensure_browser()
    return ensure_libraries(python)


def ensure_browser() -> None:
    """Install a browser for the tests of the board, if we may; say in one line what is missing, if we may not."""
    if any(map(shutil.which, BROWSERS)):
        return
    for manager, packages in BROWSER_PACKAGES.items():
        if shutil.which(manager) and may_install(manager):
            print(f"Installing Chromium with {manager} …", flush=True)
            install(manager, packages)
            break
    if not any(map(shutil.which, BROWSERS)):
        print(f"Please install Chromium: the tests of the board need it. {BROWSER_BY_HAND}", file=sys.stderr)


def ensure_libraries(python: Path) -> int:
    """Install what WeasyPrint needs from the system, if we may; say in one line what, if we may not."""
    if not missing(python):
        return 0
    for manager, packages in MANAGERS.items():
        if shutil.which(manager) and may_install(manager):
            print(f"Installing {NEEDS} with {manager} …", flush=True)
            install(manager, packages)
            break
    state = missing(python)
    if state:
        print(f"Please install {NEEDS}, then run make again. {BY_HAND}", file=sys.stderr)
    return 1 if state == "pango" else 0


def missing(python: Path) -> str:
    """Return what WeasyPrint cannot load: ``pango``, ``subset`` (it works, slowly), or nothing."""
    code = subprocess.run([str(python), "-c", PROBE], capture_output=True, check=False).returncode
    return {0: "", 3: "subset"}.get(code, "pango")


def may_install(manager: str) -> bool:
    """Tell whether this account may install packages without being asked for a pass word."""
    return manager == "brew" or os.name == "nt" or os.geteuid() == 0


def install(manager: str, packages: list[str]) -> None:
    """Install the packages quietly; a failure shows in the probe afterwards."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if manager == "apt-get":
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
    flags = [] if manager == "brew" else ["-y"]
    subprocess.run([manager, "install", *flags, *packages], env=environment, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    sys.exit(main())
