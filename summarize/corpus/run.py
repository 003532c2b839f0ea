"""A corpus run: inputs → shards → an executor → the journal; killed anywhere, it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.errors import ConfigurationError
from summarize.configuration import RunConfig
from summarize.corpus.executors import Executor
from summarize.corpus.inputs import read_items
from summarize.corpus.items import ShardOutput
from summarize.corpus.journal import Journal, Status, open_journal
from summarize.corpus.shards import Sharder
from summarize.corpus.work import count_failures
from summarize.readers import Columns

SHARD_SIZE = 64
"""Articles in a shard: some seconds of work for the bundled model on two cores, so that little is
done again after a kill and the journal's share of the time stays far below 2 %."""

OnChange = str
"""What to do with an output folder that another configuration made: "refuse", "new", "continue"."""


@dataclass(frozen=True, slots=True)
class Advance:
    """One finished shard, for a display: what it added and what has been read so far."""

    articles: int
    words: int
    flags: int
    failures: int
    read: int


@dataclass(frozen=True, slots=True)
class Report:
    """The end of a run. ``new`` counts what this run did; ``status`` the whole folder."""

    status: Status
    new_articles: int
    new_words: int
    duplicates: int
    skipped: int
    seconds: float


def run_corpus(
    paths: Sequence[str],
    folder: Path,
    config: RunConfig,
    revision: str,
    executor: Executor,
    *,
    columns: Columns | None = None,
    on_change: OnChange = "refuse",
    shard_size: int = SHARD_SIZE,
    progress: Callable[[Advance], None] | None = None,
) -> Report:
    """Summarise every article of ``paths`` into ``folder``, or go on where an earlier run stopped.

    ``revision`` names the model's weights. Raises OutputError when the folder is in use or cannot
    be written, ConfigurationError when it was made by another configuration and ``on_change`` is
    "refuse".
    """
    columns = columns or Columns()
    began = time.perf_counter()
    if on_change == "new":
        set_aside(folder)
    with open_journal(folder) as journal:
        facts = {
            "config": config.model_dump(mode="json"),
            "revision": revision,
            "paths": list(paths),
            "columns": asdict(columns),
        }
        _check_unchanged(journal, facts, on_change)
        journal.note(facts)
        sharder = Sharder(journal, shard_size)
        items = read_items(paths, columns)
        articles, words = 0, 0
        for output in executor(sharder.shards(items)):
            journal.commit(output)
            advance = _advance(output, sharder.seen)
            articles += advance.articles
            words += advance.words
            if progress:
                progress(advance)
        seconds = time.perf_counter() - began
        status = journal.status()
        return Report(status, articles, words, sharder.duplicates, sharder.skipped, seconds)


def set_aside(folder: Path) -> None:
    """Move an earlier run in ``folder`` to a folder beside it; nothing is deleted."""
    if not (folder / "journal.sqlite").is_file():
        return
    with open_journal(folder):
        number = 1
        while (aside := folder.with_name(f"{folder.name}.before-{number}")).exists():
            number += 1
        folder.rename(aside)


def _check_unchanged(journal: Journal, facts: dict[str, object], on_change: OnChange) -> None:
    noted = journal.meta()
    changed = [key for key in ("config", "revision") if key in noted and noted[key] != facts[key]]
    if changed and on_change == "refuse":
        before, now = noted[changed[0]], facts[changed[0]]
        raise ConfigurationError(
            f"{journal.folder} was made with another {' and another '.join(changed)} "
            f"({_difference(before, now)}). Choose another --out, or say --new to set it aside "
            "and start afresh, or --continue-with-changes to do the rest with the new one."
        )


def _difference(before: object, now: object, path: str = "") -> str:
    """The first differing key, for a sentence."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in now:
            if before.get(key) != now[key]:
                return _difference(before.get(key), now[key], f"{path}.{key}" if path else key)
    return f"{path or 'model'}: {before!r} then, {now!r} now"


def _advance(output: ShardOutput, read: int) -> Advance:
    outcomes = output.outcomes
    return Advance(
        articles=len(outcomes),
        words=sum(outcome.words for outcome in outcomes),
        flags=sum(outcome.flags for outcome in outcomes),
        failures=count_failures(outcomes),
        read=read,
    )
