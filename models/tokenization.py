"""Text to pieces and back, without any language state.

A tokenizer here adds no markers: what a family puts around a text (language codes, ``</s>``) is the
business of `models.families`. So one tokenizer serves every language and every thread; the
``src_lang`` switches of transformers' tokenizers, which accept any nonsense, are never used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from models.errors import ModelError


class Tokenizer(Protocol):
    """Splits texts into the pieces of a model's vocabulary. Safe to share between threads, and
    hashable, so that what is computed from a vocabulary can be kept."""

    def __hash__(self) -> int: ...

    def pieces(self, text: str, prefix: str = "") -> list[str]:
        """The text's pieces, a task prefix written before it. A marker that stands in the text
        (``</s>``, ``<en>``) stays ordinary text; one in the prefix is meant."""

    def text(self, pieces: Sequence[str]) -> str:
        """The pieces joined into text, markers left out."""

    def knows(self, piece: str) -> bool:
        """Whether the vocabulary holds exactly this piece."""

    def ids(self, pieces: Sequence[str]) -> list[int]:
        """The pieces' numbers; an unknown piece has the number of ``<unk>``."""

    def from_ids(self, ids: Sequence[int]) -> list[str]:
        """The pieces of numbers."""

    def vocabulary(self) -> list[str]:
        """All pieces, in the order of their numbers."""


_MADLAD_CODE = r"<2[A-Za-z_]+>"  # ordinary pieces in MADLAD's vocabulary, and yet commands


class MarkerGuard:
    """Keeps a marker that an article happens to contain from being read as a marker.

    A space goes after the marker's first character, so that ``</s>`` in a text about web pages
    is translated as text and cannot end the sentence or change the target language.
    """

    def __init__(self, markers: Iterable[str]) -> None:
        known = sorted({marker for marker in markers if len(marker) > 1}, key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, known), _MADLAD_CODE]))

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text)


class FastTokenizer:
    """A ``tokenizer.json`` run by the tokenizers library, which needs neither torch nor
    transformers."""

    def __init__(self, tokenizer: Any) -> None:
        # A file may carry the truncation its training used: it would cut a source in silence.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        added = tokenizer.get_added_tokens_decoder().values()
        self._guard = MarkerGuard(token.content for token in added if token.special)
        unknown = tokenizer.token_to_id("<unk>")
        self._unknown: int = 0 if unknown is None else unknown

    @classmethod
    def from_file(cls, path: Path) -> FastTokenizer:
        """The tokenizer in a ``tokenizer.json``; ModelError if the file is damaged."""
        import tokenizers

        try:
            return cls(tokenizers.Tokenizer.from_file(str(path)))
        except Exception as error:  # the library raises a bare Exception for anything wrong
            raise ModelError(
                f"The tokenizer {path} cannot be read ({error}); fetch or install the model again."
            ) from error

    def pieces(self, text: str, prefix: str = "") -> list[str]:
        if not text.strip():
            return []
        encoding = self._tokenizer.encode(prefix + self._guard(text), add_special_tokens=False)
        tokens: list[str] = encoding.tokens
        return tokens

    def text(self, pieces: Sequence[str]) -> str:
        ids = [self._tokenizer.token_to_id(piece) for piece in pieces]
        known = [number for number in ids if number is not None]
        decoded: str = self._tokenizer.decode(known, skip_special_tokens=True)
        return decoded.strip()

    def knows(self, piece: str) -> bool:
        return self._tokenizer.token_to_id(piece) is not None

    def ids(self, pieces: Sequence[str]) -> list[int]:
        ids = (self._tokenizer.token_to_id(piece) for piece in pieces)
        return [self._unknown if number is None else number for number in ids]

    def from_ids(self, ids: Sequence[int]) -> list[str]:
        return [self._tokenizer.id_to_token(number) or "<unk>" for number in ids]

    def vocabulary(self) -> list[str]:
        numbers: dict[str, int] = self._tokenizer.get_vocab(with_added_tokens=True)
        return sorted(numbers, key=numbers.__getitem__)
