"""Everything that a child of the press loads, in one module: a process that did can be forked as often as needed.

Nothing here draws, opens a font or starts a thread; that is left to the children.
"""

import gc

from outreach.garbage import OBJECTS

gc.set_threshold(OBJECTS)

from outreach.preflight import measure  # noqa: E402 — with as little looking for garbage as set above
from outreach.press import packing, worker  # noqa: E402

gc.freeze()  # children share the memory of what they never look through

__all__ = ["measure", "packing", "worker"]
