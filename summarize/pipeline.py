"""The one place where the steps meet: an article becomes a translation and a summary.

A run has three stages, so that one article and a hundred thousand go the same way: `plan` decides
what is to be translated, an engine translates the texts of any number of plans together, and
`finish` checks and assembles the result of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

from models.catalog import find_card
from models.engine import Engine, Generation, Progress
from models.errors import ConfigurationError, InputError
from models.loading import load_engine
from models.normalization import normalize_characters, repair_lookalikes
from summarize.article import Article, Sentence
from summarize.checks import check_sentence, check_written
from summarize.cleaning import clean
from summarize.configuration import RunConfig, read_config
from summarize.embedding import E5Embedder, Embedder
from summarize.language import ensure_source
from summarize.readers import parse_text, read_path
from summarize.result import (
    TITLE_ID,
    Flag,
    FlagKind,
    Result,
    Summary,
    SummarySentence,
    Timing,
    TranslatedSentence,
    Translation,
)
from summarize.selection import select
from summarize.sentences import segment
from summarize.summarization import summarize_translation
from summarize.translation import count_pieces, translate_texts


@dataclass(frozen=True, slots=True)
class Plan:
    """An article prepared for one target: ``chosen`` are the summary's sentences (empty when none
    is wanted), ``segments`` what has to be translated, the title under TITLE_ID first."""

    article: Article
    target: str
    chosen: tuple[Sentence, ...]
    segments: tuple[tuple[str, str], ...]
    whole: bool
    timing: Timing

    @property
    def texts(self) -> list[str]:
        """The texts to translate, in the order of ``segments``."""
        return [text for _, text in self.segments]


class Pipeline:
    """Runs articles through the steps with one configuration.

    The engine, the summarisation model and the embedder are loaded when first needed, or passed
    in. Not thread-safe: one pipeline a thread.
    """

    def __init__(
        self,
        config: RunConfig,
        engine: Engine | None = None,
        embedder: Embedder | None = None,
        summarizer: Engine | None = None,
    ) -> None:
        _ensure_tasks(config)
        self.config = config
        self._engine = engine
        self._embedder = embedder
        self._summarizer = summarizer

    @classmethod
    def from_preset(cls, name: str, overrides: Mapping[str, Any] | None = None) -> Pipeline:
        """A pipeline from a preset's name or a configuration file's path; ``overrides`` maps
        dotted keys such as "summary.sentences" to values that win."""
        return cls(read_config(name, overrides))

    @property
    def engine(self) -> Engine:
        """The translation engine, loaded on first use."""
        if self._engine is None:
            config = self.config
            self._engine = load_engine(
                config.model,
                engine=config.engine,
                device=config.device,
                threads=config.threads,
                compute_type=config.compute_type,
            )
        return self._engine

    @property
    def embedder(self) -> Embedder:
        """The sentence embedder, which loads its model on first use."""
        if self._embedder is None:
            self._embedder = E5Embedder(threads=self.config.threads)
        return self._embedder

    @property
    def summarizer(self) -> Engine | None:
        """The abstractive summarisation model, if the configuration names one."""
        if self._summarizer is None and self.config.summarizer is not None:
            config = self.config
            self._summarizer = load_engine(
                config.summarizer or "",
                engine=config.engine,
                device=config.device,
                threads=config.threads,
            )
        return self._summarizer

    def prepare(self, article: Article | Path | str) -> Article:
        """Clean the article, settle its language, find its sentences. A str is the article's
        text, a Path a file that holds one article. Raises InputError when there is nothing."""
        if isinstance(article, Path):
            article = _only_article(article)
        elif isinstance(article, str):
            article = parse_text(article)
        prepared = segment(ensure_source(clean(article), self.config.source))
        if not prepared.sentences and prepared.title is None:
            where = prepared.origin or "The input"
            raise InputError(
                f"{where} holds no sentence once page debris is removed; "
                "expected the text of an article."
            )
        return prepared

    def plan(
        self, article: Article, target: str, *, summary: bool = True, whole: bool | None = None
    ) -> Plan:
        """Decide what of a prepared article is translated. ``whole`` None follows the
        configuration: the whole article for translate-first and for full output."""
        started = perf_counter()
        config = self.config
        chosen: tuple[Sentence, ...] = ()
        if summary and article.sentences:
            chosen = select(article, config.selection, config.summary, self.embedder)
        if whole is None:
            whole = (
                config.order == "translate-first"
                or config.output.full
                or config.summarizer is not None
            )
        segments: list[tuple[str, str]] = []
        if target != article.source_language:
            if article.title:
                segments.append((TITLE_ID, article.title))
            sentences = article.sentences if whole else chosen
            segments += [(sentence.id, sentence.text) for sentence in sentences]
        timing = Timing(selection=perf_counter() - started)
        return Plan(article, target, chosen, tuple(segments), whole, timing)

    def translate(
        self, plans: Sequence[Plan], progress: Progress | None = None
    ) -> list[list[Generation]]:
        """Translate the texts of all plans, pooled by language pair; one list a plan."""
        outputs: list[list[Generation]] = [[] for _ in plans]
        pairs: dict[tuple[str, str], list[int]] = {}
        for index, plan in enumerate(plans):
            if plan.segments:
                pair = (plan.article.source_language or "kk", plan.target)
                pairs.setdefault(pair, []).append(index)
        settings = self.config.generation.settings()
        for (source, target), members in pairs.items():
            texts = list(chain.from_iterable(plans[index].texts for index in members))
            generations = iter(
                translate_texts(self.engine, texts, source, target, settings, progress)
            )
            for index in members:
                outputs[index] = [next(generations) for _ in plans[index].segments]
        return outputs

    def count_work(self, plans: Sequence[Plan]) -> int:
        """The total that ``progress`` of `translate` will count to."""
        pairs: dict[tuple[str | None, str], list[str]] = {}
        for plan in plans:
            if plan.segments:
                key = (plan.article.source_language, plan.target)
                pairs.setdefault(key, []).extend(plan.texts)
        return sum(count_pieces(self.engine, texts) for texts in pairs.values())

    def finish(self, plan: Plan, generations: Sequence[Generation], seconds: float = 0.0) -> Result:
        """Check the translations of a plan and assemble its result. ``seconds`` is what their
        translation took."""
        started = perf_counter()
        translated = self._check(plan, generations)
        checked = perf_counter()
        title = translated[TITLE_ID].text if TITLE_ID in translated else plan.article.title
        same_language = plan.target == plan.article.source_language
        translation = None
        if plan.whole and not same_language:
            sentences = tuple(translated[sentence.id] for sentence in plan.article.sentences)
            translation = Translation(title=title, sentences=sentences)
        summary = self._summary(plan, translated, translation, title)
        ended = perf_counter()
        timing = replace(
            plan.timing,
            translation=seconds,
            checks=checked - started,
            summarization=ended - checked,
            total=plan.timing.selection + seconds + ended - started,
        )
        return Result(
            article=plan.article,
            target_language=plan.target,
            summary=summary,
            translation=translation,
            flags=(
                *(flag for sentence in translated.values() for flag in sentence.flags),
                *self._check_written(plan, summary),
            ),
            model=None if same_language else self.engine.info,
            config=self.config,
            timing=timing,
            summarizer=self.summarizer.info if plan.chosen and self.summarizer else None,
        )

    def run(
        self,
        article: Article | Path | str,
        target: str | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Translate and summarise one article into one language (default: the first configured)."""
        prepared = self.prepare(article)
        return self.run_plan(self.plan(prepared, self._target(target)), progress)

    def run_translation(
        self,
        article: Article | Path | str,
        target: str | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Translate one article whole, without a summary (the result's summary is empty)."""
        prepared = self.prepare(article)
        plan = self.plan(prepared, self._target(target), summary=False, whole=True)
        return self.run_plan(plan, progress)

    def run_lines(
        self, lines: Sequence[str], target: str | None = None, progress: Progress | None = None
    ) -> list[str]:
        """Translate each line as one segment; as many lines come back, blank ones kept. Characters
        are normalised, nothing is cleaned away and no language is detected (default: Kazakh)."""
        target = self._target(target)
        source = self.config.source or "kk"
        texts = [_normalize_line(line) for line in lines]
        if source == target:
            return texts
        settings = self.config.generation.settings()
        generations = translate_texts(self.engine, texts, source, target, settings, progress)
        return [
            " ".join((generation.text or text).split())
            for text, generation in zip(texts, generations, strict=True)
        ]

    def count_lines(self, lines: Sequence[str]) -> int:
        """The total that ``progress`` of `run_lines` will count to."""
        return count_pieces(self.engine, [_normalize_line(line) for line in lines])

    def _target(self, target: str | None) -> str:
        return target or self.config.targets[0]

    def run_plan(self, plan: Plan, progress: Progress | None = None) -> Result:
        """Translate and finish one plan."""
        # Loading is not part of the timing.
        if plan.segments:
            _ = self.engine
        if plan.chosen:
            _ = self.summarizer
        started = perf_counter()
        [generations] = self.translate([plan], progress)
        return self.finish(plan, generations, perf_counter() - started)

    def _check(
        self, plan: Plan, generations: Sequence[Generation]
    ) -> dict[str, TranslatedSentence]:
        """Flag each translation; one that is empty is replaced by its source."""
        checks = self.config.checks
        source_language = plan.article.source_language or "kk"
        similarities: list[float | None] = [None] * len(generations)
        if checks.enabled and checks.similarity and generations:
            sources = self.embedder.embed(plan.texts)
            targets = self.embedder.embed([generation.text for generation in generations])
            similarities = [float(value) for value in (sources * targets).sum(axis=1)]
        translated = {}
        for (key, source), generation, similarity in zip(
            plan.segments, generations, similarities, strict=True
        ):
            flags: tuple[Flag, ...] = ()
            if checks.enabled:
                flags = check_sentence(
                    key, source, generation.text, source_language, plan.target, checks,
                    score=generation.score, finished=generation.finished, similarity=similarity,
                )  # fmt: skip
            text = generation.text
            if not text.strip():
                text = source
                if not any(flag.kind is FlagKind.EMPTY for flag in flags):
                    flags += (Flag(FlagKind.EMPTY, key, "no translation; the source is kept"),)
            translated[key] = TranslatedSentence(key, text, generation.score, flags)
        return translated

    def _check_written(self, plan: Plan, summary: Summary) -> Iterator[Flag]:
        """Flags of the sentences that a summarisation model wrote, under their first source."""
        if not plan.chosen or self.summarizer is None:
            return
        article = plan.article
        whole = f"{article.title or ''}\n{article.text}"
        for sentence in summary.sentences:
            yield from check_written(
                sentence.sources[0], sentence.text, whole, plan.target,
                article.source_language or "kk", self.config.checks,
            )  # fmt: skip

    def _summary(
        self,
        plan: Plan,
        translated: Mapping[str, TranslatedSentence],
        translation: Translation | None,
        title: str | None,
    ) -> Summary:
        if plan.chosen and self.summarizer is not None:
            sentences = summarize_translation(
                self.summarizer, plan.article, translation, plan.target, self.embedder
            )
            return Summary(sentences, title)
        return Summary(
            tuple(
                SummarySentence(
                    translated[sentence.id].text if sentence.id in translated else sentence.text,
                    (sentence.id,),
                )
                for sentence in plan.chosen
            ),
            title,
        )


def _ensure_tasks(config: RunConfig) -> None:
    """Refuse a catalogue model in the other's place, before hours are spent on its output."""
    card = find_card(config.model)
    if card is not None and card.task != "translate":
        raise ConfigurationError(
            f"The model {card.name} writes summaries, not translations; name it as the summarizer "
            "(--summarizer) beside a model that translates."
        )
    card = find_card(config.summarizer or "")
    if card is not None and card.task != "summarize":
        raise ConfigurationError(
            f"The model {card.name} translates, it writes no summaries; name it as the model "
            "(--model), or a summarization model as the summarizer."
        )


def _normalize_line(line: str) -> str:
    return repair_lookalikes(normalize_characters(line)).strip()


def _only_article(path: Path) -> Article:
    articles = list(read_path(path))
    if len(articles) != 1:
        raise ConfigurationError(
            f"{path} holds {len(articles)} articles; expected one. "
            "Read it with summarize.readers.read_path and run each article."
        )
    return articles[0]
