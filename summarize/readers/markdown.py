"""Markdown: headings and lists are kept, marks inside the text go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from models.errors import InputError
from summarize.article import Article, Removed
from summarize.readers.columns import Columns
from summarize.readers.encodings import decode, read_bytes
from summarize.readers.layout import (
    Line,
    is_dialogue,
    join,
    split_lines,
    to_paragraphs,
    with_title,
)

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_UNDERLINED = re.compile(r"^(?![ \t]*[-*+>#])([^\n]+)\n(=+|-{2,})[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[ \t]*(?:(?:[-*_][ \t]*){3,}|\|?[ \t:|-]*-{3,}[ \t:|-]*|`{3,}\w*|~{3,}\w*)")
_ROW = re.compile(r"^[ \t]*\|(.+)\|[ \t]*$", re.MULTILINE)
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_LONGEST_MARKED = 20_000
"""Characters; the patterns below take quadratic time in a line of opening marks."""

_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\s]*(?:[ \t]+\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*(?:[ \t]+\"[^\"]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^>\s]+)>")
_STRONG = re.compile(r"(\*\*\*|\*\*|___|__|~~|`)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*_])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_QUOTE = re.compile(r"^(?:[ \t]{0,3}>[ \t]?)+", re.MULTILINE)


def read_markdown_file(path: Path, columns: Columns) -> Iterator[Article]:
    """The one article of a .md file."""
    yield parse_markdown(decode(read_bytes(path), str(path)), str(path))


def parse_markdown(text: str, origin: str = "") -> Article:
    """The article in the Markdown `text`.

    Lines of one block are one paragraph, unless the second begins with a mark or a dialogue dash
    or the first ends in two spaces. Each cell of a table is a paragraph, as in a Word document.
    The title is that of the front matter, or the first heading. Pictures are taken out. Raises
    InputError when no text is left.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    title = date = None
    if front := _FRONT_MATTER.match(text):
        title, date = _field(front[1], "title"), _field(front[1], "date")
        text = text[front.end() :]
    removed = tuple(Removed(match[0], "picture") for match in _IMAGE.finditer(text))
    text = _QUOTE.sub("", _IMAGE.sub("", text))
    text = _UNDERLINED.sub(lambda m: f"{'#' if m[2][0] == '=' else '##'} {m[1]}", text)
    text = "\n".join("" if _RULE.fullmatch(line) else line for line in text.split("\n"))
    text = _ROW.sub(_cells, text)
    lines = [replace(line, text=_plain(line.text)) for line in _join_blocks(text)]
    paragraphs = to_paragraphs([line for line in lines if line.text])
    if not paragraphs and title is None:
        raise InputError(f"{origin or 'The text'} is empty: an article was expected in it.")
    article = Article(title, paragraphs, origin=origin, date=date, removed=removed)
    return with_title(article)


def _field(front_matter: str, name: str) -> str | None:
    match = re.search(rf"^{name}:[ \t]*(.+)$", front_matter, re.MULTILINE)
    return match[1].strip().strip("\"'") or None if match else None


def _cells(row: re.Match[str]) -> str:
    cells = (cell.strip() for cell in _BETWEEN_CELLS.split(row[1]))
    return "\n" + "\n\n".join(filter(None, cells)) + "\n"


def _join_blocks(text: str) -> list[Line]:
    hard_breaks = {line.strip() for line in text.split("\n") if line.endswith(("  ", "\\"))}
    lines = split_lines(text)
    going_on = {
        number
        for number, (before, line) in enumerate(pairwise(lines), start=1)
        if line.breaks == 1
        and not line.marker
        and not before.is_heading
        and not is_dialogue(line.text)
        and (before.marker + before.text).strip() not in hard_breaks
    }
    return join(lines, going_on)


def _plain(text: str) -> str:
    """`text` without the marks of emphasis, code and links; the words of a link stay."""
    if len(text) > _LONGEST_MARKED:
        return text.strip()
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", _STRONG.sub(r"\2", text)))
    return _ESCAPE.sub(r"\1", re.sub(r"(?<=\w)[ \t]+#+$", "", text)).rstrip("\\").strip()
