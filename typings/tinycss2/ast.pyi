from collections.abc import Sequence

class Node:
    type: str
    message: str
    source_line: int
    source_column: int
    content: Sequence[Node] | None
