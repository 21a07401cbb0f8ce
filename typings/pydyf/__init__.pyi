from collections.abc import Sequence
from typing import Any, BinaryIO

class Object:
    number: int | None
    reference: bytes
    data: bytes

class Dictionary(Object, dict[str, Any]):
    def __init__(self, values: dict[str, Any] | None = ...) -> None: ...

class Array(Object, list[Any]):
    def __init__(self, values: Sequence[Any] | None = ...) -> None: ...

class String(Object):
    def __init__(self, string: str | bytes = ...) -> None: ...

class Stream(Object):
    stream: list[Any]
    extra: dict[str, Any]
    def __init__(
        self, stream: Sequence[bytes] | None = ..., extra: dict[str, Any] | None = ..., compress: bool = ...
    ) -> None: ...

class PDF:
    pages: Dictionary
    objects: list[Object]
    def add_object(self, item: Object) -> None: ...
    def add_page(self, page: Dictionary) -> None: ...
    def write(self, output: BinaryIO, *, compress: bool = ...) -> None: ...
