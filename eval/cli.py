"""``qysqa evaluate`` and ``qysqa suites``: thin layers over the runner and the suites."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from models.errors import ConfigurationError, OutputError

if TYPE_CHECKING:
    from eval.evaluation import Evaluation
    from eval.scoring import Scoring
    from eval.suites import Suite
    from eval.systems import PresetSystem
    from summarize.embedding import Embedder

DEFAULT_SUITE = "news"
DEFAULT_PRESET = "kk-mini"
DEFAULT_REPORT = "report.html"


@click.command()
@click.option(
    "--suite",
    "suite_name",
    metavar="NAME|FILE",
    help="Test set (see: qysqa suites list), or a .jsonl or .tsv file of your own. "
    f"Default: {DEFAULT_SUITE}.",
)
@click.option(
    "--suite-dir", type=click.Path(path_type=Path), help="Folder in which --suite is looked up too."
)
@click.option(
    "--to",
    "targets",
    multiple=True,
    metavar="LANG",
    help="Target language; repeatable. Default: all that the suite has.",
)
@click.option(
    "--preset",
    "presets",
    multiple=True,
    metavar="NAME|FILE",
    help=f"Configuration to measure; repeatable. Default: {DEFAULT_PRESET}.",
)
@click.option(
    "--references",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Score outputs made elsewhere: references (.jsonl, or text by line).",
)
@click.option(
    "--hypotheses",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Outputs made elsewhere, one file a system; repeatable.",
)
@click.option(
    "--task",
    "kind",
    type=click.Choice(["translation", "summary"]),
    default="translation",
    show_default=True,
    help="What --hypotheses are.",
)
@click.option(
    "--metric", "metrics", multiple=True, metavar="NAME", help="Only these metrics; repeatable."
)
@click.option(
    "--rouge-references",
    type=click.Choice(["best", "mean"]),
    default="best",
    show_default=True,
    help="With several references: the best one's score, or the mean.",
)
@click.option("--stem", is_flag=True, help="ROUGE on stems (English and Russian).")
@click.option("--similarity", is_flag=True, help="Add the embedding estimate (slow).")
@click.option("--allow-empty", is_flag=True, help="Score empty --hypotheses as misses.")
@click.option("--resamples", type=click.IntRange(0), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=12345, show_default=True)
@click.option("--threads", type=click.IntRange(0), metavar="N", help="0: all cores.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep outputs made before.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    default=DEFAULT_REPORT,
    show_default=True,
    help="Where the HTML report goes.",
)
@click.option("--no-report", is_flag=True, help="No HTML report.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Scores as JSON.")
@click.option("--csv", "csv_path", type=click.Path(path_type=Path), help="Scores as CSV.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Tables in Markdown.")
@click.option("--latex", type=click.Path(path_type=Path), help="Tables in LaTeX (booktabs).")
@click.option("--quiet", "-q", is_flag=True, help="No progress, no notes.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def evaluate_command(**values: Any) -> int:
    """Measure translations and summaries, and write the report.

    \b
    qysqa evaluate
    qysqa evaluate --suite news --to en --preset kk-mini --preset lead3 --json scores.json
    qysqa evaluate --suite-dir ../shared/corpora/dev --suite flores200-devtest --to ru
    qysqa evaluate --references refs.jsonl --hypotheses a.jsonl --hypotheses b.jsonl --to en
    """
    scoring = _scoring(values)
    destinations = _destinations(values)
    if values["references"] or values["hypotheses"]:
        evaluation = _evaluate_files(values, scoring)
    else:
        evaluation = _evaluate_suite(values, scoring)
    _write(evaluation, destinations)
    from rich.console import Console

    from eval.screen import print_tables

    print_tables(evaluation, Console(width=None if _is_terminal() else 120))
    if destinations and not values["quiet"]:
        click.echo(f"Written: {', '.join(str(p) for p in destinations.values())}", err=True)
    return 0


@click.group()
def suites_group() -> None:
    """List, describe and fetch test sets."""


@suites_group.command("list")
@click.option("--suite-dir", type=click.Path(path_type=Path), help="A folder of yours as well.")
def list_suites(suite_dir: Path | None) -> int:
    """Every suite that has a name."""
    from rich.console import Console
    from rich.table import Table

    from eval.suites import bundled_suites, folder_suites, is_stored, load_suite, public_suites

    table = Table("Suite", "Where", "Licence", "What", box=None, header_style="bold")
    for name in bundled_suites():
        card = load_suite(name).card
        table.add_row(name, "bundled", card.licence, card.description)
    for name in folder_suites(suite_dir) if suite_dir else ():
        table.add_row(name, str(suite_dir), "see its source", "your own files")
    for name, suite in public_suites().items():
        where = "fetched" if is_stored(name) else f"qysqa suites pull {name}"
        table.add_row(name, where, suite.card.licence, suite.card.description)
    Console(width=None if _is_terminal() else 160).print(table)
    return 0


@suites_group.command("info")
@click.argument("name")
@click.option("--suite-dir", type=click.Path(path_type=Path), help="A folder of yours as well.")
def show_suite(name: str, suite_dir: Path | None) -> int:
    """What a suite holds, under which licence, with which checksum."""
    from eval.suites import load_suite

    _describe(load_suite(name, suite_dir))
    return 0


@suites_group.command("pull")
@click.argument("name")
def pull(name: str) -> int:
    """Fetch a public suite once; it is kept with its checksum."""
    from eval.suites import pull_suite

    _describe(pull_suite(name))
    return 0


def _describe(suite: Suite) -> None:
    card = suite.card
    sentences = sum(len(document.segments) for document in suite.documents)
    summaries = sum(len(document.summaries) for document in suite.documents)
    facts = sum(len(document.key_facts) for document in suite.documents)
    lines = {
        "Suite": card.name,
        "What": card.description,
        "Licence": card.licence,
        "From": card.origin,
        "SHA-256": card.checksum,
        "Source language": suite.source,
        "Translations": ", ".join(suite.translation_targets()) or "none",
        "Summaries": ", ".join(suite.summary_targets()) or "none",
        "Size": f"{len(suite.documents)} documents, {sentences} sentences, "
        f"{summaries} reference summaries, {facts} key facts",
    }
    for label, value in lines.items():
        click.echo(f"{label + ':':<17}{value}")


def _scoring(values: dict[str, Any]) -> Scoring:
    from eval.metrics import info
    from eval.scoring import Scoring

    metrics = tuple(dict.fromkeys(values["metrics"]))
    for name in metrics:
        info(name)
    return Scoring(
        metrics=metrics or None,
        resamples=values["resamples"],
        seed=values["seed"],
        rouge={"refs": values["rouge_references"], "stem": values["stem"]},
        similarity=values["similarity"],
        allow_empty=values["allow_empty"] or not values["hypotheses"],
    )


def _destinations(values: dict[str, Any]) -> dict[str, Path]:
    """The files to write by format; refused now if they cannot be written, not after the work."""
    from summarize.output import check_writable

    report = None if values["no_report"] else values["report"]
    wanted = {
        "report": report,
        "json": values["json_path"],
        "csv": values["csv_path"],
        "markdown": values["markdown"],
        "latex": values["latex"],
    }
    found = {name: path for name, path in wanted.items() if path is not None}
    for name, path in found.items():
        if path.is_dir():
            raise OutputError(f"--{name} {path} is a folder; name a file in it.")
        check_writable(path, folder=False)
    return found


def _evaluate_files(values: dict[str, Any], scoring: Scoring) -> Evaluation:
    from eval.external import evaluate_files

    if not values["references"] or not values["hypotheses"]:
        given, lacking = "--references", "--hypotheses"
        if values["hypotheses"]:
            given, lacking = lacking, given
        raise ConfigurationError(f"{given} was given without {lacking}; both are needed.")
    for option, key in (("--suite", "suite_name"), ("--suite-dir", "suite_dir"),
                        ("--preset", "presets")):  # fmt: skip
        if values[key]:
            raise ConfigurationError(
                f"{option} does not go with --hypotheses, which are scored against --references "
                "alone; leave one of the two out."
            )
    if len(values["targets"]) > 1:
        raise ConfigurationError("Files are in one language; give --to once.")
    target = values["targets"][0] if values["targets"] else "en"
    if not (len(target) == 2 and target.isalpha() and target.islower()):
        raise ConfigurationError(f"--to is {target!r}; expected an ISO 639-1 code such as en.")
    return evaluate_files(
        values["kind"], target, values["references"], values["hypotheses"], scoring
    )


def _evaluate_suite(values: dict[str, Any], scoring: Scoring) -> Evaluation:
    from eval.baselines import extracts
    from eval.cache import OutputCache
    from eval.runner import Runner, require_targets
    from eval.suites import load_suite
    from models.store import cache_dir
    from summarize.commands.progress import progress_bar
    from summarize.embedding import E5Embedder

    suite = load_suite(values["suite_name"] or DEFAULT_SUITE, values["suite_dir"])
    targets = require_targets(suite, values["targets"])
    embedder = E5Embedder(threads=values["threads"] or 0)
    presets = _presets(values["presets"] or (DEFAULT_PRESET,), values["threads"], suite, embedder)
    cache = OutputCache(None if values["no_cache"] else cache_dir() / "eval" / "outputs.sqlite")
    runner = Runner(
        presets,
        extracts(suite.source, embedder, scoring.seed),
        cache,
        scoring,
        lambda description, total: progress_bar(description, total, values["quiet"]),
    )
    try:
        return runner.evaluate(suite, targets)
    finally:
        cache.close()


def _presets(
    names: Sequence[str], threads: int | None, suite: Suite, embedder: Embedder
) -> list[PresetSystem]:
    """The pipelines, with their models loaded: what is missing is said before anything runs."""
    from eval.systems import PresetSystem
    from summarize.configuration import preset_names, read_config
    from summarize.pipeline import Pipeline

    systems = []
    for name in dict.fromkeys(names):
        overrides = {"threads": threads, "source": suite.source}
        pipeline = Pipeline(read_config(name, overrides), embedder=embedder)
        _ = pipeline.engine
        systems.append(PresetSystem(name if name in preset_names() else Path(name).stem, pipeline))
    return systems


def _write(evaluation: Evaluation, destinations: dict[str, Path]) -> None:
    from eval import tables
    from eval.report import render_report
    from summarize.output import write_atomically

    render = {
        "report": render_report,
        "json": tables.to_json,
        "csv": tables.to_csv,
        "markdown": tables.to_markdown,
        "latex": tables.to_latex,
    }
    for name, path in destinations.items():
        write_atomically(path, render[name](evaluation))


def _is_terminal() -> bool:
    import sys

    return sys.stdout.isatty()
