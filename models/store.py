"""Where models that do not ship with the package lie on the disk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.errors import ModelError

MANIFEST = "qysqa.json"
"""Written last into every directory made here: what the files are and where they came from."""

_SAMPLE = 1 << 20
_WHOLE = 256 << 20


def cache_dir() -> Path:
    """``QYSQA_CACHE``, else the platform's cache directory for the application ``qysqa``."""
    chosen = os.environ.get("QYSQA_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "qysqa"


@contextmanager
def new_directory(final: Path) -> Iterator[Path]:
    """A temporary directory beside ``final`` that takes its name once the block is done.

    Nobody ever sees a half-written model: a failure or an interrupt leaves nothing, and of two
    processes that make the same directory the first wins and the other's copy goes.
    """
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final.parent))
    except OSError as error:
        raise ModelError(
            f"The directory {final.parent} cannot be written ({error.strerror}); name another one "
            "in the environment variable QYSQA_CACHE."
        ) from error
    try:
        yield temporary
        temporary.chmod(0o755)
        try:
            temporary.rename(final)
        except OSError:
            if not (final / MANIFEST).is_file():
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_manifest(directory: Path, content: dict[str, Any]) -> None:
    """The manifest, written under a temporary name and renamed."""
    temporary = directory / f".{MANIFEST}"
    temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    temporary.replace(directory / MANIFEST)


def file_digest(path: Path) -> str:
    """The SHA-256 of a whole file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def directory_fingerprint(directory: Path) -> str:
    """Twelve hexadecimal digits that change with the model in a directory.

    All of a file goes in, except for files above 256 MiB: of these the size, the time of the last
    change and the first and last MiB, because reading gigabytes would delay every start.
    """
    digest = hashlib.sha256()
    for path in sorted(directory.iterdir()):
        if not path.is_file() or path.name.startswith(".") or path.name == MANIFEST:
            continue
        status = path.stat()
        digest.update(f"{path.name}:{status.st_size}:".encode())
        if status.st_size <= _WHOLE:
            digest.update(file_digest(path).encode())
            continue
        digest.update(str(status.st_mtime_ns).encode())
        with path.open("rb") as stream:
            digest.update(stream.read(_SAMPLE))
            stream.seek(-_SAMPLE, os.SEEK_END)
            digest.update(stream.read(_SAMPLE))
    return digest.hexdigest()[:12]
