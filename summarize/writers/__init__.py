"""A result becomes text, Markdown, JSON or HTML."""

from __future__ import annotations

from collections.abc import Sequence

from models.errors import ConfigurationError
from summarize.result import Result
from summarize.writers.json_result import from_json, to_json, to_json_array
from summarize.writers.markdown import write_markdown
from summarize.writers.text import translation_text, write_text

FORMATS = ("text", "md", "json", "html")

__all__ = ["FORMATS", "from_json", "to_json", "translation_text", "write"]


def write(
    result: Result | Sequence[Result],
    format: str,  # noqa: A002
    *,
    full: bool,
    color: bool = False,
    width: int = 80,
) -> str:
    """One result, or several in one document, in one of FORMATS, ending in a line break.

    ``full`` adds the translation of the whole article to text and Markdown (JSON and HTML always
    hold all there is); ``color``
    and ``width`` (columns) shape the terminal text only. One result is a JSON object, a sequence of
    results a JSON array. Raises ConfigurationError for an unknown format.
    """
    results = [result] if isinstance(result, Result) else list(result)
    if format == "json":
        return to_json(result) if isinstance(result, Result) else to_json_array(results)
    if format == "text":
        rule = "\n" + "═" * min(width, 88) + "\n\n"
        return rule.join(write_text(r, full=full, color=color, width=width) for r in results)
    if format == "md":
        return "\n---\n\n".join(write_markdown(r, full=full) for r in results)
    if format == "html":
        from summarize.writers.html import write_html

        return write_html(results)
    raise ConfigurationError(
        f"There is no output format {format!r}. Choose one of: {', '.join(FORMATS)}."
    )
