"""Lines of text become paragraphs: wrapped lines, headings, list items, the title."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from summarize.article import Article, Paragraph, ParagraphKind

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = "\ufeff\u200b\u200e\u200f\u00ad"
_MARKER = re.compile(
    r"[ \t\u00a0]*(?:[-*•·▪■●◦‣⁃+\uf0b7\uf0a7]|\(?\d{1,2}[.)]|[a-zа-яәғқңөұүһі]\))[ \t\u00a0]+"
)
_HEADING_MARKER = re.compile(r" {0,3}#{1,6}[ \t]+")
_DIALOGUE = re.compile(r"[ \t\u00a0]*[-–—―][ \t\u00a0]")
_REPLY = re.compile(r"[,!?…][ \t\u00a0]?[-–—][ \t\u00a0]")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_LETTER = re.compile(r"[^\W\d_]")

_TITLE_LENGTH = 200
_HEADING_LENGTH = 120
_WRAP_WIDTHS = range(40, 121)
_WRAPPED_PAIRS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its surrounding spaces; ``marker`` is the list or heading mark taken off,
    ``breaks`` counts the line breaks before it."""

    text: str
    breaks: int
    marker: str = ""

    @property
    def is_heading(self) -> bool:
        return "#" in self.marker


def split_lines(text: str) -> list[Line]:
    """The lines of `text` that hold something, with their marks taken off."""
    lines = []
    breaks = 0
    for raw in _LINE_BREAK.split(text):
        line = raw.strip(_INVISIBLE)
        match = _HEADING_MARKER.match(line) or (None if is_dialogue(line) else _MARKER.match(line))
        marker = match[0] if match and line[match.end() :].strip() else ""
        if content := line[len(marker) :].strip():
            lines.append(Line(content, breaks, marker))
            breaks = 0
        breaks += 1
    return lines


def is_dialogue(line: str) -> bool:
    """Whether `line` is someone's words behind a dash rather than a list item."""
    dash = _DIALOGUE.match(line)
    return dash is not None and (dash[0].strip() != "-" or _REPLY.search(line) is not None)


def join_wrapped(lines: Sequence[Line]) -> list[Line]:
    """`lines` with hard-wrapped paragraphs joined, only on strong evidence.

    The evidence: the first word of the next line would not have fitted. It must hold for most
    pairs of neighbouring lines, and often in the middle of a sentence.
    """
    width = max((len(line.marker + line.text) for line in lines), default=0)
    pairs = inside = 0
    going_on = set()
    for number, (before, after) in enumerate(pairwise(lines), start=1):
        if after.breaks != 1 or after.marker or before.is_heading:
            continue
        pairs += 1
        if len(before.marker + before.text) + 1 + len(after.text.split(maxsplit=1)[0]) > width:
            going_on.add(number)
            inside += not _SENTENCE_END.search(before.text)
    wrapped = (
        width in _WRAP_WIDTHS
        and inside >= _WRAPPED_PAIRS
        and len(going_on) >= 0.7 * pairs
        and inside >= 0.4 * len(going_on)
    )
    return join(lines, going_on) if wrapped else list(lines)


def join(lines: Sequence[Line], going_on: Container[int]) -> list[Line]:
    """`lines` with each whose index is in `going_on` put behind the one before it.

    A word with a hyphen at the end of a line goes on without a space.
    """
    joined: list[Line] = []
    parts: list[str] = []
    for index, line in enumerate(lines):
        if index not in going_on or not joined:
            if joined:
                joined[-1] = replace(joined[-1], text="".join(parts))
            joined.append(line)
            parts = [line.text]
            continue
        before = parts[-1]
        at_hyphen = before.endswith("-") and not before.endswith(" -") and line.text[0].isalnum()
        parts += [line.text] if at_hyphen else [" ", line.text]
    if joined:
        joined[-1] = replace(joined[-1], text="".join(parts))
    return joined


def to_paragraphs(lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """Each line as a paragraph of its kind."""
    paragraphs: list[Paragraph] = []
    for index, line in enumerate(lines):
        following = lines[index + 1].text if index + 1 < len(lines) else None
        if line.is_heading:
            kind = ParagraphKind.HEADING
        elif line.marker or _is_unmarked_item(line.text, paragraphs):
            kind = ParagraphKind.ITEM
        elif _looks_like_heading(line.text, following, paragraphs):
            kind = ParagraphKind.HEADING
        else:
            kind = ParagraphKind.TEXT
        paragraphs.append(Paragraph(kind, line.text, marker=line.marker, breaks=line.breaks))
    return tuple(paragraphs)


def _is_unmarked_item(text: str, before: Sequence[Paragraph]) -> bool:
    """A clause of a list written as lines: "...:" then "...;" and "...;" and a last one."""
    if text.endswith(";"):
        return True
    in_list = bool(before) and before[-1].text.endswith(";")
    return in_list and before[-1].kind is ParagraphKind.ITEM and text[0].islower()


def _looks_like_heading(text: str, following: str | None, before: Sequence[Paragraph]) -> bool:
    return (
        bool(before)
        and following is not None
        and len(text) <= _HEADING_LENGTH
        and not before[-1].text.endswith((":", ";", ","))
        and not following[0].islower()
        and len(following) > len(text)
        and not text.endswith(("!", "…"))
        and _stands_alone(text)
    )


def looks_like_title(text: str, following: str | None) -> bool:
    """Whether the first line `text`, before the line `following`, is the title of an article."""
    return (
        following is not None
        and len(text) <= _TITLE_LENGTH
        and not following[0].islower()
        and _stands_alone(text)
    )


def _stands_alone(text: str) -> bool:
    """A line that has letters, is nobody's words and ends without a full stop, colon or comma."""
    return (
        not is_dialogue(text)
        and not text[0].islower()
        and not re.search(r"[.,:;][\"'»”’)\]]*$", text)
        and _LETTER.search(text) is not None
    )


def with_title(article: Article) -> Article:
    """`article` with its first paragraph as its title when it looks like one and there is none.

    A Markdown heading "# " at the start is always the title.
    """
    if article.title is not None or len(article.paragraphs) < 2:
        return article
    first, second = article.paragraphs[:2]
    named = first.kind is ParagraphKind.HEADING and bool(first.marker)
    plain = first.kind is not ParagraphKind.ITEM and looks_like_title(first.text, second.text)
    if named or plain:
        return replace(
            article,
            title=first.text,
            title_marker=first.marker,
            paragraphs=article.paragraphs[1:],
        )
    return article
