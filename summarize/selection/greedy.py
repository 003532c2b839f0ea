"""Filling a summary: the best sentence that still fits, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarize.embedding import Vectors

Scores = NDArray[np.float64]

UNRELATED = 0.75
"""The cosine that counts as no likeness at all: multilingual-e5-small puts even unrelated
sentences of one language at 0.75 to 0.85 (its training's low temperature; Wang et al. 2024)."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a summary may be: ``sentences``, or ``words`` in all where that is given.
    ``lengths`` are the candidates' lengths in words."""

    sentences: int
    words: int | None
    lengths: tuple[int, ...]

    @property
    def holds_all(self) -> bool:
        """Whether there is no choice to make."""
        if self.words is None:
            return len(self.lengths) <= self.sentences
        return sum(self.lengths) <= self.words


def fill(
    scores: Scores,
    budget: Budget,
    vectors: Vectors | None = None,
    redundancy: float = 0.0,
    leaning: Scores | None = None,
) -> list[int]:
    """The indices of the chosen candidates, in the order of choice.

    With the candidates' unit ``vectors`` each next one is the best by maximal marginal relevance:
    ``(1 - redundancy) * score - redundancy * likeness`` to the likest chosen one (Carbonell and
    Goldstein 1998, SIGIR), likeness being the cosine moved to lie between 0 (`UNRELATED`) and 1.
    ``leaning`` is taken off a candidate's score until the one before it is chosen: the price of a
    sentence that points back. Equal values: the earlier sentence. A candidate that would break the
    budget of words is passed over; if not one fits, the shortest is chosen all the same.
    """
    lengths = np.array(budget.lengths)
    closed = np.zeros(len(scores), dtype=bool)
    penalty = np.zeros(len(scores))
    price = np.zeros(len(scores)) if leaning is None else leaning.copy()
    words_left = budget.words
    chosen: list[int] = []
    while words_left is not None or len(chosen) < budget.sentences:
        if words_left is not None:
            closed |= lengths > words_left
        if closed.all():
            break
        value = (1 - redundancy) * (scores - price) - redundancy * penalty
        best = int(np.argmax(np.where(closed, -np.inf, value)))
        chosen.append(best)
        closed[best] = True
        price[best + 1 : best + 2] = 0.0
        if words_left is not None:
            words_left -= budget.lengths[best]
        if vectors is not None:
            likeness = (vectors @ vectors[best] - UNRELATED) / (1 - UNRELATED)
            penalty = np.maximum(penalty, np.clip(likeness, 0.0, 1.0))
    return chosen or [int(np.argmin(lengths))]
