"""Everything that a child of the press loads, in one module: a process that loaded it can be forked many times.

Nothing here draws, opens a font or starts a thread; that is left to the children. If a system library is missing,
each child reports it: the process that loads in advance for them ignores an `ImportError`.
"""

import gc

from outreach.storage.memory import load_thriftily

load_thriftily()

try:  # in that way
    from outreach.pdf.preflight import measure
    from outreach.press import packing_pages, worker
except OSError as error:
    raise ImportError from error

gc.freeze()  # children share memory that the garbage collector never visits

__all__ = ["measure", "packing_pages", "worker"]
