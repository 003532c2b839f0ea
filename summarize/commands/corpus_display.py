"""What a corpus run shows while it works: a display on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarize.corpus.journal import Status
    from summarize.corpus.run import Advance, Report

LINE_SECONDS = 30.0


@dataclass(slots=True)
class Tally:
    """What has been done since the run began. ``total`` is about how many articles there are, None
    until they are counted; ``skipped`` of them were finished before."""

    started: float = field(default_factory=time.monotonic)
    total: int | None = None
    articles: int = 0
    words: int = 0
    flags: int = 0
    failures: int = 0
    skipped: int = 0

    def add(self, advance: Advance) -> None:
        """Count a finished shard."""
        self.articles += advance.articles
        self.words += advance.words
        self.flags += advance.flags
        self.failures += advance.failures
        self.skipped = advance.skipped

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.started

    def describe(self) -> str:
        """One line: articles, speed, flags, failures and the time left."""
        done = self.articles + self.skipped
        parts = [
            f"{done:,} of about {self.total:,} articles" if self.total else f"{done:,} articles"
        ]
        parts.append(f"{self.words / max(self.seconds, 1e-9):,.0f} words/s")
        parts.append(f"{self.flags:,} flags")
        parts.append(f"{self.failures:,} failed")
        if self.total and self.articles:
            left = max(0, self.total - done) * self.seconds / self.articles
            parts.append(f"{duration(left)} left")
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """For a person: "40 s", "12 min", "3 h 05 min"."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02d} min"


@contextmanager
def show_run(tally: Tally, quiet: bool, every: float = LINE_SECONDS) -> Iterator[None]:
    """Show the tally on standard error until the block ends; nothing when ``quiet``."""
    if quiet:
        yield
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.live import Live

        live = Live(
            get_renderable=lambda: _panel(tally),
            console=Console(stderr=True),
            refresh_per_second=4,
            transient=True,
        )
        with live:
            yield
    else:
        ended = threading.Event()

        def report() -> None:
            while not ended.wait(every):
                print(f"qysqa: {tally.describe()}", file=sys.stderr, flush=True)

        thread = threading.Thread(target=report, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _panel(tally: Tally) -> Any:
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    table = Table.grid(padding=(0, 1))
    done = tally.articles + tally.skipped
    table.add_row(
        ProgressBar(tally.total, done, width=30, pulse=tally.total is None), tally.describe()
    )
    return table


def describe_status(status: Status, folder: str) -> Sequence[str]:
    """How far a run is, in some lines."""
    state = "A run is writing" if status.running else "No run is writing"
    waiting = status.items - status.done - status.failed
    lines = [
        f"{folder}: {_counts(status.done, status.failed, status.failures)}, "
        f"{status.flags:,} flags, {status.words:,} words; {waiting:,} begun",
        f"{state}; {status.shards_done:,} of {status.shards:,} shards are finished",
    ]
    if status.running and status.rate is not None:
        lines.append(f"{status.rate:,.0f} words/s over the last shards")
    return [*lines, *spent(status.seconds)]


def describe_report(report: Report, folder: str) -> Sequence[str]:
    """The end of a run in some lines."""
    status = report.status
    lines = [_counts(status.done, status.failed, status.failures) + f", {status.flags:,} flags"]
    if report.new_articles:
        speed = report.new_words / max(report.seconds, 1e-9)
        lines.append(
            f"This run: {report.new_articles:,} articles, {report.new_words:,} words in "
            f"{duration(report.seconds)}, {speed:,.0f} words/s"
        )
    if report.skipped or report.duplicates:
        lines.append(
            f"Passed over: {report.skipped:,} dealt with before, "
            f"{report.duplicates:,} twice the same"
        )
    lines += spent(status.seconds)
    if report.new_articles:
        lines.append(f"The journal took {report.journal_seconds / report.seconds:.1%} of the run")
    if status.failed:
        lines.append(
            f"What failed: qysqa corpus status {folder} --failures; "
            f"once more: qysqa corpus retry {folder} --failed"
        )
    return lines


def spent(seconds: Sequence[tuple[str, float]]) -> list[str]:
    """Where the time went; the stages run beside each other, so these are shares of the work."""
    total = sum(value for _, value in seconds)
    if not total:
        return []
    shares = ", ".join(f"{step} {value / total:.0%}" for step, value in seconds)
    return [f"Of the work: {shares}"]


def _counts(done: int, failed: int, failures: Sequence[tuple[str, int]]) -> str:
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in failures)
    return f"{done:,} done, {failed:,} failed{f' ({kinds})' if kinds else ''}"
