"""Score tables as text for other programs and for papers: CSV, JSON, Markdown, LaTeX."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from eval.evaluation import SCHEMA, Evaluation, SystemScores, Task
from eval.metrics import info
from eval.systems import CopySystem

_LANGUAGES = {"en": "English", "ru": "Russian", "kk": "Kazakh", "ky": "Kyrgyz"}
_COLUMNS = (
    "suite", "task", "source", "target", "system", "role", "metric", "value", "low", "high", "n",
    "best", "p_value", "winner", "words_per_second", "signature",
)  # fmt: skip
_FINE_UNITS = {"words", "source words per summary word", "1 = as long as the reference"}
ARROWS = {"higher": "↑", "lower": "↓", "neither": ""}


def language_name(code: str) -> str:
    """The English name of a language, or its code."""
    return _LANGUAGES.get(code, code)


def task_title(task: Task) -> str:
    """A heading such as "Translation, Kazakh → English" or "Summaries in English"."""
    if task.kind == "translation":
        return f"Translation, {language_name(task.source)} → {language_name(task.target)}"
    return f"Summaries in {language_name(task.target)}"


def format_value(value: float, metric: str) -> str:
    """One decimal on scales to 100, two for ratios and mean lengths."""
    return f"{value:.2f}" if info(metric).unit in _FINE_UNITS else f"{value:.1f}"


def metric_label(name: str) -> str:
    """The metric's label with an arrow to its better side; an estimate says that it is one."""
    about = info(name)
    mark = " (estimate)" if about.estimate else ""
    return f"{about.label}{mark} {ARROWS[about.better]}".strip()


def remarks(task: Task) -> list[str]:
    """What a reader must know beside the numbers: where the untouched source leads, and what is
    odd about the systems' outputs."""
    found = []
    led = [info(name).label for name, winner in task.winners.items() if winner == CopySystem.name]
    if led:
        found.append(
            f"In {' and '.join(led)} the source as it is ({CopySystem.name}) leads: such a number "
            "alone does not show that a text was translated or made shorter."
        )
    for system in task.systems:
        if system.run.role == "system":
            found += [f"{system.run.name}: {note}" for note in system.notes]
    return found


def to_csv(evaluation: Evaluation) -> str:
    """One row a score, with its interval, signature and p-value."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for task, system, score in evaluation.rows():
        name = system.run.name
        p_value = task.p_value(score.metric, name)
        speed = system.run.words_per_second(task.units)
        writer.writerow(
            [
                evaluation.card.name, task.kind, task.source, task.target, name, system.run.role,
                score.metric, _number(score.value), _number(score.low), _number(score.high),
                score.n, task.best(score.metric) or "", _number(p_value),
                "yes" if task.winners.get(score.metric) == name else "",
                _number(speed), score.signature,
            ]
        )  # fmt: skip
    return buffer.getvalue()


def to_json(evaluation: Evaluation) -> str:
    """Everything but the texts: scores, tests, each unit's own values and flags, provenance."""
    data = {
        "schema": SCHEMA,
        "suite": asdict(evaluation.card),
        "provenance": dict(evaluation.provenance),
        "tasks": [_task_json(task) for task in evaluation.tasks],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _task_json(task: Task) -> dict[str, Any]:
    return {
        "kind": task.kind,
        "source": task.source,
        "target": task.target,
        "units": [unit.id for unit in task.units],
        "metrics": {
            name: {"label": info(name).label, "better": info(name).better, "unit": info(name).unit,
                   "estimate": info(name).estimate, "winner": task.winners.get(name)}
            for name in task.metrics
        },
        "systems": [_system_json(system, task) for system in task.systems],
        "tests": [
            {"metric": duel.metric, "first": duel.first, "second": duel.second,
             **asdict(duel.comparison)}
            for duel in task.duels
        ],
    }  # fmt: skip


def _system_json(system: SystemScores, task: Task) -> dict[str, Any]:
    return {
        "name": system.run.name,
        "role": system.run.role,
        "about": system.run.about,
        "words_per_second": system.run.words_per_second(task.units),
        "scores": [asdict(score) for score in system.scores.values()],
        "unit_values": {
            name: [round(value, 4) for value in values]
            for name, values in system.unit_values.items()
        },
        "unit_flags": [list(output.flags) for output in system.run.outputs],
        "notes": list(system.notes),
    }


def to_markdown(evaluation: Evaluation) -> str:
    """One table a task; a score is followed by half the width of its interval, the winner bold."""
    parts = []
    for task in evaluation.tasks:
        head = ["System", *(metric_label(name) for name in task.metrics)]
        rows = [
            [_name(system), *(_cell(task, system, name, "**{}**") for name in task.metrics)]
            for system in task.systems
        ]
        parts.append(
            f"### {task_title(task)} ({evaluation.card.name}, n = {len(task.units)})\n\n"
            + "\n".join(
                [_markdown_row(head), "|" + " --- |" + " ---: |" * len(task.metrics)]
                + [_markdown_row(row) for row in rows]
            )
            + f"\n\n{_caption(evaluation)}\n"
        )
    return "\n".join(parts)


def to_latex(evaluation: Evaluation) -> str:
    """One booktabs table a task."""
    parts = []
    for task in evaluation.tasks:
        head = ["System", *(metric_label(name) for name in task.metrics)]
        lines = [
            r"\begin{table}",
            r"\centering",
            rf"\begin{{tabular}}{{l{'r' * len(task.metrics)}}}",
            r"\toprule",
            " & ".join(_escape(cell) for cell in head) + r" \\",
            r"\midrule",
        ]
        for system in task.systems:
            cells = [_cell(task, system, name, r"\textbf{{{}}}", r"\,$\pm$\,")
                     for name in task.metrics]  # fmt: skip
            lines.append(" & ".join([_escape(_name(system)), *cells]) + r" \\")
        title = f"{task_title(task)} on {evaluation.card.name}, n = {len(task.units)}. "
        lines += [
            r"\bottomrule",
            r"\end{tabular}",
            rf"\caption{{{_escape(title + _caption(evaluation))}}}",
            r"\end{table}",
        ]
        parts.append("\n".join(lines) + "\n")
    return "% needs \\usepackage{booktabs}\n" + "\n".join(parts)


def _name(system: SystemScores) -> str:
    ceiling = ", ceiling" if system.run.role == "ceiling" else ""
    return f"{system.run.name}{ceiling}"


def _cell(task: Task, system: SystemScores, name: str, bold: str, between: str = " ± ") -> str:
    score = system.scores[name]
    text = format_value(score.value, name)
    if task.winners.get(name) == system.run.name:
        text = bold.format(text)
    if score.low is not None and score.high is not None:
        text += between + format_value((score.high - score.low) / 2, name)
    return text


def _caption(evaluation: Evaluation) -> str:
    statistics = evaluation.provenance["statistics"]
    return (
        f"± is half the 95 % bootstrap interval ({statistics['resamples']} resamples, "
        f"seed {statistics['seed']}); bold: better than every other competitor with p < 0.05 "
        "(ceilings look at the references and do not compete)."
    )


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "→": r"$\rightarrow$", "↑": r"$\uparrow$", "↓": r"$\downarrow$", "±": r"$\pm$",
    "<": r"$<$", ">": r"$>$",
}  # fmt: skip


def _escape(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)
