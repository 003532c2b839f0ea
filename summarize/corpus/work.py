"""One shard's work, wherever it runs: in this process, in another, on another machine."""

from __future__ import annotations

import time
from collections.abc import Sequence

from models.errors import InputError, ModelError, QysqaError
from summarize.article import Article
from summarize.corpus.items import Item, Outcome, Problem, Shard, ShardOutput
from summarize.corpus.rows import to_row
from summarize.pipeline import Pipeline, Plan


def process_shard(pipeline: Pipeline, shard: Shard) -> ShardOutput:
    """Summarise and translate a shard's articles, their sentences pooled into one batch.

    An article that fails, by a user's mistake or by a bug, is recorded and the others go on. A
    model that fails (ModelError) is not the article's fault and is raised. The lines hold no
    times, so that the same shard gives the same bytes in every run.
    """
    began = time.perf_counter()
    plans: dict[int, list[Plan]] = {}
    problems: dict[int, Problem] = {}
    for position, item in enumerate(shard.items):
        try:
            plans[position] = _plan(pipeline, item)
        except Exception as error:  # one bad article never stops a run
            problems[position] = item.problem or _problem(error)
    prepared = time.perf_counter()
    flat = [plan for position in plans for plan in plans[position]]
    generations = iter(pipeline.translate(flat))
    translated = time.perf_counter()
    lines: list[str] = []
    outcomes: list[Outcome] = []
    for position, item in enumerate(shard.items):
        if position in problems:
            outcomes.append(Outcome(item.id, problems[position]))
            continue
        outputs = [next(generations) for _ in plans[position]]
        try:
            results = [
                pipeline.finish(plan, output)
                for plan, output in zip(plans[position], outputs, strict=True)
            ]
            rows = [to_row(item.id, result) for result in results]
        except Exception as error:
            outcomes.append(Outcome(item.id, _problem(error)))
            continue
        lines += rows
        words = _words(plans[position][0].article)
        outcomes.append(Outcome(item.id, None, words, sum(len(r.flags) for r in results)))
    ended = time.perf_counter()
    seconds = (
        ("prepare", prepared - began),
        ("translate", translated - prepared),
        ("check and write", ended - translated),
    )
    return ShardOutput(shard.number, tuple(lines), tuple(outcomes), seconds)


def _plan(pipeline: Pipeline, item: Item) -> list[Plan]:
    if item.article is None:
        raise InputError(item.problem.message if item.problem else f"{item.id} has no text.")
    prepared = pipeline.prepare(item.article)
    return [pipeline.plan(prepared, target) for target in pipeline.config.targets]


def _problem(error: Exception) -> Problem:
    if isinstance(error, ModelError):
        raise error
    if isinstance(error, QysqaError):
        return Problem("input", str(error))
    return Problem("internal", f"{type(error).__name__}: {error}")


def _words(article: Article) -> int:
    return sum(len(paragraph.text.split()) for paragraph in article.paragraphs)


def count_failures(outcomes: Sequence[Outcome]) -> int:
    """How many of the outcomes are failures."""
    return sum(outcome.problem is not None for outcome in outcomes)
