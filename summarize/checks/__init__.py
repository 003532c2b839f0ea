"""What to distrust in a translation: one small function per question, listed in CHECKS.

Rates of detection and false alarm are in docs/checks.md, measured by benchmarks/check_rates.py.
"""

from __future__ import annotations

from summarize.checks.confidence import low_score, low_similarity, unfinished
from summarize.checks.length import length
from summarize.checks.names import names
from summarize.checks.numbers import invented_numbers, numbers
from summarize.checks.pair import Check, Finding, Pair
from summarize.checks.repetition import repetition
from summarize.checks.script import copied, empty, wrong_script
from summarize.configuration import ChecksConfig
from summarize.result import Flag

CHECKS: tuple[Check, ...] = (
    empty,
    copied,
    wrong_script,
    numbers,
    names,
    repetition,
    length,
    unfinished,
    low_score,
    low_similarity,
)
"""Every check, in the order in which findings are shown."""

__all__ = ["CHECKS", "Check", "Finding", "Pair", "check_sentence", "check_written"]


def check_sentence(
    sentence_id: str,
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    config: ChecksConfig,
    *,
    score: float = 0.0,
    finished: bool = True,
    similarity: float | None = None,
) -> tuple[Flag, ...]:
    """The flags of one translated sentence, empty when there is nothing to distrust.

    ``sentence_id`` is written into the flags; languages are ISO 639-1 codes; ``score`` is the mean
    log-probability per output token; ``similarity`` is the cosine of the embeddings, None when it
    was not computed. An empty translation gets that one flag only.
    """
    if not config.enabled:
        return ()
    pair = Pair(
        source, target, source_language, target_language, score, finished, similarity, config
    )
    nothing = tuple(empty(pair))
    findings = nothing or tuple(finding for check in CHECKS for finding in check(pair))
    return tuple(Flag(finding.kind, sentence_id, finding.message) for finding in findings)


def check_written(
    sentence_id: str,
    sentence: str,
    article: str,
    language: str,
    article_language: str,
    config: ChecksConfig,
) -> tuple[Flag, ...]:
    """The flags of a summary sentence that a model wrote freely, held against the whole article:
    numbers that it does not have, the wrong script, loops. ``sentence_id`` is written into the
    flags."""
    if not config.enabled:
        return ()
    pair = Pair(article, sentence, article_language, language, 0.0, True, None, config)
    checks: tuple[Check, ...] = (wrong_script, invented_numbers, repetition)
    findings = (finding for check in checks for finding in check(pair))
    return tuple(Flag(finding.kind, sentence_id, finding.message) for finding in findings)
