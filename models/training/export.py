"""From a run's weights to the files that ship, with the checks that they are the same model."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from models import sentencepiece_tokenizer
from models.bundled.rebuild import rebuild_transformers
from models.errors import ModelError
from models.loading import load_engine
from models.training.batches import piece_counts
from models.training.conversion import BART_EXTRAS, convert_model
from models.training.evaluate import GREEDY, score, translate_all
from models.training.probe import DevSet
from models.training.shards import Prepared
from models.training.vocabulary import write_sentencepiece

SHAPE = "bart_config.json"
UNSEEN_BIAS = -1e4
"""Bias of output pieces that no target contained: their rows were never told to be quiet."""

MIN_SAME = 0.98
MAX_LOSS = 0.3


@dataclass(frozen=True, slots=True)
class ExportCheck:
    """``same`` of ``compared`` sentences come out alike from transformers and from CTranslate2,
    both computing in float32 with the shipped weights; ``same_int8`` as shipped, activations
    rounded too. ``float_chrf`` is the unrounded network's score, ``int8_chrf`` the shipped one's:
    means over the sets, of ``scored`` sentences in all."""

    compared: int
    same: int
    same_int8: int
    scored: int
    float_chrf: float
    int8_chrf: float

    @property
    def loss(self) -> float:
        """chrF++ lost by rounding."""
        return self.float_chrf - self.int8_chrf


def silence_unseen(model: Any, prepared: Prepared) -> int:
    """Gives output pieces that no target contains a bias that keeps them out; their number."""
    seen = torch.from_numpy(piece_counts(prepared)[: model.config.vocab_size] > 0)
    model.final_logits_bias.zero_()
    model.final_logits_bias[:, ~seen] = UNSEEN_BIAS
    return int((~seen).sum())


def write_bundle(model: Any, tokenizer: Path, folder: Path) -> str:
    """The layout that ships: CTranslate2's files, the tokenizer, the shape for transformers and a
    card with the revision (the start of model.bin's SHA-256), which is also returned."""
    with tempfile.TemporaryDirectory() as space:
        converted = Path(space) / "converted"
        convert_model(model, tokenizer, converted)
        folder.mkdir(parents=True, exist_ok=True)
        for file in converted.iterdir():
            shutil.copyfile(file, folder / file.name)
    write_sentencepiece(tokenizer, folder / sentencepiece_tokenizer.FILE)
    shape = json.loads(model.config.to_json_string(use_diff=False)) | BART_EXTRAS
    shape["dtype"] = "float32"
    shape.pop("_name_or_path", None)  # the folder that training started from
    (folder / SHAPE).write_text(json.dumps(shape, indent=1, sort_keys=True) + "\n", "utf-8")
    revision = hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest()[:12]
    (folder / "card.json").write_text(json.dumps({"revision": revision}) + "\n", "utf-8")
    return revision


def check_bundle(
    model: Any,
    tokenizer: Path,
    folder: Path,
    sets: Sequence[DevSet],
    *,
    sentences: int = 200,
    scored: int = 2000,
) -> ExportCheck:
    """Compares engines on ``sentences`` and number formats on ``scored`` of them, both spread
    evenly over the sets, greedy. The unrounded network is scored through CTranslate2 as well:
    it is many times faster there."""
    few, many = _spread(sets, sentences), _spread(sets, scored)
    with tempfile.TemporaryDirectory() as space:
        convert_model(model, tokenizer, Path(space) / "float", "float32")
        shutil.copyfile(folder / SHAPE, Path(space) / "float" / SHAPE)
        rebuilt = rebuild_transformers(folder, Path(space) / "rebuilt")
        transformers = _outputs(str(rebuilt), "transformers", "float32", few)
        float32 = _outputs(str(folder), "ctranslate2", "float32", few)
        int8 = _outputs(str(folder), "ctranslate2", "int8", few)
        unrounded = _outputs(str(Path(space) / "float"), "ctranslate2", "float32", many)
        shipped = _outputs(str(folder), "ctranslate2", "int8", many)
    return ExportCheck(
        compared=sum(len(part.sources) for part in few),
        same=_same(transformers, float32),
        same_int8=_same(transformers, int8),
        scored=sum(len(part.sources) for part in many),
        float_chrf=round(_mean_chrf(many, unrounded), 2),
        int8_chrf=round(_mean_chrf(many, shipped), 2),
    )


def _spread(sets: Sequence[DevSet], sentences: int) -> list[DevSet]:
    return [dev.first(max(1, sentences // len(sets))) for dev in sets]


def _outputs(model: str, engine: str, compute_type: str, sets: Sequence[DevSet]) -> list[list[str]]:
    loaded = load_engine(model, engine=engine, device="cpu", compute_type=compute_type)
    return [translate_all(loaded, dev, GREEDY) for dev in sets]


def _mean_chrf(parts: Sequence[DevSet], outputs: Sequence[Sequence[str]]) -> float:
    scores = [score(part, output)[0].chrf for part, output in zip(parts, outputs, strict=True)]
    return sum(scores) / len(scores)


def _same(first: list[list[str]], second: list[list[str]]) -> int:
    return sum(
        a == b
        for one, two in zip(first, second, strict=True)
        for a, b in zip(one, two, strict=True)
    )


def require(check: ExportCheck) -> None:
    """Raises ModelError where the shipped files are not the trained model."""
    if check.same < MIN_SAME * check.compared:
        raise ModelError(
            f"transformers and CTranslate2 agree on {check.same} of {check.compared} sentences "
            f"with the same weights; expected {MIN_SAME:.0%}. The conversion is wrong: compare "
            "the configuration with DESIGN.md's shape."
        )
    if check.loss > MAX_LOSS:
        raise ModelError(
            f"int8 costs {check.loss:.2f} chrF++ ({check.float_chrf} to {check.int8_chrf}); at "
            f"most {MAX_LOSS} is accepted."
        )
