"""A corpus run: inputs → shards → an executor → the journal; killed anywhere, it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from models.engine import EngineInfo
from models.errors import ConfigurationError, InputError
from summarize.configuration import RunConfig, validate_config
from summarize.corpus.executors import Executor
from summarize.corpus.inputs import check_paths, read_items
from summarize.corpus.items import ShardOutput
from summarize.corpus.journal import JOURNAL, Status, open_journal, read_journal
from summarize.corpus.remote import is_remote
from summarize.corpus.shards import Sharder
from summarize.corpus.work import count_failures
from summarize.readers import Columns

SHARD_SIZE = 64
"""Articles in a shard: some seconds of work for the bundled model on two cores, so that little is
done again after a kill and the journal's share of the time stays far below 2 %."""

MEMORY_BYTES = 256 * 2**20
"""The translation cache's bound: some 800,000 sentences."""

OnChange = Literal["refuse", "new", "continue"]
"""What to do with an output folder that another configuration made."""


@dataclass(frozen=True, slots=True)
class Advance:
    """One finished shard, for a display: what it added and what has been read so far, ``skipped``
    of it finished in an earlier run."""

    articles: int
    words: int
    flags: int
    failures: int
    read: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Report:
    """The end of a run. ``new`` counts what this run did; ``status`` the whole folder;
    ``journal_seconds`` is what recording took of the ``seconds``, reading not counted."""

    status: Status
    new_articles: int
    new_words: int
    new_failures: int
    duplicates: int
    skipped: int
    seconds: float
    journal_seconds: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the journal notes of an earlier run in a folder, enough to repeat its command."""

    paths: tuple[str, ...]
    directory: str
    config: RunConfig
    columns: Columns


def run_corpus(
    paths: Sequence[str],
    folder: Path,
    config: RunConfig,
    info: EngineInfo,
    executor: Executor,
    *,
    columns: Columns | None = None,
    on_change: OnChange = "refuse",
    retry: bool = False,
    shard_size: int = SHARD_SIZE,
    memory_bytes: int = MEMORY_BYTES,
    progress: Callable[[Advance], None] | None = None,
) -> Report:
    """Summarise every article of ``paths`` into ``folder``, or go on where an earlier run stopped.

    ``info`` names the model as it runs. ``retry`` takes only what had failed. Raises InputError
    when a path names nothing, OutputError when the folder is in use or cannot be written,
    ConfigurationError when it was made by another configuration and ``on_change`` is "refuse".
    """
    columns = columns or Columns()
    began = time.perf_counter()
    check_paths(paths)
    if on_change == "new":
        set_aside(folder)
    with open_journal(folder) as journal:
        facts: dict[str, Any] = {"config": config.model_dump(mode="json"), "model": asdict(info)}
        noted = journal.meta()
        _check_unchanged(folder, noted, facts, on_change)
        earlier = noted.get("paths", [])
        facts["paths"] = list(dict.fromkeys([*earlier, *paths]))
        facts["directory"] = str(Path.cwd())
        facts["columns"] = asdict(columns)
        journal.note(facts)
        sharder = Sharder(journal, shard_size, retry=retry, complete=set(earlier) <= set(paths))
        articles, words, failures, recording = 0, 0, 0, 0.0
        with closing(executor(sharder.shards(read_items(paths, columns)))) as outputs:
            for output in outputs:
                started = time.perf_counter()
                journal.commit(output, memory_bytes)
                recording += time.perf_counter() - started
                advance = _advance(output, sharder)
                articles += advance.articles
                words += advance.words
                failures += advance.failures
                if progress:
                    progress(advance)
        if sharder.seen == 0:
            raise InputError(
                f"{', '.join(paths)} hold no article; expected files that Qysqa reads "
                "(see: qysqa corpus --help)."
            )
        return Report(
            journal.status(), articles, words, failures, sharder.duplicates, sharder.skipped,
            time.perf_counter() - began, recording,
        )  # fmt: skip


def read_earlier(folder: Path) -> Earlier:
    """What an earlier run in the folder was asked to do; OutputError if there was none."""
    with read_journal(folder) as journal:
        noted = journal.meta()
    if "paths" not in noted:
        raise InputError(f"The run in {folder} had not begun; run `qysqa corpus` again.")
    config = validate_config(noted["config"], str(folder / JOURNAL))
    return Earlier(tuple(noted["paths"]), noted["directory"], config, Columns(**noted["columns"]))


def check_directory(earlier: Earlier) -> None:
    """Raise ConfigurationError where the earlier run's relative paths would mean others."""
    relative = [p for p in earlier.paths if not (is_remote(p) or Path(p).is_absolute())]
    if relative and str(Path.cwd()) != earlier.directory:
        raise ConfigurationError(
            f"The run was started in {earlier.directory}, from where {relative[0]} is to be read; "
            "go there first."
        )


def set_aside(folder: Path) -> None:
    """Move an earlier run in ``folder`` to a folder beside it; nothing is deleted."""
    if not (folder / JOURNAL).is_file():
        return
    with open_journal(folder):
        number = 1
        while (aside := folder.with_name(f"{folder.name}.before-{number}")).exists():
            number += 1
        folder.rename(aside)


_FREE = ("threads", "device", "output")
"""Keys of the configuration that may change between two calls: they say how fast a run goes and
how one result is shown, not what it holds."""


def _check_unchanged(
    folder: Path, noted: dict[str, Any], facts: dict[str, Any], on_change: OnChange
) -> None:
    changes = []
    for key, now in facts.items():
        if key in noted and on_change == "refuse":
            changes += list(_differences(noted[key], now, "" if key == "config" else key))
    if changes:
        raise ConfigurationError(
            f"{folder} was made with other settings: {'; '.join(changes)}. Choose another --out, "
            "or say --new to set it aside and start afresh, or --continue-with-changes to do the "
            "rest with the new ones."
        )


def _differences(before: Any, now: Any, path: str) -> list[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        return [
            difference
            for key in {**before, **now}
            for difference in _differences(
                before.get(key), now.get(key), f"{path}.{key}" if path else key
            )
        ]
    free = path.split(".")[0] in _FREE and path != "output.full"
    return [] if before == now or free else [f"{path} was {before!r} and is now {now!r}"]


def _advance(output: ShardOutput, sharder: Sharder) -> Advance:
    outcomes = output.outcomes
    return Advance(
        articles=len(outcomes),
        words=sum(outcome.words for outcome in outcomes),
        flags=sum(outcome.flags for outcome in outcomes),
        failures=count_failures(outcomes),
        read=sharder.seen,
        skipped=sharder.skipped,
    )
