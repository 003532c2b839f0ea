"""One shard's work, wherever it runs: in this process, in another, on another machine.

Three stages, so that the first and the last of neighbouring shards run beside the middle one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.engine import Engine, EngineInfo, Generation
from models.errors import InputError, ModelError, QysqaError
from models.loading import load_engine
from summarize.article import Article
from summarize.configuration import RunConfig
from summarize.corpus.items import Item, Outcome, Problem, Remembered, Shard, ShardOutput
from summarize.corpus.memory import Recall, RememberingEngine
from summarize.corpus.rows import to_row
from summarize.embedding import Embedder, Vectors
from summarize.fast_embedding import FastEmbedder
from summarize.language import detect_language
from summarize.pipeline import Pipeline, Plan


@dataclass(slots=True)
class Work:
    """A shard on its way: what has been planned, what has failed, what has been translated (lists
    by position of the item; one plan a target), seconds by stage."""

    shard: Shard
    plans: dict[int, list[Plan]] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)
    generations: dict[int, list[list[Generation]]] = field(default_factory=dict)
    remembered: tuple[Remembered, ...] = ()
    vectors: dict[str, Vectors] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


class ShardEmbedder:
    """An embedder that remembers the vectors of one shard: what was embedded for the choice of
    sentences is not embedded again for the checks. It forgets with the shard, so that a shard's
    batches, on which the last digits depend, are the same in every run."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.vectors: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        new = list(dict.fromkeys(text for text in texts if text not in self.vectors))
        if new:
            self.vectors.update(zip(new, self._embedder.embed(new), strict=True))
        if not texts:
            return self._embedder.embed(())
        return np.stack([self.vectors[text] for text in texts])


class Worker:
    """Takes shards through the stages. Each stage may run in a thread of its own, but not in two.

    An article that fails, by a user's mistake or by a bug, is recorded and the others go on. The
    lines hold no times, so that the same shard gives the same bytes in every run.
    """

    def __init__(
        self,
        config: RunConfig,
        memory: Recall | None = None,
        engine: Engine | None = None,
        embedder: Embedder | None = None,
        threads: int | None = None,
    ) -> None:
        """``memory`` None: nothing is remembered from shard to shard. An embedder that is passed in
        must be safe to use from two threads. ``threads`` wins over the configuration's."""
        threads = config.threads if threads is None else threads
        engine = engine or load_engine(
            config.model,
            engine=config.engine,
            device=config.device,
            threads=threads,
            compute_type=config.compute_type,
        )
        self._memory = memory
        self._engine = RememberingEngine(engine, memory)
        embedder = embedder or FastEmbedder(threads)
        self._first_vectors = ShardEmbedder(embedder)
        self._last_vectors = ShardEmbedder(embedder)
        self._first = Pipeline(config, self._engine, self._first_vectors)
        self._last = Pipeline(config, self._engine, self._last_vectors)

    @property
    def info(self) -> EngineInfo:
        """What translates."""
        return self._engine.info

    def close(self) -> None:
        """Let go of the journal."""
        if self._memory is not None:
            self._memory.close()

    def process(self, shard: Shard) -> ShardOutput:
        """All stages, one after the other."""
        return self.finish(self.translate(self.prepare(shard)))

    def prepare(self, shard: Shard) -> Work:
        """Clean the articles, find their sentences, choose what is to be translated."""
        began = time.perf_counter()
        work = Work(shard)
        self._first_vectors.vectors = work.vectors
        for position, item in enumerate(shard.items):
            try:
                work.plans[position] = self._plan(item)
            except Exception as error:  # one bad article never stops a run
                work.problems[position] = item.problem or _problem(error, item, self._first)
        work.seconds["prepare"] = time.perf_counter() - began
        return work

    def translate(self, work: Work) -> Work:
        """Translate the planned sentences of all articles together.

        If that fails, each article is tried alone, so that one bad article never stops a run. A
        model that fails with all of them (ModelError) is not the articles' fault and is raised.
        """
        began = time.perf_counter()
        self._engine.begin(work.shard.number)
        flat = [plan for plans in work.plans.values() for plan in plans]
        try:
            outputs = iter(self._first.translate(flat))
            for position, plans in work.plans.items():
                work.generations[position] = [next(outputs) for _ in plans]
        except Exception as error:
            self._translate_each(work)
            if not work.generations and isinstance(error, ModelError):
                raise
        work.remembered = self._engine.take_new()
        work.seconds["translate"] = time.perf_counter() - began
        return work

    def finish(self, work: Work) -> ShardOutput:
        """Check the translations and write the rows."""
        began = time.perf_counter()
        self._last_vectors.vectors = work.vectors
        lines: list[str] = []
        outcomes: list[Outcome] = []
        for position, item in enumerate(work.shard.items):
            if position not in work.problems:
                try:
                    rows, flags = self._rows(item, work.plans[position], work.generations[position])
                except Exception as error:
                    work.problems[position] = _problem(error, item, self._last)
                else:
                    lines += rows
                    words = _words(work.plans[position][0].article)
                    outcomes.append(Outcome(item.id, None, words, flags))
                    continue
            outcomes.append(Outcome(item.id, work.problems[position]))
        work.seconds["check and write"] = time.perf_counter() - began
        return ShardOutput(
            work.shard.number,
            tuple(lines),
            tuple(outcomes),
            tuple(work.seconds.items()),
            work.remembered,
        )

    def _plan(self, item: Item) -> list[Plan]:
        if item.article is None:
            raise InputError(item.problem.message if item.problem else f"{item.id} has no text.")
        prepared = self._first.prepare(item.article)
        return [self._first.plan(prepared, target) for target in self._first.config.targets]

    def _translate_each(self, work: Work) -> None:
        for position, plans in work.plans.items():
            try:
                work.generations[position] = self._first.translate(plans)
            except Exception as error:
                item = work.shard.items[position]
                work.problems[position] = _problem(error, item, self._first)

    def _rows(
        self, item: Item, plans: Sequence[Plan], generations: Sequence[Sequence[Generation]]
    ) -> tuple[list[str], int]:
        results = [
            self._last.finish(plan, output) for plan, output in zip(plans, generations, strict=True)
        ]
        rows = [to_row(item.id, result) for result in results]
        return rows, sum(len(result.flags) for result in results)


def _problem(error: Exception, item: Item, pipeline: Pipeline) -> Problem:
    if isinstance(error, InputError) and item.article is not None:
        foreign = pipeline.config.source is None and detect_language(item.article.text) != "kk"
        return Problem("not-kazakh" if foreign else "no-text", str(error))
    if isinstance(error, ModelError):
        return Problem("model", str(error))
    if isinstance(error, QysqaError):
        return Problem("input", str(error))
    return Problem("internal", f"{type(error).__name__}: {error}")


def _words(article: Article) -> int:
    return sum(len(paragraph.text.split()) for paragraph in article.paragraphs)


def count_failures(outcomes: Sequence[Outcome]) -> int:
    """How many of the outcomes are failures."""
    return sum(outcome.problem is not None for outcome in outcomes)
