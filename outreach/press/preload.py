"""Everything that a child of the press loads, in one module: a process that did can be forked as often as needed.

Nothing here draws, opens a font or starts a thread; that is left to the children. Where a library of the system is
missing, they tell so, each for itself: the process that loads ahead for them takes an `ImportError` in silence.
"""

import gc

from outreach.storage.memory import load_thriftily

load_thriftily()

try:  # in that way
    from outreach.pdf.preflight import measure
    from outreach.press import packing_pages, worker
except OSError as error:
    raise ImportError from error

gc.freeze()  # children share the memory of what they never look through

__all__ = ["measure", "packing_pages", "worker"]
