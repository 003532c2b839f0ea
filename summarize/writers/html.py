"""A result as one self-contained page: no network, no script needed to read it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from jinja2 import Environment, FunctionLoader

from summarize.result import Result
from summarize.writers.layout import blocks, is_translated, target_title, title_flags


def write_html(results: Sequence[Result], *, full: bool) -> str:
    """One page for one or several results; ``full`` shows the translation of the whole article."""
    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("result.html.j2").render(
        results=results,
        full=full,
        blocks=blocks,
        is_translated=is_translated,
        target_title=target_title,
        title_flags=title_flags,
    )


def _template(name: str) -> str:
    return resources.files("summarize.templates").joinpath(name).read_text("utf-8")
