"""Options that several commands share, and the configuration they add up to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from summarize.configuration import RunConfig
    from summarize.readers import Columns

Command = TypeVar("Command", bound=Callable[..., Any])
LANGUAGES = ("en", "ru", "kk")
DEFAULT_PRESET = "kk-mini"
CORPUS_PRESET = "fast"

# Option → the configuration key it overrides.
_KEYS = {
    "model": "model",
    "summarizer": "summarizer",
    "engine": "engine",
    "device": "device",
    "threads": "threads",
    "source": "source",
    "order": "order",
    "sentences": "summary.sentences",
    "words": "summary.words",
    "beam": "generation.beam_size",
    "format": "output.format",
}


format_option = click.option(
    "--format", "format", type=click.Choice(["text", "md", "json", "html"]), help="Default: text."
)
output_option = click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    help="Where to write; a name without an extension is a folder, which gets a file for each "
    "article and language. Default: the screen.",
)


def model_options(command: Command) -> Command:
    """Which model runs, and where."""
    for option in reversed(
        (
            click.option("--model", metavar="NAME|DIR", help="Model (see: qysqa models list)."),
            click.option("--engine", type=click.Choice(["auto", "ctranslate2", "transformers"]),
                         help="auto: CTranslate2 where it can run the model."),
            click.option("--config", metavar="NAME|FILE", default=DEFAULT_PRESET, show_default=True,
                         help="Preset or YAML file; options given here win over it."),
            click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]),
                         help="auto: a GPU where there is one."),
            click.option("--threads", type=click.IntRange(0), metavar="N", help="0: all cores."),
            click.option("--beam", type=click.IntRange(1), metavar="N", help="Beam size."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def input_options(command: Command) -> Command:
    """Where articles come from."""
    for option in reversed(
        (
            click.option("--from", "source", metavar="LANG",
                         help="Source language, for articles that are not Kazakh."),
            click.option("--text-column", default="text", show_default=True, metavar="NAME",
                         help="Column (key) of the text in .jsonl, .csv and .parquet."),
            click.option("--title-column", default="title", show_default=True, metavar="NAME",
                         help="Column of the title."),
            click.option("--id-column", default="id", show_default=True, metavar="NAME",
                         help="Column of the article's name."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def run_options(command: Command) -> Command:
    """How much is said while the command runs."""
    command = click.option("--debug", is_flag=True, help="Show the traceback of an error.")(command)
    return click.option("--quiet", "-q", is_flag=True, help="No progress, no notes.")(command)


def build_config(values: dict[str, Any]) -> RunConfig:
    """The configuration named by ``--config`` with the given options laid over it."""
    from summarize.configuration import read_config

    overrides = {key: values.get(option) for option, key in _KEYS.items()}
    if values.get("targets"):
        overrides["targets"] = tuple(dict.fromkeys(values["targets"]))
    if values.get("full"):
        overrides["output.full"] = True
    if values.get("summarizer") and not values.get("order"):
        overrides["order"] = "translate-first"  # whatever order the preset names
    if values.get("model") not in (None, "kk-mini") and values["config"] == DEFAULT_PRESET:
        # The preset's penalty was set for what the bundled model leaves out; others leave less.
        overrides["generation.length_penalty"] = 1.0
    return read_config(values["config"], overrides)


def build_columns(values: dict[str, Any]) -> Columns:
    """The column names for tables."""
    from summarize.readers import Columns

    return Columns(text=values["text_column"], title=values["title_column"], id=values["id_column"])
