"""The report's charts as plotly figures. Colours are given by role; the page puts them in, light or
dark, so that a figure holds none.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from eval.evaluation import SystemScores, Task
from eval.metrics import info
from eval.tables import format_value

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_BINS = (5, 10, 15, 20, 25, 30, 40)
"""Upper borders of the bins of source length, in words, for sentences."""
_LONG_BINS = (120, 160, 200, 240, 300, 400)
"""The same for whole documents."""
_SHOWN_SYSTEMS = 4
"""Presets drawn point by point; more could not be told apart."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure as JSON, with its caption. ``id`` is unique in the page; ``height`` in pixels."""

    id: str
    title: str
    caption: str
    figure: str
    height: int


@cache
def chart_library() -> str:
    """plotly.js as base64 of gzip: 1.9 MB instead of 4.8 MB in every report."""
    from plotly.offline import get_plotlyjs

    return base64.b64encode(gzip.compress(get_plotlyjs().encode("utf-8"), mtime=0)).decode("ascii")


def task_charts(task: Task) -> list[Chart]:
    """The charts of a task, those that its data allow."""
    charts = [_by_system(task)]
    shown = [system for system in task.systems if system.run.role == "system"][:_SHOWN_SYSTEMS]
    if shown and all(unit.source for unit in task.units) and len(task.units) > 1:
        charts.append(_by_length(task, shown))
    if task.kind == "translation":
        charts.append(_distribution(task, shown or list(task.systems[:_SHOWN_SYSTEMS])))
    elif "compression" in task.metrics:
        charts.append(_against_compression(task, shown))
    return charts


def _by_system(task: Task) -> Chart:
    import plotly.graph_objects as go

    metric = task.main_metric
    ordered = sorted(task.systems, key=lambda system: _sign(metric) * system.scores[metric].value)
    figure = go.Figure()
    for role in ("ceiling", "baseline", "system"):
        systems = [system for system in ordered if system.run.role == role]
        scores = [system.scores[metric] for system in systems]
        figure.add_scatter(
            x=[score.value for score in scores],
            y=[system.run.name for system in systems],
            mode="markers",
            name=role,
            marker={"size": 10},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [(score.high or score.value) - score.value for score in scores],
                "arrayminus": [score.value - (score.low or score.value) for score in scores],
                "thickness": 1.6,
                "width": 4,
            },
            meta=f"role:{role}",
            hovertemplate="%{y}: %{x:.2f}<extra></extra>",
        )
    figure.update_yaxes(
        categoryorder="array", categoryarray=[system.run.name for system in ordered]
    )
    figure.update_xaxes(title=_axis(metric), rangemode="tozero")
    height = 96 + 26 * len(ordered)
    return _chart(
        task, "systems", f"{info(metric).label} by system",
        "Points are corpus scores, bars 95 % bootstrap intervals.", figure, height,
    )  # fmt: skip


def _by_length(task: Task, shown: Sequence[SystemScores]) -> Chart:
    import plotly.graph_objects as go

    metric = task.main_metric
    lengths = [len(unit.source.split()) for unit in task.units]
    borders = _BINS if task.kind == "translation" else _LONG_BINS
    figure = go.Figure()
    for number, system in enumerate(shown):
        values = system.unit_values[metric]
        figure.add_scatter(
            x=lengths, y=list(values), mode="markers", name=system.run.name, showlegend=False,
            marker={"size": 5, "opacity": 0.35}, meta=f"series:{number}",
            customdata=[unit.id for unit in task.units],
            hovertemplate="%{customdata}: %{y:.1f}, %{x} words<extra></extra>",
        )  # fmt: skip
        middles, means = _binned(lengths, values, borders)
        figure.add_scatter(
            x=middles, y=means, mode="lines+markers", name=system.run.name,
            line={"width": 2.5}, marker={"size": 7}, meta=f"series:{number}",
            hovertemplate="mean %{y:.1f}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(title="words in the source")
    figure.update_yaxes(title=_axis(metric), rangemode="tozero")
    unit = "sentence" if task.kind == "translation" else "article"
    return _chart(
        task, "length", f"{info(metric).label} by source length",
        f"A point is a {unit}, the line the mean of each range of lengths.", figure, 320,
    )  # fmt: skip


def _binned(
    lengths: Sequence[int], values: Sequence[float], borders: Sequence[int]
) -> tuple[list[float], list[float]]:
    """Mean length and mean value of each bin that holds something."""
    edges = (0, *borders, max([*lengths, borders[-1]]) + 1)
    middles, means = [], []
    for low, high in itertools.pairwise(edges):
        inside = [(x, y) for x, y in zip(lengths, values, strict=True) if low < x <= high]
        if inside:
            middles.append(sum(x for x, _ in inside) / len(inside))
            means.append(sum(y for _, y in inside) / len(inside))
    return middles, means


def _distribution(task: Task, shown: Sequence[SystemScores]) -> Chart:
    import plotly.graph_objects as go

    metric = task.main_metric
    figure = go.Figure()
    for number, system in enumerate(shown):
        figure.add_histogram(
            # a perfect sentence belongs to the last bin, not to one of its own
            x=[min(value, 99.99) for value in system.unit_values[metric]],
            name=system.run.name, opacity=0.75,
            xbins={"start": 0, "end": 100, "size": 5}, meta=f"series:{number}",
            hovertemplate="%{x}: %{y} sentences<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="overlay" if len(shown) < 2 else "group", bargap=0.08)
    figure.update_xaxes(title=f"{info(metric).label} of a sentence", range=[0, 100])
    figure.update_yaxes(title="sentences")
    return _chart(
        task, "distribution", f"Distribution of sentence {info(metric).label}",
        "How many sentences reach which score; the left end is what to worry about.", figure, 320,
    )  # fmt: skip


def _against_compression(task: Task, shown: Sequence[SystemScores]) -> Chart:
    import plotly.graph_objects as go

    metric = task.main_metric
    figure = go.Figure()
    for number, system in enumerate(shown):
        figure.add_scatter(
            x=list(system.unit_values["compression"]), y=list(system.unit_values[metric]),
            mode="markers", name=f"{system.run.name}, each article", showlegend=False,
            marker={"size": 5, "opacity": 0.35}, meta=f"series:{number}",
            customdata=[unit.id for unit in task.units],
            hovertemplate="%{customdata}: %{y:.1f}, %{x:.1f} times shorter<extra></extra>",
        )  # fmt: skip
    for role in ("ceiling", "baseline", "system"):
        systems = [system for system in task.systems if system.run.role == role]
        figure.add_scatter(
            x=[system.scores["compression"].value for system in systems],
            y=[system.scores[metric].value for system in systems],
            mode="markers",
            name=role,
            marker={"size": 12, "symbol": "diamond"},
            text=[system.run.name for system in systems],
            meta=f"role:{role}",
            hovertemplate="%{text}: %{y:.1f}, %{x:.1f} times shorter<extra></extra>",
        )
    figure.update_xaxes(title="times shorter than the article (words)")
    figure.update_yaxes(title=_axis(metric), rangemode="tozero")
    return _chart(
        task, "compression", f"{info(metric).label} against compression",
        "Diamonds are systems, small points single articles: a longer summary scores more easily.",
        figure, 340,
    )  # fmt: skip


def _chart(task: Task, name: str, title: str, caption: str, figure: Figure, height: int) -> Chart:
    figure.update_layout(template=None, height=height)
    data: dict[str, Any] = json.loads(figure.to_json())
    return Chart(f"{task.id}-{name}", title, caption, json.dumps(data, ensure_ascii=False), height)


def _axis(metric: str) -> str:
    about = info(metric)
    return f"{about.label} ({about.unit})"


def _sign(metric: str) -> int:
    return -1 if info(metric).better == "lower" else 1


def describe_score(system: SystemScores, metric: str) -> str:
    """A score with its interval: "31.2 [29.8–32.5]"."""
    score = system.scores[metric]
    text = format_value(score.value, metric)
    if score.low is not None and score.high is not None:
        text += f" [{format_value(score.low, metric)}–{format_value(score.high, metric)}]"
    return text
