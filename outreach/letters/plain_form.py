"""Show the text of a template as people write letters: its blocks as fields, paragraphs with an empty line between.

What is more than a paragraph stays as it is in the template, so nothing is lost on the way there and back.
"""

import re
from collections.abc import Mapping

_BLOCK = re.compile(r"\{% block (\w+) %\}(.*?)\{% endblock(?: \w+)? %\}", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>((?:(?!</?p\b).)*)</p>", re.DOTALL)
_BREAK = re.compile(r"[ \t]*<br ?/?>[ \t]*\n?")
_GAP = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LOOSE = re.compile(r"&(?!#?\w+;)|<(?![/a-zA-Z!])")
_AS_IT_IS = re.compile(
    r"\{%|</?(?:p|ul|ol|li|dl|dt|dd|div|table|t[rdh]|thead|tbody|h[1-6]|blockquote|figure|section|article|hr|pre|img)\b"
)
"""How a part begins that is no paragraph of text: it is taken as it is."""
_ESCAPED = {"&": "&amp;", "<": "&lt;"}
_SPACES = {"&nbsp;": "\u00a0", "&#8239;": "\u202f", "&#x202f;": "\u202f"}
"""Spaces at which no line is broken; people see them as spaces."""


def blocks_of(text: str) -> dict[str, str] | None:
    """Return the blocks of a template by name; None where something else stands between them."""
    rest = _BLOCK.sub("", text)
    found = {match[1]: match[2].strip() for match in _BLOCK.finditer(text)}
    return found if found and not rest.strip() and "{% block" not in "".join(found.values()) else None


def template_of(blocks: Mapping[str, str]) -> str:
    """Return the template with these blocks."""
    parts = []
    for name, content in blocks.items():
        inner = f"\n{content}\n" if "\n" in content or content.startswith("<p") else content
        parts.append(f"{{% block {name} %}}{inner}{{% endblock %}}\n")
    return "\n".join(parts)


def plain(block: str) -> str:
    """Return a block as it is typed: paragraphs without their tags, an empty line between them."""
    parts: list[str] = []
    end = 0
    for match in _PARAGRAPH.finditer(block):
        inner = match[1].strip()
        typed = match[0] if _AS_IT_IS.match(inner) or not inner else _BREAK.sub("\n", inner)
        parts += [block[end : match.start()].strip(), typed]
        end = match.end()
    parts.append(block[end:].strip())
    text = "\n\n".join(filter(None, parts))
    for mark, space in _SPACES.items():
        text = text.replace(mark, space)
    return text


def block_of(typed: str) -> str:
    """Return what was typed as a block; a part that begins with a tag or a mark of Jinja2 is taken as it is."""
    parts = filter(None, (part.strip(" \n\t") for part in _GAP.split(typed.replace("\r\n", "\n"))))
    text = "\n\n".join(part if _AS_IT_IS.match(part) else _paragraph(part) for part in parts)
    return text.replace("\u00a0", "&nbsp;").replace("\u202f", "&#8239;")


def _paragraph(text: str) -> str:
    safe = _LOOSE.sub(lambda match: _ESCAPED[match[0]], text)
    return "<p>{}</p>".format(safe.replace("\n", "<br>\n"))
