"""The one protocol all engines follow: texts in one language become texts in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

Progress = Callable[[int], None]
"""Called with the number of texts that have just been finished."""


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """How output is searched for.

    ``beam_size`` 1 is greedy search. ``length_penalty`` is the exponent by which a beam's score is
    divided (Wu et al. 2016, without coverage). ``max_length_ratio`` and ``max_length_slack`` bound
    the output: at most ``ratio * source_tokens + slack`` tokens, so that the output follows the
    input and a loop ends early. ``batch_tokens`` bounds a batch: rows times the longest row.
    """

    beam_size: int = 1
    length_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    repetition_penalty: float = 1.0
    max_length_ratio: float = 2.0
    max_length_slack: int = 16
    batch_tokens: int = 1024


@dataclass(frozen=True, slots=True)
class Generation:
    """One output. ``score`` is the mean log-probability per output token (0 is certainty);
    ``tokens`` is the number of output tokens; ``finished`` is false where the length bound cut it.
    """

    text: str
    score: float
    tokens: int
    finished: bool = True


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What produced an output, precisely enough to produce it again."""

    name: str
    engine: str
    revision: str
    compute_type: str


class Engine(Protocol):
    """A loaded model. Not thread-safe unless the implementation says so."""

    @property
    def info(self) -> EngineInfo:
        """The model's name, engine, revision and compute type."""

    @property
    def max_source_tokens(self) -> int:
        """The longest source, in tokens, that the model translates safely (about 200)."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of source tokens of each text, markers such as ``</s>`` not counted."""

    def generate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        settings: GenerationSettings,
        progress: Progress | None = None,
    ) -> list[Generation]:
        """Translate (or, for a summarisation model, summarise) each text, in input order.

        ``source`` and ``target`` are ISO 639-1 codes. A text over ``max_source_tokens`` raises
        ModelError: whoever calls splits it first, nothing is cut. An empty text gives an empty
        Generation.
        """
