"""PDF documents with a text layer: lines become paragraphs again, page numbers go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.errors import InputError
from summarize.article import Article, Removed
from summarize.readers.columns import Columns
from summarize.readers.encodings import read_bytes
from summarize.readers.layout import Line, is_dialogue, split_lines, to_paragraphs, with_title

_PAGE_NUMBER = re.compile(r"[–—-]? ?(?:\d{1,4}|\d{1,4}-бет|(?:стр|бет)\.? ?\d{1,4}) ?[–—-]?")
_RUNNING_PAGES = 3
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'»”)\]]*$")
_SPLIT_WORD = re.compile(r"[^\W\d_]-$")
_FULL_LINE = 0.7
"""A line shorter than this share of the longest ones ends its paragraph or is a heading."""
_PROSE_WIDTH = 40
"""In narrower lines a sentence that fills its line says nothing about the paragraph."""


def read_pdf_document(path: Path, columns: Columns) -> Iterator[Article]:
    """The one article of a .pdf file.

    Page numbers, and lines that stand at the top or bottom of several pages, are taken out and
    listed. Raises InputError for a damaged file, one with a password and one without text.
    """
    pages = [split_lines(page) for page in _page_texts(path)]
    pages, removed = _without_running_lines(pages)
    lines = [line for page in pages for line in page]
    if not any(char.isalpha() for line in lines for char in line.text):
        raise InputError(
            f"{path} has no text layer, only pictures of pages; a PDF with text was expected: run "
            "text recognition (OCR) on it first."
        )
    article = Article(None, to_paragraphs(_join(lines)), origin=str(path), removed=removed)
    yield with_title(article)


def _page_texts(path: Path) -> list[str]:
    import logging
    from io import BytesIO

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every mended flaw
    data = read_bytes(path)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(
                f"{path} is protected by a password; an open PDF was expected: save it without one."
            )
        return [page.extract_text() for page in reader.pages]
    except DependencyError as error:
        raise InputError(
            f"{path} is encrypted in a way that needs the package 'cryptography'; install it "
            "(pip install cryptography) or save the document without encryption."
        ) from error
    except InputError:
        raise
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, TypeError,
            ValueError, RecursionError) as error:  # fmt: skip
        # What pypdf raises on damaged files beyond its own errors
        raise InputError(
            f"{path} is damaged or no PDF ({type(error).__name__}); a PDF document was expected: "
            "save it again."
        ) from error


def _without_running_lines(
    pages: Sequence[Sequence[Line]],
) -> tuple[list[list[Line]], tuple[Removed, ...]]:
    """The pages without page numbers and without headers or footers that repeat."""
    edges = Counter(text for page in pages for text in {line.text for line in _edges(page)})
    removed = []
    kept = []
    for page in pages:
        rest = list(page)
        for line in _edges(page):
            if _PAGE_NUMBER.fullmatch(line.text):
                reason = "page number"
            elif edges[line.text] >= max(_RUNNING_PAGES, len(pages) // 2):
                reason = "running header or footer"
            else:
                continue
            rest.remove(line)
            removed.append(Removed(line.text, reason))
        kept.append(rest)
    return kept, tuple(removed)


def _edges(page: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(dict.fromkeys((*page[:1], *page[-1:])))


def _join(lines: Sequence[Line]) -> list[Line]:
    """Lines of print joined to paragraphs; the widths differ, so a long line goes on."""
    widths = sorted(len(line.text) for line in lines)
    width = widths[int(0.9 * (len(widths) - 1))]
    joined: list[Line] = []
    last = ""
    for line in lines:
        if joined and line.breaks <= 1 and _goes_on(last, line, width):
            joined[-1] = Line(_hyphenated(joined[-1].text, line.text), joined[-1].breaks,
                              joined[-1].marker)  # fmt: skip
        else:
            joined.append(line)
        last = line.text
    return joined


def _goes_on(before: str, line: Line, width: int) -> bool:
    if line.marker or is_dialogue(line.text):
        return False
    if _ENDS_SENTENCE.search(before):
        return width >= _PROSE_WIDTH and len(before) >= 0.9 * width
    return line.text[0].islower() or len(before) >= _FULL_LINE * width


def _hyphenated(before: str, after: str) -> str:
    """Two lines as one; a word split at the line's end becomes whole, a double word keeps its
    hyphen ("кезең-кезеңімен", "сондай-ақ")."""
    if not _SPLIT_WORD.search(before) or not after[0].islower():
        return f"{before} {after}"
    first = re.split(r"\W", before[:-1])[-1].lower()
    second = re.split(r"\W", after)[0].lower()
    double = second.startswith(first[: max(3, len(first) - 2)]) or second in ("ақ", "ау", "мыс")
    return before + after if double else before[:-1] + after
