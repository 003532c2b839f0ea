"""Batches of texts of like length under a token budget."""

from __future__ import annotations

from collections.abc import Sequence

MAX_ROWS = 256
"""Rows in one batch, however short they are. CTranslate2 has given wrong output for batches of more
than 1,000 examples (its issue 1050), and beyond a few hundred rows nothing gets faster."""


def plan_batches(
    lengths: Sequence[int], batch_tokens: int, max_rows: int = MAX_ROWS, at_least: int = 1
) -> list[list[int]]:
    """Indices of ``lengths`` in batches, longest rows first.

    In each batch rows times the longest row stays within ``batch_tokens``, unless the batch is a
    single row. Longest first, so that a lack of memory shows at the start and the workers finish
    together. ``at_least`` asks for that many batches (while there are rows), one per worker.
    """
    if batch_tokens < 1 or max_rows < 1:
        raise ValueError("batch_tokens and max_rows must be positive")
    order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
    rows = max(1, min(max_rows, -(-len(order) // max(1, at_least))))
    batches: list[list[int]] = []
    longest = 0
    for index in order:
        current = batches[-1] if batches else None
        fits = current and len(current) < rows and (len(current) + 1) * longest <= batch_tokens
        if current is not None and fits:
            current.append(index)
        else:
            batches.append([index])
            longest = max(1, lengths[index])
    return batches
