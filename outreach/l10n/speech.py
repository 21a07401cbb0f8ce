"""What the tool says to people, in their language: the catalogues below ``data/translations``, one file a language.

The texts in the code are the English ones. Catalogues are read as they are written, so nothing has to be compiled.
"""

import datetime as dt
import gettext
import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from outreach.l10n.languages import locale, right_to_left

SPOKEN = ("en", "de", "fr", "es", "ru", "uk", "pl")
"""The languages of the board, the packing list and the report."""
MIRRORED = "en-XB"
"""Not a language: English turned to the left and made longer, to see whether pages bear it."""


def N_(text: str) -> str:  # noqa: N802 — gettext's own name
    """Mark a text for the catalogues that is translated where it is shown."""
    return text


class Speech:
    """Says the tool's own texts in one language, with its numbers and dates."""

    def __init__(self, language: str) -> None:
        """Speak `language`, one of `SPOKEN`; English where there is no catalogue."""
        self.language = language
        self.mirrored = language == MIRRORED
        self.direction = "rtl" if self.mirrored or right_to_left(language) else "ltr"
        self._catalogue = _catalogue(language)
        self._locale = locale("en" if self.mirrored else language)

    def text(self, message: str, /, **values: object) -> str:
        """Return a text with its values: ``text("{n} of {all}", n=1, all=2)``."""
        return self._filled(self._catalogue.gettext(message), values)

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the form of a text that fits a number, which stands in it as ``{n}``."""
        return self._filled(self._catalogue.ngettext(one, many, n), {"n": self.number(n), **values})

    def number(self, value: float) -> str:
        """Return a number as people write it here: 1,284."""
        return str(format_decimal(value, locale=self._locale))

    def percent(self, share: float) -> str:
        """Return a share of 1 as a percentage."""
        return str(format_percent(share, locale=self._locale))

    def day(self, value: dt.date | str, form: str = "medium") -> str:
        """Return a day as people write it here; a text that is no day comes back as it is."""
        try:
            day = dt.date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return str(value)
        return str(format_date(day, form, locale=self._locale))

    def country(self, code: str) -> str:
        """Return the name of a country."""
        return str(self._locale.territories.get(code.upper(), code))

    def tongue(self, code: str) -> str:
        """Return the name of a language."""
        return str(locale(code).get_display_name(self._locale) or code)

    def _filled(self, text: str, values: dict[str, object]) -> str:
        said = (
            text.format(**{k: self.number(v) if isinstance(v, int) else v for k, v in values.items()})
            if values
            else text
        )
        return f"⟦{said} ·ˑ·⟧" if self.mirrored else said


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    file = files("outreach") / "data" / "translations" / f"{language}.po"
    if language not in SPOKEN or not file.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def best_language(wishes: str, spoken: Sequence[str] = SPOKEN) -> str:
    """Return the language that a browser's ``Accept-Language`` wants most, English if the tool speaks none of them."""
    weighed = []
    for place, wish in enumerate(wishes.split(",")):
        code, _, weight = wish.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, code.split("-")[0].lower()))
        except ValueError:
            continue
    return next((code for _, _, code in sorted(weighed) if code in spoken), "en")
