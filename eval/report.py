"""The report: one HTML file that needs no network, light and dark, for the screen and for paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from eval.charts import Chart, chart_library, describe_score, task_charts
from eval.differences import Piece, mark_differences
from eval.evaluation import Evaluation, Output, SystemScores, Task, Unit
from eval.metrics import info
from eval.tables import format_value, language_name, metric_label, remarks, task_title

if TYPE_CHECKING:
    from jinja2 import Environment

WORST = 8
MEDIAN = 5
FLAGGED = 40
"""How many sentences of each kind are shown."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One system's output for a unit beside the reference, both in pieces."""

    system: str
    value: float
    reference: tuple[Piece, ...]
    output: tuple[Piece, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with what every shown system made of it."""

    unit: Unit
    systems: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class ArticleSummaries:
    """An article's summaries beside their references."""

    unit: Unit
    systems: tuple[tuple[SystemScores, Output, float], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A topic or a document: each system's mean value over its units."""

    name: str
    size: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All that the page shows of one task."""

    task: Task
    title: str
    verdict: str
    remarks: tuple[str, ...]
    charts: tuple[Chart, ...]
    compared: tuple[SystemScores, ...]
    topics: tuple[Group, ...]
    documents: tuple[Group, ...]
    worst: tuple[Example, ...]
    median: tuple[Example, ...]
    flagged: tuple[Example, ...]
    flagged_count: int
    articles: tuple[ArticleSummaries, ...]
    signatures: tuple[tuple[str, str], ...]


def render_report(evaluation: Evaluation) -> str:
    """The page as text."""
    environment = _environment()
    template = environment.get_template("report.html.j2")
    sections = [_section(task) for task in evaluation.tasks]
    return template.render(
        evaluation=evaluation,
        provenance=evaluation.provenance,
        sections=sections,
        library=chart_library(),
        style=_asset(environment, "report.css"),
        script=_asset(environment, "report.js"),
    )


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("eval", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(
        number=format_value, language=language_name, metric_label=metric_label, plain=_plain
    )
    environment.globals.update(info=info, describe_score=describe_score)
    return environment


def _asset(environment: Environment, name: str) -> str:
    loader = environment.loader
    assert loader is not None
    return loader.get_source(environment, name)[0]


def _plain(value: Any) -> str:
    """Nested settings as indented lines of "key: value"."""
    return json.dumps(value, ensure_ascii=False, indent=2).replace('"', "")


def _section(task: Task) -> Section:
    presets = [system for system in task.systems if system.run.role == "system"]
    shown = tuple(presets or task.systems[:1])
    worst, median = _examples(task, shown) if task.kind == "translation" else ((), ())
    flagged = _flagged(task, shown) if task.kind == "translation" else ()
    compared = _compared_systems(task)
    return Section(
        task=task,
        title=task_title(task),
        verdict=_verdict(task),
        remarks=tuple(remarks(task)),
        charts=tuple(task_charts(task)),
        compared=compared,
        topics=_groups(task, compared, [unit.topic for unit in task.units]),
        documents=_groups(task, compared, [unit.document for unit in task.units]),
        worst=worst,
        median=median,
        flagged=flagged[:FLAGGED],
        flagged_count=len(flagged),
        articles=_articles(task, compared) if task.kind == "summary" else (),
        signatures=tuple(
            (info(name).label, task.systems[0].scores[name].signature) for name in task.metrics
        ),
    )


def _compared_systems(task: Task) -> tuple[SystemScores, ...]:
    """Presets, and for summaries LEAD-3 and the oracle as floor and ceiling beside them."""
    beside = ("lead-3", "oracle") if task.kind == "summary" else ("copy",)
    return tuple(
        system
        for system in task.systems
        if system.run.role == "system" or system.run.name.split(" ")[0] in beside
    )


def _verdict(task: Task) -> str:
    """What the main metric says, in a sentence or two."""
    metric = task.main_metric
    label = info(metric).label
    best = task.best(metric)
    if best is None:
        system = task.systems[0]
        return f"{system.run.name}: {label} {describe_score(system, metric)}."
    scores = {system.run.name: system for system in task.systems}
    text = f"Highest {label} among competitors: {best}, {describe_score(scores[best], metric)}"
    close = [
        duel.second
        for duel in task.duels
        if duel.metric == metric and not duel.comparison.significant
    ]
    if close:
        return f"{text}; the lead over {', '.join(close)} may be chance (p\u00a0≥\u00a00.05)."
    return f"{text}; better than every other one (p\u00a0<\u00a00.05)."


def _groups(task: Task, systems: Sequence[SystemScores], names: Sequence[str]) -> tuple[Group, ...]:
    """Mean values of the main metric by group, largest group first; empty where there is only
    one group."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name or "(none)", []).append(place)
    if len(places) < 2:
        return ()
    groups = (
        Group(name, len(found), tuple(
            fmean(system.unit_values[task.main_metric][place] for place in found)
            for system in systems
        ))
        for name, found in places.items()
    )  # fmt: skip
    return tuple(sorted(groups, key=lambda group: (-group.size, group.name)))


def _examples(
    task: Task, shown: Sequence[SystemScores]
) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """The first preset's worst sentences, and those around its median."""
    values = shown[0].unit_values[task.main_metric]
    order = sorted(range(len(values)), key=lambda place: (values[place], place))
    if info(task.main_metric).better == "lower":
        order.reverse()
    worst = order[:WORST]
    start = max(len(order) // 2 - MEDIAN // 2, 0)
    median = [place for place in order[start : start + MEDIAN] if place not in worst]
    return (
        tuple(_example(task, shown, place) for place in worst),
        tuple(_example(task, shown, place) for place in median),
    )


def _flagged(task: Task, shown: Sequence[SystemScores]) -> tuple[Example, ...]:
    """Sentences that the checks distrust, the most distrusted first."""
    counts = [
        sum(len(system.run.outputs[place].flags) for system in shown)
        for place in range(len(task.units))
    ]
    order = sorted((p for p in range(len(counts)) if counts[p]), key=lambda p: (-counts[p], p))
    return tuple(_example(task, shown, place) for place in order)


def _example(task: Task, shown: Sequence[SystemScores], place: int) -> Example:
    unit = task.units[place]
    compared = []
    for system in shown:
        output = system.run.outputs[place]
        reference, pieces = mark_differences(unit.references[0], output.text)
        value = system.unit_values[task.main_metric][place]
        compared.append(Compared(system.run.name, value, reference, pieces, output.flags))
    return Example(unit, tuple(compared))


def _articles(task: Task, systems: Sequence[SystemScores]) -> tuple[ArticleSummaries, ...]:
    return tuple(
        ArticleSummaries(
            unit,
            tuple(
                (system, system.run.outputs[place], system.unit_values[task.main_metric][place])
                for system in systems
            ),
        )
        for place, unit in enumerate(task.units)
    )
