"""From texts to a Score: the path that the runner takes, without `evaluate`."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from eval.metrics.base import FloatArray, Measure, Segments
from eval.metrics.registry import info, measure
from eval.metrics.segments import check_segments
from eval.scores import Score, ScoringError
from eval.significance import SEED, intervals

_KEYS = {"sources": '"source"', "facts": '"key_facts"'}
"""What eval.external calls them."""


def score(
    name: str,
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    language: str,
    *,
    sources: Sequence[str] | None = None,
    source_language: str = "kk",
    facts: Sequence[Sequence[str]] | None = None,
    groups: Sequence[Hashable] | None = None,
    resamples: int = 0,
    seed: int = SEED,
    allow_empty: bool = False,
    **options: object,
) -> Score:
    """The corpus score of one metric.

    ``references`` holds the references of each segment (may be empty for a metric that needs
    none), ``language`` is that of the hypotheses. With ``resamples`` the 95 % interval is
    computed, drawing ``groups`` (a document name per segment) where given. See ``measure`` for
    the options. Raises ScoringError where the inputs do not fit, ConfigurationError for an
    unknown metric or option.
    """
    counter = measure(name, **options)
    segments = check_segments(
        hypotheses,
        references,
        language,
        sources=sources,
        source_language=source_language,
        facts=facts,
        allow_empty=allow_empty,
    )
    rows = statistics(name, counter, segments)
    return score_rows(name, counter, segments, rows, groups=groups, resamples=resamples, seed=seed)


def sentence_statistics(
    name: str,
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    language: str,
    *,
    sources: Sequence[str] | None = None,
    source_language: str = "kk",
    facts: Sequence[Sequence[str]] | None = None,
    allow_empty: bool = False,
    **options: object,
) -> FloatArray:
    """One row of summable numbers per segment, for ``measure(name).corpus`` and significance."""
    segments = check_segments(
        hypotheses,
        references,
        language,
        sources=sources,
        source_language=source_language,
        facts=facts,
        allow_empty=allow_empty,
    )
    return statistics(name, measure(name, **options), segments)


def statistics(name: str, counter: Measure, segments: Segments) -> FloatArray:
    """The rows of checked segments; ScoringError where the metric needs what they lack."""
    needs = info(name).needs
    if "references" in needs and not segments.references:
        raise ScoringError(f"{name} compares with references, and none were given.")
    for need, given in (("sources", segments.sources), ("facts", segments.facts)):
        if need in needs and given is None:
            raise ScoringError(
                f"{name} needs {need}, and none were given; give one entry per hypothesis "
                f"({need}= in Python, {_KEYS[need]} in a file of references)."
            )
    return counter.statistics(segments)


def score_rows(
    name: str,
    counter: Measure,
    segments: Segments,
    rows: FloatArray,
    *,
    groups: Sequence[Hashable] | None = None,
    resamples: int = 0,
    seed: int = SEED,
) -> Score:
    """The Score of rows that were counted before, so that they can serve a comparison as well.

    The interval is left out where there is a single segment or document: one cannot vary.
    """
    value = float(counter.corpus(rows.sum(axis=0)))
    signature = counter.signature(segments)
    units = len(segments) if groups is None else len(set(groups))
    if not resamples or units < 2:
        return Score(name, value, signature, None, None, len(segments))
    interval = intervals(rows, counter.corpus, groups=groups, resamples=resamples, seed=seed)
    drawn = "segments" if groups is None else "documents"
    signature += f"|ci:95|bs:{resamples}|seed:{seed}|drawn:{drawn}"
    return Score(name, value, signature, interval.low, interval.high, len(segments))
