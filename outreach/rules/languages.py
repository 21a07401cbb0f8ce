"""Languages by their codes, and by their names in any of the campaign's languages."""

from functools import cache

from babel import Locale

from outreach import tables


@cache
def language_code(text: str) -> str:
    """Return the code that `text` means: ``DE``, ``de_AT``, ``Deutsch`` and ``German``; else `text` itself."""
    wanted = text.strip().replace("_", "-")
    base, _, rest = wanted.partition("-")
    if base.lower() in tables.LANGUAGES:
        return f"{base.lower()}-{rest}" if rest else base.lower()
    return _names().get(wanted.casefold(), wanted)


@cache
def _names() -> dict[str, str]:
    """Map the names of the campaign's languages, in each of them, to their codes."""
    return {
        str(name).casefold(): code
        for speaker in tables.LANGUAGES
        for code in tables.LANGUAGES
        if (name := Locale.parse(speaker).languages.get(code))
    }
