from collections.abc import Mapping, Sequence

class Element:
    tag: str
    def get(self, key: str, default: str = ...) -> str: ...

class Box:
    element: Element | None
    children: Sequence[Box]
    style: Mapping[str, object]
    position_x: float
    position_y: float
    width: float
    height: float
    def content_box_x(self) -> float: ...
    def content_box_y(self) -> float: ...

class LineBox(Box): ...
