"""What a run gives back: the article, its translation, its summary, what to distrust, and how it
was made. All records are frozen; a result written as JSON reads back equal (see writers)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.engine import EngineInfo
from summarize.article import Article
from summarize.configuration import RunConfig

SCHEMA = "qysqa.result/1"
TITLE_ID = "title"
"""The id under which flags and sources speak of the article's title."""


class FlagKind(StrEnum):
    """A reason for distrust."""

    NUMBER = "number"
    NAME = "name"
    SCRIPT = "script"
    UNTRANSLATED = "untranslated"
    EMPTY = "empty"
    REPETITION = "repetition"
    LENGTH = "length"
    UNFINISHED = "unfinished"
    SCORE = "score"
    SIMILARITY = "similarity"


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to distrust one sentence: ``sentence`` is a source sentence's id or TITLE_ID;
    ``message`` is a short English phrase with the evidence, such as "34 is missing"."""

    kind: FlagKind
    sentence: str
    message: str


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """The translation of the source sentence ``id``. ``score`` is the mean log-probability per
    output token, a finite number. Where translation failed, ``text`` is the source text and a flag
    says so."""

    id: str
    text: str
    score: float
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """One translated sentence per source sentence, in order, and the title."""

    title: str | None
    sentences: tuple[TranslatedSentence, ...]


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of the summary and the ids of the source sentences that it comes from. ``score``
    is the mean log-probability per output token, None where no model wrote the sentence (the
    target is the source language)."""

    text: str
    sources: tuple[str, ...]
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary's sentences in reading order; ``title`` is the translated title."""

    sentences: tuple[SummarySentence, ...]
    title: str | None = None

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds spent in each step; ``total`` includes what lies between them. Loading the model
    is not in it: a model is loaded once and serves many articles."""

    selection: float = 0.0
    translation: float = 0.0
    summarization: float = 0.0
    checks: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """Everything one article gave in one target language. ``flags`` gathers the flags of all its
    sentences and of the title. ``translation`` is None when only the chosen sentences were
    translated (select-first) or nothing was (target = source). ``model`` is what translated,
    ``summarizer`` the abstractive model that wrote the summary, if one did."""

    article: Article
    target_language: str
    summary: Summary
    translation: Translation | None
    flags: tuple[Flag, ...]
    model: EngineInfo | None
    config: RunConfig
    timing: Timing
    summarizer: EngineInfo | None = None
