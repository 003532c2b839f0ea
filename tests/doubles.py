"""Stand-ins that many tests share: an engine and an embedder without a model; where things lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from models.engine import EngineInfo, Generation, GenerationSettings, Progress

REPOSITORY = Path(__file__).resolve().parent.parent
REAL_ARTICLES = REPOSITORY.parent / "shared" / "articles"


@dataclass
class ReversingEngine:
    """Translates by reversing the order of the words; a token is a word. It remembers every call,
    and a text that holds a key of ``answers`` is translated as that key's value."""

    max_source_tokens: int = 40
    answers: dict[str, str] = field(default_factory=dict)
    calls: list[list[str]] = field(default_factory=list)
    info: EngineInfo = field(default_factory=lambda: EngineInfo("reversing", "test", "r1", "none"))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def generate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        settings: GenerationSettings,
        progress: Progress | None = None,
    ) -> list[Generation]:
        self.calls.append(list(texts))
        outputs = []
        for text in texts:
            assert len(text.split()) <= self.max_source_tokens, "a text over the limit came through"
            answer = " ".join(reversed(text.split()))
            for key, value in self.answers.items():
                if key in text:
                    answer = value
            outputs.append(Generation(answer, -0.5, len(answer.split())))
            if progress:
                progress(1)
        return outputs


class LetterEmbedder:
    """Embeds a text as the normalised counts of its letters: alike texts lie near each other."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                row[ord(letter) % 64] += 1
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return rows
