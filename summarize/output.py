"""Where results go: a file is there whole or not at all, and two articles never share a name."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import tempfile
from pathlib import Path

from models.errors import OutputError

EXTENSIONS = {"text": "txt", "md": "md", "json": "json", "html": "html"}
"""File extension of each output format."""

_STEM_LENGTH = 60
"""Characters of an origin kept in a file name: 60 Cyrillic letters are 120 of the 255 bytes that
common file systems allow."""


def write_atomically(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 to ``path`` so that a reader sees the old file or the whole new one.

    The text goes to a temporary name in the same directory, is flushed to the disk and renamed;
    on any error, an interrupt included, the temporary file is removed. Missing parent directories
    are made, an existing file keeps its permissions, and a device such as /dev/stdout is written
    to directly. Raises OutputError when the path cannot be written.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise OutputError(
            f"{path} cannot be written: the text holds {error.object[error.start]!r}, half of a "
            "character, which UTF-8 cannot express. Clean the input and try again."
        ) from error
    try:
        _write(path, data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"{path} cannot be written: {reason}. Name another file or directory with -o."
        ) from error


def names_folder(output: str) -> bool:
    """Whether what a user gave with -o is a folder: one that is there, or a name that ends with a
    slash or, where nothing is yet, has no extension ("out")."""
    path = Path(output)
    return path.is_dir() or output.endswith("/") or not (path.suffix or path.exists())


def check_writable(path: Path, *, folder: bool) -> None:
    """Raise OutputError now, before any work, if ``path`` cannot be written later: a folder to
    put files into, or a file."""
    place = path if folder else path.parent
    try:
        mode = _mode(path)
        if mode is not None and not folder:
            if stat.S_ISDIR(mode):
                raise OutputError(f"{path} is a folder; expected the name of a file with -o.")
            if not stat.S_ISREG(mode):
                return  # a device or a pipe
        while not place.exists() and place != place.parent:
            place = place.parent
        # Asking for permission is not enough: root may write anywhere, except where nobody can.
        tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror} (in {place}). "
            "Name another file or directory with -o."
        ) from error


def result_path(out: Path, origin: str, target: str, format: str) -> Path:  # noqa: A002
    """The file in the directory ``out`` for the article from ``origin`` in the language ``target``.

    The name starts with the origin's own name and ends with a digest of the whole origin, so that
    it is the same in every run and differs between articles of the same name in two folders:
    "news/aral.txt" gives "aral-27425bb9.en.json".
    """
    location, separator, row = origin.rpartition("#")
    if not separator or not row.isdigit():
        location, row = origin, ""
    whole = Path(os.path.normpath(location)).as_posix() + (f"#{row}" if row else "")
    digest = hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    stem = "stdin" if origin == "-" else Path(location).stem
    stem = re.sub(r"[^\w.]+", "-", stem)[:_STEM_LENGTH].strip("-.") or "article"
    name = "-".join(part for part in (stem, row, digest) if part)
    return out / f"{name}.{target}.{EXTENSIONS[format]}"


def _write(path: Path, data: bytes) -> None:
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        path.write_bytes(data)
        return
    path = path.resolve()  # a link stays one
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None and stat.S_ISREG(mode):
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
