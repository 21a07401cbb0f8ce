"""Merge a template with one recipient's values; templates come from strangers and are kept in a box.

Jinja2's immutable sandbox keeps template code away from Python. On top of it only the node types,
filters and globals below exist, so that a template can choose and repeat but neither compute nor
call; what an endless loop costs is bounded by the process it runs in.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from outreach.errors import instead, reason
from outreach.l10n.languages import plural, right_to_left
from outreach.letters.comparisons import wrong_comparisons
from outreach.letters.values import Cell, in_paragraphs, isolated_lines
from outreach.model import Problem

ALLOWED_NODES: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Block, nodes.Output, nodes.TemplateData, nodes.If, nodes.For,
    nodes.Assign, nodes.Name, nodes.NSRef, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter,
    nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Concat, nodes.Keyword, nodes.Tuple, nodes.List,
)  # fmt: skip
ALLOWED_FILTERS = frozenset(
    {
        "capitalize", "d", "default", "e", "escape", "first", "join", "last", "length", "lower",
        "replace", "title", "trim", "upper",
    }
)  # fmt: skip
COMPILE_ERRORS = (TemplateError, RecursionError, SyntaxError, ValueError, MemoryError, OverflowError)
"""What Jinja2 and Python's compiler raise for a template that cannot be compiled."""
LOOP_COUNTERS = frozenset({"index", "first", "last", "length"})
PLURALS = ("one", "two", "few", "many")
"""Tests of a number: the form that the word behind it takes, by the language's own rules."""
ALLOWED_TESTS = frozenset({*PLURALS, "defined", "undefined", "eq", "equalto", "ne", "in", "none", "string"})


def _takes(language: str, form: str, number: object) -> bool:
    """Tell whether the word behind a number takes this form: 21 is one in Russian, and many in English."""
    return plural(str(number), language) == form


class Fields:
    """The columns of one row as a template sees them: ``recipient.city`` is a column, or an error."""

    __slots__ = ("cells", "days", "name")

    def __init__(self, name: str, cells: Mapping[str, str], days: Mapping[str, str] = MappingProxyType({})) -> None:
        """Show `cells` under the variable `name`; `days` are dates in ISO form of the cells that are in words."""
        self.name = name
        self.cells = cells
        self.days = dict(days)

    def __str__(self) -> str:
        """Refuse to be printed: a person is no text."""
        raise UndefinedError(f"`{self.name}` is a person; write one of its columns, as `{self.name}.name`")

    __html__ = __str__


class EmptyCell(Undefined):
    """A cell with nothing in it: false in an ``if``, and an error where it would leave a gap."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        self._fail_with_undefined_error()

    __str__ = __iter__ = __len__ = __html__ = _refuse


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment templates run in."""

    def __init__(self, language: str = "") -> None:
        """Take everything away that is not named in the lists above; `language` is that of the text."""
        super().__init__(
            autoescape=True, undefined=StrictUndefined, auto_reload=False,
            finalize=isolated_lines if right_to_left(language) else None,
        )  # fmt: skip
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in ALLOWED_FILTERS}
        self.tests = {name: self.tests[name] for name in ALLOWED_TESTS.difference(PLURALS)}
        takes: dict[str, Callable[[object], bool]] = {form: partial(_takes, language or "en", form) for form in PLURALS}
        self.tests.update(takes)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look up a column; no attribute of any Python object is within reach."""
        if isinstance(obj, LoopContext) and attribute in LOOP_COUNTERS:
            return getattr(obj, attribute)
        if not isinstance(obj, Fields):
            return self.unsafe_undefined(obj, attribute)
        value = obj.cells.get(attribute)
        if value:
            return Cell(value, f"{obj.name}.{attribute}", obj.days.get(attribute, ""))
        kind = EmptyCell if value == "" else StrictUndefined
        return kind(_missing(obj, attribute), obj, attribute, UndefinedError)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look up a column whose name is no plain word, as in ``recipient["e-mail"]``."""
        return self.getattr(obj, str(argument))


@dataclass(frozen=True, slots=True)
class TemplateText:
    """One language of a template: its place for messages, and its text.

    `unit` is what messages count in it: the ``line`` of a file, or the ``paragraph`` of a document; nothing where it is
    empty. A text that was `converted` from another format has other columns than its file.
    """

    source: str
    language: str
    text: str
    unit: str = "line"
    converted: bool = False


class MergeError(Exception):
    """One letter could not be merged; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        """Carry the `problem`."""
        super().__init__(str(problem))
        self.problem = problem


class MergeTemplate:
    """A compiled template: blocks by name, each merged on its own."""

    def __init__(self, template: TemplateText) -> None:
        """Compile `template`; raise `MergeError` where it is not allowed or not Jinja2."""
        problems = template_problems(template)
        if problems:
            raise MergeError(problems[0])
        self._template = template
        try:
            self._compiled = Sandbox(template.language).from_string(template.text)
        except COMPILE_ERRORS as error:
            raise MergeError(_uncompilable(template, error)) from error

    def merge(self, values: Mapping[str, object]) -> dict[str, str]:
        """Return the HTML of each block for one recipient's `values`."""
        context = self._compiled.new_context({name: _as_cell(name, value) for name, value in values.items()})
        try:
            blocks = self._compiled.blocks.items()
            return {name: in_paragraphs("".join(block(context)).strip()) for name, block in blocks}
        except (TemplateError, TypeError, ValueError, OverflowError, RecursionError, MemoryError) as error:
            raise MergeError(self._problem(error)) from error

    def _problem(self, error: Exception) -> Problem:
        """Return the place in the template and the message of an error while merging."""
        line = 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == "<template>":
                line = self._compiled.get_corresponding_lineno(trace.tb_lineno)
            trace = trace.tb_next
        return _runtime_problem(self._template, error, line)


def _as_cell(name: str, value: object) -> object:
    """Return a plain value as a cell; None is an empty one."""
    if value is None:
        return EmptyCell(f"`{name}` is empty in this row", name=name)
    return Cell(value, name) if type(value) is str else value


def _missing(fields: Fields, column: str) -> str:
    """Say which column is missing or empty, with the nearest names that exist."""
    written = f"{fields.name}.{column}"
    if column in fields.cells:
        return f"`{written}` is empty in this row"
    remedy = instead(column, sorted(fields.cells), form=f"`{fields.name}.{{}}`", all_too=True)
    return f"`{written}` does not exist; {remedy}"


def _runtime_problem(template: TemplateText, error: Exception, line: int) -> Problem:
    message = reason(error)
    match = re.match(r"`\w+\.(\w+)`", message)
    column = _column(template, line, match[1]) if match else ""
    remedy = ""
    if "is empty" in message:
        remedy = "fill the cell, or write {% if … %} around it in the template"
    return Problem(
        template.source, message, remedy, row=line if template.unit else 0, column=column, unit=template.unit
    )


def _column(template: TemplateText, line: int, word: str) -> str:
    """Return ``column 12`` for `word` in `line` of a template; of a document, nobody sees the columns."""
    lines = template.text.splitlines()
    if not 0 < line <= len(lines) or template.converted:
        return ""
    match = re.search(rf"\b{re.escape(word)}\b", lines[line - 1])
    return f"column {match.start() + 1}" if match else ""


def template_problems(template: TemplateText) -> list[Problem]:
    """Return everything in `template` that is not Jinja2, not allowed, or not safe."""
    try:
        tree = Sandbox().parse(template.text)
        found = _unwelcome(template, tree)
        if not found:
            Sandbox().compile(template.text)
    except COMPILE_ERRORS as error:
        return [_uncompilable(template, error)]
    return found


def _unwelcome(template: TemplateText, tree: nodes.Template) -> list[Problem]:
    """Return what is Jinja2, but not allowed here or not safe."""
    found = [*_forbidden_nodes(template, tree), *_outside_blocks(template, tree)]
    found += [_at(template, *fault) for fault in wrong_comparisons(tree)]
    return found + [
        _at(template, line, message, "put it into text between tags") for line, message in unsafe_places(tree)
    ]


def _uncompilable(template: TemplateText, error: Exception) -> Problem:
    """Return what Jinja2's own errors say; those of Python's compiler come from too deep a nesting."""
    if isinstance(error, TemplateSyntaxError):
        remedy = "compare the tags in and before this line with those of a sample"
        return _at(template, error.lineno, f"syntax error: {(error.message or '').rstrip('.')}", remedy)
    return _at(template, 0, "syntax error: nested too deeply, or a number too long", "simplify the template")


def _at(template: TemplateText, line: int, message: str, remedy: str = "") -> Problem:
    return Problem(template.source, message, remedy, row=line, unit=template.unit)


def _forbidden_nodes(template: TemplateText, tree: nodes.Template) -> Iterator[Problem]:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Filter) and node.name not in ALLOWED_FILTERS:
            yield _at(
                template, node.lineno, f"the filter `{node.name}` is not available",
                f"use one of: {', '.join(sorted(ALLOWED_FILTERS))}",
            )  # fmt: skip
        elif isinstance(node, nodes.Test) and node.name not in ALLOWED_TESTS:
            yield _at(template, node.lineno, f"the test `{node.name}` is not available")
        elif not isinstance(node, (*ALLOWED_NODES, nodes.EvalContext)) and isinstance(node, (nodes.Stmt, nodes.Expr)):
            yield _at(
                template, node.lineno, f"`{type(node).__name__.lower()}` is not available here",
                "templates choose and repeat; they do not compute, call or include",
            )  # fmt: skip


def _outside_blocks(template: TemplateText, tree: nodes.Template) -> Iterator[Problem]:
    for node in tree.body:
        if isinstance(node, nodes.Assign):
            yield _at(
                template, node.lineno, "a value set outside the blocks is not known inside them",
                "move the {% set … %} into the block that uses it",
            )  # fmt: skip
        lost = next(_printed(node), None)
        if lost is not None:
            message, remedy = (
                "text outside the blocks would not be printed",
                "move it into {% block body %} … {% endblock %}",
            )
            yield _at(template, lost.lineno, message, remedy)


def _printed(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what a node outside the blocks would print, in conditions and loops too."""
    if isinstance(node, nodes.Output):
        yield from (part for part in node.nodes if not isinstance(part, nodes.TemplateData) or part.data.strip())
    elif not isinstance(node, nodes.Block):
        for child in node.iter_child_nodes(only=("body", "elif_", "else_")):
            yield from _printed(child)


def block_problems(template: TemplateText, printed: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each block that a stationery does not print, and for a body that is missing.

    `printed` are the names of the blocks that have a place on the paper.
    """
    tree = Sandbox().parse(template.text)
    names = set()
    for block in tree.find_all(nodes.Block):
        names.add(block.name)
        if block.name not in printed:
            message = f"the block `{block.name}` would not be printed"
            yield _at(template, block.lineno, message, instead(block.name, sorted(printed)))
    if "body" not in names:
        yield _at(template, 0, "there is no block `body`", "write {% block body %} … {% endblock %} around the text")


PLACEHOLDER = "\ue000"
_IN_QUOTES = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DANGEROUS_NAMES = re.compile(r"href|src|srcset|style|data|xlink:href|poster|background|action|on\w+", re.IGNORECASE)
_TAG = re.compile(rf"<[a-zA-Z/!{PLACEHOLDER}](?:[^>\"']|\"[^\"]*\"?|'[^']*'?)*>?")
_RAW = re.compile(r"<(style|script|svg)\b.*?(</\1|\Z)", re.IGNORECASE | re.DOTALL)


def unsafe_places(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Yield line and reason for each value that would be printed where escaping does not help."""
    text, lines = "", {}
    for node in tree.find_all(nodes.Output):
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                text += part.data
            else:
                lines[len(text)] = part.lineno
                text += PLACEHOLDER
        if node.nodes and not isinstance(node.nodes[-1], nodes.TemplateData):
            text += " " if not _inside_tag(text) else ""
    for position, line in lines.items():
        reason = _unsafe_reason(text, position)
        if reason:
            yield line, reason


def _inside_tag(text: str) -> bool:
    return text.rfind("<") > text.rfind(">")


def _unsafe_reason(text: str, position: int) -> str:
    for raw in _RAW.finditer(text):
        if raw.start() <= position < raw.end():
            return f"a value inside <{raw[1].lower()}> cannot be made safe"
    for tag in _TAG.finditer(text):
        if tag.start() <= position < tag.end():
            return _unsafe_in_tag(tag[0], position - tag.start())
    return ""


def _unsafe_in_tag(tag: str, position: int) -> str:
    """Say why a value at `position` inside a tag cannot be made safe; in quotes it mostly can."""
    for attribute in _IN_QUOTES.finditer(tag):
        if attribute.start() <= position < attribute.end():
            if _DANGEROUS_NAMES.fullmatch(attribute[1]):
                return "a value inside a link, picture address or style attribute cannot be made safe"
            return ""
    if "=" in tag[:position] and not tag[:position].rstrip().endswith(('"', "'")):
        return "a value inside an attribute without quotation marks cannot be made safe"
    return "a value as the name of a tag or attribute cannot be made safe"


def used_columns(template: TemplateText) -> Iterator[tuple[str, str, int, str]]:
    """Yield variable, column, line and column of each ``recipient.city`` that `template` uses."""
    tree = Sandbox().parse(template.text)
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name):
            place = _column(template, node.lineno, node.attr)
            yield node.node.name, node.attr, node.lineno, place


def used_names(template: TemplateText) -> Iterator[tuple[str, int, str]]:
    """Yield each free variable of `template` with its line and column."""
    tree = Sandbox().parse(template.text)
    stored = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name not in stored and node.name != "loop":
            yield node.name, node.lineno, _column(template, node.lineno, node.name)


def unknown_names(
    template: TemplateText, columns: Mapping[str, frozenset[str]], texts: frozenset[str]
) -> Iterator[Problem]:
    """Yield a problem for each variable or column of `template` that does not exist.

    `columns` maps each variable with columns to their names; `texts` are the plain variables.
    """
    known = [*sorted(columns), *sorted(texts)]
    for name, line, place in used_names(template):
        if name not in columns and name not in texts:
            remedy = instead(name, known, all_too=True)
            message = f"`{name}` does not exist"
            yield Problem(template.source, message, remedy, row=line, column=place, unit=template.unit)
    for variable, column, line, place in used_columns(template):
        if variable in columns and column not in columns[variable]:
            message, _, remedy = _missing(Fields(variable, dict.fromkeys(columns[variable], "")), column).partition(
                "; "
            )
            yield Problem(template.source, message, remedy, row=line, column=place, unit=template.unit)
