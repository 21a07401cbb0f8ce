"""What word processors make of the marks of a template: curly quotes, no-break spaces and signs inside them."""

import re

_MARKS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_HTML_TAG = re.compile(r"<[a-zA-Z][^<>{}]*[“”„‟«»‘’‚‛″][^<>{}]*>")
_ATTRIBUTE = re.compile(r"=\s*[“”„‟«»‘’‚‛″]+([^“”„‟«»‘’‚‛″<>]*)[“”„‟«»‘’‚‛″]+")
SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t"), " ")
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
SIGNS = {ord("≠"): "!=", ord("≥"): ">=", ord("≤"): "<=", ord("\u2011"): "-", ord("\u2010"): "-"}
_STRINGS = re.compile(
    r"""(?P<straight>"[^"]*"|'[^']*')|[“”„‟«»″](?P<double>[^“”„‟«»″"]*)[“”„‟«»″"]"""
    r"""|[‘’‚‛‹›](?P<single>(?:[^‘’‚‛‹›']|[’'](?=\w))*)[‘’‚‛‹›']"""
)


def repaired(text: str) -> str:
    """Return a text in which the marks of Jinja2 and the attributes of HTML have straight quotes and plain spaces.

    Quotes, spaces and signs in the text between them stay as they are.
    """
    text = _MARKS.sub(lambda mark: _mended(mark[0]), text)
    return _HTML_TAG.sub(lambda tag: _ATTRIBUTE.sub(r'="\1"', tag[0]), text)


_BLOCK = re.compile(r"(\{%-?\s*block\s+\w+\s*-?%\})(.*?)(\{%-?\s*endblock\b)", re.DOTALL)
_SET = re.compile(r"<(p|div|ul|ol|table|h[1-6]|blockquote|section|br|img|pre|hr)\b", re.IGNORECASE)
"""Elements by which whoever writes HTML sets a text."""
_EMPTY_LINES = re.compile(r"(\s*\n[ \t]*\n\s*)")
_AROUND = re.compile(r"^((?:\s*\{%.*?%\})*\s*)(.*?)((?:\s*\{%.*?%\})*\s*)$", re.DOTALL)


def with_paragraphs(text: str) -> str:
    """Return a template whose blocks without any HTML of their own have paragraphs where empty lines part them."""
    return _BLOCK.sub(lambda block: block[1] + _in_paragraphs(block[2]) + block[3], text)


def _in_paragraphs(text: str) -> str:
    parts = _EMPTY_LINES.split(text.strip())
    if len(parts) == 1 or _SET.search(text):
        return text
    start = text[: len(text) - len(text.lstrip())]
    return start + "".join(part if at % 2 else _paragraph(part) for at, part in enumerate(parts))


def _paragraph(text: str) -> str:
    """Return words in a paragraph of their own; marks that stand before, behind or alone stay outside of it."""
    around = _AROUND.match(text)
    before, words, behind = around.groups() if around else ("", text, "")
    alone = not words or re.fullmatch(r"\{\{\s*message\s*\}\}", words)
    return text if alone else f"{before}<p>{words}</p>{behind}"


def _mended(mark: str) -> str:
    """Return one mark with straight quotes around its texts, which stay as they are."""
    mended, position = [], 0
    for string in _STRINGS.finditer(mark):
        mended += [_outside(mark[position : string.start()]), _string(string)]
        position = string.end()
    return "".join([*mended, _outside(mark[position:])])


def _outside(text: str) -> str:
    return text.translate(SPACES).translate(UNSEEN).translate(SIGNS)


def _string(string: re.Match[str]) -> str:
    if string["straight"]:
        return string["straight"]
    inner = string["double"] if string["double"] is not None else string["single"]
    return f'"{inner}"' if "'" in inner else f"'{inner}'"
