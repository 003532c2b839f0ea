"""A saved page becomes an article: its frame goes, its characters take one form.

Nothing disappears without a trace: what is taken out stands in ``Article.removed`` with a reason.
When in doubt a line stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from models.normalization import normalize_characters, repair_lookalikes
from summarize.article import Article, Paragraph, ParagraphKind, Removed
from summarize.dates import find_date
from summarize.debris import STAMP, Certainty, Debris, find_debris, find_glued_credit
from summarize.latin_script import is_kazakh_latin, to_cyrillic
from summarize.readers.layout import looks_like_title, with_title

_ENDS_SENTENCE = re.compile(r"[.!…][\"'»)\]]*$")
_HEADLINE_LENGTH = 200


def clean(article: Article) -> Article:
    """`article` without the debris of its page, in normalised characters and in Cyrillic.

    Quotation marks, dashes, spaces and look-alike letters get one form; Kazakh in Latin script
    becomes Cyrillic. A title behind a label or a stamp is found, and a stamp becomes the date. A
    line that is left alone is text, not a title; an article that is nothing but debris is left
    whole.
    """
    article = _map_text(article, _normalized)
    article = with_title(_without_debris(_without_stamps(article)))
    article = _without_repeated_title(_without_glued_credits(article))
    if article.title is not None and not article.paragraphs:
        only = Paragraph(ParagraphKind.TEXT, article.title, marker=article.title_marker, breaks=0)
        article = replace(article, title=None, title_marker="", paragraphs=(only,))
    if is_kazakh_latin(article.text):
        article = _map_text(article, to_cyrillic)
    return article


def _normalized(text: str) -> str:
    return repair_lookalikes(normalize_characters(text).replace("\n", " "))


def _map_text(article: Article, change: Callable[[str], str]) -> Article:
    """`article` with `change` applied to its title and paragraphs; emptied ones are left out."""
    paragraphs = (replace(p, text=change(p.text)) for p in article.paragraphs)
    title = None if article.title is None else change(article.title) or None
    return replace(article, title=title, paragraphs=tuple(p for p in paragraphs if p.text))


def _without_stamps(article: Article) -> Article:
    """`article` with "date 2025-09-05" taken off the beginnings of its lines, into its date."""
    found: list[Removed] = []
    dates: list[str] = []

    def take_off(text: str) -> str:
        match = STAMP.match(text)
        if match is None:
            return text
        found.append(Removed(match[0].strip(), "date stamp"))
        dates.append(match[1])
        return text[match.end() :]

    article = _map_text(article, take_off)
    date = article.date or next(iter(dates), None)
    return replace(article, date=date, removed=(*article.removed, *found))


@dataclass(frozen=True, slots=True)
class _Line:
    """The title (``paragraph`` is None) or a paragraph, and what debris it may be."""

    text: str
    paragraph: Paragraph | None
    debris: Debris | None

    def is_(self, certainty: Certainty) -> bool:
        return self.debris is not None and self.debris.certainty is certainty

    @property
    def is_text(self) -> bool:
        """Surely article text: a sentence, or too long for a headline."""
        if self.debris is not None or self.paragraph is None:
            return False
        return len(self.text) > _HEADLINE_LENGTH or bool(_ENDS_SENTENCE.search(self.text))


def _without_debris(article: Article) -> Article:
    lines = _lines(article)
    reasons: dict[int, str] = {
        index: line.debris.reason
        for index, line in enumerate(lines)
        if line.debris is not None and line.is_(Certainty.CERTAIN)
    }
    for find in (_related_links, _at_the_end, _at_the_top, _among_buttons):
        reasons.update(find(lines, reasons))
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    if not kept:
        return article
    removed = tuple(Removed(lines[index].text, reasons[index]) for index in sorted(reasons))
    stamps = (find_date(piece.text) for piece in removed if piece.reason == "date stamp")
    return replace(
        article,
        title=next((line.text for line in kept if line.paragraph is None), None),
        paragraphs=tuple(line.paragraph for line in kept if line.paragraph is not None),
        date=article.date or next(filter(None, stamps), None),
        removed=(*article.removed, *removed),
    )


def _lines(article: Article) -> list[_Line]:
    lines = []
    if article.title is not None:
        lines.append(_Line(article.title, None, find_debris(article.title)))
    announced = False
    for paragraph in article.paragraphs:
        debris = find_debris(paragraph.text)
        listed = paragraph.kind is ParagraphKind.ITEM or announced
        if debris and listed and debris.certainty is not Certainty.CERTAIN:
            debris = None
        announced = paragraph.text.endswith(":") and debris is None
        lines.append(_Line(paragraph.text, paragraph, debris))
    return lines


def _related_links(lines: list[_Line], gone: dict[int, str]) -> dict[int, str]:
    """Everything behind a label like "Осы айдарда" when no sentence follows to the end."""
    if not any(line.is_text for line in lines):
        return {}
    last = max(i for i, line in enumerate(lines) if line.is_text or _is_item(line))
    behind = (i for i, reason in gone.items() if reason == "related link" and i > last)
    start = min(behind, default=None)
    if start is None:
        return {}
    return {i: gone.get(i) or _reason(lines[i], "related link") for i in range(start, len(lines))}


def _at_the_end(lines: list[_Line], gone: dict[int, str]) -> dict[int, str]:
    """Labels, dates, names and notices behind the last line of the article."""
    found = {}
    for index in range(len(lines) - 1, 0, -1):
        if index in gone:
            continue
        if lines[index].debris is None:
            break
        found[index] = _reason(lines[index])
    return found


def _at_the_top(lines: list[_Line], gone: dict[int, str]) -> dict[int, str]:
    """Labels, dates, names and notices around the title, above the first sentence.

    A label is debris before a line that looks like a title, or beside other debris; a lone label
    under the title may be the first heading of the article and stays.
    """
    first_text = next((i for i, line in enumerate(lines) if line.is_text), len(lines))
    titles = [
        index
        for index in range(first_text)
        if lines[index].debris is None
        and index + 1 < len(lines)
        and looks_like_title(lines[index].text, lines[index + 1].text)
    ]
    found: dict[int, str] = {}
    for index in range(first_text):
        line = lines[index]
        if line.is_(Certainty.EDGE) and index > 0:
            found[index] = _reason(line)
        elif line.is_(Certainty.LABEL):
            beside = any(i in gone or i in found for i in (index - 1, index + 1))
            stamped = index + 1 < first_text and lines[index + 1].is_(Certainty.EDGE)
            if (titles and titles[-1] > index) or (index and (beside or stamped)):
                found[index] = _reason(line)
    return found


def _among_buttons(lines: list[_Line], gone: dict[int, str]) -> dict[int, str]:
    """Single button words ("Facebook") in a row with a line that is surely a button."""
    found: dict[int, str] = {}
    for step in (1, -1):
        order = range(len(lines))[::step]
        for index in order:
            before = index - step
            row = found.get(before, gone.get(before)) in {"button", "counter"}
            line = lines[index]
            if row and line.is_(Certainty.LABEL) and _reason(line) == "button":
                found[index] = "button"
    return found


def _is_item(line: _Line) -> bool:
    return line.paragraph is not None and bool(line.paragraph.marker)


def _reason(line: _Line, default: str = "") -> str:
    return line.debris.reason if line.debris is not None else default


def _without_glued_credits(article: Article) -> Article:
    """`article` with photo credits taken off the ends of its paragraphs."""
    paragraphs = []
    found = []
    for paragraph in article.paragraphs:
        start = find_glued_credit(paragraph.text)
        if start is not None:
            found.append(Removed(paragraph.text[start:].strip(), "photo credit"))
            paragraph = replace(paragraph, text=paragraph.text[:start])
        paragraphs.append(paragraph)
    return replace(article, paragraphs=tuple(paragraphs), removed=(*article.removed, *found))


def _without_repeated_title(article: Article) -> Article:
    """`article` without first paragraphs that say its title again."""
    if article.title is None:
        return article
    title = article.title.casefold()
    start = 0
    while (
        start < len(article.paragraphs) - 1 and article.paragraphs[start].text.casefold() == title
    ):
        start += 1
    repeated = (Removed(p.text, "repeated title") for p in article.paragraphs[:start])
    return replace(
        article, paragraphs=article.paragraphs[start:], removed=(*article.removed, *repeated)
    )
