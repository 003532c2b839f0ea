"""How a summary stands to its source: compression, novelty, coverage and density.

The sources must be in the summary's language (for a translated summary: the translated article),
or no word is ever found again. Words are those of ``eval.words``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.metrics.base import FloatArray, Segments, ratio, rows_of, sources_of
from eval.words import words
from models.errors import ConfigurationError

_TOKENS = "case:fold|tok:unicode|version:qysqa-1"


def fragments(source: Sequence[str], summary: Sequence[str]) -> Iterator[int]:
    """Lengths of the extractive fragments: going through the summary from left to right, the
    longest run of its next words that stands in the source just so (Grusky et al. 2018, "Newsroom",
    figure 3: the greedy algorithm F(A, S)). Words that are not in the source give nothing."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(source):
        places.setdefault(word, []).append(place)
    start = 0
    while start < len(summary):
        longest = 0
        for place in places.get(summary[start], ()):
            length = 1
            while (
                start + length < len(summary)
                and place + length < len(source)
                and summary[start + length] == source[place + length]
            ):
                length += 1
            longest = max(longest, length)
        if longest:
            yield longest
        start += longest or 1


class Compression:
    """Words of the source per word of the summary. Rows: source words, summary words."""

    def statistics(self, segments: Segments) -> FloatArray:
        sources = sources_of(segments, "compression")
        pairs = zip(sources, segments.hypotheses, strict=True)
        return rows_of([(len(words(s)), len(words(h))) for s, h in pairs], 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums, 1.0)

    def signature(self, segments: Segments) -> str:
        return _TOKENS


class Novelty:
    """Share of the summary's n-grams (running, not distinct) that the source does not have.

    Rows: new n-grams, all n-grams. ``n`` is the order, 2 unless told.
    """

    def __init__(self, n: int = 2) -> None:
        if n < 1:
            raise ConfigurationError(f"novelty's n is {n}; expected 1 or more words.")
        self._n = n

    def statistics(self, segments: Segments) -> FloatArray:
        rows = []
        sources = sources_of(segments, "novelty")
        for source, hypothesis in zip(sources, segments.hypotheses, strict=True):
            known = set(self._ngrams(words(source)))
            ngrams = self._ngrams(words(hypothesis))
            rows.append((sum(ngram not in known for ngram in ngrams), len(ngrams)))
        return rows_of(rows, 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums)

    def signature(self, segments: Segments) -> str:
        return f"n:{self._n}|{_TOKENS}"

    def _ngrams(self, tokens: Sequence[str]) -> list[tuple[str, ...]]:
        return [tuple(tokens[i : i + self._n]) for i in range(len(tokens) - self._n + 1)]


class _Extractive:
    """The mean over documents of a sum over fragments divided by the summary's words."""

    power: int
    scale: float

    def statistics(self, segments: Segments) -> FloatArray:
        rows = []
        sources = sources_of(segments, type(self).__name__.lower())
        for source, hypothesis in zip(sources, segments.hypotheses, strict=True):
            summary = words(hypothesis)
            taken = sum(length**self.power for length in fragments(words(source), summary))
            rows.append((taken / len(summary) if summary else 0.0, 1.0))
        return rows_of(rows, 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums, self.scale)

    def signature(self, segments: Segments) -> str:
        return _TOKENS


class Coverage(_Extractive):
    """Percentage of the summary's words that lie in fragments of the source; mean of documents."""

    power = 1
    scale = 100.0


class Density(_Extractive):
    """Sum of squared fragment lengths per summary word, in words; mean of documents. A summary
    that copies k words in one piece has density k."""

    power = 2
    scale = 1.0
