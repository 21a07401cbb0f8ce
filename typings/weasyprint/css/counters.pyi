from typing import Any

class CounterStyle:
    def render_marker(self, counter_name: Any, counter_value: int) -> str: ...
