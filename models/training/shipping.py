"""The export step from end to end: weights, files, checks, measurements, card."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from models import sentencepiece_tokenizer
from models.training.card import Facts, write_card
from models.training.checkpoint import Progress, average_weights
from models.training.config import RunConfig
from models.training.evaluate import GREEDY, Evaluation, evaluate
from models.training.export import check_bundle, require, silence_unseen, write_bundle
from models.training.initial import initial_network
from models.training.manifest import Corpus, read_manifest
from models.training.prepare import CorpusReport, data_folder, written_corpora
from models.training.probe import DevSet
from models.training.shards import read_prepared


def ship(
    config: RunConfig,
    sets: Sequence[DevSet],
    folder: Path,
    *,
    version: str,
    average: bool,
    command: str,
) -> Evaluation:
    """Writes ``folder`` anew and returns what was measured on it.

    Everything is made and checked in a temporary folder first: a model that fails a check leaves
    the shipped one as it was.
    """
    tokenizer = config.work / "tokenizer.json"
    model = initial_network(config, tokenizer)
    checkpoint = torch.load(config.work / "checkpoint.pt", map_location="cpu", weights_only=True)
    weights = average_weights(config.work / "weights") if average else checkpoint["model"]
    model.load_state_dict(weights, strict=False)
    model.eval()
    silence_unseen(model, read_prepared(data_folder(config)))
    with tempfile.TemporaryDirectory() as space:
        made = Path(space) / config.name
        write_bundle(model, tokenizer, made)
        check = check_bundle(model, tokenizer, made, sets)
        require(check)
        greedy = evaluate(str(made), sets, settings=GREEDY)
        evaluation = evaluate(str(made), sets)
        evaluation = replace(evaluation, words_per_second=greedy.words_per_second)
        write_card(
            Facts(
                config=config,
                corpora=_corpora(config),
                progress=Progress(**checkpoint["progress"]),
                check=check,
                evaluation=evaluation,
                greedy=greedy,
                parameters=_parameters(model),
                decoder_layers=model.config.decoder_layers,
                encoder_layers=model.config.encoder_layers,
                pieces=model.config.vocab_size,
                version=version,
                command=command,
            ),
            made,
        )
        folder.mkdir(parents=True, exist_ok=True)
        # Not every vocabulary has this form, and an old one would be read before tokenizer.json.
        (folder / sentencepiece_tokenizer.FILE).unlink(missing_ok=True)
        for file in sorted(made.iterdir()):
            shutil.copyfile(file, folder / file.name)
    return evaluation


def _parameters(model: Any) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def _corpora(config: RunConfig) -> list[tuple[Corpus, CorpusReport]]:
    listed = [*read_manifest(config.data.manifest), *written_corpora(config)]
    corpora = {corpus.key: corpus for corpus in listed}
    entries = json.loads((config.work / "report.json").read_text("utf-8"))
    reports = [CorpusReport(**{**entry, "dropped": Counter(entry["dropped"])}) for entry in entries]
    return [(corpora[report.key], report) for report in reports]
