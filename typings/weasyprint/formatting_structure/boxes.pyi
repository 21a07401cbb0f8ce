from collections.abc import Sequence
from typing import Any

class Element:
    tag: str
    attrib: dict[str, str]
    def get(self, key: str, default: str = ...) -> str: ...

class Box:
    element: Element | None
    element_tag: str
    children: Sequence["Box"]
    style: Any
    background: Any
    position_x: float
    position_y: float
    width: float
    height: float
    def content_box_x(self) -> float: ...
    def content_box_y(self) -> float: ...

class LineBox(Box): ...
class InlineBox(Box): ...
class BlockBox(Box): ...
class TextBox(Box): ...
