"""``qysqa summarize``: articles in, short translated summaries out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from models.errors import InputError
from summarize.commands.inputs import read_inputs
from summarize.commands.options import (
    LANGUAGES,
    build_config,
    format_option,
    input_options,
    model_options,
    output_option,
    run_options,
)
from summarize.commands.progress import note, progress_bar, warn

if TYPE_CHECKING:
    from summarize.article import Article
    from summarize.pipeline import Pipeline
    from summarize.result import Result


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--to",
    "targets",
    multiple=True,
    type=click.Choice(LANGUAGES),
    help="Target language; repeatable. kk summarises without translating.",
)
@click.option("--sentences", type=click.IntRange(1), metavar="N", help="Summary length.")
@click.option("--words", type=click.IntRange(5), metavar="N", help="The same, in source words.")
@click.option(
    "--order",
    type=click.Choice(["select-first", "translate-first"]),
    help="Translate only the chosen sentences (fast), or everything first.",
)
@click.option("--summarizer", metavar="NAME|DIR", help="Abstractive model (translate-first).")
@click.option("--full", is_flag=True, help="Add the translation of the whole article.")
@format_option
@output_option
@model_options
@input_options
@run_options
def summarize(paths: tuple[str, ...], output: str | None, quiet: bool, debug: bool,
              **values: Any) -> int:  # fmt: skip
    """Summarise the articles in PATH… (files, folders, or - for standard input).

    \b
    qysqa summarize examples/measles.txt --to en
    qysqa summarize articles/ --to en --to ru --full --format html -o out/
    """
    from summarize.pipeline import Pipeline

    config = build_config(values)
    pipeline = Pipeline(config)
    destination = _Destination(output, config.output.format, config.output.full)
    failed = 0
    for outcome in read_inputs(paths, values):
        try:
            if isinstance(outcome, InputError):
                raise outcome
            for result in _run(pipeline, outcome, quiet):
                destination.add(result)
        except InputError as error:
            warn(str(error))
            failed += 1
    destination.close(quiet)
    return 2 if failed else 0


def _run(pipeline: Pipeline, article: Article, quiet: bool) -> Iterator[Result]:
    prepared = pipeline.prepare(article)
    plans = [pipeline.plan(prepared, target) for target in pipeline.config.targets]
    total = pipeline.count_work(plans)
    name = Path(article.origin).name or "text"
    with progress_bar(f"Translating {name}", total, quiet) as advance:
        for plan in plans:
            yield pipeline.run_plan(plan, advance)


class _Destination:
    """Where results go: the screen, one file, or a folder with one file a result."""

    def __init__(self, output: str | None, format_name: str, full: bool) -> None:
        self.format = format_name
        self.full = full
        self.results: list[Result] = []
        self.written: list[Path] = []
        self.shown = False
        self.path = Path(output) if output else None
        self.folder = False
        if output is not None:
            from summarize.output import check_writable, names_folder

            self.folder = names_folder(output)
            check_writable(Path(output), folder=self.folder)

    def add(self, result: Result) -> None:
        """Write the result now where that is possible: on the screen as text, or into a folder."""
        if self.folder and self.path is not None:
            from summarize.output import result_path, write_atomically

            file = result_path(
                self.path, result.article.origin, result.target_language, self.format
            )
            write_atomically(file, self._render(result))
            self.written.append(file)
        elif self.path is None and self.format in ("text", "md"):
            sys.stdout.write(("\n" if self.shown else "") + self._render(result))
            sys.stdout.flush()
            self.shown = True
        else:
            self.results.append(result)

    def close(self, quiet: bool) -> None:
        """Write what had to wait until all results were there."""
        from summarize.output import write_atomically

        if self.results:
            whole = self.results[0] if len(self.results) == 1 else self.results
            text = self._render(whole)
            if self.path is None:
                sys.stdout.write(text)
            else:
                write_atomically(self.path, text)
                self.written.append(self.path)
        if self.written:
            what = self.written[0] if len(self.written) == 1 else f"{len(self.written)} files"
            note(f"Wrote {what}.", quiet)

    def _render(self, results: Any) -> str:
        from summarize.writers import write

        color = self.path is None and sys.stdout.isatty()
        text = write(results, self.format, full=self.full, color=color)
        return text if text.endswith("\n") else text + "\n"
