from collections.abc import Mapping, Sequence
from re import Pattern

class ValidationRules:
    address_format: str
    postal_code_matchers: Sequence[Pattern[str]]

def get_validation_rules(address: Mapping[str, str]) -> ValidationRules: ...
