"""The score tables on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.evaluation import Evaluation, SystemScores, Task
from eval.tables import ARROWS, format_value, remarks, task_title

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_SHOWN = {
    "translation": ("chrf++", "bleu", "ter", "numbers", "flags", "similarity"),
    "summary": ("rouge1", "rouge2", "rougeL", "facts", "compression", "similarity"),
}
"""What fits a terminal; the report and the files have the rest."""


def print_tables(evaluation: Evaluation, console: Console) -> None:
    """One table a task, then what its marks mean."""
    for task in evaluation.tasks:
        console.print(_table(evaluation, task))
        for remark in remarks(task):
            console.print(f"  {remark}", style="dim", markup=False)
    console.print(_legend(evaluation), style="dim", highlight=False)


def _legend(evaluation: Evaluation) -> str:
    """What the marks in the tables mean, as far as there are any."""
    scores = [score for _, _, score in evaluation.rows()]
    parts = []
    if any(score.low is not None for score in scores):
        parts.append("± half the 95 % bootstrap interval")
    if any(task.winners for task in evaluation.tasks):
        parts.append("★ better than every other competitor (p < 0.05)")
    if any(s.run.role == "ceiling" for task in evaluation.tasks for s in task.systems):
        parts.append("ceilings, which look at references, stand below the line and do not compete")
    return "; ".join(parts)


def _table(evaluation: Evaluation, task: Task) -> Table:
    from rich.table import Table

    from eval.metrics import info

    shown = [name for name in _SHOWN[task.kind] if name in task.metrics] or list(task.metrics)
    unit = "sentences" if task.kind == "translation" else "documents"
    table = Table(
        title=f"{task_title(task)} · {evaluation.card.name}, {len(task.units)} {unit}",
        title_justify="left",
        title_style="bold",
    )
    table.add_column("System", overflow="fold")
    for name in shown:
        table.add_column(f"{info(name).label} {ARROWS[info(name).better]}".strip(), justify="right")
    timed = any(system.run.words_per_second(task.units) for system in task.systems)
    if task.kind == "translation" and timed:
        table.add_column("words/s", justify="right")
    competitors = [system for system in task.systems if system.run.role != "ceiling"]
    for system in competitors:
        table.add_row(*_cells(task, system, shown, timed), end_section=system is competitors[-1])
    for system in task.systems:
        if system.run.role == "ceiling":
            table.add_row(*_cells(task, system, shown, timed), style="dim")
    return table


def _cells(task: Task, system: SystemScores, shown: list[str], timed: bool) -> list[str]:
    from rich.markup import escape

    name = system.run.name
    cells = [f"[bold]{escape(name)}[/bold]" if system.run.role == "system" else escape(name)]
    for metric in shown:
        score = system.scores[metric]
        text = format_value(score.value, metric)
        if score.low is not None and score.high is not None:
            text += f" [dim]± {format_value((score.high - score.low) / 2, metric)}[/dim]"
        cells.append(f"{text} ★" if task.winners.get(metric) == name else f"{text}  ")
    if task.kind == "translation" and timed:
        speed = system.run.words_per_second(task.units)
        cells.append(f"{speed:.0f}" if speed else "")
    return cells
