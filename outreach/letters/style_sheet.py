"""Find syntax errors in a template's style sheet, where a browser would silently drop the rule."""

from collections.abc import Iterator, Sequence

import tinycss2
from tinycss2.ast import Node

from outreach.model import Problem


def style_problems(source: str, style: str) -> Iterator[Problem]:
    """Yield a problem with its line for every rule or declaration that is not CSS."""
    for rule in tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
        if rule.type == "error":
            yield _problem(source, rule)
        elif rule.content is not None:
            yield from _unclosed(source, rule)
            for part in _parts(rule):
                if part.type == "error":
                    yield _problem(source, part)


def _parts(rule: Node) -> Sequence[Node]:
    """Return what stands between a rule's braces: declarations, or further rules as in ``@media``."""
    content = rule.content or ()
    if rule.type == "at-rule" and rule.at_keyword in ("media", "supports", "layer"):
        return tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True)
    return tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True)


def _problem(source: str, node: Node) -> Problem:
    return Problem(
        source, "syntax error: this is neither a rule nor a setting of one", "a rule looks like: p { color: black }",
        row=node.source_line, column=f"column {node.source_column}", unit="line",
    )  # fmt: skip


def _unclosed(source: str, rule: Node) -> Iterator[Problem]:
    """Find the brace that was never closed: it swallows the rules after it, and they show up in its content."""
    for node in rule.content or ():
        if node.type == "{} block" and rule.type == "qualified-rule":
            yield Problem(
                source, "a { opens inside another rule", "close the rule before it with }",
                row=node.source_line, column=f"column {node.source_column}", unit="line",
            )  # fmt: skip
