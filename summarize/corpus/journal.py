"""The record of a run: which input belongs to which shard, which shards are done, what failed.

SQLite in WAL mode with full synchronisation: a transaction that has returned survives a power cut.
A shard's results are written to a temporary file, fsynced and renamed, and its folder fsynced,
before the shard is recorded here. So a recorded shard always has its file; a file without a record
is written again.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import OutputError
from summarize.corpus.items import Item, Outcome, ShardOutput
from summarize.corpus.lock import is_locked, lock_folder
from summarize.corpus.memory import MEMORY_TABLE, forget, remember
from summarize.output import write_atomically

JOURNAL = "journal.sqlite"
_RECENT_SHARDS = 20

_TABLES = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL, shard INTEGER NOT NULL, position INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', kind TEXT, message TEXT,
    words INTEGER NOT NULL DEFAULT 0, flags INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS items_by_shard ON items (shard, position);
CREATE INDEX IF NOT EXISTS items_by_state ON items (state, kind);
CREATE TABLE IF NOT EXISTS shards (
    number INTEGER PRIMARY KEY, size INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0,
    words INTEGER NOT NULL DEFAULT 0, remembered INTEGER NOT NULL DEFAULT 0,
    seconds TEXT NOT NULL DEFAULT '{{}}', finished REAL);
{MEMORY_TABLE}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: its content's digest, its shard, its position, its state ("waiting",
    "done" or "failed") and, if it failed, the kind of failure."""

    digest: str
    shard: int
    position: int
    state: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed item: its id, the kind of failure, a sentence for a person."""

    id: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of a run: items by state, failures by kind, words and flags of what is done, seconds
    by step, and words a second over the last shards (None before there are two)."""

    items: int
    done: int
    failed: int
    words: int
    flags: int
    failures: tuple[tuple[str, int], ...]
    shards: int
    shards_done: int
    seconds: tuple[tuple[str, float], ...]
    rate: float | None
    running: bool


class Journal:
    """The journal of one output folder. Use `open_journal` to write, `read_journal` to look.

    One thread at a time; each method is one transaction.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.folder = folder
        mode = "ro" if read_only else "rwc"
        self._database = sqlite3.connect(
            f"{(folder / JOURNAL).absolute().as_uri()}?mode={mode}", uri=True, timeout=30
        )
        self._database.isolation_level = None
        if not read_only:
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.executescript(_TABLES)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"The journal in {self.folder} cannot be written ({error}); "
                "free some space and run the same command again: it goes on."
            ) from error

    def meta(self) -> dict[str, Any]:
        """What was noted about the run: configuration, model revision, inputs."""
        rows = self._database.execute("SELECT key, value FROM meta")
        return {key: json.loads(value) for key, value in rows}

    def note(self, values: Mapping[str, Any]) -> None:
        """Note facts about the run; later ones replace earlier ones of the same key."""
        with self._transaction() as database:
            database.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)",
                [(key, json.dumps(value, sort_keys=True)) for key, value in values.items()],
            )

    def place(self, item_id: str) -> Place | None:
        """Where the item with this id stands, or None if it is new."""
        row = self._database.execute(
            "SELECT digest, shard, position, state, kind FROM items WHERE id = ?", (item_id,)
        ).fetchone()
        return Place(*row) if row else None

    def register(self, items: Sequence[Item]) -> int:
        """Give items a new shard; its number. They keep it for good. An item that had failed moves
        here from its old shard."""
        with self._transaction() as database:
            [[last]] = database.execute("SELECT COALESCE(MAX(number), -1) FROM shards")
            number = int(last) + 1
            database.execute(
                "INSERT INTO shards (number, size) VALUES (?, ?)", (number, len(items))
            )
            database.executemany(
                "INSERT OR REPLACE INTO items (id, digest, shard, position) VALUES (?, ?, ?, ?)",
                [(item.id, item.digest, number, place) for place, item in enumerate(items)],
            )
        return number

    def unreadable_in(self, file: str) -> list[str]:
        """Ids of the failures that stand for what could not be read of a file, or all of it."""
        rows = self._database.execute(
            "SELECT id FROM items WHERE state = 'failed' AND kind = 'unreadable' "
            "AND (id = ? OR (id > ? AND id < ?))",
            (file, f"{file}#", f"{file}$"),  # "$" follows "#": every "file#…" lies between
        )
        return [item_id for (item_id,) in rows]

    def drop_failures(self, ids: Sequence[str]) -> None:
        """Take failures out of the record whose inputs have since been read."""
        if ids:
            with self._transaction() as database:
                database.executemany(
                    "DELETE FROM items WHERE id = ? AND state = 'failed'", [(i,) for i in ids]
                )

    def shard_size(self, number: int) -> int:
        """How many items the shard was registered with."""
        [[size]] = self._database.execute("SELECT size FROM shards WHERE number = ?", (number,))
        return int(size)

    def commit(self, output: ShardOutput, memory_bytes: int = 0) -> None:
        """Write the shard's results, then record it as done, and its translations for the cache
        of ``memory_bytes``. Raises OutputError on a full disk, with nothing recorded."""
        file = self.shard_file(output.number)
        write_atomically(file, "".join(f"{line}\n" for line in output.lines))
        _synchronize(file.parent)
        with self._transaction() as database:
            database.executemany(
                "UPDATE items SET state = ?, kind = ?, message = ?, words = ?, flags = ? "
                "WHERE id = ? AND shard = ?",
                [(*_columns(outcome), outcome.id, output.number) for outcome in output.outcomes],
            )
            remembered = 0
            if memory_bytes:
                remembered = remember(database, output.number, output.remembered)
            database.execute(
                "UPDATE shards SET done = 1, words = ?, remembered = ?, seconds = ?, finished = ? "
                "WHERE number = ?",
                (
                    sum(outcome.words for outcome in output.outcomes),
                    remembered,
                    json.dumps(dict(output.seconds)),
                    time.time(),
                    output.number,
                ),
            )
            if memory_bytes:
                forget(database, memory_bytes)

    def shard_file(self, number: int) -> Path:
        """The file of a shard's results, one JSON object a line."""
        return self.folder / "shards" / f"{number:06d}.jsonl"

    def done_shards(self) -> list[int]:
        """The numbers of the finished shards, in order."""
        rows = self._database.execute("SELECT number FROM shards WHERE done = 1 ORDER BY number")
        return [int(number) for (number,) in rows]

    def waiting(self) -> list[tuple[int, str]]:
        """Shard and id of every item that was registered and has not been dealt with; as many as
        were in flight when a run was killed."""
        rows = self._database.execute(
            "SELECT shard, id FROM items WHERE state = 'waiting' ORDER BY shard, position"
        )
        return [(int(shard), item_id) for shard, item_id in rows]

    def failures(self) -> Iterator[Failure]:
        """Every failed item, in order."""
        for row in self._database.execute(
            "SELECT id, kind, message FROM items WHERE state = 'failed' ORDER BY shard, position"
        ):
            yield Failure(*row)

    def status(self) -> Status:
        """Counts of everything."""
        counts = self._database.execute(
            "SELECT COUNT(*), COALESCE(SUM(state = 'done'), 0), "
            "COALESCE(SUM(state = 'failed'), 0), COALESCE(SUM(words), 0), COALESCE(SUM(flags), 0) "
            "FROM items"
        ).fetchone()
        kinds = self._database.execute(
            "SELECT kind, COUNT(*) FROM items WHERE state = 'failed' GROUP BY kind "
            "ORDER BY COUNT(*) DESC, kind"
        ).fetchall()
        [[shards, done]] = self._database.execute(
            "SELECT COUNT(*), COALESCE(SUM(done), 0) FROM shards"
        )
        seconds: dict[str, float] = {}
        for (text,) in self._database.execute("SELECT seconds FROM shards WHERE done = 1"):
            for step, value in json.loads(text).items():
                seconds[step] = seconds.get(step, 0.0) + value
        items, done_items, failed, words, flags = counts
        return Status(
            items=items,
            done=done_items,
            failed=failed,
            words=words,
            flags=flags,
            failures=tuple(kinds),
            shards=shards,
            shards_done=done,
            seconds=tuple(seconds.items()),
            rate=self._rate(),
            running=is_locked(self.folder),
        )

    def _rate(self) -> float | None:
        rows = self._database.execute(
            "SELECT finished, words FROM shards WHERE done = 1 ORDER BY finished DESC LIMIT ?",
            (_RECENT_SHARDS,),
        ).fetchall()
        if len(rows) < 2 or rows[0][0] <= rows[-1][0]:
            return None
        # The first shard's words were made before the span that its end begins.
        return float(sum(words for _, words in rows[:-1]) / (rows[0][0] - rows[-1][0]))


def _columns(outcome: Outcome) -> tuple[str, str | None, str | None, int, int]:
    if outcome.problem is None:
        return "done", None, None, outcome.words, outcome.flags
    return "failed", outcome.problem.kind, outcome.problem.message, outcome.words, outcome.flags


def _synchronize(folder: Path) -> None:
    """Make the folder's entries durable: without it a power cut may take a rename back."""
    if os.name == "nt":  # folders cannot be opened there, and renames are durable
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """The folder's journal, for this process alone. Raises OutputError when another run holds the
    folder, when it cannot be written, or when the journal in it is damaged."""
    try:
        (folder / "shards").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({error.strerror}); choose another folder with --out."
        ) from error
    try:
        with lock_folder(folder):
            for leftover in (folder / "shards").glob(".*.part"):  # of a run that was killed
                leftover.unlink()
            journal = Journal(folder)
            try:
                yield journal
            finally:
                journal.close()
    except sqlite3.Error as error:
        raise OutputError(
            f"The journal in {folder} cannot be used ({error}); free some space, or move the "
            "folder away and start afresh."
        ) from error


@contextmanager
def read_journal(folder: Path) -> Iterator[Journal]:
    """The folder's journal for looking only, also while a run writes it."""
    if not (folder / JOURNAL).is_file():
        raise OutputError(
            f"{folder} holds no corpus run (no {JOURNAL} in it); "
            "expected the folder given to `qysqa corpus … --out`."
        )
    try:
        journal = Journal(folder, read_only=True)
        try:
            yield journal
        finally:
            journal.close()
    except sqlite3.Error as error:
        raise OutputError(
            f"The journal in {folder} cannot be read ({error}); expected the folder given to "
            "`qysqa corpus … --out`."
        ) from error
