"""Saved web pages: the article's text and title, found by trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.errors import InputError
from summarize.article import Article, Paragraph, ParagraphKind
from summarize.readers.columns import Columns
from summarize.readers.encodings import decode, read_bytes

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BLOCKS = {"p", "head", "item", "quote", "cell", "code", "ab", "fw"}
_GROUPS = {"body", "main", "div", "list", "table", "row"}
_UNSEEN = ("script", "style", "noscript", "template", "nav", "form", "button")


def read_web_page(path: Path, columns: Columns) -> Iterator[Article]:
    """The one article of an .html file."""
    data = read_bytes(path)
    declared = _CHARSET.search(data[:4096])
    yield parse_web_page(_decode(data, declared, str(path)), str(path))


def parse_web_page(html: str, origin: str = "") -> Article:
    """The article in the page `html`: headings, paragraphs and list items in order, its title and
    date. What surrounds the article is left to trafilatura; a page so short that it finds no
    article is taken as a whole. Raises InputError when the page holds no text.
    """
    from trafilatura import bare_extraction

    document: Any = bare_extraction(
        html, with_metadata=True, include_comments=False, include_tables=True, include_links=False
    )
    title = date = None
    paragraphs: tuple[Paragraph, ...] = ()
    if document is not None:
        title, date = document.title or None, document.date or None
        paragraphs = tuple(_paragraphs(document.body))
    if not paragraphs:
        page_title, paragraphs = _whole_page(html)
        title = title or page_title
    if not paragraphs:
        raise InputError(
            f"{origin or 'The page'} holds no text: a page with an article was expected; save it "
            "again after it has loaded fully."
        )
    return Article(title, paragraphs, origin=origin, date=date)


def _decode(data: bytes, declared: re.Match[bytes] | None, origin: str) -> str:
    """Bytes that are not UTF-8 are read in the encoding that the page declares, if Python can."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        name = declared[1].decode("ascii").lower() if declared else ""
        if name in ("", "utf-8", "utf8", "windows-1251", "cp1251"):
            return decode(data, origin)
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return decode(data, origin)


def _paragraphs(element: Any) -> Iterator[Paragraph]:
    """The blocks under an element of trafilatura's tree, with loose text as paragraphs."""
    if element.tag in _GROUPS:
        yield from _paragraph(element.text, ParagraphKind.TEXT)
        for child in element:
            yield from _paragraphs(child)
            yield from _paragraph(child.tail, ParagraphKind.TEXT)
        return
    nested = [child for child in element if child.tag in _BLOCKS | _GROUPS]
    if element.tag in _BLOCKS and nested:
        yield from _paragraph(element.text, _kind(element.tag))
        for child in element:
            yield from _paragraphs(child)
            yield from _paragraph(child.tail, _kind(element.tag))
        return
    for line in _text_with_breaks(element).split("\n"):
        yield from _paragraph(line, _kind(element.tag))


def _kind(tag: str) -> ParagraphKind:
    kinds = {"head": ParagraphKind.HEADING, "item": ParagraphKind.ITEM}
    return kinds.get(tag, ParagraphKind.TEXT)


def _paragraph(text: str | None, kind: ParagraphKind) -> Iterator[Paragraph]:
    if text and (text := " ".join(text.split())):
        markers = {ParagraphKind.ITEM: "- ", ParagraphKind.HEADING: "## "}
        breaks = 1 if kind is ParagraphKind.ITEM else 2
        yield Paragraph(kind, text, marker=markers.get(kind, ""), breaks=breaks)


def _text_with_breaks(element: Any) -> str:
    """All text of an element; only <lb/> breaks a line."""
    parts = [_flat(element.text)]
    for child in element:
        parts.append("\n" if child.tag == "lb" else _text_with_breaks(child))
        parts.append(_flat(child.tail))
    return "".join(parts)


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _whole_page(html: str) -> tuple[str | None, tuple[Paragraph, ...]]:
    """Title and text blocks of a page in which no article was found."""
    from trafilatura import load_html

    tree: Any = load_html(html)
    if tree is None:
        return None, ()
    for element in list(tree.iter(*_UNSEEN)):
        element.drop_tree()
    title = _flat(tree.findtext(".//title")).strip() or None
    body = tree.find("body")
    for line_break in tree.iter("br", "p", "div", "li", "h1", "h2", "h3", "h4", "td", "blockquote"):
        line_break.tail = "\n" + (line_break.tail or "")
        line_break.text = "\n" + (line_break.text or "")
    text = "" if body is None else str(body.text_content())
    lines = (piece for line in text.split("\n") for piece in _paragraph(line, ParagraphKind.TEXT))
    return title, tuple(lines)
