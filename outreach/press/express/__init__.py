"""The express lane: plain letters set as WeasyPrint sets them, at a fraction of its cost."""

from outreach.press.express.lane import ExpressLane, Outcome
from outreach.press.express.plain import NotPlainError
from outreach.press.express.proof import differences

WORTH_LEARNING = 8
"""The lane learns from a laid-out surface: it does not pay for fewer than these."""

__all__ = ["WORTH_LEARNING", "ExpressLane", "NotPlainError", "Outcome", "differences"]
