from typing import Any

ffi: Any
pango: Any
gobject: Any
FROM_UNITS: float
TO_UNITS: int
