"""A bundled model's vocabulary run by the sentencepiece library.

It splits as the tokenizer.json beside it does, in a quarter of the time and with 20 MB less memory.
The two differ only on spaces around a text and on digits of other scripts, which are one unknown
piece here when they stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.errors import ModelError
from models.tokenization import MarkerGuard

FILE = "sentencepiece.model"
_SPACE = "▁"


class SentencePieceTokenizer:
    """Implements `models.tokenization.Tokenizer`; thread-safe."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor
        self._size: int = processor.get_piece_size()
        self._markers = {
            processor.id_to_piece(number)
            for number in range(self._size)
            if processor.is_control(number) or processor.is_unknown(number)
        }
        self._guard = MarkerGuard(self._markers)

    @classmethod
    def from_file(cls, path: Path) -> SentencePieceTokenizer:
        """The vocabulary in a ``sentencepiece.model``; ModelError if the file is damaged."""
        import sentencepiece

        processor = sentencepiece.SentencePieceProcessor()
        try:
            processor.LoadFromSerializedProto(path.read_bytes())
        except (OSError, RuntimeError) as error:
            raise ModelError(
                f"The tokenizer {path} cannot be read ({error}); fetch or install the model again."
            ) from error
        return cls(processor)

    def pieces(self, text: str, prefix: str = "") -> list[str]:
        if not text.strip():
            return []
        pieces: list[str] = self._processor.encode(prefix + self._guard(text), out_type=str)
        return pieces

    def text(self, pieces: Sequence[str]) -> str:
        kept = (piece for piece in pieces if piece not in self._markers and self.knows(piece))
        return "".join(kept).replace(_SPACE, " ").strip()

    def knows(self, piece: str) -> bool:
        number: int = self._processor.piece_to_id(piece)
        return bool(self._processor.id_to_piece(number) == piece)

    def ids(self, pieces: Sequence[str]) -> list[int]:
        return [self._processor.piece_to_id(piece) for piece in pieces]

    def from_ids(self, ids: Sequence[int]) -> list[str]:
        known = range(self._size)
        return [
            self._processor.id_to_piece(number) if number in known else "<unk>" for number in ids
        ]

    def vocabulary(self) -> list[str]:
        return [self._processor.id_to_piece(number) for number in range(self._size)]
