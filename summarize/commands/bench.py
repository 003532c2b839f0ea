"""``qysqa bench``: the fastest settings for this machine, measured."""

from __future__ import annotations

from typing import Any

import click

from summarize.commands.options import LANGUAGES
from summarize.commands.progress import note

_ENGINES = ("ctranslate2", "transformers")


def _numbers(_: click.Context, __: click.Parameter, value: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(part) for part in value.split(","))
    except ValueError:
        numbers = ()
    if not numbers or min(numbers) < 1:
        raise click.BadParameter("expected whole numbers such as 512,2048")
    return numbers


@click.command()
@click.option("--model", default="kk-mini", show_default=True, metavar="NAME|DIR")
@click.option("--to", "target", type=click.Choice(LANGUAGES[:2]), default="en")
@click.option(
    "--engine",
    "engines",
    multiple=True,
    type=click.Choice(_ENGINES),
    help="Repeatable; default: both, transformers where it is installed.",
)
@click.option(
    "--compute-type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="Repeatable; default: those of this machine.",
)
@click.option("--batch-tokens", default="512,1024,4096", show_default=True, callback=_numbers)
@click.option("--beams", default="1,4", show_default=True, callback=_numbers)
@click.option(
    "--texts",
    type=click.IntRange(8),
    default=192,
    show_default=True,
    metavar="N",
    help="Sentences a measurement.",
)
@click.option("--threads", type=click.IntRange(0), default=0, help="0: all cores.")
@click.option("--save", is_flag=True, help="Write the fastest into your configuration.")
@click.option("--quiet", "-q", is_flag=True)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def bench(
    model: str,
    target: str,
    engines: tuple[str, ...],
    types: tuple[str, ...],
    batch_tokens: tuple[int, ...],
    beams: tuple[int, ...],
    texts: int,
    threads: int,
    save: bool,
    quiet: bool,
    debug: bool,
) -> None:
    """Measure engines, compute types, batch sizes and beams, and name the fastest setting.

    Each pair of engine and type runs in a fresh process. With --save the fastest at the first beam
    size is written to your own configuration, which lies under presets and options.
    """
    from summarize.bench import bench_texts, fastest, measure
    from summarize.configuration import save_user_config

    rows = []
    click.echo(
        f"{'engine':<13}{'computes in':<15}{'batch':>6}{'beam':>5}{'words/s':>9}"
        f"{'tokens/s':>10}{'MB':>7}"
    )
    for row in measure(
        model, _settings(engines, types, batch_tokens, beams), bench_texts(texts), target, threads
    ):
        rows.append(row)
        start = f"{row.engine:<13}{row.compute_type:<15}"
        if row.problem:
            click.echo(f"{start}{row.problem}")
        else:
            click.echo(
                f"{start}{row.batch_tokens:>6}{row.beam:>5}{row.words:>9.0f}"
                f"{row.tokens:>10.0f}{row.megabytes:>7.0f}"
            )
    best = fastest(rows, beams[0])
    click.echo(
        f"Fastest at beam {best.beam}: {best.engine}, {best.compute_type}, "
        f"batches of {best.batch_tokens} tokens"
    )
    if save:
        values: dict[str, Any] = {
            "engine": best.engine,
            "compute_type": best.compute_type,
            "threads": threads,
            "generation.batch_tokens": best.batch_tokens,
        }
        click.echo(f"Saved: {save_user_config(values)}")
    else:
        note("--save writes it to your configuration.", quiet)


def _settings(
    engines: tuple[str, ...],
    types: tuple[str, ...],
    batch_tokens: tuple[int, ...],
    beams: tuple[int, ...],
) -> list[Any]:
    from importlib.util import find_spec

    import ctranslate2

    from summarize.bench import Setting

    if not engines:
        engines = tuple(e for e in _ENGINES if e == "ctranslate2" or find_spec(e))
    cuda = ctranslate2.get_cuda_device_count() > 0
    usual = {
        "ctranslate2": ("float16", "int8_float16") if cuda else ("int8", "float32"),
        "transformers": ("float16", "bfloat16") if cuda else ("float32", "bfloat16"),
    }
    return [
        Setting(engine, compute_type, batch_tokens, beams)
        for engine in engines
        for compute_type in types or usual[engine]
    ]
