"""The metrics as subclasses of ``evaluate.Metric``.

``evaluate.load`` fetches a script from the hub; these classes are built here and need no network.
This module imports `evaluate` (and so torch, where it is installed): import it through
``eval.metrics.get``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import evaluate
from datasets import Features, Value
from datasets import Sequence as Many

from eval.metrics.registry import info
from eval.metrics.scoring import score


class SegmentMetric(evaluate.Metric):  # type: ignore[misc]  # evaluate has no types
    """Base of all metrics; ``metric`` is the name under which the registry knows it.

    ``compute`` returns the value under the metric's name and the signature under
    ``<name>_signature``; with ``resamples=1000`` also ``<name>_low`` and ``<name>_high``.
    Keyword arguments of ``compute``: language, source_language, groups, resamples, seed,
    allow_empty, and the metric's options; they win over those given to ``eval.metrics.get``.
    """

    metric = ""

    def __init__(self, language: str, options: Mapping[str, Any], **settings: Any) -> None:
        self._language = language
        self._metric_options = dict(options)
        # In memory: the default writes to the user's cache, which may be read-only.
        super().__init__(keep_in_memory=True, **settings)

    def _info(self) -> evaluate.MetricInfo:
        about = info(self.metric)
        columns: dict[str, Any] = {"predictions": Value("string")}
        if "references" in about.needs:
            columns["references"] = Value("string")
        if "sources" in about.needs:
            columns["sources"] = Value("string")
        if "facts" in about.needs:
            columns["facts"] = Many(Value("string"))
        features = [Features(columns)]
        if "references" in columns:
            features.insert(0, Features({**columns, "references": Many(Value("string"))}))
        return evaluate.MetricInfo(
            description=f"{about.label}: {about.about}. Unit: {about.unit}.",
            citation="",
            inputs_description=(SegmentMetric.__doc__ or ""),
            features=features if len(features) > 1 else features[0],
        )

    def _compute(
        self,
        *,
        predictions: Sequence[str],
        references: Sequence[Any] = (),
        sources: Sequence[str] | None = None,
        facts: Sequence[Sequence[str]] | None = None,
        language: str | None = None,
        **settings: Any,
    ) -> dict[str, float | str]:
        result = score(
            self.metric,
            predictions,
            references,
            language or self._language,
            sources=sources,
            facts=facts,
            **{**self._metric_options, **settings},
        )
        found: dict[str, float | str] = {
            self.metric: result.value,
            f"{self.metric}_signature": result.signature,
        }
        if result.low is not None and result.high is not None:
            found[f"{self.metric}_low"] = result.low
            found[f"{self.metric}_high"] = result.high
        return found


def build(name: str, language: str, options: Mapping[str, Any]) -> SegmentMetric:
    """An instance of the subclass for a known ``name`` with known options."""
    kind = "".join(part[:1].upper() + part[1:] for part in name.replace("++", "-plus").split("-"))
    subclass = type(kind, (SegmentMetric,), {"metric": name, "__doc__": info(name).about})
    metric: SegmentMetric = subclass(language, options)
    return metric
