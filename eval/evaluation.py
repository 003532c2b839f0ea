"""What an evaluation found: plain frozen records that flow from the runner to tables and report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from eval.scores import Score
from eval.significance import Comparison
from eval.suites.records import Card

SCHEMA = "qysqa.evaluation/1"

TaskKind = Literal["translation", "summary"]
Role = Literal["system", "baseline", "ceiling"]
"""A system competes; a baseline competes too, as the floor; a ceiling is shown beside them but
never called the best, because it looks at the references or at their translation."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is scored as one: a sentence (translation) or a document (summary). ``source`` is the
    text that systems were given, ``article`` the whole source in the target language for a
    summary, empty where there is none. ``title`` is the document's, for a reader."""

    id: str
    document: str
    source: str
    references: tuple[str, ...]
    topic: str = ""
    article: str = ""
    facts: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """What a system made of one unit: the text (a summary has one sentence a line), the seconds it
    took and the pipeline's reasons for distrust, "kind: evidence"."""

    text: str
    seconds: float = 0.0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SystemRun:
    """A system's outputs for all units of a task, in their order. ``about`` says in a phrase what
    the system is. ``articles`` are its own translations of the whole documents, where it has
    them: what a summary has taken from its article is measured against those."""

    name: str
    role: Role
    about: str
    outputs: tuple[Output, ...]
    articles: tuple[str, ...] = ()

    def words_per_second(self, units: tuple[Unit, ...]) -> float | None:
        """Source words a second; None where no time was measured."""
        seconds = sum(output.seconds for output in self.outputs)
        words = sum(len(unit.source.split()) for unit in units)
        return words / seconds if seconds > 0 else None


@dataclass(frozen=True, slots=True)
class SystemScores:
    """One system's scores: corpus scores by metric, and each unit's own value by metric."""

    run: SystemRun
    scores: Mapping[str, Score]
    unit_values: Mapping[str, tuple[float, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duel:
    """A paired test between two systems on one metric."""

    metric: str
    first: str
    second: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of output in one language: the units, every system's scores, the paired tests of
    the best competitor against the others, and per metric the winner where there is one."""

    kind: TaskKind
    source: str
    target: str
    units: tuple[Unit, ...]
    systems: tuple[SystemScores, ...]
    metrics: tuple[str, ...]
    duels: tuple[Duel, ...] = ()
    winners: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A short name such as "translation-en"."""
        return f"{self.kind}-{self.target}"

    @property
    def main_metric(self) -> str:
        """The metric that plots and lists go by."""
        preferred = ("chrf++", "chrf") if self.kind == "translation" else ("rouge2", "rouge1")
        return next((name for name in preferred if name in self.metrics), self.metrics[0])

    def best(self, metric: str) -> str | None:
        """The competitor (no ceiling) that was tested against the others on a metric."""
        return next((duel.first for duel in self.duels if duel.metric == metric), None)

    def p_value(self, metric: str, name: str) -> float | None:
        """How likely the best competitor's lead over ``name`` is to be chance."""
        for duel in self.duels:
            if duel.metric == metric and duel.second == name:
                return duel.comparison.p_value
        return None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything one evaluation found. ``provenance`` says how, for a reader and for the JSON:
    configuration of each preset, model cards, versions, machine, date."""

    card: Card
    tasks: tuple[Task, ...]
    provenance: Mapping[str, Any]

    def rows(self) -> Iterator[tuple[Task, SystemScores, Score]]:
        """Every score with its task and system, in the order of the tables."""
        for task in self.tasks:
            for system in task.systems:
                for metric in task.metrics:
                    if metric in system.scores:
                        yield task, system, system.scores[metric]
