"""One text for all rounds of a mailing, made of a text for each round."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from outreach.letters.merge import TemplateText

_BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)\s*-?%\}(.*?)\{%-?\s*endblock\b[^%]*%\}", re.DOTALL)
_LEFT_OUT = {"salutation": "<p>{{ salutation }}</p>"}
"""What a block stands for where a text leaves it out, and another has it."""

Texts = Mapping[str, TemplateText]
"""Texts by language."""


def for_every_round(rounds: Sequence[Texts]) -> dict[str, TemplateText]:
    """Return a text a language that chooses among those of the `rounds`; the last one serves all later rounds.

    In a language that a round has no text in, the text of the round before stays, or else the next one.
    """
    languages = dict.fromkeys(language for texts in rounds for language in texts)
    return {language: _chosen([*_in_language(rounds, language)]) for language in languages}


def _in_language(rounds: Sequence[Texts], language: str) -> list[TemplateText]:
    first = next(texts[language] for texts in rounds if language in texts)
    found = []
    for texts in rounds:
        first = texts.get(language, first)
        found.append(first)
    return found


def _chosen(texts: Sequence[TemplateText]) -> TemplateText:
    """Return one text with the blocks of all, each behind the number of its round."""
    blocks = [dict(_BLOCK.findall(text.text)) for text in texts]
    names = dict.fromkeys(name for found in blocks for name in found)
    whole = "\n".join(f"{{% block {name} %}}{_choice(name, blocks)}{{% endblock %}}" for name in names)
    return replace(
        texts[0], source=texts[0].source.rpartition("/")[0].rpartition("/")[0], text=whole, unit="", converted=True
    )


def _choice(name: str, blocks: Sequence[Mapping[str, str]]) -> str:
    parts = [found.get(name, _LEFT_OUT.get(name, "")) for found in blocks]
    last = len(parts)
    marks = [
        f"{{% {'if' if number == 1 else 'elif'} round == {number} %}}{part}"
        for number, part in enumerate(parts[:-1], 1)
    ]
    return "".join([*marks, "{% else %}" if last > 1 else "", parts[-1], "{% endif %}" if last > 1 else ""])
