"""ROUGE (Lin 2004) through rouge-score, on words that every script has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import Any, Literal, get_args

from eval.metrics.base import FloatArray, Segments, ratio, rows_of
from eval.words import Tokenizer, has_stemmer, stems, words
from models.errors import ConfigurationError

References = Literal["best", "mean"]
Tokenize = Callable[[str], Sequence[str]]


class _Words:
    """The shape in which RougeScorer takes a tokenizer."""

    def __init__(self, tokenize: Tokenize) -> None:
        self.tokenize = tokenize


class Rouge:
    """ROUGE-1, -2, -L or -Lsum: the mean of the segments' F1.

    Rows: precision, recall, F1 (each 0–1) and 1. With several references a segment takes the one
    with the best F1 (``refs="best"``, as rouge-score does) or the mean over all ("mean").

    ``tokenizer`` "unicode" takes the words of ``eval.words``; "rouge-score" the original's own,
    which sees only a–z and 0–9. Without a choice, English gets the original's, so that its
    numbers can be held against published ones, and every other language gets "unicode".
    ``stem`` cuts words to stems: Porter with the original's tokenizer, otherwise Snowball for
    English and Russian. There is no stemmer for Kazakh; the signature then says ``stem:no``.

    ROUGE-Lsum takes every line of a text as one sentence.
    """

    def __init__(
        self,
        kind: str,
        refs: References = "best",
        stem: bool = False,
        tokenizer: Tokenizer | None = None,
    ) -> None:
        for option, value, known in (
            ("refs", refs, get_args(References)),
            ("tokenizer", tokenizer, (None, *get_args(Tokenizer))),
        ):
            if value not in known:
                raise ConfigurationError(
                    f"{kind} has no {option} {value!r}; expected one of "
                    f"{', '.join(str(name) for name in known)}."
                )
        self._kind = kind
        self._references = refs
        self._stem = stem
        self._tokenizer = tokenizer

    def statistics(self, segments: Segments) -> FloatArray:
        scorer = self._scorer(segments.language)
        rows = []
        for hypothesis, references in zip(segments.hypotheses, segments.references, strict=True):
            found = [scorer.score(text, hypothesis)[self._kind] for text in references]
            if self._references == "best":
                best = max(found, key=lambda score: score.fmeasure)
                rows.append((best.precision, best.recall, best.fmeasure, 1.0))
            else:
                count = len(found)
                means = [sum(column) / count for column in zip(*found, strict=True)]
                rows.append((means[0], means[1], means[2], 1.0))
        return rows_of(rows, 4)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums[..., 2:4])

    def signature(self, segments: Segments) -> str:
        tokenizer = self._tokenizer_for(segments.language)
        stemmer = "no"
        if self._stem and tokenizer == "rouge-score":
            stemmer = "porter"
        elif self._stem and has_stemmer(segments.language):
            stemmer = f"snowball-{segments.language}"
        return "|".join(
            (
                f"nrefs:{segments.reference_count}",
                f"refs:{self._references}",
                "case:fold" if tokenizer == "unicode" else "case:lc",
                f"tok:{tokenizer}",
                f"stem:{stemmer}",
                "f:1",
                f"version:rouge-score-{version('rouge-score')}",
            )
        )

    def _tokenizer_for(self, language: str) -> Tokenizer:
        return self._tokenizer or ("rouge-score" if language == "en" else "unicode")

    def _scorer(self, language: str) -> Any:
        from rouge_score.rouge_scorer import RougeScorer

        if self._tokenizer_for(language) == "rouge-score":
            tokenize: Tokenize = self._original
        elif self._stem:
            tokenize = lambda text: stems(text, language)  # noqa: E731
        else:
            tokenize = words
        return RougeScorer([self._kind], tokenizer=_Words(tokenize))

    @cached_property
    def _original(self) -> Tokenize:
        from rouge_score.tokenizers import DefaultTokenizer

        return lru_cache(maxsize=1 << 14)(DefaultTokenizer(use_stemmer=self._stem).tokenize)
