"""Reads CTranslate2's ``model.bin``: the variables by name, aliases resolved, int8 made float.

Layout (CTranslate2 4.8, ``python/ctranslate2/specs/model_spec.py``, ``ModelSpec._serialize``), all
little-endian: version u32 (6), the specification's name as a string, its revision u32, the number
of variables u32; then for each its name, rank u8, that many dimensions u32, type u8, bytes u32 and
the bytes; then the number of aliases u32 and pairs of names. A string is its length u16, which
counts a closing zero, and UTF-8 bytes.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import ModelError

Array = npt.NDArray[Any]

VERSION = 6
_TYPES: tuple[str | None, ...] = ("float32", "int8", "int16", "int32", "float16", None)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._data = path.read_bytes()
        except OSError as error:
            raise ModelError(f"The weights {path} cannot be read ({error.strerror}).") from error
        self._at = 0

    def take(self, size: int) -> bytes:
        part = self._data[self._at : self._at + size]
        if len(part) != size:
            raise self.damaged("it ends early")
        self._at += size
        return part

    def number(self, code: str) -> int:
        return int(struct.unpack(f"<{code}", self.take(struct.calcsize(code)))[0])

    def string(self) -> str:
        raw = self.take(self.number("H"))
        try:
            return raw[:-1].decode("utf-8")
        except UnicodeDecodeError:
            raise self.damaged("a name in it is not text") from None

    def ended(self) -> bool:
        return self._at == len(self._data)

    def damaged(self, why: str) -> ModelError:
        return ModelError(
            f"The weights {self._path} are damaged: {why}; install or convert the model again."
        )


def read_model_bin(path: Path) -> dict[str, Array]:
    """The variables of a ``model.bin`` as they are stored, aliases as the same array.

    Raises ModelError for a file that is cut short, longer than it says, or of another version.
    """
    reader = _Reader(path)
    version = reader.number("I")
    if version != VERSION:
        raise reader.damaged(f"its version is {version}, expected {VERSION}")
    reader.string()
    reader.number("I")
    variables: dict[str, Array] = {}
    for _ in range(reader.number("I")):
        name = reader.string()
        shape = tuple(reader.number("I") for _ in range(reader.number("B")))
        kind = reader.number("B")
        data = reader.take(reader.number("I"))
        dtype = _TYPES[kind] if kind < len(_TYPES) else None
        if dtype is None:
            raise reader.damaged(f"{name} has the unknown type {kind}")
        values = np.frombuffer(data, dtype=np.dtype(dtype).newbyteorder("<"))
        if values.size != int(np.prod(shape, dtype=np.int64)):
            raise reader.damaged(f"{name} has {values.size} numbers for the shape {shape}")
        variables[name] = values.reshape(shape)
    for _ in range(reader.number("I")):
        alias = reader.string()
        original = reader.string()
        if original not in variables:
            raise reader.damaged(f"{alias} stands for {original}, which is not there")
        variables[alias] = variables[original]
    if not reader.ended():
        raise reader.damaged("bytes follow its end")
    return variables


def dequantized(variables: dict[str, Array], name: str) -> Array:
    """A variable in float32; int8 rows are divided by their scales, as CTranslate2 does."""
    values = variables[name]
    if values.dtype != np.int8:
        return values.astype(np.float32)
    scales = variables.get(f"{name}_scale")
    if scales is None and name.endswith("projection/weight"):
        scales = variables.get("decoder/embeddings/weight_scale")
    if scales is None:
        raise ModelError(f"The weights lack {name}_scale, without which {name} has no meaning.")
    return values.astype(np.float32) / scales.astype(np.float32)[:, None]
