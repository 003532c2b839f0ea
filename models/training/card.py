"""The page that ships with the weights, written from what was measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.bundled import read_card
from models.training.checkpoint import Progress
from models.training.config import RunConfig
from models.training.evaluate import Evaluation, Sample, SetResult
from models.training.export import ExportCheck
from models.training.manifest import Corpus
from models.training.prepare import CorpusReport
from models.training.targets import standings

TEMPLATES = Path(__file__).parent / "templates"
LICENCE = "GPL-3.0-or-later AND CC-BY-SA-4.0"
"""The strictest of the training texts' licences: the weights claim no more freedom than those."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a card says that was not written by hand."""

    config: RunConfig
    corpora: Sequence[tuple[Corpus, CorpusReport]]
    progress: Progress
    check: ExportCheck
    evaluation: Evaluation
    greedy: Evaluation
    parameters: int
    decoder_layers: int
    encoder_layers: int
    pieces: int
    version: str
    command: str


def card_record(facts: Facts) -> dict[str, Any]:
    """The machine-readable card."""
    evaluation, progress = facts.evaluation, facts.progress
    return {
        "name": facts.config.name,
        "version": facts.version,
        "revision": evaluation.revision,
        "licence": LICENCE,
        "parameters": facts.parameters,
        "source_languages": ["kk"],
        "target_languages": ["en", "ru"],
        "max_source_tokens": 200,
        "decoding": {
            "source": "<s> pieces </s>",
            "decoder_start": "</s>",
            "target_prefix": {"en": "<en>", "ru": "<ru>"},
        },
        "scores": [
            _scores(part, result) for result in (evaluation, facts.greedy) for part in result.sets
        ],
        "words_per_second_per_core": round(evaluation.words_per_second),
        "size_mb": round(evaluation.size_mb, 1),
        "training": {
            "init": started_from(facts.config),
            "steps": progress.step,
            "pairs": progress.pairs,
            "target_tokens": progress.tokens,
            "minutes": round(progress.seconds / 60, 1),
            "seed": facts.config.train.seed,
            "live_encoder_layers": facts.config.train.live_layers,
            "texts": {corpus.key: report.kept for corpus, report in facts.corpora},
        },
    }


def started_from(config: RunConfig) -> str:
    """What `model.init` stands for: with "bundled", the shipped model's version and revision."""
    if config.model.init != "bundled":
        return config.model.init
    card = read_card()
    return f"{card['name']} {card.get('version', '?')} (revision {card['revision']})"


def _scores(part: SetResult, of: Evaluation) -> dict[str, Any]:
    return {
        "set": part.name,
        "beam": of.beam,
        "length_penalty": of.length_penalty,
        "sentences": part.sentences,
        "chrf++": part.chrf,
        "chrf_signature": part.chrf_signature,
        "bleu": part.bleu,
        "bleu_signature": part.bleu_signature,
        "numbers_preserved": round(part.numbers, 4),
    }


def write_card(facts: Facts, folder: Path) -> None:
    """``card.json`` and ``README.md`` beside the weights."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    record = json.dumps(card_record(facts), indent=1, ensure_ascii=False)
    (folder / "card.json").write_text(record + "\n", "utf-8")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("card.md.j2").render(
        facts=facts,
        start=started_from(facts.config),
        evaluation=facts.evaluation,
        standings=standings(facts.evaluation),
        worst=_worst(facts.evaluation),
        licences=sorted({corpus.licence for corpus, _ in facts.corpora}),
        licence=LICENCE,
    )
    (folder / "README.md").write_text(page, "utf-8")


def _worst(evaluation: Evaluation, count: int = 10) -> list[Sample]:
    """Bad outputs, from every set of whole sentences in turn."""
    names = [part.name for part in evaluation.sets if part.chrf and "tatoeba" not in part.name]
    ranked = [
        [s for s in evaluation.worst(len(evaluation.samples)) if s.set_name == n] for n in names
    ]
    turns = [sample for group in zip(*ranked, strict=False) for sample in group]
    seen: set[str] = set()
    chosen: list[Sample] = []
    for sample in turns:
        if sample.source not in seen and len(chosen) < count:
            seen.add(sample.source)
            chosen.append(sample)
    return chosen
