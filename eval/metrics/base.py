"""What is scored (Segments) and what scores it (Measure).

A measure reduces every segment to a row of numbers that may be added up, and computes the score of
any set of segments from the sum of their rows. Bootstrap and randomisation then need only sums of
rows: one matrix product instead of a thousand passes over the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from eval.scores import ScoringError

FloatArray = NDArray[np.float64]
Need = Literal["references", "sources", "facts"]


@dataclass(frozen=True, slots=True)
class Segments:
    """Outputs and what they are held against, one entry per segment.

    A segment is a sentence (translation) or a whole summary. ``references`` holds one or more
    texts per segment; ``sources`` the text that the output was made from; ``facts`` the key facts
    of the document. ``language`` is that of hypotheses, references and facts (ISO 639-1);
    ``source_language`` that of the sources.
    """

    hypotheses: tuple[str, ...]
    references: tuple[tuple[str, ...], ...]
    language: str
    sources: tuple[str, ...] | None = None
    source_language: str = "kk"
    facts: tuple[tuple[str, ...], ...] | None = None

    def __len__(self) -> int:
        return len(self.hypotheses)

    @property
    def reference_count(self) -> str:
        """The number of references per segment as signatures write it: "1", "3" or "var"."""
        counts = {len(references) for references in self.references}
        return str(counts.pop()) if len(counts) == 1 else "var"


class Measure(Protocol):
    """A metric with its options fixed."""

    def statistics(self, segments: Segments) -> FloatArray:
        """One row of summable numbers per segment: shape (segments, columns)."""

    def corpus(self, sums: FloatArray) -> FloatArray:
        """Scores from summed rows: shape (..., columns) becomes (...). A single row gives the
        segment's own score."""

    def signature(self, segments: Segments) -> str:
        """What is needed to compute the same number again, as ``key:value`` joined by ``|``."""


@dataclass(frozen=True, slots=True)
class MetricInfo:
    """What a metric is for and how to read its number.

    ``better`` says which direction is better, "neither" for descriptions such as compression;
    ``unit`` is the scale ("0–100", "words" …); ``estimate`` marks a number that no reference and
    no person stands behind. ``task`` tells where it makes sense.
    """

    name: str
    label: str
    task: Literal["translation", "summary", "both"]
    better: Literal["higher", "lower", "neither"]
    unit: str
    needs: frozenset[Need]
    about: str
    estimate: bool = False


def ratio(sums: FloatArray, scale: float = 100.0) -> FloatArray:
    """Column 0 over column 1, times ``scale``; 0 where there was nothing to count."""
    over, under = sums[..., 0], sums[..., 1]
    result: FloatArray = scale * np.divide(
        over, under, out=np.zeros_like(over, dtype=np.float64), where=under > 0
    )
    return result


def rows_of(values: Sequence[Sequence[float]], columns: int) -> FloatArray:
    """A statistics matrix; keeps its number of columns when there are no rows."""
    return np.asarray(values, dtype=np.float64).reshape(len(values), columns)


def sources_of(segments: Segments, metric: str) -> tuple[str, ...]:
    """The sources, or a ScoringError where the metric was asked for without them."""
    if segments.sources is None:
        raise ScoringError(
            f"{metric} compares each output with the text it was made from, and no sources were "
            "given; pass sources= with one text per hypothesis."
        )
    return segments.sources
