"""Find syntax errors in a template's style sheet, where a browser would silently drop the rule."""

from collections.abc import Iterator

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
            for part in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if part.type == "error":
                    yield _problem(source, part)


def _problem(source: str, node: Node) -> Problem:
    return Problem(
        source, f"syntax error: {node.message}", "a rule looks like: p { color: black }",
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
