"""``qysqa config``: presets and configuration files."""

from __future__ import annotations

import click


@click.group()
def config() -> None:
    """List, show and check configurations."""


@config.command("list")
def list_presets() -> None:
    """List the presets, with what each is for."""
    from importlib import resources

    from summarize.configuration import preset_names

    for name in preset_names():
        text = resources.files("configs").joinpath(f"{name}.yaml").read_text("utf-8")
        comment = text.splitlines()[0].lstrip("# ") if text.startswith("#") else ""
        click.echo(f"{name:<14} {comment}")


@config.command()
@click.argument("name", metavar="NAME|FILE")
def show(name: str) -> None:
    """Show a preset or file, defaults filled in, as YAML."""
    import yaml

    from summarize.configuration import read_config

    values = read_config(name).model_dump(mode="json")
    click.echo(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), nl=False)


@config.command()
@click.argument("file", metavar="FILE")
def validate(file: str) -> None:
    """Check a configuration file.

    If it is wrong, every mistake is named and the exit status is 2.
    """
    from summarize.configuration import read_config

    read_config(file)
    click.echo(f"{file}: valid.")
