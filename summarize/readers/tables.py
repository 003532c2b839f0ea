"""CSV, Parquet and data sets on the disk, streamed through ``datasets``."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.errors import InputError
from summarize.article import Article
from summarize.readers.columns import Columns
from summarize.readers.rows import Articles, missing_column, to_article

Table = tuple[Sequence[str], Iterable[Mapping[str, Any]]]
"""Names of the columns, and the rows."""

_SAMPLE = 2**18
_CHUNK = 1000
_DELIMITERS = ",;\t|"


def read_csv(path: Path, columns: Columns) -> Iterator[Article]:
    """The articles of a .csv file with a header; comma, semicolon, tab or | between the columns.

    Every value is read as text, so that the id "007" stays as it is.
    """

    def open_table() -> Table:
        header, delimiter, encoding = _read_header(path)
        from datasets import Features, Value
        from datasets.io.csv import CsvDatasetReader

        # Not load_dataset: it counts its uses over the network and copies the file to a cache.
        reader = CsvDatasetReader(
            str(path),
            streaming=True,
            features=Features({name: Value("string") for name in header}),
            sep=delimiter,
            encoding=encoding,
            keep_default_na=False,
            chunksize=_CHUNK,
        )
        return header, reader.read()

    return Articles(_outcomes(open_table, path, columns))


def read_parquet(path: Path, columns: Columns) -> Iterator[Article]:
    """The articles of a .parquet file."""

    def open_table() -> Table:
        import pyarrow.parquet
        from datasets.io.parquet import ParquetDatasetReader

        names = list(pyarrow.parquet.read_schema(path).names)
        return names, ParquetDatasetReader(str(path), streaming=True).read()

    return Articles(_outcomes(open_table, path, columns))


def read_dataset_folder(path: Path, columns: Columns) -> Iterator[Article]:
    """The articles of a data set saved on the disk."""

    def open_table() -> Table:
        from datasets import load_from_disk

        dataset = load_from_disk(str(path))
        return dataset.column_names, dataset

    return Articles(_outcomes(open_table, path, columns))


def _outcomes(
    open_table: Callable[[], Table], path: Path, columns: Columns
) -> Iterator[Article | InputError]:
    number = 0
    try:
        _silence_datasets()
        names, rows = open_table()
        if columns.text not in names:
            raise missing_column(str(path), names, columns)
        for number, row in enumerate(rows, start=1):
            try:
                yield to_article(row, path, number, columns)
            except InputError as error:
                yield error
    except InputError:
        raise
    except Exception as error:  # pandas, pyarrow and datasets have no common base
        reason = " ".join(str(error).split())[:160].rstrip(".")
        raise InputError(
            f"{path} cannot be read as a table ({reason}); a whole {path.suffix or 'data set'} was "
            "expected: save it again."
        ) from error
    if number == 0:
        raise InputError(f"{path} has columns but no row; a row for each article was expected.")


def _silence_datasets() -> None:
    """It logs every failed read to standard error; the InputError says it once."""
    from datasets import logging

    logging.set_verbosity(logging.CRITICAL)


def _read_header(path: Path) -> tuple[list[str], str, str]:
    """Column names, delimiter and encoding of a CSV file."""
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from error
    encoding = _find_encoding(sample)
    lines = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample).splitlines()
    first = next((line for line in lines if line.strip()), "").lstrip("\ufeff")
    if not first or "\x00" in first:
        found = "is empty" if not first else "is a binary file"
        raise InputError(f"{path} {found}; a CSV table with a header was expected.")
    delimiter = max(_DELIMITERS, key=first.count)
    return next(csv.reader([first], delimiter=delimiter)), delimiter, encoding


def _find_encoding(sample: bytes) -> str:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "kz1048"
    return "utf-8-sig"
