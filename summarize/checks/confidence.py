"""What the model and the embeddings say about an output."""

from __future__ import annotations

from collections.abc import Iterator

from summarize.checks.pair import Finding, Pair
from summarize.result import FlagKind

_MIN_WORDS = 3
"""Vectors of one or two words are too coarse to judge by."""


def unfinished(pair: Pair) -> Iterator[Finding]:
    """The output was ended by the length bound, not by the model."""
    if not pair.finished:
        yield Finding(FlagKind.UNFINISHED, "the model did not come to an end")


def low_score(pair: Pair) -> Iterator[Finding]:
    """The model itself found its output unlikely."""
    if pair.score < pair.config.min_score:
        yield Finding(
            FlagKind.SCORE,
            f"the model is unsure (score {pair.score:.2f}, below {pair.config.min_score:.2f})",
        )


def low_similarity(pair: Pair) -> Iterator[Finding]:
    """The two sentences lie far apart in a multilingual embedding space. A high similarity proves
    nothing (copied Kazakh scores highest), so this only ever adds a doubt."""
    if not pair.config.similarity or pair.similarity is None:
        return
    if len(pair.source.split()) < _MIN_WORDS:
        return
    if pair.similarity < pair.config.min_similarity:
        yield Finding(
            FlagKind.SIMILARITY,
            f"far from the source in meaning (similarity {pair.similarity:.2f}, "
            f"below {pair.config.min_similarity:.2f})",
        )
