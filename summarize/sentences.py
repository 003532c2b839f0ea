"""Text becomes sentences, and an article's paragraphs get theirs; no character is lost.

Candidates are found by one regular expression that looks only at places followed by white space
(or by a sentence glued to the one before), and each is decided by `summarize.sentence_rules` from
a window of fixed width: the time is linear in the text's length, whatever stands in it.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator

from summarize.article import Article, Paragraph, ParagraphKind, Sentence
from summarize.sentence_rules import SHORT, SPLIT, rules_for

_LOWER = "а-яёәіңғүұқөһ"
_UPPER = "А-ЯЁӘІҢҒҮҰҚӨҺ"
_CANDIDATE = re.compile(
    r"[=:;]-?[)(]{1,3}(?=\s)"  # a smiley closes what stands before it
    r"|[.?!…\"„'»”’)\]}](?=\s)"
    rf"|(?<=[{_LOWER}]{{2}})[.?!…](?=[{_UPPER}][{_LOWER}])"  # "келді.Содан"
    r"|\n\s*\n"
    r"|[:;](?=\s+\d{1,2}[.)]\s+\w)"  # "бекітсін; 2) орналастырсын": points of a list in one line
)
_SPACE = re.compile(r"\s*")
_LEFT, _RIGHT = 24, 64
"""Characters around a candidate that the rules see: the longest dotted abbreviation on the left, a
speaker's name and a verb of speech on the right."""

_ENCLOSED = re.compile(
    r"«[^«»\n]{1,80}»|“[^“”\n]{1,80}”|(?<!\w)\"[^\s\"][^\"\n]{0,79}\"(?!\w)|\([^()\n]{1,80}\)"
)
"""Short quotations, titles («Не? Қайда? Қашан?») and asides are not split inside; a longer
quotation is, because a translator does badly on several long sentences at once."""


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences of ``text`` as spans that partition it: (start, end) in order, each starting
    where the one before ends. White space after a sentence belongs to it, leading white space to
    the first. ``language`` is an ISO 639-1 code; one without rules of its own uses the Russian
    ones. White space alone is one span, empty text none.
    """
    ends = [end for end in _ends(text, language) if end < len(text)]
    bounds = [0, *ends, len(text)]
    return list(itertools.pairwise(bounds)) if text else []


def segment(article: Article) -> Article:
    """The article with its sentences: ids "p{paragraph}s{sentence}" counted from 1, text without
    surrounding white space, offsets in the paragraph's text. A paragraph without a visible
    character has none. An unknown language is taken for Kazakh.
    """
    language = article.source_language or "kk"
    paragraphs = tuple(
        dataclasses.replace(paragraph, sentences=_sentences(paragraph, number, language))
        for number, paragraph in enumerate(article.paragraphs, start=1)
    )
    return dataclasses.replace(article, paragraphs=paragraphs)


def _sentences(paragraph: Paragraph, number: int, language: str) -> tuple[Sentence, ...]:
    spans = split_sentences(paragraph.text, language)
    if paragraph.kind is not ParagraphKind.TEXT:
        spans = _clear_ends_only(paragraph.text, spans)
    sentences: list[Sentence] = []
    for start, end in spans:
        piece = paragraph.text[start:end]
        text = piece.strip()
        if text:
            begin = start + len(piece) - len(piece.lstrip())
            name = f"p{number}s{len(sentences) + 1}"
            sentences.append(Sentence(name, text, begin, begin + len(text)))
    return tuple(sentences)


def _clear_ends_only(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A heading or list item is split only between parts of three words and more: "1. Кіріспе"
    and "Қазақстан. Ауа райы" stay whole."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged:
            before = text[merged[-1][0] : merged[-1][1]]
            if min(len(before.split()), len(text[start:end].split())) < 3:
                merged[-1] = (merged[-1][0], end)
                continue
        merged.append((start, end))
    return merged


def _ends(text: str, language: str) -> Iterator[int]:
    """Where sentences end, each with the white space after it."""
    from razdel.segmenters.sentenize import SentSplit

    rules = rules_for(language)
    enclosed = _ENCLOSED.finditer(text)
    span = next(enclosed, None)
    start = 0
    for match in _CANDIDATE.finditer(text):
        while span is not None and span.end() < match.end():
            span = next(enclosed, None)
        if span is not None and span.start() < match.start() and match.end() < span.end():
            continue
        sure = match.group() in {":", ";"} or match.group().isspace()
        if sure and not text[start : match.start()].strip():
            continue
        if not sure:
            window = text[max(start, match.start() - _LEFT) : match.start()]
            split = SentSplit(window, match.group(), text[match.end() : match.end() + _RIGHT])
            # the rules for bullets and datelines ask for the sentence so far, if it is short
            split.buffer = text[start : min(match.start(), start + SHORT + 1)]
            action = next((found for rule in rules if (found := rule(split))), SPLIT)
            if action != SPLIT:
                continue
        start = _space_end(text, match.end())
        yield start


def _space_end(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
