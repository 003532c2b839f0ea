"""A result as Markdown that renders the same on GitHub and in a CommonMark reader."""

from __future__ import annotations

import re

from summarize.article import ParagraphKind
from summarize.result import Result
from summarize.writers.layout import (
    Block,
    blocks,
    has_article,
    plain,
    provenance,
    starts_with_title,
    target_title,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_LINE_START = re.compile(r"^(\d+)([.)])|^([-+=])", re.MULTILINE)


def write_markdown(result: Result, *, full: bool) -> str:
    """Title, summary, notes of distrust, provenance; with ``full`` the translated article."""
    parts = []
    title = target_title(result)
    if title:
        parts.append(f"# {escape(title)}")
    if result.summary.sentences:
        parts.append(escape(result.summary.text))
    if full and has_article(result):
        laid_out = blocks(result)[1:] if starts_with_title(result) else blocks(result)
        parts.append("---")
        parts.extend(_block(block) for block in laid_out if block.target)
    if result.flags:
        notes = [
            f"- ⚠ **{flag.kind.value}** ({flag.sentence}): {escape(flag.message)}"
            for flag in result.flags
        ]
        parts.append("\n".join(["**To be checked**", "", *notes]))
    parts.append(f"*{escape(' · '.join(provenance(result)))}*")
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """The text with everything that Markdown or HTML would interpret made literal."""
    literal = _SPECIAL.sub(r"\\\1", " ".join(plain(text).split()).replace("&", "&amp;"))
    return _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", literal)


def _block(block: Block) -> str:
    text = escape(block.target)
    if block.kind is ParagraphKind.HEADING:
        return f"## {text}"
    if block.kind is ParagraphKind.ITEM:
        number = re.match(r"\s*(\d+)[.)]", block.marker)
        return f"{number[1]}. {text}" if number else f"- {text}"
    return text
