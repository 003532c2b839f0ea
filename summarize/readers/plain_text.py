"""Plain text, from a file, a string or standard input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from models.errors import InputError
from summarize.article import Article
from summarize.readers.columns import Columns
from summarize.readers.encodings import decode, read_bytes
from summarize.readers.layout import join_wrapped, split_lines, to_paragraphs, with_title


def parse_text(text: str, origin: str = "") -> Article:
    """The article in `text`: one paragraph a line, hard-wrapped lines joined.

    The first line becomes the title when it looks like one; it is then not among the paragraphs.
    Raises InputError when `text` holds nothing but white space.
    """
    return with_title(parse_body(text, origin))


def parse_body(text: str, origin: str = "") -> Article:
    """As `parse_text`, for text whose title is known from elsewhere: all lines are paragraphs."""
    lines = join_wrapped(split_lines(text))
    if not lines:
        raise InputError(
            f"{origin or 'The text'} is empty: an article was expected; "
            "check that the file was saved with its text."
        )
    return Article(None, to_paragraphs(lines), origin=origin)


def read_text_file(path: Path, columns: Columns) -> Iterator[Article]:
    """The one article of a .txt file."""
    yield parse_text(decode(read_bytes(path), str(path)), str(path))


def read_stdin(stream: IO[Any]) -> Article:
    """The article that comes through `stream`, which gives bytes or text.

    A text stream is read through its ``buffer`` when it has one, so that the encoding is found
    as it is for a file.
    """
    data = getattr(stream, "buffer", stream).read()
    text = data if isinstance(data, str) else decode(data, "standard input")
    return replace(parse_text(text, "standard input"), origin="-")
