from collections.abc import Sequence

class Node:
    type: str
    at_keyword: str
    value: object
    source_line: int
    source_column: int
    content: Sequence[Node] | None
