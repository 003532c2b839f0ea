"""The translation cache of a run: a sentence that came before is not translated again.

The cache lies in the journal's own database and grows in the transaction that records a shard. Two
rules make a resumed run translate the same batches as an undisturbed one, and so write the same
bytes (a sentence's batch decides near-ties of the search):

* shard N sees what shards up to N - LAG made, however many of the later ones are already done;
* the size bound drops the oldest shards, as counted back from N - LAG, not from what is there.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Protocol

from models.engine import Engine, EngineInfo, Generation, GenerationSettings, Progress
from summarize.corpus.items import Remembered

LAG = 8
"""A shard is begun only when all shards that are this far behind it are recorded; at most so many
are in work at a time."""

MEMORY_TABLE = """
CREATE TABLE IF NOT EXISTS memory (
    key BLOB NOT NULL, shard INTEGER NOT NULL, text TEXT NOT NULL, score REAL NOT NULL,
    tokens INTEGER NOT NULL, finished INTEGER NOT NULL, PRIMARY KEY (key, shard)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS memory_by_shard ON memory (shard);
"""
_OVERHEAD = 64
"""Bytes of an entry beside its text: twice the key (table and index), numbers, page slack."""

_VARIABLES = 500
"""Keys looked up in one statement; SQLite allows 999 in its older versions."""


def remember(database: sqlite3.Connection, shard: int, entries: Sequence[Remembered]) -> int:
    """Write a shard's new translations; their bytes. Part of the caller's transaction."""
    database.executemany(
        "INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?, ?)",
        [(entry.key, shard, *astuple(entry.generation)) for entry in entries],
    )
    return sum(_OVERHEAD + len(entry.generation.text.encode()) for entry in entries)


def forget(database: sqlite3.Connection, limit: int) -> None:
    """Drop what no shard will look at again. Part of the caller's transaction."""
    [[next_shard]] = database.execute(
        "SELECT COALESCE((SELECT MIN(number) FROM shards WHERE done = 0), MAX(number) + 1) "
        "FROM shards"
    )
    oldest = _oldest_visible(database, int(next_shard), limit)
    database.execute("DELETE FROM memory WHERE shard < ?", (oldest,))


def _oldest_visible(database: sqlite3.Connection, shard: int, limit: int) -> int:
    """The first of the newest shards before ``shard`` - LAG that fit into ``limit`` bytes."""
    total, oldest = 0, shard - LAG + 1
    for number, size in database.execute(
        "SELECT number, remembered FROM shards WHERE number <= ? ORDER BY number DESC",
        (shard - LAG,),
    ):
        total += size
        if total > limit:
            break
        oldest = number
    return oldest


class Recall(Protocol):
    """Where remembered translations are asked for."""

    def recall(self, keys: Sequence[bytes], shard: int) -> dict[bytes, Generation]:
        """What is known under the keys, as far as ``shard`` may see it."""

    def close(self) -> None:
        """Let go of what is held open; the next question opens it again."""


class Memory:
    """Looks translations up in a journal that another thread or process writes.

    The connection is opened with the first question and serves one thread at a time.
    """

    def __init__(self, journal: Path, limit: int) -> None:
        self._journal = journal
        self._limit = limit
        self._database: sqlite3.Connection | None = None

    def recall(self, keys: Sequence[bytes], shard: int) -> dict[bytes, Generation]:
        """What is known under the keys, as far as ``shard`` may see it."""
        if self._database is None:
            self._database = sqlite3.connect(
                f"{self._journal.absolute().as_uri()}?mode=ro",
                uri=True,
                timeout=30,
                check_same_thread=False,
            )
        newest = shard - LAG
        oldest = _oldest_visible(self._database, shard, self._limit)
        found: dict[bytes, tuple[int, Generation]] = {}
        for begin in range(0, len(keys), _VARIABLES):
            some = keys[begin : begin + _VARIABLES]
            rows = self._database.execute(
                "SELECT key, shard, text, score, tokens, finished FROM memory "
                f"WHERE key IN ({','.join('?' * len(some))}) AND shard BETWEEN ? AND ?",
                (*some, oldest, newest),
            )
            for key, origin, text, score, tokens, finished in rows:
                if key not in found or origin < found[key][0]:
                    found[key] = origin, Generation(text, score, tokens, bool(finished))
        return {key: generation for key, (_, generation) in found.items()}

    def close(self) -> None:
        """Let go of the journal; the next question opens it again."""
        if self._database is not None:
            self._database.close()
            self._database = None


class RememberingEngine:
    """An engine that asks a memory first; it hands what it made anew to whoever writes the journal
    (`take_new`). ``memory`` None remembers nothing. Call `begin` before each shard."""

    def __init__(self, engine: Engine, memory: Recall | None) -> None:
        self._engine = engine
        self._memory = memory
        self._shard = 0
        self._new: dict[bytes, Generation] = {}

    @property
    def info(self) -> EngineInfo:
        """The engine's own."""
        return self._engine.info

    @property
    def max_source_tokens(self) -> int:
        """The engine's own."""
        return self._engine.max_source_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The engine's own."""
        return self._engine.count_tokens(texts)

    def begin(self, shard: int) -> None:
        """From here on translate for this shard."""
        self._shard = shard
        self._new.clear()

    def take_new(self) -> tuple[Remembered, ...]:
        """What was translated since `begin`."""
        return tuple(Remembered(key, generation) for key, generation in self._new.items())

    def generate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        settings: GenerationSettings,
        progress: Progress | None = None,
    ) -> list[Generation]:
        """See `models.engine.Engine.generate`."""
        if self._memory is None:
            return self._engine.generate(texts, source, target, settings, progress)
        if not texts:
            return []
        keys = [self._key(text, source, target, settings) for text in texts]
        known = self._memory.recall(keys, self._shard)
        new = [index for index, key in enumerate(keys) if key not in known]
        if progress and len(new) < len(texts):
            progress(len(texts) - len(new))
        made = self._engine.generate(
            [texts[index] for index in new], source, target, settings, progress
        )
        for index, generation in zip(new, made, strict=True):
            known[keys[index]] = self._new[keys[index]] = generation
        return [known[key] for key in keys]

    def _key(self, text: str, source: str, target: str, settings: GenerationSettings) -> bytes:
        digest = hashlib.blake2b(digest_size=16)
        for part in (*astuple(self._engine.info), source, target, *astuple(settings), text):
            digest.update(str(part).encode("utf-8", "surrogatepass") + b"\0")
        return digest.digest()
