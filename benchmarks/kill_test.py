"""Runs a corpus undisturbed, once more while it is killed again and again, and through a local Ray
cluster; the three must be equal byte for byte, with one result or failure for each article.

    python benchmarks/make_corpus.py corpus/ && python benchmarks/kill_test.py corpus/
        [--kills 10] [--ray] [--work DIR]
"""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def command(corpus: Path, out: Path, *options: str) -> list[str]:
    """One command for every run: two workers of one thread each, so that all make the same
    batches."""
    return [
        sys.executable, "-m", "summarize.cli", "corpus", str(corpus), "--to", "en",
        "--out", str(out), "--workers", "2", "--threads", "2", "--quiet", *options,
    ]  # fmt: skip


def finish(arguments: list[str]) -> float:
    """Run to the end; the seconds. Status 3 says that some article failed, as some must."""
    started = time.perf_counter()
    status = subprocess.run(arguments, cwd=REPOSITORY, stdout=subprocess.DEVNULL).returncode
    if status not in (0, 3):
        raise SystemExit(f"{' '.join(arguments)} ended with status {status}")
    return time.perf_counter() - started


def written(out: Path) -> dict[str, bytes]:
    """The results, file by file."""
    return {path.name: path.read_bytes() for path in sorted((out / "shards").iterdir())}


def record(out: Path) -> list[tuple[object, ...]]:
    """Every item's record."""
    with sqlite3.connect(out / "journal.sqlite") as database:
        return database.execute("SELECT * FROM items ORDER BY shard, position").fetchall()


def main() -> None:
    """Run, kill, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    work = options.work or Path(tempfile.mkdtemp())
    seconds = finish(command(options.corpus, work / "whole"))
    states = [row[4] for row in record(work / "whole")]
    print(f"undisturbed: {len(states):,} articles, {states.count('failed')} failed, "
          f"{seconds:.0f} s", flush=True)  # fmt: skip
    draw = random.Random(7)
    for number in range(options.kills):
        process = subprocess.Popen(
            command(options.corpus, work / "killed"), cwd=REPOSITORY, stdout=subprocess.DEVNULL
        )
        after = 8 + draw.random() * 1.4 * seconds / max(1, options.kills)
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait()
        finished = len(list((work / "killed").glob("shards/*.jsonl")))
        print(f"kill {number + 1} after {after:.0f} s: {finished} shards finished", flush=True)
    print(f"the last call: {finish(command(options.corpus, work / 'killed')):.0f} s")
    names = ["killed"]
    if options.ray:
        on_ray = command(options.corpus, work / "ray", "--engine", "ray", "--address", "local")
        print(f"Ray, two actors: {finish(on_ray):.0f} s", flush=True)
        names.append("ray")
    for name in names:
        same = written(work / name) == written(work / "whole")
        same_record = record(work / name) == record(work / "whole")
        print(f"{name}: results equal {same}, record equal {same_record}", flush=True)
        if not (same and same_record):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
