"""JSON lines, plain or compressed: one article a line."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.errors import InputError
from summarize.article import Article
from summarize.readers.columns import Columns
from summarize.readers.encodings import decode
from summarize.readers.rows import Articles, to_article


def read_json_lines(path: Path, columns: Columns) -> Iterator[Article]:
    """The articles of a .jsonl, .jsonl.gz or .jsonl.zst file, read line by line."""
    return Articles(_outcomes(path, columns))


def _outcomes(path: Path, columns: Columns) -> Iterator[Article | InputError]:
    empty = True
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    empty = False
                    try:
                        row = _parse(line, number, path)
                        yield to_article(row, path, number, columns)
                    except InputError as error:
                        yield error
    except (EOFError, OSError, zlib.error) as error:
        raise InputError(
            f"{path} cannot be read to its end ({error}); a whole file of JSON lines was expected: "
            "copy or compress it again."
        ) from error
    if empty:
        raise InputError(f"{path} is empty: JSON lines with an article each were expected.")


def _open(path: Path) -> Any:
    """The lines of the file as bytes."""
    if path.name.lower().endswith(".gz"):
        import gzip

        return gzip.open(path)
    if path.name.lower().endswith(".zst"):
        from io import BufferedReader

        import pyarrow

        return BufferedReader(pyarrow.input_stream(str(path), compression="zstd"))
    return path.open("rb")


def _parse(line: bytes, number: int, path: Path) -> dict[str, Any]:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = decode(line, f"{path}, line {number},")
    try:
        row = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deeply")
        raise InputError(
            f"{path}, line {number}, is not JSON ({reason}); one JSON object a line was expected."
        ) from error
    if not isinstance(row, dict):
        raise InputError(
            f"{path}, line {number}, is a JSON {type(row).__name__}; an object such as "
            '{"text": "…"} was expected.'
        )
    return row
