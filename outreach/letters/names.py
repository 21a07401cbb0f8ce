"""Understand the names of columns in a text: in any language of the lists, and without ``recipient.`` before them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from outreach import tables
from outreach.letters.merge import TemplateText

_MARKS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORDS = re.compile(
    r"""(?P<string>"[^"]*"|'[^']*')|(?P<before>[.|]\s*|\bis\s+(?:not\s+)?)?(?P<word>[^\W\d]\w*)(?:\.(?P<column>\w+))?"""
)
_GIVEN = re.compile(r"\{%-?\s*(?:set\s+(\w+)|for\s+([\w, ]+?)\s+in\b)")
_TAGS = re.compile(r"\{%-?\s*(?:end)?(?:block|raw)\b")
_OWN_WORDS = frozenset(
    {"if", "elif", "else", "endif", "for", "in", "endfor", "set", "endset", "not", "and", "or", "is", "recursive",
     "true", "false", "none", "True", "False", "None", "loop"}
)  # fmt: skip
"""Words of Jinja2 that are no names."""


def understood(text: TemplateText, columns: Mapping[str, frozenset[str]], variables: Collection[str]) -> TemplateText:
    """Return `text` with the lists' own names of columns: ``{{ Vorname }}`` is the recipient's given name.

    `columns` maps each variable with columns to their names, `variables` are those without. What nobody knows stays as
    it is, and is found by `unknown_names`.
    """
    given = {name.strip() for one in _GIVEN.finditer(text.text) for name in (one[1] or one[2]).split(",")}
    known = {*columns, *variables, *given, *_OWN_WORDS}

    def word(match: re.Match[str]) -> str:
        name, column = match["word"], match["column"]
        if match["string"] or match["before"] or name in known - columns.keys():
            return match[0]
        if name in columns and column:
            return f"{name}.{_column(column, columns[name]) or column}"
        found = "" if name in columns else _column(name, columns.get("recipient", frozenset()))
        return f"recipient.{found}{match[0][len(name) :]}" if found else match[0]

    def mark(match: re.Match[str]) -> str:
        return match[0] if _TAGS.match(match[0]) else _WORDS.sub(word, match[0])

    return replace(text, text=_MARKS.sub(mark, text.text))


def _column(name: str, columns: frozenset[str]) -> str:
    """Return the column that a name means: its own, or the tool's word for it; ``""`` where the list has neither."""
    key = tables.header_key(name)
    return next((one for one in (name, key, tables.column_of(name)) if one in columns), "")
