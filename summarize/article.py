"""An article as plain frozen records; every sentence keeps its place in the source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ParagraphKind(StrEnum):
    """What a paragraph is; headings and list items need no full stop."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: ``id`` such as "p2s3" (second paragraph, third sentence, counted from 1), its
    ``text`` without surrounding white space, and its ``start`` and ``end`` (character offsets)
    in the text of its paragraph.
    """

    id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the article. ``marker`` is layout that is kept but never translated (a list
    bullet "- ", "1) ", a Markdown "## "); ``breaks`` is how many line breaks stood before it, so
    that the layout can be written again.
    """

    kind: ParagraphKind
    text: str
    sentences: tuple[Sentence, ...] = ()
    marker: str = ""
    breaks: int = 1


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece of the page that was taken out as debris, and why ("photo credit", "date stamp")."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``source_language`` is an ISO 639-1 code, or None before it is known;
    ``origin`` says where it came from (a path, "path#3" for a row, "-" for standard input);
    ``id`` is the name that a table gives the article in its id column, if it has one;
    ``title_marker`` is layout before the title that is kept, such as Markdown's "# ".
    """

    title: str | None
    paragraphs: tuple[Paragraph, ...]
    source_language: str | None = None
    origin: str = ""
    date: str | None = None
    id: str | None = None
    removed: tuple[Removed, ...] = ()
    title_marker: str = ""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in order (empty before segmentation)."""
        return tuple(s for paragraph in self.paragraphs for s in paragraph.sentences)

    @property
    def text(self) -> str:
        """The paragraphs' text, separated by blank lines."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)
