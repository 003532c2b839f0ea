"""Prepared text on the disk: piece numbers in a few large arrays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import ConfigurationError

PIECES = np.uint16
_INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class Ragged:
    """Sequences of piece numbers end to end; ``offsets`` has one entry more than there are."""

    pieces: NDArray[np.uint16]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> NDArray[np.uint16]:
        return self.pieces[self.offsets[row] : self.offsets[row + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Pieces of each sequence."""
        return np.diff(self.offsets)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything training reads. Row i of the four columns is one example.

    ``source`` and ``target`` are rows of ``sources`` and ``targets``, ``tag`` is the piece number
    of the target language's tag, ``corpus`` a row of ``names`` and ``weights``.
    """

    sources: Ragged
    targets: Ragged
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    tag: NDArray[np.int32]
    corpus: NDArray[np.int32]
    names: tuple[str, ...]
    weights: tuple[float, ...]
    digest: str

    def __len__(self) -> int:
        return len(self.source)


class TextTable:
    """Collects texts, each once, and gives the row of each."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._rows: dict[str, int] = {}

    def row(self, text: str) -> int:
        """The row of a text, new or known."""
        row = self._rows.setdefault(text, len(self.texts))
        if row == len(self.texts):
            self.texts.append(text)
        return row


def ragged(sequences: Sequence[Sequence[int]]) -> Ragged:
    """Sequences as one array."""
    offsets = np.zeros(len(sequences) + 1, dtype=np.int64)
    np.cumsum([len(sequence) for sequence in sequences], out=offsets[1:])
    pieces = np.fromiter(
        (piece for sequence in sequences for piece in sequence), dtype=PIECES, count=offsets[-1]
    )
    return Ragged(pieces, offsets)


def write_prepared(prepared: Prepared, folder: Path, shard_rows: int = 100_000) -> None:
    """Writes the arrays; example columns in shards of ``shard_rows``. The index comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("sources", "targets"):
        table: Ragged = getattr(prepared, name)
        np.save(folder / f"{name}.pieces.npy", table.pieces)
        np.save(folder / f"{name}.offsets.npy", table.offsets)
    columns = np.stack([prepared.source, prepared.target, prepared.tag, prepared.corpus])
    shards = []
    for start in range(0, columns.shape[1], shard_rows):
        shard = f"examples-{start // shard_rows:03d}.npy"
        np.save(folder / shard, columns[:, start : start + shard_rows])
        shards.append(shard)
    index = {
        "digest": prepared.digest,
        "names": prepared.names,
        "weights": prepared.weights,
        "shards": shards,
    }
    (folder / _INDEX).write_text(json.dumps(index, indent=1, ensure_ascii=False), "utf-8")


def read_prepared(folder: Path) -> Prepared:
    """What ``write_prepared`` wrote, mapped into memory."""
    if not (folder / _INDEX).is_file():
        raise ConfigurationError(
            f"{folder} holds no prepared text (no {_INDEX}); run the `prepare` step first."
        )
    index = json.loads((folder / _INDEX).read_text("utf-8"))
    columns = np.concatenate([np.load(folder / shard) for shard in index["shards"]], axis=1)
    tables = [
        Ragged(
            np.load(folder / f"{name}.pieces.npy", mmap_mode="r"),
            np.load(folder / f"{name}.offsets.npy"),
        )
        for name in ("sources", "targets")
    ]
    return Prepared(
        sources=tables[0],
        targets=tables[1],
        source=columns[0],
        target=columns[1],
        tag=columns[2],
        corpus=columns[3],
        names=tuple(index["names"]),
        weights=tuple(index["weights"]),
        digest=index["digest"],
    )
