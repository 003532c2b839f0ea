"""What all writers share: a result laid out as blocks of source sentences beside their targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from summarize.article import ParagraphKind, Sentence
from summarize.result import Flag, Result


@dataclass(frozen=True, slots=True)
class Segment:
    """A source sentence and its translation (None if it was not translated). ``summary`` holds the
    numbers, from 1, of the summary sentences that come from it."""

    sentence: Sentence
    target: str | None
    flags: tuple[Flag, ...]
    summary: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as segments."""

    kind: ParagraphKind
    marker: str
    breaks: int
    segments: tuple[Segment, ...]

    @property
    def source(self) -> str:
        """The source paragraph without its marker."""
        return " ".join(segment.sentence.text for segment in self.segments)

    @property
    def target(self) -> str:
        """The translated paragraph without its marker; untranslated sentences are left out."""
        return " ".join(segment.target for segment in self.segments if segment.target)


def target_title(result: Result) -> str | None:
    """The title in the target language, or the source's when it was not translated."""
    translated = result.translation.title if result.translation else None
    return translated or result.summary.title or result.article.title


def is_translated(result: Result) -> bool:
    """Whether the target is another language than the source."""
    return result.article.source_language != result.target_language


def has_article(result: Result) -> bool:
    """Whether there is an article in the target language to show, not only a summary."""
    return result.translation is not None or not is_translated(result)


def starts_with_title(result: Result) -> bool:
    """Whether the article's first paragraph is its title, which then is not shown twice."""
    first = result.article.paragraphs[:1]
    return bool(first) and first[0].text.strip() == (result.article.title or "").strip()


def blocks(result: Result) -> list[Block]:
    """The article's paragraphs in order. With select-first only the summary's sentences have a
    target; where the target is the source language every sentence is its own target."""
    targets = _targets(result)
    cited = _cited(result)
    flags: dict[str, list[Flag]] = {}
    for flag in result.flags:
        flags.setdefault(flag.sentence, []).append(flag)
    return [
        Block(
            paragraph.kind,
            paragraph.marker,
            paragraph.breaks,
            tuple(
                Segment(
                    sentence,
                    targets.get(sentence.id),
                    tuple(flags.get(sentence.id, ())),
                    tuple(cited.get(sentence.id, ())),
                )
                for sentence in paragraph.sentences
            ),
        )
        for paragraph in result.article.paragraphs
    ]


def provenance(result: Result) -> list[str]:
    """Where the result comes from and how it was made, in a few short phrases."""
    parts = [result.article.origin] if result.article.origin not in ("", "-") else []
    if is_translated(result):
        parts.append(f"{result.article.source_language or '?'} → {result.target_language}")
    if result.model is not None:
        parts.append(f"{result.model.name} ({result.model.engine}, {result.model.compute_type})")
    if result.summarizer is not None:
        parts.append(f"summary by {result.summarizer.name} ({result.summarizer.engine})")
    parts.append(f"{result.timing.total:.1f} s")
    return parts


def plain(text: str) -> str:
    """The text without control characters (a terminal would obey them); line breaks stay."""
    return "".join(c for c in text if c in "\n\t" or not (ord(c) < 32 or 127 <= ord(c) < 160))


def join_blocks(lines: Iterable[tuple[int, str]]) -> str:
    """Paragraphs put together again, each preceded by as many line breaks as in the source; a
    text's leading breaks are dropped."""
    text = "".join("\n" * breaks + line for breaks, line in lines)
    return text.lstrip("\n")


def _targets(result: Result) -> dict[str, str]:
    if result.translation is not None:
        return {sentence.id: sentence.text for sentence in result.translation.sentences}
    if not is_translated(result):
        return {sentence.id: sentence.text for sentence in result.article.sentences}
    return {
        sentence.sources[0]: sentence.text
        for sentence in result.summary.sentences
        if len(sentence.sources) == 1
    }


def _cited(result: Result) -> dict[str, list[int]]:
    cited: dict[str, list[int]] = {}
    for number, sentence in enumerate(result.summary.sentences, start=1):
        for source in sentence.sources:
            cited.setdefault(source, []).append(number)
    return cited
