"""What a check looks at, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from summarize.configuration import ChecksConfig
from summarize.result import FlagKind


@dataclass(frozen=True, slots=True)
class Pair:
    """A source sentence beside its translation. Languages are ISO 639-1 codes. ``score`` is the
    mean log-probability per output token; ``finished`` is false where a length bound cut the
    output; ``similarity`` is the cosine of the two sentences' embeddings, None if not computed."""

    source: str
    target: str
    source_language: str
    target_language: str
    score: float
    finished: bool
    similarity: float | None
    config: ChecksConfig


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason for distrust and its evidence in a short English phrase."""

    kind: FlagKind
    message: str


Check = Callable[[Pair], Iterable[Finding]]
"""One question asked of a pair; no finding means no doubt."""
