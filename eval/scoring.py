"""From outputs to a scored task: every metric for every system, then paired tests for the lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.evaluation import Duel, SystemRun, SystemScores, Task, TaskKind, Unit
from eval.metrics import (
    FloatArray,
    Measure,
    Segments,
    check_segments,
    info,
    measure,
    names,
    notes,
    score_rows,
    statistics,
)
from eval.scores import Score, ScoringError
from eval.significance import RESAMPLES, SEED, Method, compare

TEST: Method = "randomisation"
"""The paired test of the tables. The bootstrap finds differences among two or three units that may
well be chance, since it cannot draw what it has not seen; exchanges are exact for any number."""

_ABOUT_ARTICLE = {"compression", "novelty", "coverage", "density"}
"""Metrics that hold a summary against its article in the summary's own language."""
_FACT_LANGUAGE = "en"
"""Key facts are written in English."""
_SLOW = {"similarity"}
"""Computed only when asked for: embedding takes as long as translating."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How to score: ``metrics`` None takes all that fit, ``rouge`` are options of the ROUGE
    measures (refs, stem). A system with an empty output is refused unless
    ``allow_empty``, which scores it as a miss."""

    metrics: tuple[str, ...] | None = None
    resamples: int = RESAMPLES
    seed: int = SEED
    rouge: Mapping[str, object] | None = None
    similarity: bool = False
    allow_empty: bool = True

    def kinds(self) -> set[TaskKind]:
        """The kinds of output for which at least one of the metrics is meant."""
        tasks = {info(name).task for name in self.metrics or ()}
        kinds: tuple[TaskKind, ...] = ("translation", "summary")
        return {kind for kind in kinds if not tasks or {kind, "both"} & tasks}


def score_task(
    kind: TaskKind,
    source: str,
    target: str,
    units: Sequence[Unit],
    runs: Sequence[SystemRun],
    scoring: Scoring,
) -> Task:
    """Score the runs. Raises ScoringError where a metric that was asked for lacks what it needs,
    ConfigurationError for an unknown one."""
    metrics = _metrics(kind, target, units, scoring)
    measures = {name: _measure(name, scoring) for name in metrics}
    counted = [
        _score_run(run, kind, source, target, units, measures, scoring) for run in runs
    ]  # fmt: skip
    systems = tuple(system for system, _ in counted)
    rows = {run.name: found for run, (_, found) in zip(runs, counted, strict=True)}
    duels = tuple(
        duel for name in metrics for duel in _duels(name, measures[name], systems, rows, scoring)
    )
    winners = {}
    for name in metrics:
        fought = [duel for duel in duels if duel.metric == name]
        if fought and all(duel.comparison.significant for duel in fought):
            winners[name] = fought[0].first
    return Task(kind, source, target, tuple(units), systems, tuple(metrics), duels, winners)


def _metrics(kind: TaskKind, target: str, units: Sequence[Unit], scoring: Scoring) -> list[str]:
    """The metrics asked for, or all that this kind of output and these units allow."""
    if scoring.metrics is not None:
        for name in scoring.metrics:
            info(name)
        fitting = [name for name in scoring.metrics if info(name).task in (kind, "both")]
        if not fitting:
            raise ScoringError(
                f"{', '.join(scoring.metrics)}: not made for this task, {kind}; "
                f"metrics that are: {', '.join(names(kind))}."
            )
        return fitting
    return [
        name
        for name in names(kind)
        if (name not in _SLOW or scoring.similarity) and _possible(name, target, units)
    ]


def _possible(name: str, target: str, units: Sequence[Unit]) -> bool:
    if name in _ABOUT_ARTICLE:
        return all(unit.article for unit in units)
    needs = info(name).needs
    if "facts" in needs:
        return target == _FACT_LANGUAGE and all(unit.facts for unit in units)
    return "sources" not in needs or all(unit.source for unit in units)


def _measure(name: str, scoring: Scoring) -> Measure:
    options = dict(scoring.rouge or {}) if name.startswith("rouge") else {}
    return measure(name, **options)


def _score_run(
    run: SystemRun,
    kind: TaskKind,
    source: str,
    target: str,
    units: Sequence[Unit],
    measures: Mapping[str, Measure],
    scoring: Scoring,
) -> tuple[SystemScores, dict[str, FloatArray]]:
    against_source = _segments(run, target, units, [unit.source for unit in units], source, scoring)
    articles = run.articles or tuple(unit.article for unit in units)
    against_article = _segments(run, target, units, articles, target, scoring)
    scores: dict[str, Score] = {}
    rows: dict[str, FloatArray] = {}
    values: dict[str, tuple[float, ...]] = {}
    for name, counter in measures.items():
        segments = against_source
        if name in _ABOUT_ARTICLE:
            segments = against_article
            if segments.sources is None:
                raise ScoringError(
                    f"{name} holds a summary against its article in the same language, which not "
                    'every unit has; in files made elsewhere it is the key "article".'
                )
        rows[name] = statistics(name, counter, segments)
        scores[name] = score_rows(
            name, counter, segments, rows[name], resamples=scoring.resamples, seed=scoring.seed
        )
        values[name] = tuple(float(value) for value in counter.corpus(rows[name]))
    return SystemScores(run, scores, values, notes(against_source)), rows


def _segments(
    run: SystemRun,
    target: str,
    units: Sequence[Unit],
    sources: Sequence[str],
    source_language: str,
    scoring: Scoring,
) -> Segments:
    try:
        return check_segments(
            [output.text for output in run.outputs],
            [unit.references for unit in units],
            target,
            sources=sources if all(sources) else None,
            source_language=source_language,
            facts=[unit.facts for unit in units] if all(unit.facts for unit in units) else None,
            allow_empty=scoring.allow_empty,
        )
    except ScoringError as error:
        raise ScoringError(f"{run.name}: {error}") from error


def _duels(
    name: str,
    counter: Measure,
    systems: Sequence[SystemScores],
    rows: Mapping[str, Mapping[str, FloatArray]],
    scoring: Scoring,
) -> list[Duel]:
    """The best competitor against every other one; none for a metric without a better side."""
    better = info(name).better
    competitors = [system for system in systems if system.run.role != "ceiling"]
    if better == "neither" or len(competitors) < 2 or not scoring.resamples:
        return []
    sign = 1 if better == "higher" else -1
    best = max(competitors, key=lambda system: sign * system.scores[name].value)
    if len(best.run.outputs) < 2:
        return []
    first = best.run.name
    return [
        Duel(
            name,
            first,
            other.run.name,
            compare(
                rows[first][name],
                rows[other.run.name][name],
                counter.corpus,
                method=TEST,
                resamples=scoring.resamples,
                seed=scoring.seed,
            ),
        )
        for other in competitors
        if other.run.name != first
    ]
