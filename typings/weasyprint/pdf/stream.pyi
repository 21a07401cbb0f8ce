from typing import Any

class Stream:
    stream: list[Any]
    def __init__(self, *arguments: Any) -> None: ...
