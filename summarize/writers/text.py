"""Plain text: a result for the terminal, and the translated article in its source's layout."""

from __future__ import annotations

import textwrap

from summarize.article import ParagraphKind
from summarize.result import TITLE_ID, Result
from summarize.writers.layout import (
    Block,
    blocks,
    has_article,
    join_blocks,
    plain,
    provenance,
    starts_with_title,
    target_title,
)

_BOLD, _DIM, _YELLOW, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[33m", "\x1b[0m"
_MIN_WIDTH = 20
_MAX_WIDTH = 88
"""Longer lines are hard to read, however wide the terminal is."""


def write_text(result: Result, *, full: bool, color: bool = False, width: int = 80) -> str:
    """Title, summary, what to distrust, and how it was made; with ``full`` the translation by
    paragraphs. ``width`` is the terminal's in columns; ``color`` adds ANSI codes."""
    width = max(_MIN_WIDTH, min(width, _MAX_WIDTH))
    parts = []
    title = target_title(result)
    if title:
        parts.append(_paint(_wrap(title, width), _BOLD, color))
    if result.summary.sentences:
        parts.append(_wrap(result.summary.text, width))
    if full and has_article(result):
        parts.append(_paint("─" * width, _DIM, color))
        parts.append(_article(result, width, color))
    if result.flags:
        parts.append("\n".join(_paint(line, _YELLOW, color) for line in _flag_lines(result, width)))
    parts.append(_paint(_wrap(" · ".join(provenance(result)), width), _DIM, color))
    return "\n\n".join(parts) + "\n"


def translation_text(result: Result) -> str:
    """The translated article as plain text in the source's layout: paragraph breaks, list markers
    and headings as they were. Where the target is the source language this is the source itself.

    Raises ValueError for a result whose article was not translated (select-first).
    """
    if not has_article(result):
        raise ValueError("this result holds no translation; run with order 'translate-first'")
    lines = [(block.breaks, block.marker + block.target) for block in blocks(result)]
    title = target_title(result)
    if title and result.article.title and not starts_with_title(result):
        breaks = lines[0][0] if lines else 0
        heading = (0, result.article.title_marker + title)
        lines[:1] = [heading, (max(1, breaks), lines[0][1])] if lines else [heading]
    return plain(join_blocks(lines)) + "\n"


def _article(result: Result, width: int, color: bool) -> str:
    laid_out = blocks(result)
    if starts_with_title(result):
        laid_out = laid_out[1:]
    return join_blocks((block.breaks, _block(block, width, color)) for block in laid_out)


def _block(block: Block, width: int, color: bool) -> str:
    text = _wrap(block.target, width, first=plain(block.marker))
    return _paint(text, _BOLD, color) if block.kind is ParagraphKind.HEADING else text


def _flag_lines(result: Result, width: int) -> list[str]:
    sources = {sentence.id: sentence.text for sentence in result.article.sentences}
    sources[TITLE_ID] = result.article.title or ""
    lines = []
    for flag in result.flags:
        line = plain(f"⚠ {flag.kind.value}: {flag.message}")
        source = textwrap.shorten(plain(sources.get(flag.sentence, "")), 60, placeholder=" …")
        lines.append(_wrap(f"{line} ({flag.sentence}: {source})", width, later="  "))
    return lines


def _wrap(text: str, width: int, *, first: str = "", later: str | None = None) -> str:
    return textwrap.fill(
        plain(text),
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if later is None else later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _paint(text: str, code: str, color: bool) -> str:
    return f"{code}{text}{_RESET}" if color and text else text
