from typing import NamedTuple

class RGBA(NamedTuple):
    red: float
    green: float
    blue: float
    alpha: float

def parse_color(input: str) -> RGBA | str | None: ...
