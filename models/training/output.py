"""The part of the output table that one update looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.training.batches import Batch, piece_counts
from models.training.shards import Prepared


@dataclass(frozen=True, slots=True)
class Output:
    """``pieces`` are the chosen rows of the vocabulary, ``rows`` finds a piece among them and
    ``offsets`` is what each one's logit must gain to stand for those left out."""

    pieces: Tensor
    rows: Tensor
    offsets: Tensor

    def to(self, device: torch.device) -> Output:
        """The same on another device."""
        return Output(self.pieces.to(device), self.rows.to(device), self.offsets.to(device))


class OutputSampler:
    """Chooses pieces: those of the batch, the language's frequent ones, and a random few.

    A softmax over all pieces is a third of the work of a small model. The random pieces are drawn
    evenly from all others that occur in targets, of both languages; adding the logarithm of the
    inverse share drawn makes their sum an unbiased estimate of the full one (Jean et al. 2015,
    section 3). ``sampled`` at the size of the vocabulary or above gives the full softmax.
    Pieces that no target contains are never chosen: export gives them a bias of minus infinity.
    """

    def __init__(self, prepared: Prepared, *, frequent: int, sampled: int, seed: int) -> None:
        self._sampled, self._seed = sampled, seed
        everything = piece_counts(prepared)
        self.used = np.flatnonzero(everything)
        self._frequent = {
            tag: np.argsort(-piece_counts(prepared, tag), kind="stable")[:frequent]
            for tag in sorted(set(prepared.tag.tolist()))
        }

    def __call__(self, batch: Batch, step: int) -> Output:
        """The pieces for one batch; the draw depends on the seed and the step alone."""
        sure = np.union1d(self._frequent[batch.tag], batch.labels[batch.labels >= 0])
        sure = sure[np.isin(sure, self.used)]
        rest = np.setdiff1d(self.used, sure, assume_unique=True)
        count = min(self._sampled, len(rest))
        drawn = np.random.default_rng((self._seed, step)).choice(rest, count, replace=False)
        offsets = np.zeros(len(sure) + count, dtype=np.float32)
        if count:
            offsets[len(sure) :] = np.log(len(rest) / count)
        pieces = np.concatenate([sure, drawn]).astype(np.int64)
        rows = np.zeros(2**16, dtype=np.int64)
        rows[pieces] = np.arange(len(pieces))
        return Output(*map(torch.from_numpy, (pieces, rows, offsets)))
