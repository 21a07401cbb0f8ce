"""Choose the pieces of a batch that are checked more closely than the others."""

import random


def proof_sample(count: int) -> frozenset[int]:
    """Return the pieces that are set twice, directly and by WeasyPrint: one in a hundred, 3 at least.

    The choice depends only on the size of the batch, so that the same batch gives the same bytes.
    """
    sample = random.Random(count).sample(range(1, count + 1), min(count, max(3, count // 100)))  # noqa: S311 — no secret
    return frozenset(sample)
