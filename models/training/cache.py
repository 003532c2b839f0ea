"""The fixed encoder layers' output on the disk, computed the first time it is asked for."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.training.batches import pad
from models.training.network import Translator
from models.training.shards import Ragged


class BaseCache:
    """bf16 vectors of every source sentence in one mapped file, with a mark per sentence.

    The file's name carries ``key``, a digest of the text and the fixed weights: a changed corpus
    or network starts a new file. Without a folder nothing is kept and each batch is computed.
    """

    def __init__(
        self, translator: Translator, sources: Ragged, folder: Path | None, key: str
    ) -> None:
        self._translator = translator
        self._sources = sources
        self._vectors: NDArray[np.int16] | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            width = translator.model.config.d_model
            self._vectors = _mapped(
                folder / f"base-{key}.bin", np.int16, (int(sources.offsets[-1]), width)
            )
            self._done = _mapped(folder / f"base-{key}.done", np.uint8, (len(sources),))

    def __call__(self, rows: NDArray[np.int32], source: Tensor) -> Tensor:
        """The vectors of the sentences ``rows`` whose padded pieces are ``source``."""
        if self._vectors is None:
            return self._translator.base(source)
        missing = np.unique(rows[self._done[rows] == 0])
        if len(missing):
            self._compute(missing)
        width = self._vectors.shape[1]
        out = np.zeros((*source.shape, width), dtype=np.int16)
        for place, row in enumerate(rows):
            start, stop = self._sources.offsets[row : row + 2]
            out[place, : stop - start] = self._vectors[start:stop]
        return torch.from_numpy(out).view(torch.bfloat16).to(source.device)

    def _compute(self, rows: NDArray[np.int32]) -> None:
        assert self._vectors is not None
        padded = torch.from_numpy(pad([self._sources[row] for row in rows]))
        base = self._translator.base(padded.to(self._translator.device))
        values = base.cpu().view(torch.int16).numpy()
        for place, row in enumerate(rows):
            start, stop = self._sources.offsets[row : row + 2]
            self._vectors[start:stop] = values[place, : stop - start]
        self._done[rows] = 1


def cache_key(translator: Translator, digest: str) -> str:
    """A digest of the prepared text and of the weights below the live layers."""
    seen = hashlib.sha256(digest.encode())
    encoder = translator.model.model.encoder
    modules = (encoder.embed_tokens, encoder.embed_positions, *translator.fixed_layers)
    for module in modules:
        for parameter in module.parameters():
            seen.update(parameter.detach().cpu().numpy().tobytes())
    return seen.hexdigest()[:12]


def _mapped(path: Path, kind: type[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    if path.is_file():
        return np.memmap(path, dtype=kind, mode="r+", shape=shape)
    return np.memmap(path, dtype=kind, mode="w+", shape=shape)
