"""``qysqa translate``: the whole article in its own layout, or every line of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from models.errors import ConfigurationError, InputError, OutputError
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


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…|-")
@click.option(
    "--to",
    "targets",
    multiple=True,
    type=click.Choice(LANGUAGES),
    required=True,
    help="Target language; repeatable with -o DIR.",
)
@click.option(
    "--lines",
    is_flag=True,
    help="Every line is a segment: as many lines out as in, blank ones kept.",
)
@format_option
@output_option
@model_options
@input_options
@run_options
def translate(paths: tuple[str, ...], lines: bool, output: str | None, quiet: bool, debug: bool,
              **values: Any) -> int:  # fmt: skip
    """Translate whole articles: paragraphs, headings and lists are kept.

    \b
    qysqa translate examples/water.md --to ru
    cat article.txt | qysqa translate - --to en > article.en.txt
    qysqa translate --lines test.kk --to en -o test.en
    """
    if lines:
        return _translate_lines(paths, output, quiet, values)
    return _translate_articles(paths, output, quiet, values)


def _translate_articles(
    paths: tuple[str, ...], output: str | None, quiet: bool, values: dict[str, Any]
) -> int:
    from summarize.output import check_writable, names_folder, result_path, write_atomically
    from summarize.pipeline import Pipeline
    from summarize.writers import translation_text, write

    config = build_config(values)
    pipeline = Pipeline(config)
    folder = output is not None and names_folder(output)
    if len(config.targets) > 1 and not folder:
        raise ConfigurationError(
            f"{len(config.targets)} target languages for one output; give -o DIR, or one --to."
        )
    if output is not None:
        check_writable(Path(output), folder=folder)
    failed, texts = 0, []
    for article in read_inputs(paths, values):
        try:
            if isinstance(article, InputError):
                raise article
            prepared = pipeline.prepare(article)
        except InputError as error:
            warn(str(error))
            failed += 1
            continue
        for target in config.targets:
            plan = pipeline.plan(prepared, target, summary=False, whole=True)
            name = Path(article.origin).name or "text"
            with progress_bar(f"Translating {name}", pipeline.count_work([plan]), quiet) as advance:
                result = pipeline.run_plan(plan, advance)
            if config.output.format == "text":
                text = translation_text(result)
            else:
                text = write(result, config.output.format, full=True)
            if not text.endswith("\n"):
                text += "\n"
            if folder and output is not None:
                origin = result.article.origin
                file = result_path(Path(output), origin, target, config.output.format)
                write_atomically(file, text)
                note(f"Wrote {file}.", quiet)
            else:
                texts.append(text)
            if result.flags:
                flagged = len({flag.sentence for flag in result.flags})
                note(f"{name}: {flagged} sentences are flagged; --format html shows which.", quiet)
    if texts:
        _deliver("\n".join(texts), output)
    return 2 if failed else 0


def _translate_lines(
    paths: tuple[str, ...], output: str | None, quiet: bool, values: dict[str, Any]
) -> int:
    from summarize.pipeline import Pipeline

    config = build_config(values)
    if len(paths) > 1 or len(config.targets) > 1:
        raise ConfigurationError("--lines takes one file (or -) and one --to.")
    segments = _read_lines(paths[0])
    pipeline = Pipeline(config)
    with progress_bar("Translating lines", pipeline.count_lines(segments), quiet) as advance:
        translations = pipeline.run_lines(segments, progress=advance)
    _deliver("".join(f"{line}\n" for line in translations), output)
    return 0


def _read_lines(path: str) -> list[str]:
    """The lines of a UTF-8 file. Only line feeds end a line, as in `wc -l` and in MT tools;
    str.splitlines would also break at U+2028 and shift every line after it."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 (byte {error.start}); --lines expects UTF-8, one segment a line."
        ) from error
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return [line.rstrip("\r") for line in lines]


def _deliver(text: str, output: str | None) -> None:
    from summarize.output import write_atomically

    if output is None:
        sys.stdout.write(text)
        return
    if Path(output).is_dir():
        raise OutputError(f"{output} is a folder; expected a file name for this output.")
    write_atomically(Path(output), text)
