"""Keep web and e-mail addresses as they are written: a hyphen that is not their own would make them others."""

import re

_PARTS = re.compile(r"(<(?:style|svg|script)\b.*?</(?:style|svg|script)\s*>|<[^>]*>)", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(
    r"(?:(?:https?|ftp)://|www\.)[^\s<>\"“”„«»]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.@/-])[a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]{2,})*\.[a-z]{2,}(?:/[^\s<>\"“”„«»]*)?(?![\w-])"
)
_DOTTED = re.compile(r"\.[a-z]{2}")
_WORD = re.compile(r"(?<![^\s>])[^\s<>]*(?:\.[a-z]{2}|@|://)[^\s<>]*")
"""A word that may hold an address: only these are looked at closely."""
_AT_THE_END = ".,;:!?)]’'"
MARK = '<span class="web">'


def kept_whole(html: str) -> str:
    """Return HTML with each address in its text marked, so that it is not hyphenated."""
    if not ("@" in html or "://" in html or _DOTTED.search(html)):
        return html
    return "".join(part if at % 2 else _WORD.sub(_in_word, part) for at, part in enumerate(_PARTS.split(html)))


def _in_word(word: re.Match[str]) -> str:
    return _ADDRESS.sub(_marked, word[0])


def _marked(address: re.Match[str]) -> str:
    text = address[0].rstrip(_AT_THE_END)
    return f"{MARK}{text}</span>{address[0][len(text) :]}"
