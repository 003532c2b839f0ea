"""A score and what is needed to get the same number again."""

from __future__ import annotations

from dataclasses import dataclass

from models.errors import QysqaError


class ScoringError(QysqaError):
    """What was given to be scored does not fit together."""


@dataclass(frozen=True, slots=True)
class Score:
    """One number about a set of outputs.

    ``value`` is on the scale that ``eval.metrics.info(metric).unit`` names, 0–100 for most;
    ``signature`` holds everything that changes the number (version, tokenisation, case,
    references, seed) as ``key:value`` pairs joined by ``|``, the form that sacrebleu prints;
    ``low`` and ``high`` bound the 95 % bootstrap interval, None where none was computed;
    ``n`` is the number of segments (sentences or summaries) scored.
    """

    metric: str
    value: float
    signature: str
    low: float | None
    high: float | None
    n: int

    def __str__(self) -> str:
        interval = "" if self.low is None else f" [{self.low:.2f}, {self.high:.2f}]"
        return f"{self.metric} = {self.value:.2f}{interval} ({self.signature})"
