"""A corpus as a stream of items: any mixture of files, folders, patterns, data sets and stores."""

from __future__ import annotations

import glob
import gzip
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.errors import InputError
from summarize.article import Article
from summarize.corpus.items import Item, Problem, content_digest
from summarize.corpus.remote import RemoteFile, is_remote, list_remote
from summarize.readers import EXTENSIONS, Columns, read_path
from summarize.readers.registry import is_dataset_folder


def check_paths(paths: Sequence[str]) -> None:
    """Raise InputError for a path that names nothing: a mistake in the command, not in the
    corpus."""
    for path in paths:
        if is_remote(path):
            if not list_remote(path):
                raise InputError(f"{path} names no article; check the address.")
        elif not os.path.lexists(path) and next(glob.iglob(path, recursive=True), None) is None:  # noqa: PTH207
            raise InputError(f"{path} does not exist; check the name.")


def read_items(paths: Sequence[str], columns: Columns) -> Iterator[Item]:
    """Every article of the paths as an item, in a stable order, one at a time in memory.

    Folders are searched to the bottom for files with a known extension, hidden ones aside. What
    cannot be read becomes an item with a problem, so that the others go on.
    """
    for file in _files(paths):
        if isinstance(file, Item):
            yield file
        elif isinstance(file, RemoteFile):
            yield from _read_remote(file, columns)
        else:
            yield from _read_file(file, str(file), columns)


def count_items(paths: Sequence[str]) -> int:
    """About how many items `read_items` will give, without reading articles; for a display."""
    return sum(_count(file) if isinstance(file, Path) else 1 for file in _files(paths))


def make_item(article: Article, file: str) -> Item:
    """The item of an article: its given id, else its file and a hash of its content."""
    digest = content_digest(article.title, article.text)
    return Item(article.id or f"{file}:{digest}", digest, article, file=file)


def _files(paths: Sequence[str]) -> Iterator[Path | RemoteFile | Item]:
    for name in paths:
        if is_remote(name):
            yield from list_remote(name)
        elif os.path.lexists(name):
            yield from _below(Path(name), named=True)
        else:
            for match in sorted(glob.glob(name, recursive=True)):  # noqa: PTH207
                yield from _below(Path(match), named=False)


def _below(path: Path, named: bool) -> Iterator[Path | Item]:
    """The files at and below a path. A file that the user ``named`` counts whatever its extension;
    memory holds the names of one folder at a time."""
    if not path.is_dir() or is_dataset_folder(path):
        if named or path.is_dir() or path.name.lower().endswith(EXTENSIONS):
            yield path
        return
    try:
        names = sorted(os.listdir(path))  # noqa: PTH208, a million names are smaller than paths
    except OSError as error:
        message = f"The folder {path} cannot be read ({error.strerror}); check its permissions."
        yield _unreadable(str(path), str(path), message)
        return
    for name in names:
        if not name.startswith("."):
            yield from _below(path / name, named=False)


def _read_remote(file: RemoteFile, columns: Columns) -> Iterator[Item]:
    """The items of a file in a remote store; one that is not given becomes an item with a
    problem, like one that cannot be read."""
    try:
        with file.local_copy() as copy:
            yield from _read_file(copy, file.url, columns)
    except InputError as error:
        yield _unreadable(file.url, file.url, str(error))


def _read_file(file: Path, place: str, columns: Columns) -> Iterator[Item]:
    """The items of a file, which the user knows as ``place``. A reader that raises InputError may
    go on behind the bad row; where it does not, the complaint is about the file."""
    number = 0
    complaint: str | None = None
    try:
        articles = read_path(file, columns)
        while True:
            try:
                article = next(articles)
            except StopIteration:
                break
            except InputError as error:
                if complaint is not None:
                    yield _unreadable(f"{place}#{number}", place, complaint)
                complaint = str(error).replace(str(file), place)
            else:
                if complaint is not None:
                    yield _unreadable(f"{place}#{number}", place, complaint)
                    complaint = None
                yield make_item(article, place)
            number += 1
    except InputError as error:
        complaint = str(error).replace(str(file), place)
    except Exception as error:  # the libraries below raise many things for a damaged file
        reason = " ".join(str(error).split()) or type(error).__name__
        complaint = (
            f"{place} cannot be read on ({reason.replace(str(file), place)}); it is damaged or not "
            "what its name says."
        )
    if complaint is not None:
        yield _unreadable(place, place, complaint)


def _unreadable(place: str, file: str, message: str) -> Item:
    """What cannot be read has its place ("news.jsonl#7" is the seventh article there) for an id."""
    return Item(place, content_digest(message), None, Problem("unreadable", message), file)


def _count(file: Path) -> int:
    """How many articles a file holds, quickly, so that an approximation will do."""
    name = file.name.lower()
    try:
        if name.endswith(".parquet"):
            from pyarrow.parquet import read_metadata

            return int(read_metadata(file).num_rows)
        if file.is_dir():
            from datasets import load_from_disk

            return len(load_from_disk(str(file)))
        if name.endswith(".zst"):
            import pyarrow

            with pyarrow.input_stream(str(file), compression="zstd") as stream:
                return _lines(iter(lambda: stream.read(1 << 20), b""))
        if name.endswith(".gz"):
            with gzip.open(file) as packed:
                return _lines(iter(lambda: packed.read(1 << 20), b""))
        if name.endswith((".jsonl", ".csv")):
            with file.open("rb") as plain:
                return _lines(iter(lambda: plain.read(1 << 20), b"")) - name.endswith(".csv")
    except Exception:  # whatever is wrong with the file is said when it is read
        return 1
    return 1


def _lines(blocks: Iterator[bytes]) -> int:
    return sum(block.count(b"\n") for block in blocks)
