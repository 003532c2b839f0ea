"""Word documents (.docx): paragraphs, headings, lists and the cells of tables, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.errors import InputError
from summarize.article import Article, Paragraph, ParagraphKind
from summarize.readers.columns import Columns
from summarize.readers.encodings import read_bytes
from summarize.readers.layout import split_lines, to_paragraphs, with_title


def read_word_document(path: Path, columns: Columns) -> Iterator[Article]:
    """The one article of a .docx file.

    Its title is the paragraph of the style Title, else a first line that looks like one.
    """
    document = _open(path)
    title: str | None = None
    paragraphs: list[Paragraph] = []
    for block in _blocks(document):
        style = (block.style.name or "") if block.style is not None else ""
        for line in split_lines(block.text):
            if style == "Title" and title is None and not paragraphs:
                title = line.text
                continue
            if style.startswith(("Heading", "Title")):
                paragraph = Paragraph(ParagraphKind.HEADING, line.text, marker="## ", breaks=2)
            elif style.startswith("List") or _is_numbered(block):
                marker = line.marker or "- "
                paragraph = Paragraph(ParagraphKind.ITEM, line.text, marker=marker)
            else:
                paragraph = replace(to_paragraphs([line])[0], breaks=2)
            paragraphs.append(paragraph)
    if title is None and not paragraphs:
        raise InputError(
            f"{path} holds no text: a document with an article was expected; if it shows pictures "
            "of pages, run text recognition first."
        )
    yield with_title(Article(title, tuple(paragraphs), origin=str(path)))


def _open(path: Path) -> Any:
    from io import BytesIO

    from docx import Document

    data = read_bytes(path)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            f"{path} is an old or password-protected Word document; a .docx without a password "
            "was expected: save it as one."
        )
    try:
        return Document(BytesIO(data))
    except Exception as error:  # python-docx raises what zipfile, lxml and its own parts raise
        raise InputError(
            f"{path} is damaged or no Word document ({type(error).__name__}); a .docx file was "
            "expected: save it again."
        ) from error


def _blocks(container: Any) -> Iterator[Any]:
    """The paragraphs of a document or a cell, those of its tables at their places."""
    for block in container.iter_inner_content():
        if not hasattr(block, "rows"):
            yield block
            continue
        seen = set()
        for row in block.rows:
            for cell in row.cells:
                if cell._tc not in seen:  # a merged cell comes once for each place it covers
                    seen.add(cell._tc)
                    yield from _blocks(cell)


def _is_numbered(block: Any) -> bool:
    properties = block._p.pPr
    return properties is not None and properties.numPr is not None
