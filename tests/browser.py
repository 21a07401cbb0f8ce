"""A real browser for the tests of the board: the system's Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "chrome")
"""What Chromium and its sisters are called on different systems."""
MISSING = (
    "the tests of the board need Chromium. Debian and Ubuntu: sudo apt-get install chromium | "
    "Fedora: sudo dnf install chromium | macOS: brew install --cask chromium | or any Chrome or Edge on the path"
)


def browser_program() -> str:
    """Return the browser's path; fail with what to install where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(MISSING)
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a browser without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=browser_program(), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        try:
            yield started
        finally:
            started.close()


class Window:
    """A window of the browser that notes what goes wrong in it, and what it asks of other computers."""

    def __init__(self, context: BrowserContext) -> None:
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda asked: self._look(asked.url))
        self.page.set_default_timeout(30_000)

    def _look(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.strangers.append(url)

    def settled(self) -> None:
        """Wait until nothing on the page is asked for again."""
        expect(self.page.locator("[data-again]")).to_have_count(0, timeout=30_000)
