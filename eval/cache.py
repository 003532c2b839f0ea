"""A system's outputs by the hash of what made them: nothing is translated twice.

One SQLite file: every batch is a transaction, so an evaluation that is killed goes on from its last
finished batch, and two evaluations may share the file.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from eval.evaluation import Output
from models.errors import OutputError

Item = TypeVar("Item")
Make = Callable[[Sequence[Item]], Sequence[Output]]

_BATCH = 500
"""Keys in one query: SQLite takes 999 parameters at least."""
_PATIENCE = 30.0
"""Seconds to wait while another evaluation writes."""


def content_key(identity: Mapping[str, Any], content: object) -> str:
    """The hash of a system's identity and of what it was given."""
    text = json.dumps([identity, content], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class OutputCache:
    """Outputs by key, in a file or (``path`` None) for the length of one evaluation."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path or ":memory:", timeout=_PATIENCE)
            with self._base:
                self._base.execute(
                    "CREATE TABLE IF NOT EXISTS outputs (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
                )
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def get(self, keys: Iterable[str]) -> dict[str, Output]:
        """Those of the keys that are stored, with their outputs."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, Output] = {}
        try:
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                query = f"SELECT key, value FROM outputs WHERE key IN ({marks})"
                with closing(self._base.execute(query, batch)) as rows:
                    found.update((key, _from_json(value)) for key, value in rows)
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise self._unusable(error) from error
        return found

    def put(self, outputs: Mapping[str, Output]) -> None:
        """Store outputs, all or none."""
        rows = [(key, json.dumps(asdict(o), ensure_ascii=False)) for key, o in outputs.items()]
        try:
            with self._base:
                self._base.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def complete(
        self,
        items: Sequence[Item],
        keys: Sequence[str],
        make: Make[Item],
        batch: int,
        advance: Callable[[int], None],
    ) -> tuple[Output, ...]:
        """The output of every item, in order: stored ones from the cache, the others made ``batch``
        at a time and stored as soon as they are. ``advance`` is told how many more are done."""
        outputs = self.get(keys)
        missing = list({key: item for key, item in zip(keys, items, strict=True)
                        if key not in outputs}.items())  # fmt: skip
        advance(sum(key in outputs for key in keys))
        for start in range(0, len(missing), batch):
            part = missing[start : start + batch]
            made = dict(
                zip((key for key, _ in part), make([item for _, item in part]), strict=True)
            )
            self.put(made)
            outputs.update(made)
            advance(sum(key in made for key in keys))
        return tuple(outputs[key] for key in keys)

    def _unusable(self, error: Exception) -> OutputError:
        return OutputError(
            f"The cache of outputs {self._path} cannot be used ({error}); delete that file, name "
            "another folder in QYSQA_CACHE, or run with --no-cache."
        )


def _from_json(text: str) -> Output:
    value = json.loads(text)
    return Output(value["text"], value["seconds"], tuple(value["flags"]))
