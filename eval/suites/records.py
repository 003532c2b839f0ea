"""What a suite is: documents of aligned segments, reference summaries and key facts. All frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models.errors import QysqaError

TITLE = "title"
"""The id of the segment that is a document's title."""

Texts = Mapping[str, str]
"""ISO 639-1 code → the same text in that language."""


class SuiteError(QysqaError):
    """A suite is unknown, absent, malformed, or lacks the language that was asked for."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One aligned sentence: ``id`` within its document ("p2s3", or TITLE), its ``paragraph``
    counted from 1 (0 for the title) and its text in each language."""

    id: str
    texts: Texts
    paragraph: int = 1


@dataclass(frozen=True, slots=True)
class SuiteDocument:
    """One document. ``segments`` are its sentences in order without the title. Each of
    ``summaries`` is one editor's summary in one or more languages; ``key_facts`` are English
    phrases, the most important first."""

    id: str
    segments: tuple[Segment, ...]
    title: Texts = field(default_factory=dict)
    topic: str = ""
    domain: str = ""
    summaries: tuple[Texts, ...] = ()
    key_facts: tuple[str, ...] = ()

    def units(self, source: str, target: str) -> Iterator[Segment]:
        """What is translated: the title, if there is one, then the sentences; only what exists
        in both languages."""
        candidates = (Segment(TITLE, self.title, 0), *self.segments)
        return (unit for unit in candidates if source in unit.texts and target in unit.texts)

    def sentences(self, language: str) -> list[str]:
        """The sentences (no title) in one language."""
        return [unit.texts[language] for unit in self.segments if language in unit.texts]

    def reference_summaries(self, language: str) -> list[str]:
        """The reference summaries that exist in a language."""
        return [texts[language] for texts in self.summaries if language in texts]


@dataclass(frozen=True, slots=True)
class Card:
    """What a user has to know before using a suite. ``checksum`` is the SHA-256 of its file."""

    name: str
    description: str
    licence: str
    origin: str
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """A test set. ``source`` is the language that systems are given."""

    card: Card
    documents: tuple[SuiteDocument, ...]
    source: str = "kk"

    @property
    def name(self) -> str:
        """The name by which the suite is asked for."""
        return self.card.name

    def translation_targets(self) -> list[str]:
        """The languages with reference translations, sorted."""
        found = {
            language
            for document in self.documents
            for unit in (*document.segments, Segment(TITLE, document.title, 0))
            if self.source in unit.texts
            for language in unit.texts
        }
        return sorted(found - {self.source})

    def summary_targets(self) -> list[str]:
        """The languages with reference summaries, sorted."""
        texts = [summary for document in self.documents for summary in document.summaries]
        return sorted({language for summary in texts for language in summary})

    def targets(self) -> list[str]:
        """All languages in which something can be scored, sorted."""
        return sorted({*self.translation_targets(), *self.summary_targets()})

    def require(self, target: str) -> None:
        """Raise SuiteError unless something can be scored in this language."""
        if target not in self.targets():
            offered = ", ".join(self.targets()) or "none"
            raise SuiteError(
                f"Suite {self.name} has no references in {target!r}; it offers: {offered}. "
                "Choose one with --to."
            )
