"""Finds and opens the tokenizer of a model directory, and repairs what its files lost.

A bundled model's ``sentencepiece.model`` comes first, being light. A ``tokenizer.json`` is read by
the tokenizers library alone. Other layouts (SentencePiece files,
vocab.json) are read through transformers, with two known losses mended or refused:

* NLLB with only ``sentencepiece.bpe.model`` loses its 202 language codes in transformers 5. Given
  back as extra special tokens they come after ``<mask>``, each one number too high, so that every
  code would mean its neighbour in the list; here they get the numbers of training.
* A SentencePiece model that transformers reads otherwise than SentencePiece itself (as single
  characters, say) is refused: its output would be noise.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models import sentencepiece_tokenizer
from models.errors import ModelError
from models.families import Family
from models.sentencepiece_tokenizer import SentencePieceTokenizer
from models.tokenization import FastTokenizer, MarkerGuard, Tokenizer

_SENTENCEPIECE = ("sentencepiece.bpe.model", "spiece.model", "source.spm")
_PROBE = "Қазақстан туралы мақала. Статья о Казахстане. An article about Kazakhstan, 2026."

_FIRST_PIECE = {"nllb": 1, "mbart": 1, "mbart50": 1, "t5": 0, "madlad": 0}
"""How far a piece's number lies from SentencePiece's: fairseq put ``<pad>`` in as number 1."""

_FIRST_CODE = {"nllb": "ace_Arab", "mbart": "ar_AR", "mbart50": "ar_AR"}
"""The first of a family's language codes, which has the number behind the last piece."""

TORCH_EXTRA = "pip install 'qysqa[torch]'"


class SlowTokenizer:
    """A tokenizer of transformers that has no fast form (M2M100, Marian). Its language switches
    are left alone, so it can be shared."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        codes = getattr(tokenizer, "lang_token_to_id", {})
        self._markers = {*tokenizer.all_special_tokens, *tokenizer.get_added_vocab(), *codes}
        self._guard = MarkerGuard(self._markers)
        self._unknown: int = tokenizer.unk_token_id

    def pieces(self, text: str, prefix: str = "") -> list[str]:
        if not text.strip():
            return []
        pieces: list[str] = self._tokenizer.tokenize(prefix + self._guard(text))
        return pieces

    def text(self, pieces: Sequence[str]) -> str:
        kept = [piece for piece in pieces if piece not in self._markers and self.knows(piece)]
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

    def vocabulary(self) -> list[str]:
        numbers: dict[str, int] = self._tokenizer.get_vocab()
        return sorted(numbers, key=numbers.__getitem__)


def open_tokenizer(path: Path, family: Family) -> Tokenizer:
    """The tokenizer in a model directory; ModelError if there is none or it is read wrongly."""
    if family.name == "kk-mini" and (path / sentencepiece_tokenizer.FILE).is_file():
        return SentencePieceTokenizer.from_file(path / sentencepiece_tokenizer.FILE)
    if (path / "tokenizer.json").is_file():
        return FastTokenizer.from_file(path / "tokenizer.json")
    tokenizer = load_transformers_tokenizer(path, family)
    backend = getattr(tokenizer, "backend_tokenizer", None)
    opened: Tokenizer = SlowTokenizer(tokenizer) if backend is None else FastTokenizer(backend)
    check_against_sentencepiece(path, family, opened)
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
    try:
        with warnings.catch_warnings():
            # Marian would like sacremoses for punctuation, which is normalised before it gets here.
            warnings.filterwarnings("ignore", message=".*sacremoses.*")
            tokenizer = transformers.AutoTokenizer.from_pretrained(str(path), local_files_only=True)
    except Exception as error:  # whatever a damaged file makes the libraries raise
        raise ModelError(
            f"The tokenizer in {path} cannot be read ({error}); fetch the model again."
        ) from error
    if family.name == "nllb" and not (path / "tokenizer.json").is_file():
        return _with_nllb_codes(tokenizer)
    return tokenizer


def _with_nllb_codes(tokenizer: Any) -> Any:
    """An NLLB tokenizer with the language codes behind the pieces and ``<mask>`` behind them."""
    import tokenizers
    import transformers
    from transformers.models.nllb import tokenization_nllb

    data = json.loads(tokenizer.backend_tokenizer.to_str())
    codes = tokenization_nllb.FAIRSEQ_LANGUAGE_CODES
    pieces = data["model"]["vocab"]
    kept = [
        token
        for token in data["added_tokens"]
        if token["content"] in pieces and token["content"] not in codes
    ]
    form = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    data["added_tokens"] = kept + [
        {"id": len(pieces) + place, "content": content, "special": True, **form}
        for place, content in enumerate([*codes, "<mask>"])
    ]
    data["post_processor"] = None  # it names a language; families put the codes in
    make: Any = transformers.PreTrainedTokenizerFast
    return make(
        tokenizer_object=tokenizers.Tokenizer.from_str(json.dumps(data)),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
    )


def check_against_sentencepiece(path: Path, family: Family, tokenizer: Tokenizer) -> None:
    """Raises ModelError unless a tokenizer reads as the directory's SentencePiece model does: the
    same pieces, roughly, and the same numbers where the family keeps SentencePiece's order."""
    import sentencepiece

    file = next((path / name for name in _SENTENCEPIECE if (path / name).is_file()), None)
    if file is None:
        return
    reference = sentencepiece.SentencePieceProcessor()
    try:
        reference.Load(str(file))
    except (OSError, RuntimeError) as error:
        raise ModelError(f"The tokenizer {file} is damaged; fetch the model again.") from error
    pieces: list[str] = reference.encode(_PROBE, out_type=str)
    found = tokenizer.pieces(_PROBE)
    if len(found) > 2 * len(pieces):
        raise ModelError(
            f"The tokenizer in {path} splits a sentence into {len(found)} pieces where "
            f"SentencePiece makes {len(pieces)}: its files are read wrongly. Add the model's "
            "tokenizer.json."
        )
    shift = _FIRST_PIECE.get(family.name)
    known = [piece for piece in pieces if reference.piece_to_id(piece) != reference.unk_id()]
    if shift is None or not known:
        return
    expected = [reference.piece_to_id(piece) + shift for piece in known]
    first_code = _FIRST_CODE.get(family.name)
    if first_code is not None:
        known.append(first_code)
        expected.append(reference.get_piece_size() + shift)
    if tokenizer.ids(known) != expected:
        raise ModelError(
            f"The tokenizer in {path} numbers its pieces otherwise than the model was trained "
            "with: its files are read wrongly. Add the model's tokenizer.json."
        )
