INITIAL_VALUES: dict[str, object]
