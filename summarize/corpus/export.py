"""A run's results in other forms: one table, or a folder of pages."""

from __future__ import annotations

import csv
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from models.errors import OutputError
from summarize.corpus.journal import Journal
from summarize.corpus.rows import Row, read_rows
from summarize.corpus.site import write_site
from summarize.output import result_path
from summarize.result import Result

_MARK = ".qysqa-export"
"""Lies in every folder that an export made, so that only such a folder is ever replaced."""

_ROWS = 256

Write = Callable[[Iterator[Row], Path], int]


def export(journal: Journal, format: str, target: Path) -> int:  # noqa: A002
    """Write all finished results to ``target`` in one of FORMATS; how many rows were written.

    A table appears whole or not at all; so does a folder, which replaces an earlier export. Raises
    OutputError where ``target`` cannot be written or is something else, InputError where a results
    file is damaged.
    """
    files = (journal.shard_file(number) for number in journal.done_shards())
    rows = chain.from_iterable(read_rows(file) for file in files)
    write, opened = FORMATS[format]
    try:
        with opened(target) as temporary:
            return write(rows, temporary)
    except OSError as error:
        raise OutputError(
            f"{target} cannot be written ({error.strerror or error}); name another place with -o."
        ) from error


def record(row: Row) -> dict[str, Any]:
    """A row as plain columns; ``result`` holds all of it as JSON."""
    result = row.result
    return {
        "id": row.id,
        "origin": result.article.origin,
        "date": result.article.date,
        "source_language": result.article.source_language,
        "target_language": result.target_language,
        "source_title": result.article.title,
        "title": result.summary.title,
        "summary": result.summary.text,
        "translation": translated_text(result),
        "words": sum(len(p.text.split()) for p in result.article.paragraphs),
        "flags": [
            {"kind": flag.kind.value, "sentence": flag.sentence, "message": flag.message}
            for flag in result.flags
        ],
        "model": result.model.name if result.model else None,
        "revision": result.model.revision if result.model else None,
        "result": row.line,
    }


def translated_text(result: Result) -> str | None:
    """The whole translation, its paragraphs separated by blank lines; None if there is none."""
    if result.translation is None:
        return None
    texts = {sentence.id: sentence.text for sentence in result.translation.sentences}
    paragraphs = (
        " ".join(texts[sentence.id] for sentence in paragraph.sentences)
        for paragraph in result.article.paragraphs
    )
    return "\n\n".join(paragraphs)


def _write_jsonl(rows: Iterator[Row], file: Path) -> int:
    with file.open("w", encoding="utf-8") as stream:
        return sum(stream.write(f"{row.line}\n") > 0 for row in rows)


def _write_csv(rows: Iterator[Row], file: Path) -> int:
    """An index: no texts but titles and summaries; flags as their number and their kinds."""
    left_out = {"translation", "result"}
    count = 0
    with file.open("w", encoding="utf-8-sig", newline="") as stream:  # the mark is for Excel
        table = csv.writer(stream)
        for count, row in enumerate(rows, start=1):
            columns = {key: value for key, value in record(row).items() if key not in left_out}
            kinds = sorted({flag["kind"] for flag in columns["flags"]})
            columns["flags"] = len(columns["flags"])
            columns["flag_kinds"] = " ".join(kinds)
            if count == 1:
                table.writerow(columns)
            table.writerow(columns.values())
    return count


def _write_parquet(rows: Iterator[Row], file: Path) -> int:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    text, flag = pyarrow.string(), {"kind", "sentence", "message"}
    flags = pyarrow.list_(pyarrow.struct([(name, text) for name in sorted(flag)]))
    kinds = {"words": pyarrow.int64(), "flags": flags}
    names = (
        "id", "origin", "date", "source_language", "target_language", "source_title", "title",
        "summary", "translation", "words", "flags", "model", "revision", "result",
    )  # fmt: skip
    schema = pyarrow.schema([(name, kinds.get(name, text)) for name in names])
    count = 0
    with ParquetWriter(file, schema, compression="zstd") as writer:
        for some in _groups(rows, _ROWS):
            count += len(some)
            batch = pyarrow.RecordBatch.from_pylist([record(row) for row in some], schema)
            writer.write_batch(batch)
    return count


def _write_markdown(rows: Iterator[Row], folder: Path) -> int:
    from summarize.writers.markdown import write_markdown

    count = 0
    for row in rows:
        count += 1
        file = result_path(folder, row.id, row.result.target_language, "md")
        text = write_markdown(row.result, full=row.result.translation is not None)
        file.write_text(text, "utf-8")
    return count


def _groups(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}.part")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """A folder that takes its name when it is whole."""
    replaced = target.is_dir() and any(target.iterdir())
    if replaced and not (target / _MARK).is_file():
        raise OutputError(
            f"{target} is there and is no earlier export; nothing in it is touched. "
            "Name another folder with -o."
        )
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
    try:
        temporary.mkdir(parents=True)
        (temporary / _MARK).touch()
        yield temporary
        if replaced:
            shutil.rmtree(target)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


FORMATS: dict[str, tuple[Write, Callable[[Path], Any]]] = {
    "parquet": (_write_parquet, _new_file),
    "jsonl": (_write_jsonl, _new_file),
    "csv": (_write_csv, _new_file),
    "md": (_write_markdown, _new_folder),
    "html-index": (write_site, _new_folder),
}


def default_target(folder: Path, format: str) -> Path:  # noqa: A002
    """Where an export goes when nobody says: inside the run's own folder."""
    return folder / "export" / {"md": "md", "html-index": "html"}.get(format, f"results.{format}")
