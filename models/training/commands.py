"""The four steps as commands; what is heavy is imported by the step that needs it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from models.training.config import RunConfig, load_config

if TYPE_CHECKING:
    from models.training.evaluate import Evaluation
    from models.training.probe import DevSet

BUNDLED = Path(__file__).parent.parent / "bundled" / "kk-mini"
REPORT = "report.json"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python -m models.training",
        description="Makes the bundled model: corpora to text arrays to weights to shipped files.",
    )
    steps = top.add_subparsers(required=True, metavar="STEP")
    for name, run, text in (
        ("prepare", run_prepare, "clean the corpora and write the arrays; prints what was dropped"),
        ("train", run_train, "train, or go on from the last checkpoint"),
        ("evaluate", run_evaluate, "measure a model directory against the targets"),
        ("export", run_export, "write the shipped form, check it, measure it, write its card"),
    ):
        step = steps.add_parser(name, help=text, description=text)
        step.set_defaults(run=run)
        if name == "evaluate":
            step.add_argument("model", help="a directory of weights, or a model's name")
            step.add_argument("--worst", type=int, default=5, help="worst outputs to print")
            step.add_argument("--engine", default="auto", help="auto, ctranslate2 or transformers")
            step.add_argument("--json", type=Path, help="also write everything measured here")
            step.add_argument("--beam", type=int, help="1 is greedy search; default: as shipped")
            step.add_argument("--length-penalty", type=float, help="default: as shipped")
        if name in ("evaluate", "export"):
            step.add_argument("--sentences", type=int, help="only the first of each set")
        if name == "export":
            step.add_argument("--to", type=Path, default=BUNDLED, help="the folder to write")
            step.add_argument("--version", default="1", help="the card's version of the model")
            step.add_argument("--last", action="store_true", help="the last weights, not the mean")
        if name == "train":
            step.add_argument("--steps", type=int, help="stop after this many more updates")
            step.add_argument(
                "--new-text",
                action="store_true",
                help="go on although `prepare` has written other text since",
            )
        step.add_argument("--config", default="kk-mini", help="a name in configs/ or a YAML file")
    return top


def run_prepare(options: argparse.Namespace) -> None:
    """Corpora to arrays, with the table of lines kept and dropped."""
    from models.training.prepare import prepare

    config = load_config(options.config)
    prepared, collection = prepare(config)
    reasons = sorted({reason for report in collection.reports for reason in report.dropped})
    table = Table("corpus", "weight", "lines", "kept", *reasons, title="Lines kept and dropped")
    for report in collection.reports:
        counts = [str(report.dropped[reason] or "") for reason in reasons]
        table.add_row(
            report.key, f"{report.weight:g}", str(report.lines), str(report.kept), *counts
        )
    Console().print(table)
    config.work.mkdir(parents=True, exist_ok=True)
    (config.work / REPORT).write_text(
        json.dumps([report.record() for report in collection.reports], indent=1), "utf-8"
    )
    Console().print(
        f"{len(prepared):,} examples from {len(prepared.sources):,} sources "
        f"({prepared.sources.offsets[-1]:,} pieces) are in {config.work / 'data'}."
    )


def run_train(options: argparse.Namespace) -> None:
    """The training loop, and the curve as a picture when it stops, if matplotlib is there."""
    from models.training.initial import initial_network
    from models.training.plot import plot_log
    from models.training.prepare import data_folder
    from models.training.shards import read_prepared
    from models.training.trainer import Trainer

    config = load_config(options.config)
    prepared = read_prepared(data_folder(config))
    model = initial_network(config, config.work / "tokenizer.json")
    trainer = Trainer(config, prepared, model, tuple(dev_sets(config)), options.new_text)
    trainer.run(options.steps)
    if (config.work / "log.jsonl").is_file() and find_spec("matplotlib"):
        plot_log(config.work / "log.jsonl", config.work / "curve.png")


def run_evaluate(options: argparse.Namespace) -> None:
    """The target table, the scores of every set and the worst outputs."""
    from models.training.evaluate import SHIPPED, evaluate

    config = load_config(options.config)
    sets = _cut(evaluation_sets(config), options.sentences)
    given = {"beam_size": options.beam, "length_penalty": options.length_penalty}
    settings = replace(SHIPPED, **{key: value for key, value in given.items() if value is not None})
    evaluation = evaluate(options.model, sets, settings=settings, engine_name=options.engine)
    show(evaluation, options.worst)
    if options.json:
        options.json.write_text(
            json.dumps(asdict(evaluation), ensure_ascii=False, indent=1), "utf-8"
        )


def run_export(options: argparse.Namespace) -> None:
    """Averaged weights to the shipped files; nothing is replaced before the checks have passed."""
    from models.training.shipping import ship

    config = load_config(options.config)
    sets = _cut(evaluation_sets(config), options.sentences)
    evaluation = ship(
        config,
        sets,
        options.to,
        version=options.version,
        average=not options.last,
        command=f"python -m models.training prepare|train|export --config {options.config}",
    )
    show(evaluation, 5)


def dev_sets(config: RunConfig) -> list[DevSet]:
    """The configuration's development sets."""
    from models.training.probe import read_dev_set

    return [read_dev_set(name, path) for name, path in config.data.dev.items()]


def evaluation_sets(config: RunConfig) -> list[DevSet]:
    """The development sets and the project's own news suite."""
    from models.training.evaluate import read_suite

    suite = config.data.suite
    return dev_sets(config) + (read_suite(suite) if suite else [])


def _cut(sets: list[DevSet], sentences: int | None) -> list[DevSet]:
    return sets if sentences is None else [dev.first(sentences) for dev in sets]


def show(evaluation: Evaluation, worst: int) -> None:
    """Prints an evaluation."""
    from models.training.targets import standings

    console = Console()
    table = Table("measure", "measured", "floor", "aim", "", title=f"Targets: {evaluation.model}")
    for row in standings(evaluation):
        values: list[Any] = [row.value, row.target.floor, row.target.aim]
        table.add_row(
            row.target.measure,
            *("–" if value is None else f"{value:g}{row.target.unit}" for value in values),
            row.verdict,
        )
    console.print(table)
    search = f"beam {evaluation.beam}, length penalty {evaluation.length_penalty:g}"
    title = f"Development sets ({search})"
    table = Table("set", "sentences", "chrF++", "BLEU", "numbers kept", title=title)
    for part in evaluation.sets:
        kept = f"{100 * part.numbers:.1f} % of {part.counted}"
        table.add_row(part.name, str(part.sentences), f"{part.chrf}", f"{part.bleu}", kept)
    console.print(table)
    for signature in {part.chrf_signature for part in evaluation.sets}:
        console.print(f"chrF++ {signature}", markup=False)
    for signature in {part.bleu_signature for part in evaluation.sets}:
        console.print(f"BLEU   {signature}", markup=False)
    for sample in evaluation.worst(worst):
        console.print(f"\n{sample.set_name}, chrF++ {sample.chrf}\n  {sample.source}", markup=False)
        console.print(f"  → {sample.output}\n  = {sample.reference}", markup=False)
