from typing import Any

from weasyprint.pdf.stream import Stream

def draw_first_line(stream: Stream, textbox: Any, *arguments: Any) -> list[Any]: ...
