"""The record of a run: which input belongs to which shard, which shards are done, what failed.

SQLite in WAL mode with full synchronisation: a transaction that has returned survives a power cut.
A shard's results are written to a temporary file, fsynced and renamed before the shard is recorded
here, so a recorded shard always has its file; a file without a record is written again.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from models.errors import OutputError
from summarize.corpus.items import Item, Outcome, ShardOutput
from summarize.output import write_atomically

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL, shard INTEGER NOT NULL, position INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', kind TEXT, message TEXT,
    words INTEGER NOT NULL DEFAULT 0, flags INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS items_by_shard ON items (shard, position);
CREATE INDEX IF NOT EXISTS items_by_state ON items (state, kind);
CREATE TABLE IF NOT EXISTS shards (
    number INTEGER PRIMARY KEY, size INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0,
    seconds TEXT NOT NULL DEFAULT '{}');
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: its content's digest, its shard, its position, its state
    ("waiting", "done" or "failed")."""

    digest: str
    shard: int
    position: int
    state: str


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of a run: items by state, failures by kind, words and flags of what is done."""

    items: int
    done: int
    failed: int
    words: int
    flags: int
    failures: tuple[tuple[str, int], ...]
    shards: int
    shards_done: int
    seconds: tuple[tuple[str, float], ...]


class Journal:
    """The journal of one output folder. Use `open_journal` to write, `read_journal` to look."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.folder = folder
        file = folder / "journal.sqlite"
        mode = "ro" if read_only else "rwc"
        self._database = sqlite3.connect(f"file:{file}?mode={mode}", uri=True, timeout=30)
        self._database.isolation_level = None
        if not read_only:
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.executescript(_TABLES)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def meta(self) -> dict[str, Any]:
        """What was noted about the run: configuration, model revision, inputs."""
        rows = self._database.execute("SELECT key, value FROM meta")
        return {key: json.loads(value) for key, value in rows}

    def note(self, values: Mapping[str, Any]) -> None:
        """Note facts about the run; later ones replace earlier ones of the same key."""
        with self._transaction():
            self._database.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)",
                [(key, json.dumps(value, sort_keys=True)) for key, value in values.items()],
            )

    def place(self, item_id: str) -> Place | None:
        """Where the item with this id stands, or None if it is new."""
        row = self._database.execute(
            "SELECT digest, shard, position, state FROM items WHERE id = ?", (item_id,)
        ).fetchone()
        return Place(*row) if row else None

    def register(self, items: Sequence[Item]) -> int:
        """Give new items a new shard; its number. They keep it for good."""
        with self._transaction():
            [[last]] = self._database.execute("SELECT COALESCE(MAX(number), -1) FROM shards")
            number = int(last) + 1
            self._database.execute(
                "INSERT INTO shards (number, size) VALUES (?, ?)", (number, len(items))
            )
            self._database.executemany(
                "INSERT INTO items (id, digest, shard, position) VALUES (?, ?, ?, ?)",
                [(item.id, item.digest, number, place) for place, item in enumerate(items)],
            )
        return number

    def shard_size(self, number: int) -> int:
        """How many items the shard was registered with."""
        [[size]] = self._database.execute("SELECT size FROM shards WHERE number = ?", (number,))
        return int(size)

    def commit(self, output: ShardOutput) -> None:
        """Write the shard's results, then record it as done. Raises OutputError on a full disk,
        with nothing recorded."""
        file = self.shard_file(output.number)
        write_atomically(file, "".join(f"{line}\n" for line in output.lines))
        try:
            with self._transaction():
                self._database.executemany(
                    "UPDATE items SET state = ?, kind = ?, message = ?, words = ?, flags = ? "
                    "WHERE id = ? AND shard = ?",
                    [
                        (*_columns(outcome), outcome.id, output.number)
                        for outcome in output.outcomes
                    ],
                )
                self._database.execute(
                    "UPDATE shards SET done = 1, seconds = ? WHERE number = ?",
                    (json.dumps(dict(output.seconds)), output.number),
                )
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"The journal in {self.folder} cannot be written ({error}); "
                "free some space and run the same command again."
            ) from error

    def shard_file(self, number: int) -> Path:
        """The file of a shard's results, one JSON object a line."""
        return self.folder / "shards" / f"{number:06d}.jsonl"

    def done_shards(self) -> list[int]:
        """The numbers of the finished shards, in order."""
        rows = self._database.execute("SELECT number FROM shards WHERE done = 1 ORDER BY number")
        return [int(number) for (number,) in rows]

    def waiting(self) -> list[tuple[int, str]]:
        """Shard and id of every item that was registered and has not been dealt with."""
        rows = self._database.execute(
            "SELECT shard, id FROM items WHERE state = 'waiting' ORDER BY shard, position"
        )
        return [(int(shard), item_id) for shard, item_id in rows]

    def failures(self) -> list[tuple[str, str, str]]:
        """Id, kind and message of every failed item, in order."""
        return list(
            self._database.execute(
                "SELECT id, kind, message FROM items WHERE state = 'failed' "
                "ORDER BY shard, position"
            )
        )

    def forget_failures(self) -> list[str]:
        """Take all failed items out of the record, so that they count as new; their ids."""
        with self._transaction():
            ids = [
                row[0]
                for row in self._database.execute(
                    "SELECT id FROM items WHERE state = 'failed' ORDER BY shard, position"
                )
            ]
            self._database.execute("DELETE FROM items WHERE state = 'failed'")
        return ids

    def status(self) -> Status:
        """Counts of everything."""
        one = self._database.execute(
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
        return Status(*map(int, one), tuple(kinds), int(shards), int(done), tuple(seconds.items()))


def _columns(outcome: Outcome) -> tuple[str, str | None, str | None, int, int]:
    if outcome.problem is None:
        return "done", None, None, outcome.words, outcome.flags
    return "failed", outcome.problem.kind, outcome.problem.message, outcome.words, outcome.flags


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """The folder's journal, for this process alone. A second run on the same folder is refused
    with an OutputError; the lock goes with the process that holds it, however it ends."""
    try:
        (folder / "shards").mkdir(parents=True, exist_ok=True)
        lock: IO[str] = (folder / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({error.strerror}); choose another folder with --out."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise OutputError(
                f"Another run (process {holder}) is writing to {folder}; wait for it, "
                "or choose another folder with --out."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        try:
            journal = Journal(folder)
        except sqlite3.Error as error:
            raise OutputError(
                f"The journal in {folder} cannot be opened ({error}); free some space, or move "
                "the folder away and start afresh."
            ) from error
        try:
            yield journal
        finally:
            journal.close()


@contextmanager
def read_journal(folder: Path) -> Iterator[Journal]:
    """The folder's journal for looking only, also while a run writes it."""
    if not (folder / "journal.sqlite").is_file():
        raise OutputError(
            f"{folder} holds no corpus run (no journal.sqlite in it); "
            "expected the folder given to `qysqa corpus run --out`."
        )
    journal = Journal(folder, read_only=True)
    try:
        yield journal
    finally:
        journal.close()
