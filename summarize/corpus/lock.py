"""One run at a time on an output folder, on every platform and whatever way a run ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from models.errors import OutputError

_NAME = "lock.sqlite"


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; OutputError if another run holds it.

    The lock is SQLite's exclusive lock on an empty database: it is the operating system's own file
    lock, so that it goes with the process that holds it, a killed one included.
    """
    with closing(sqlite3.connect(folder / _NAME, timeout=1, isolation_level=None)) as database:
        try:
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise OutputError(
                    f"{folder} cannot be locked ({error}); choose another folder with --out."
                ) from error
            raise OutputError(
                f"Another run is writing to {folder}; wait until it ends (see: qysqa corpus "
                f"status {folder}), or choose another folder with --out."
            ) from None
        yield


def is_locked(folder: Path) -> bool:
    """Whether a run holds the folder at this moment."""
    file = folder / _NAME
    if not file.is_file():
        return False
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=0)) as database:
        try:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            return True
    return False
