"""chrF, chrF++, BLEU and TER: sacrebleu counts, the formulas are applied to many sums at once.

sacrebleu computes one score from one list of counts. Resampling asks for thousands, so the three
formulas are written here over arrays; the tests hold them equal to sacrebleu's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any

import numpy as np

from eval.metrics.base import FloatArray, Segments, ratio, rows_of
from eval.metrics.ter_edits import translation_edits

Streams = list[list[str | None]]


def _streams(references: Sequence[Sequence[str]]) -> Streams:
    """References per segment as sacrebleu takes them: one list per reference, None for absent."""
    return [list(stream) for stream in zip_longest(*references)]


class ChrF:
    """chrF (Popović 2015) or, with two word orders, chrF++ (Popović 2017); β is 2.

    Rows: hypothesis, reference and matching n-grams for each of the 6 character orders and then
    for each word order, against the reference that fits the segment best.
    """

    beta = 2

    def __init__(self, word_order: int = 0) -> None:
        self._word_order = word_order
        self._orders = 6 + word_order

    @cached_property
    def _metric(self) -> Any:
        from sacrebleu.metrics.chrf import CHRF

        return CHRF(word_order=self._word_order, beta=self.beta)

    def statistics(self, segments: Segments) -> FloatArray:
        rows = self._metric._extract_corpus_statistics(
            segments.hypotheses, _streams(segments.references)
        )
        return rows_of(rows, 3 * self._orders)

    def corpus(self, sums: FloatArray) -> FloatArray:
        hypothesis, reference, match = sums[..., 0::3], sums[..., 1::3], sums[..., 2::3]
        # Orders that one side is too short for do not count ("eff:yes" in the signature).
        present = (hypothesis > 0) & (reference > 0)
        orders = np.maximum(present.sum(axis=-1), 1)
        precision = np.where(present, match / np.maximum(hypothesis, 1), 0).sum(axis=-1) / orders
        recall = np.where(present, match / np.maximum(reference, 1), 0).sum(axis=-1) / orders
        weight = self.beta**2
        under = weight * precision + recall
        over = (1 + weight) * precision * recall
        return ratio(np.stack([over, under], axis=-1))

    def signature(self, segments: Segments) -> str:
        return _signature(self._metric, segments)


class Bleu:
    """BLEU (Papineni et al. 2002), 13a tokenisation, exponential smoothing (sacrebleu's default).

    Rows: hypothesis length, reference length (the closest), then the matching and all n-grams of
    orders 1 to 4.
    """

    @cached_property
    def _metric(self) -> Any:
        from sacrebleu.metrics.bleu import BLEU

        # force: sacrebleu's warning about " ." at line ends would be printed in between.
        return BLEU(tokenize="13a", smooth_method="exp", force=True)

    def statistics(self, segments: Segments) -> FloatArray:
        rows = self._metric._extract_corpus_statistics(
            segments.hypotheses, _streams(segments.references)
        )
        return rows_of(rows, 10)

    def corpus(self, sums: FloatArray) -> FloatArray:
        length, reference = sums[..., 0], sums[..., 1]
        match, total = sums[..., 2:6], sums[..., 6:10]
        # The k-th order without a match counts 1 / 2**k (Chen and Cherry 2014, method 3).
        misses = np.cumsum(match == 0, axis=-1)
        smoothed = np.where(match > 0, match, 0.5**misses)
        log_precision = np.log(smoothed / np.maximum(total, 1))
        brevity = np.minimum(0.0, 1 - reference / np.maximum(length, 1))
        score = 100 * np.exp(brevity + log_precision.mean(axis=-1))
        # An order without n-grams has precision 0, and so the score is 0, as in sacrebleu.
        defined = (match.sum(axis=-1) > 0) & (total > 0).all(axis=-1)
        result: FloatArray = np.where(defined, score, 0.0)
        return result

    def signature(self, segments: Segments) -> str:
        return _signature(self._metric, segments)


class Ter:
    """TER (Snover et al. 2006) as sacrebleu computes it: fewer edits are better, 0 is equality.

    Rows: edits to the closest reference, mean reference length in words. A translation far longer
    than its reference scores over 100.
    """

    @cached_property
    def _metric(self) -> Any:
        from sacrebleu.metrics.ter import TER

        return TER()

    def statistics(self, segments: Segments) -> FloatArray:
        prepare = self._metric._preprocess_segment
        rows = []
        for hypothesis, references in zip(segments.hypotheses, segments.references, strict=True):
            words = prepare(hypothesis).split()
            against = [prepare(reference).split() for reference in references]
            edits = min(translation_edits(words, reference) for reference in against)
            rows.append((edits, sum(map(len, against)) / len(against)))
        return rows_of(rows, 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        # An empty reference with a non-empty hypothesis is 100 by sacrebleu's convention.
        empty = np.where((sums[..., 1] <= 0) & (sums[..., 0] > 0), 100.0, 0.0)
        return ratio(sums) + empty

    def signature(self, segments: Segments) -> str:
        return _signature(self._metric, segments)


def _signature(metric: Any, segments: Segments) -> str:
    metric.num_refs = int(count) if (count := segments.reference_count) != "var" else -1
    return str(metric.get_signature())
