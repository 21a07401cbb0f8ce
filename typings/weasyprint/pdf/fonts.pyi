from collections.abc import Callable
from typing import Any

import pydyf

class Font:
    hash: str
    font_size: float
    widths: dict[int, int]
    to_unicode: dict[int, str]
    clean: Callable[[dict[int, str], bool], None]
    def __init__(self, pango_font: Any, description: Any, font_size: float) -> None: ...

def build_fonts_dictionary(
    pdf: pydyf.PDF, fonts: dict[str, Font], compress: bool, subset: bool, options: dict[str, Any]
) -> pydyf.Dictionary: ...
