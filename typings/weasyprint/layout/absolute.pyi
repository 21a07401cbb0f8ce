from typing import Any

class AbsolutePlaceholder:
    _box: Any
