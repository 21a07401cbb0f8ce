"""Detect the pictures that WeasyPrint leaves out while it draws: it only logs a line, and continues."""

import logging
import re
from typing import Self
from urllib.parse import unquote

from outreach.press.fetcher import BASE_URL

_LOST = re.compile(rf"Failed to (?:load|render) (?:inline )?(?:SVG )?image (?:at )?'?{re.escape(BASE_URL)}([^\s?']+)")
_LOGGER = logging.getLogger("weasyprint")


class LostPictures(logging.Handler):
    """Gathers the names of pictures that were left out, from entering to leaving."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__(logging.WARNING)
        self.names: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line of the log."""
        if found := _LOST.search(record.getMessage()):
            self.names.append(unquote(found[1]))

    def __enter__(self) -> Self:
        """Begin to listen."""
        _LOGGER.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        _LOGGER.removeHandler(self)
