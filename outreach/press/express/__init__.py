"""The express lane: plain letters set as WeasyPrint sets them, at a fraction of its cost."""

from outreach.press.express.lane import ExpressLane, Outcome
from outreach.press.express.plain import NotPlainError
from outreach.press.express.proof import differences

__all__ = ["ExpressLane", "NotPlainError", "Outcome", "differences"]
