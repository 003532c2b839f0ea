"""Times the front door as a user meets it: cold starts in a process of their own, peak memory.

Run from the repository with Qysqa installed: python benchmarks/front_door.py [--repeats 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLES = ("ambulance.txt", "measles.txt", "water.md")
WORDS = 350


def article_of(words: int) -> str:
    """The examples joined and cut after ``words`` words, at the end of a line."""
    text = "\n\n".join((REPOSITORY / "examples" / name).read_text("utf-8") for name in EXAMPLES)
    lines, seen = [], 0
    for line in text.split("\n"):
        lines.append(line)
        seen += len(line.split())
        if seen >= words:
            return "\n".join(lines)
    raise SystemExit(f"the examples hold {seen} words; {words} are needed")


def measure(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one run of the command line."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "summarize.cli", *arguments]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed with status {status}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Print one row a command: median seconds and memory, and the target of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(article_of(WORDS), "utf-8")
        words = len(article.read_text("utf-8").split())
        rows = [
            ("qysqa --help", ["--help"], 0.3),
            (f"summarize, {words} words, select-first", ["summarize", str(article)], 6.0),
            (f"translate whole, {words} words", ["translate", str(article), "--to", "en"], 15.0),
        ]
        print(f"{'command':<42} {'seconds':>8} {'target':>7} {'MB':>6}   (median of {repeats})")
        for name, arguments, target in rows:
            runs = [measure(arguments) for _ in range(repeats)]
            seconds = statistics.median(run[0] for run in runs)
            megabytes = max(run[1] for run in runs)
            print(f"{name:<42} {seconds:>8.2f} {target:>7.1f} {megabytes:>6.0f}")


if __name__ == "__main__":
    main()
