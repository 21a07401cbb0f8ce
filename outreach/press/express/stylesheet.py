"""Style sheets and computed styles that the lane can follow, and no others."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import tinycss2
from weasyprint import HTML

from outreach.press.express.plain import NotPlainError
from outreach.press.inside_weasyprint import INITIAL_VALUES, page_box

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# A path of tags and classes decides a style only when selectors look at nothing else.
_SELECTOR_LITERALS = frozenset(".,>*")
# Properties whose values the lane reads, or that only matter where it refuses anyway (page
# breaks). Any other property must have its initial value.
_READ = frozenset(
    """break_after break_before break_inside color height hyphenate_character
    hyphenate_limit_chars hyphens lang left line_height list_style_position list_style_type
    margin_bottom margin_left margin_right margin_top orphans padding_bottom padding_left
    padding_right padding_top page position right text_align_all text_align_last
    text_decoration_color text_decoration_line top widows width box_sizing display direction
    color_scheme""".split()  # noqa: SIM905, a table reads better
)
_READ_PREFIXES = ("border_bottom_", "border_left_", "border_right_", "border_top_", "font_")
_LOGICAL = ("_block_", "_inline_", "block_size", "inline_size", "border_start_", "border_end_")
_BORDER_EXTRAS = ("_radius", "_image")


def require_plain_sheet(css: str) -> None:
    """Raise NotPlainError when a rule could style two elements of equal path differently."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    _require_plain_rules(rules)


def _require_plain_rules(rules: Iterable[Any]) -> None:
    for rule in rules:
        if rule.type == "qualified-rule":
            _require_plain_selector(rule.prelude)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media":
            content = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            _require_plain_rules(content)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "page":
            _require_plain_page(rule)
        elif rule.type != "at-rule" or rule.lower_at_keyword not in {"font-face", "charset"}:
            raise NotPlainError("a rule of the style that is not plain")


def _require_plain_selector(prelude: list[Any]) -> None:
    for token in prelude:
        literal = token.type == "literal" and token.value in _SELECTOR_LITERALS
        if not literal and token.type not in {"ident", "whitespace", "comment"}:
            raise NotPlainError(f"a selector with {token.serialize()}")


def _require_plain_page(rule: Any) -> None:
    named = all(token.type in {"ident", "whitespace"} for token in rule.prelude)
    if not named or any(token.type == "at-keyword" for token in rule.content):
        raise NotPlainError("a page rule that is not plain")


@cache
def _usual_values(tag: str) -> dict[str, Any]:
    """Return the computed values of an element that no rule styles."""
    page = page_box(HTML(string=f"<{tag}>x</{tag}>").render().pages[0])
    style = page.children[0].children[0].children[0].style
    return {name: style[name] for name in INITIAL_VALUES if not _is_read(name)}


def require_plain_style(
    style: Any, display: tuple[str, ...], *, tag: str = "div", besides: Collection[str] = ()
) -> None:
    """Raise NotPlainError when a computed style asks for something that the lane does not do.

    Elements are compared with what is usual for `tag`; the properties in `besides` may have any value.
    """
    for name, usual in _usual_values(tag).items():
        if style[name] != usual and name not in besides:
            raise NotPlainError(f"the property {name.replace('_', '-')}")
    if style["display"] != display or style["direction"] != "ltr":
        raise NotPlainError("a display or direction that is not plain")
    if style["position"] not in {"static", "relative", "absolute"}:
        raise NotPlainError("a position that is not plain")


def _is_read(name: str) -> bool:
    if any(part in name for part in _LOGICAL):  # WeasyPrint turns them into physical ones
        return True
    return name in _READ or (name.startswith(_READ_PREFIXES) and not name.endswith(_BORDER_EXTRAS))


def pixels(value: Any) -> float:
    """Return a computed length in px; raise NotPlainError for percentages and other values."""
    if value == "auto":
        return 0.0
    if value.unit != "px":
        raise NotPlainError("a length that is not fixed")
    return float(value.value)
