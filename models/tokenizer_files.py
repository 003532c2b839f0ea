"""Finds and opens the tokenizer of a model directory, and repairs what its files lost.

A ``tokenizer.json`` is read by the tokenizers library alone. Other layouts (SentencePiece files,
vocab.json) are read through transformers, with two known losses mended or refused:

* NLLB with only ``sentencepiece.bpe.model`` loses its 202 language codes in transformers 5; they
  are given back as extra special tokens, in the order the model was trained with.
* A SentencePiece model that transformers reads otherwise than SentencePiece itself (as single
  characters, say) is refused: its output would be noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.errors import ModelError
from models.families import Family
from models.tokenization import FastTokenizer, MarkerGuard, Tokenizer

_SENTENCEPIECE = ("sentencepiece.bpe.model", "spiece.model", "source.spm")
_PROBE = "Қазақстан туралы мақала. Статья о Казахстане. An article about Kazakhstan, 2026."

TORCH_EXTRA = "pip install 'qysqa[torch]'"


class SlowTokenizer:
    """A tokenizer of transformers that has no fast form (M2M100, Marian). Its language switches
    are left alone, so it can be shared."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        markers = [*tokenizer.all_special_tokens, *tokenizer.get_added_vocab()]
        self._guard = MarkerGuard(markers)
        self._unknown: int = tokenizer.unk_token_id

    def pieces(self, text: str, prefix: str = "") -> list[str]:
        if not text.strip():
            return []
        pieces: list[str] = self._tokenizer.tokenize(prefix + self._guard(text))
        return pieces

    def text(self, pieces: Sequence[str]) -> str:
        special = set(self._tokenizer.all_special_tokens)
        kept = [piece for piece in pieces if piece not in special and self.knows(piece)]
        joined: str = self._tokenizer.convert_tokens_to_string(kept)
        return joined.strip()

    def knows(self, piece: str) -> bool:
        number = self._tokenizer.convert_tokens_to_ids(piece)
        return bool(number != self._unknown or piece == self._tokenizer.unk_token)

    def ids(self, pieces: Sequence[str]) -> list[int]:
        ids: list[int] = self._tokenizer.convert_tokens_to_ids(list(pieces))
        return ids

    def from_ids(self, ids: Sequence[int]) -> list[str]:
        pieces: list[str] = self._tokenizer.convert_ids_to_tokens(list(ids))
        return pieces


def open_tokenizer(path: Path, family: Family) -> Tokenizer:
    """The tokenizer in a model directory; ModelError if there is none or it is read wrongly."""
    if (path / "tokenizer.json").is_file():
        return FastTokenizer.from_file(path / "tokenizer.json")
    tokenizer = load_transformers_tokenizer(path, family)
    backend = getattr(tokenizer, "backend_tokenizer", None)
    opened: Tokenizer = SlowTokenizer(tokenizer) if backend is None else FastTokenizer(backend)
    _compare_with_sentencepiece(path, opened)
    return opened


def load_transformers_tokenizer(path: Path, family: Family) -> Any:
    """The directory's tokenizer as transformers reads it, NLLB's language codes given back."""
    if not any((path / name).is_file() for name in (*_SENTENCEPIECE, "tokenizer.json")):
        raise ModelError(
            f"The model directory {path} has no tokenizer; expected tokenizer.json or one of "
            f"{', '.join(_SENTENCEPIECE)}."
        )
    try:
        import transformers
    except ImportError as error:
        raise ModelError(
            f"The tokenizer files in {path} need transformers; install it with `{TORCH_EXTRA}`."
        ) from error
    options: dict[str, Any] = {"local_files_only": True}
    if family.name == "nllb" and not (path / "tokenizer.json").is_file():
        from transformers.models.nllb import tokenization_nllb

        options["extra_special_tokens"] = list(tokenization_nllb.FAIRSEQ_LANGUAGE_CODES)
    try:
        return transformers.AutoTokenizer.from_pretrained(str(path), **options)
    except Exception as error:  # whatever a damaged file makes the libraries raise
        raise ModelError(
            f"The tokenizer in {path} cannot be read ({error}); fetch the model again."
        ) from error


def _compare_with_sentencepiece(path: Path, tokenizer: Tokenizer) -> None:
    import sentencepiece

    file = next((path / name for name in _SENTENCEPIECE if (path / name).is_file()), None)
    if file is None:
        return
    reference = sentencepiece.SentencePieceProcessor()
    try:
        reference.Load(str(file))
    except (OSError, RuntimeError) as error:
        raise ModelError(f"The tokenizer {file} is damaged; fetch the model again.") from error
    expected = len(reference.encode(_PROBE, out_type=str))
    found = len(tokenizer.pieces(_PROBE))
    if found > 2 * expected:
        raise ModelError(
            f"The tokenizer in {path} splits a sentence into {found} pieces where SentencePiece "
            f"makes {expected}: its files are read wrongly. Add the model's tokenizer.json."
        )
