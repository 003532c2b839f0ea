"""How much each sentence is worth, in numbers between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from summarize.article import Sentence
from summarize.configuration import SelectionConfig
from summarize.embedding import Vectors
from summarize.selection.candidates import is_fragment_of_speech, points_back

Values = NDArray[np.float64]

FULL_LENGTH = 20
"""Words from which a sentence is long enough to say something by itself."""


def relevance(
    sentences: Sequence[Sentence], vectors: Vectors, title: Vectors | None, weights: SelectionConfig
) -> Values:
    """The weighted sum of the features, one value for each sentence. ``vectors`` are the
    sentences' unit vectors in their order, ``title`` the title's, or None without a title."""
    texts = [sentence.text for sentence in sentences]
    total = (
        weights.centrality * stretched(centrality(vectors))
        + weights.position * position(len(texts))
        + weights.length * length(texts)
        - weights.points_back * np.array([points_back(text) for text in texts], dtype=float)
        - weights.speech * np.array([is_fragment_of_speech(text) for text in texts], dtype=float)
    )
    if title is not None:
        total += weights.title * stretched(vectors @ title)
    return total


def centrality(vectors: Vectors) -> Values:
    """Each sentence's mean cosine with the others (degree centrality without a threshold; Erkan
    and Radev 2004, JAIR 22), through the sum of the vectors: no matrix of all pairs is needed."""
    rows = vectors.astype(np.float64)
    total = rows @ rows.sum(axis=0)
    return np.asarray((total - 1.0) / max(len(rows) - 1, 1), dtype=np.float64)


def position(count: int) -> Values:
    """1 for the first sentence, 1/2 for the second, 1/3 for the third …: news says first what
    matters most."""
    return 1.0 / np.arange(1, count + 1)


def length(texts: Sequence[str]) -> Values:
    """A sentence's length in words as a share of `FULL_LENGTH`, at most 1."""
    words = np.array([len(text.split()) for text in texts], dtype=float)
    return np.minimum(words / FULL_LENGTH, 1.0)


def stretched(values: NDArray[np.floating]) -> Values:
    """The values moved to lie between 0 and 1 within the article; all equal: all 0."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-6:
        return np.zeros(len(values))
    return np.asarray((values - low) / (high - low), dtype=np.float64)
