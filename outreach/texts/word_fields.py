"""The fields of a Word text: columns, choices and dates become marks, what a letter must not hold is left out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from outreach.model import Problem
from outreach.readers.errors import UnreadableError
from outreach.texts.draft import NO_MARKS, LeftOut, Run, quoted
from outreach.texts.field_names import reference

ADDRESS, GREETING, DAY = "ADDRESSBLOCK", "GREETINGLINE", "DATE"
"""Names of fields that the stationery stands in for."""
_SPECIAL = {"ADDRESSBLOCK": ADDRESS, "GREETINGLINE": GREETING, "DATE": DAY, "TIME": DAY, "CREATEDATE": DAY, "SAVEDATE": DAY, "PRINTDATE": DAY, "EDITTIME": DAY}  # fmt: skip
_PRIVATE = frozenset(
    {"AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "COMMENTS", "FILENAME", "DOCPROPERTY", "INFO", "KEYWORDS", "TEMPLATE"}
)  # fmt: skip
_MERGING = frozenset(
    {"NEXT", "NEXTIF", "SKIPIF", "MERGEREC", "MERGESEQ", "ASK", "FILLIN", "SET", "MACROBUTTON", "DATABASE"}
)
_OUTSIDE = frozenset({"INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "LINK", "DDE", "DDEAUTO", "IMPORT", "RD"})
_WORD = r'(?:"([^"]*)"|(\S+))'
_NAME = re.compile(rf"\s*{_WORD}")
_CHOICE = re.compile(
    rf'\s*{_WORD}\s*(<>|<=|>=|=|<|>)\s*{_WORD}\s+"([^"]*)"(?:\s*"([^"]*)")?\s*(?:\\.*)?', re.DOTALL
)  # fmt: skip
_NESTED = re.compile("\ue010(.*?)\ue011")
_SIGNS = {"=": "==", "<>": "!="}


@dataclass(slots=True)
class _Open:
    """A field that began and did not end yet."""

    instruction: str = ""
    in_result: bool = False
    result: list[Run] = field(default_factory=list)


class WordFields:
    """Follows the fields of a text as its runs go by: they may lie in each other, and each is cut into many runs."""

    def __init__(self, source: str, left_out: LeftOut) -> None:
        """Tell of what cannot be taken as of `source`; what is left out goes to `left_out`."""
        self._source = source
        self._left_out = left_out
        self._open: list[_Open] = []

    def begin(self) -> None:
        """Hear of the beginning of a field."""
        self._open.append(_Open())

    def instruct(self, text: str) -> None:
        """Hear of a part of the instruction."""
        if self._open:
            self._open[-1].instruction += text

    def separate(self) -> None:
        """Hear that the instruction ends and its last result begins."""
        if self._open:
            self._open[-1].in_result = True

    def take(self, run: Run) -> list[Run]:
        """Return a run that is not inside a field, else nothing."""
        if not self._open:
            return [run]
        if self._open[-1].in_result:
            self._open[-1].result.append(run)
        return []

    def end(self) -> list[Run]:
        """Hear of the end of a field; return what stands for it where it lies in no other."""
        if not self._open:
            return []
        ended = self._open.pop()
        return self._given(self.meaning(ended.instruction, ended.result))

    def so_far(self) -> list[Run]:
        """Return, at the end of a paragraph, what a field that goes on in the next one has shown in this one."""
        if len(self._open) != 1 or not self._open[0].in_result or _keyword(self._open[0].instruction) in _SPECIAL:
            return []
        shown, self._open[0].result = self._open[0].result, []
        return shown

    def _given(self, runs: list[Run]) -> list[Run]:
        if not self._open:
            return runs
        if self._open[-1].in_result:
            self._open[-1].result += runs
        else:
            self._open[-1].instruction += "".join(f"\ue010{r.field}\ue011" if r.field else r.text for r in runs)
        return []

    def meaning(self, instruction: str, result: Sequence[Run]) -> list[Run]:
        """Return the runs that stand for a field with this instruction; `result` is what the program showed last."""
        keyword, rest = _keyword(instruction), instruction.strip().partition(" ")[2]
        marks = next((run.marks for run in result if run.text.strip()), NO_MARKS)
        if keyword in _OUTSIDE:
            message = f"brings in another file ({quoted(instruction)})"
            raise UnreadableError(
                Problem(self._source, message, "put the words or the picture themselves into the text")
            )
        if keyword in _PRIVATE | _MERGING:
            self._left_out.note("field of the word processor", instruction)
            return []
        if keyword in _SPECIAL:
            return [Run(field=_SPECIAL[keyword], marks=marks)]
        return _MEANINGS.get(keyword, _shown)(self, rest, result, marks)

    def choice(self, rest: str, _result: Sequence[Run], marks: frozenset[str]) -> list[Run]:
        """Return a choice in Word's way as one in Jinja2's."""
        match = _CHOICE.fullmatch(rest)
        if not match:
            shown = quoted(_NESTED.sub(r"«\1»", rest))
            message = f"the IF field {shown} cannot be read"
            remedy = "write it as {% if recipient.gender == 'f' %}her{% else %}his{% endif %}"
            raise UnreadableError(Problem(self._source, message, remedy))
        left, right = (_operand(match[at] or match[at + 1] or "") for at in (1, 4))
        parts = [Run(code=f"{{% if {left} {_SIGNS.get(match[3], match[3])} {right} %}}"), *_words(match[6], marks)]
        if match[7]:
            parts += [Run(code="{% else %}"), *_words(match[7], marks)]
        return [*parts, Run(code="{% endif %}")]


def _keyword(instruction: str) -> str:
    return instruction.strip().partition(" ")[0].upper()


def _operand(text: str) -> str:
    nested = _NESTED.fullmatch(text.strip())
    return reference(nested[1]) if nested else f"'{text}'" if "'" not in text else f'"{text}"'


def _words(text: str, marks: frozenset[str]) -> list[Run]:
    """Return a text with the fields that lie in it."""
    ends = [0, *(at for match in _NESTED.finditer(text) for at in match.span()), len(text)]
    runs = []
    for number, (start, end) in enumerate(pairwise(ends)):
        nested = number % 2 == 1
        runs.append(Run(field=text[start + 1 : end - 1], marks=marks) if nested else Run(text[start:end], marks))
    return [run for run in runs if run.field or run.text]


def _column(_fields: WordFields, rest: str, _result: Sequence[Run], marks: frozenset[str]) -> list[Run]:
    match = _NAME.match(rest)
    return [Run(field=match[1] or match[2], marks=marks)] if match else []


def _link(_fields: WordFields, rest: str, result: Sequence[Run], _marks: frozenset[str]) -> list[Run]:
    match = _NAME.match(rest)
    address = (match[1] or match[2] or "") if match else ""
    return [Run(run.text, run.marks, address) if run.text else run for run in result]


def _shown(_fields: WordFields, _rest: str, result: Sequence[Run], _marks: frozenset[str]) -> list[Run]:
    return [*result]


Meaning = Callable[[WordFields, str, Sequence[Run], frozenset[str]], list[Run]]
_MEANINGS: Mapping[str, Meaning] = {"MERGEFIELD": _column, "HYPERLINK": _link, "IF": WordFields.choice}
