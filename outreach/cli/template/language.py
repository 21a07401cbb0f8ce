"""The language that somebody names for a text."""

from outreach.errors import UsageError
from outreach.l10n.languages import meant_by


def known_language(text: str) -> str:
    """Return the code of a language given by code or name; raise `UsageError` where nobody knows it."""
    if code := meant_by(text):
        return code
    raise UsageError(f"nobody knows the language `{text}`; write its code, such as de or pt-BR")
