from typing import Any

from weasyprint.pdf.stream import Stream

def draw_border(stream: Stream, box: Any) -> None: ...
