"""A quick look at a model's translations while it is being trained."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.training.conversion import convert_model
from models.training.vocabulary import load_tokenizer, piece_number


@dataclass(frozen=True, slots=True)
class DevSet:
    """Sentences with their reference translations into ``language``."""

    name: str
    language: str
    sources: tuple[str, ...]
    references: tuple[str, ...]

    def first(self, count: int) -> DevSet:
        """The first ``count`` sentences."""
        return DevSet(self.name, self.language, self.sources[:count], self.references[:count])


def read_dev_set(name: str, path: Path) -> DevSet:
    """A development set from two tab-separated columns; the language ends the name (``…-en``)."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    sources, references = zip(*rows, strict=True)
    return DevSet(name, name.rsplit("-", 1)[-1], sources, references)


def translate(
    folder: Path,
    texts: Sequence[str],
    language: str,
    *,
    beam: int = 1,
    threads: int = 2,
    batch_tokens: int = 2048,
) -> list[str]:
    """Translations by a CTranslate2 directory, without the limits and checks of the product."""
    import ctranslate2

    tokenizer = load_tokenizer(str(folder / "tokenizer.json"))
    translator = ctranslate2.Translator(
        str(folder), compute_type="int8", inter_threads=1, intra_threads=threads
    )
    pieces = [encoded.tokens for encoded in tokenizer.encode_batch(list(texts))]
    results = translator.translate_batch(
        pieces,
        target_prefix=[[f"<{language}>"]] * len(pieces),
        beam_size=beam,
        max_batch_size=batch_tokens,
        batch_type="tokens",
        max_decoding_length=200,
    )
    outputs = [[piece_number(tokenizer, p) for p in result.hypotheses[0]] for result in results]
    return [tokenizer.decode(ids) for ids in outputs]


def probe(
    model: Any, tokenizer: Path, sets: Sequence[DevSet], threads: int
) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """chrF++ by set, as the shipped int8 form would score it, and a few outputs to read."""
    import sacrebleu

    scores: dict[str, float] = {}
    seen: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as space:
        folder = Path(space) / "probe"
        convert_model(model, tokenizer, folder)
        for dev in sets:
            outputs = translate(folder, dev.sources, dev.language, threads=threads)
            score = sacrebleu.corpus_chrf(outputs, [list(dev.references)], word_order=2)
            scores[dev.name] = round(score.score, 2)
            seen += list(zip(dev.sources[:2], outputs[:2], strict=True))
    return scores, seen
