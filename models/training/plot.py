"""The learning curve as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_log(path: Path) -> list[dict[str, Any]]:
    """The entries of a run's log.jsonl."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def plot_log(log: Path, picture: Path) -> Path:
    """Loss above, chrF++ of the development samples below, both against pairs seen."""
    from matplotlib.figure import Figure

    entries = read_log(log)
    figure = Figure(figsize=(8, 7), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    losses = [(entry["pairs"], entry["loss"]) for entry in entries if "loss" in entry]
    if losses:
        above.plot(*zip(*losses, strict=True), linewidth=1)
    above.set_ylabel("loss a target piece")
    probes = [entry for entry in entries if "chrf" in entry]
    for name in probes[0]["chrf"] if probes else ():
        points = [(probe["pairs"], probe["chrf"][name]) for probe in probes]
        below.plot(*zip(*points, strict=True), marker="o", label=name)
    if probes:
        below.legend()
    below.set_ylabel("chrF++ (first sentences, greedy)")
    below.set_xlabel("sentence pairs seen")
    figure.savefig(picture, dpi=120)
    return picture
