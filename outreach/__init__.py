"""Letters and postcards to politicians and prisoners: merged, set, printed and tracked."""

__version__ = "0.2.0"
