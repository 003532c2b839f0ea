"""Progress on standard error: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def wants_progress(quiet: bool) -> bool:
    """Progress is for a person who watches."""
    return not quiet and sys.stderr.isatty()


def note(message: str, quiet: bool = False) -> None:
    """A line for a person on standard error; none when quiet or when nobody watches."""
    if wants_progress(quiet):
        print(message, file=sys.stderr)


def warn(message: str) -> None:
    """A problem: always shown."""
    print(f"qysqa: {' '.join(message.split())}", file=sys.stderr)


@contextmanager
def progress_bar(description: str, total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar that is advanced by calling the yielded function with the number of things done."""
    if not wants_progress(quiet) or total == 0:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeRemaining

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(description, total=total)
        yield lambda done: progress.advance(task, done)
