"""``qysqa corpus``: a folder of a hundred thousand articles, in a run that survives."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summarize.commands.options import (
    CORPUS_PRESET,
    LANGUAGES,
    build_columns,
    build_config,
    input_options,
    run_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarize.configuration import RunConfig
    from summarize.corpus.run import OnChange, Report
    from summarize.readers import Columns

FAILED = 3
"""Exit status of a run after which some article has no result."""

_ENGINES = ("auto", "ctranslate2", "transformers", "ray")
_FORMATS = ("parquet", "jsonl", "csv", "md", "html-index")


class _RunByDefault(click.Group):
    """A group whose command ``run`` need not be named: `qysqa corpus PATH… --out DIR`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_RunByDefault)
def corpus() -> None:
    """Summarise many articles; run it again after a crash and it goes on.

    \b
    qysqa corpus articles/ more.jsonl 'news/*.parquet' --to en --to ru --out out/
    qysqa corpus status out/
    qysqa corpus retry out/ --failed
    qysqa corpus export out/ --format html-index

    Options of a run: qysqa corpus run --help
    """


def _run_choices(command: Any) -> Any:
    """Where a run works; shared by ``run`` and ``retry``."""
    for option in reversed(
        (
            click.option("--engine", type=click.Choice(_ENGINES),
                         help="ray: on a Ray cluster (pip install 'qysqa[ray]')."),
            click.option("--address", metavar="ADDRESS", default="auto", show_default=True,
                         help="Ray cluster; local starts one on this machine."),
            click.option("--workers", type=click.IntRange(1), metavar="N",
                         help="Processes (on Ray: actors), each with a model of its own. "
                              "Default: one for each GPU, or one."),
            click.option("--threads", type=click.IntRange(0), metavar="N",
                         help="Of all workers together; 0: all cores."),
            click.option("--cache-mb", type=click.IntRange(0), metavar="N", default=256,
                         show_default=True, help="Size of the translation cache; 0: none."),
            click.option("--continue-with-changes", is_flag=True,
                         help="Go on although the settings or the model have changed."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@corpus.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("-o", "--out", required=True, metavar="DIR", help="Results and journal.")
@click.option(
    "--to",
    "targets",
    multiple=True,
    type=click.Choice(LANGUAGES),
    help="Target language; repeatable.",
)
@click.option("--sentences", type=click.IntRange(1), metavar="N", help="Summary length.")
@click.option("--words", type=click.IntRange(5), metavar="N", help="The same, in source words.")
@click.option("--order", type=click.Choice(["select-first", "translate-first"]))
@click.option("--summarizer", metavar="NAME|DIR", help="Abstractive model (translate-first).")
@click.option("--full", is_flag=True, help="Translate whole articles.")
@click.option("--model", metavar="NAME|DIR", help="Model (see: qysqa models list).")
@click.option("--config", metavar="NAME|FILE", default=CORPUS_PRESET, show_default=True)
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]))
@click.option("--beam", type=click.IntRange(1), metavar="N", help="Beam size.")
@click.option(
    "--shard-size",
    type=click.IntRange(1, 10_000),
    default=64,
    show_default=True,
    metavar="N",
    help="Articles that are finished and recorded together.",
)
@click.option("--new", is_flag=True, help="Set an earlier run in DIR aside and start afresh.")
@_run_choices
@input_options
@run_options
def run(paths: tuple[str, ...], out: str, **values: Any) -> int:  # fmt: skip
    """Summarise every article in PATH… into DIR, or go on where an earlier run stopped.

    PATH may be a file, a folder, a pattern, or a data set that `datasets` saved. The exit status
    is 3 when an article failed.
    """
    if values["new"] and values["continue_with_changes"]:
        raise click.UsageError("--new and --continue-with-changes exclude each other.")
    values["on_ray"] = values["engine"] == "ray"
    if values["on_ray"]:
        values["engine"] = None
    on_change: OnChange = "refuse"
    if values["new"] or values["continue_with_changes"]:
        on_change = "new" if values["new"] else "continue"
    report = _run(paths, Path(out), build_config(values), build_columns(values), on_change, values)
    return _finish(report, out)


@corpus.command()
@click.argument("out", metavar="DIR")
@click.option("--failed", is_flag=True, required=True, help="What has failed (must be said).")
@_run_choices
@run_options
def retry(out: str, failed: bool, **values: Any) -> int:
    """Take what failed in DIR once more, with the settings of its run."""
    from summarize.corpus.run import check_directory, read_earlier

    earlier = read_earlier(Path(out))
    check_directory(earlier)
    values["on_ray"] = values["engine"] == "ray"
    config = earlier.config
    if values["engine"] not in (None, "ray"):
        config = config.model_copy(update={"engine": values["engine"]})
    on_change: OnChange = "continue" if values["continue_with_changes"] else "refuse"
    values["retry"] = failed
    report = _run(earlier.paths, Path(out), config, earlier.columns, on_change, values)
    return _finish(report, out)


@corpus.command()
@click.argument("out", metavar="DIR")
@click.option("--failures", is_flag=True, help="List what failed, and why.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(out: str, failures: bool, as_json: bool) -> None:
    """How far the run in DIR is; also from another terminal while it works."""
    from summarize.commands.corpus_display import describe_status
    from summarize.corpus.journal import read_journal

    with read_journal(Path(out)) as journal:
        if failures:
            for failure in journal.failures():
                click.echo(f"{failure.id}\t{failure.kind}\t{' '.join(failure.message.split())}")
        elif as_json:
            import json
            from dataclasses import asdict

            click.echo(json.dumps(asdict(journal.status()), ensure_ascii=False))
        else:
            click.echo("\n".join(describe_status(journal.status(), out)))


@corpus.command()
@click.argument("out", metavar="DIR")
@click.option("--format", "format_name", required=True, type=click.Choice(_FORMATS))
@click.option("-o", "--output", metavar="FILE|DIR", help="Default: below DIR/export.")
def export(out: str, format_name: str, output: str | None) -> None:
    """Write the results in DIR as one table, as Markdown files, or as a site with a search box."""
    from summarize.corpus.export import default_target
    from summarize.corpus.export import export as write
    from summarize.corpus.journal import read_journal

    target = Path(output) if output else default_target(Path(out), format_name)
    with read_journal(Path(out)) as journal:
        count = write(journal, format_name, target)
    click.echo(f"{count:,} results: {target}")


def _run(
    paths: Sequence[str],
    folder: Path,
    config: RunConfig,
    columns: Columns,
    on_change: OnChange,
    values: dict[str, Any],
) -> Report:
    from summarize.commands.corpus_display import Tally, show_run
    from summarize.corpus.inputs import check_paths, count_items
    from summarize.corpus.plan import plan_execution
    from summarize.corpus.run import SHARD_SIZE, run_corpus, set_aside

    check_paths(paths)
    if values.get("threads") is not None:
        config = config.model_copy(update={"threads": values["threads"]})
    if on_change == "new":
        set_aside(folder)
    memory_bytes = values["cache_mb"] * 2**20
    address = values["address"] if values["on_ray"] else None
    execution = plan_execution(config, folder, memory_bytes, values["workers"], address)
    tally = Tally()

    def count() -> None:
        tally.total = count_items(paths)

    threading.Thread(target=count, daemon=True).start()
    with execution as (info, executor), show_run(tally, values["quiet"]):
        return run_corpus(
            paths,
            folder,
            config,
            info,
            executor,
            columns=columns,
            on_change="refuse" if on_change == "new" else on_change,
            retry=values.get("retry", False),
            shard_size=values.get("shard_size", SHARD_SIZE),
            memory_bytes=memory_bytes,
            progress=tally.add,
        )


def _finish(report: Report, out: str) -> int:
    from summarize.commands.corpus_display import describe_report

    click.echo("\n".join(describe_report(report, out)))
    return FAILED if report.status.failed else 0
