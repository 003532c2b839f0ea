"""``qysqa models``: what models there are, what one is, fetching and converting."""

from __future__ import annotations

from pathlib import Path

import click

from models.errors import ModelError
from summarize.commands.progress import note

COMPUTE_TYPES = ("int8", "int8_float32", "int16", "float16", "bfloat16", "float32")


@click.group()
def models() -> None:
    """List, fetch and convert models."""


@models.command("list")
def list_models() -> None:
    """List the models known by name (*: on this disk)."""
    from rich.console import Console
    from rich.table import Table

    from models.catalog import CATALOG
    from models.loading import card_path

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "name", "task", "size", "licence", "for"):
        table.add_column(column, justify="right" if column == "size" else "left", overflow="fold")
    for card in CATALOG.values():
        try:
            card_path(card)
            here = "*"
        except ModelError:
            here = ""
        size = f"{card.size_mb} MB" if card.size_mb < 1000 else f"{card.size_mb / 1000:.1f} GB"
        table.add_row(here, card.name, card.task, size, card.licence, card.purpose)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 200
    console.print(table)


@models.command()
@click.argument("name", metavar="NAME|DIR")
def info(name: str) -> None:
    """Show a model: origin, size, licence, languages."""
    from models.catalog import card_named
    from models.loading import card_path

    if Path(name).is_dir():
        from models.checkpoint import open_checkpoint

        checkpoint = open_checkpoint(Path(name), Path(name).resolve().name)
        _rows([("directory", str(checkpoint.path)), ("form", checkpoint.form),
               ("family", checkpoint.family.name)])  # fmt: skip
        return
    card = card_named(name)
    try:
        where = str(card_path(card))
    except ModelError:
        where = f"not on this disk; `qysqa models pull {card.name}` fetches it"
    rows = [
        ("name", card.name),
        ("task", card.task),
        ("for", card.purpose),
        ("family", card.family),
        ("from", f"https://huggingface.co/{card.hub_id}" if card.hub_id else "ships with Qysqa"),
        ("revision", card.revision or ("pinned by the first pull" if card.hub_id else "")),
        ("size", f"{card.size_mb} MB, {card.parameters_m} million parameters"),
        ("licence", card.licence),
        ("reads", ", ".join(card.sources)),
        ("writes", ", ".join(card.targets)),
        ("where", where),
    ]
    if card.bundled:
        from models.bundled import read_card

        rows += [(f"card: {key}", str(value)) for key, value in read_card(card.name).items()
                 if isinstance(value, str | int | float)]  # fmt: skip
    _rows([row for row in rows if row[1]])


@models.command()
@click.argument("name")
@click.option("--force", is_flag=True, help="Fetch again what is there.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def pull(name: str, force: bool, debug: bool) -> None:
    """Fetch a model from the Hugging Face hub.

    It is fetched once, at its pinned revision, into the cache; later runs need no network.
    """
    from models.pull import pull as pull_model

    path = pull_model(name, force=force)
    click.echo(str(path))


@models.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: the cache.")
@click.option("--compute-type", default="int8", show_default=True, type=click.Choice(COMPUTE_TYPES),
              help="Number format of the weights.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="No progress, no notes.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def convert(directory: Path, output: Path | None, compute_type: str, quiet: bool,
            debug: bool) -> None:  # fmt: skip
    """Convert a transformers model for CTranslate2.

    The engine does so by itself and keeps the outcome in the cache; with -o the converted model
    is a directory that --model takes. Needs the extra 'torch'.
    """
    from models.convert import convert as convert_directory

    note(f"Converting {directory} …", quiet)
    click.echo(str(convert_directory(directory, output, compute_type)))


def _rows(rows: list[tuple[str, str]]) -> None:
    width = max(len(key) for key, _ in rows)
    for key, value in rows:
        click.echo(f"{key:<{width}}  {value}")
