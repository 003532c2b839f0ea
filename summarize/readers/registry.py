"""Which reader reads which kind of file, and which files a user's paths name."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from models.errors import InputError
from summarize.article import Article
from summarize.readers.columns import Columns

Reader = Callable[[Path, Columns], Iterator[Article]]

_READERS = {
    ".txt": "plain_text:read_text_file",
    ".md": "markdown:read_markdown_file",
    ".html": "web_page:read_web_page",
    ".htm": "web_page:read_web_page",
    ".docx": "word_document:read_word_document",
    ".pdf": "pdf_document:read_pdf_document",
    ".jsonl": "json_lines:read_json_lines",
    ".jsonl.gz": "json_lines:read_json_lines",
    ".jsonl.zst": "json_lines:read_json_lines",
    ".csv": "tables:read_csv",
    ".parquet": "tables:read_parquet",
}
_DATASET = "tables:read_dataset_folder"
EXTENSIONS = tuple(_READERS)


def extension(path: Path) -> str:
    """The known extension that the name of `path` ends with, or "" (the longest wins)."""
    name = path.name.lower()
    return max((known for known in EXTENSIONS if name.endswith(known)), key=len, default="")


def reader_for(path: Path) -> Reader:
    """The reader for `path` by its extension; a name without any extension is plain text, and a
    folder is a data set that ``datasets`` saved."""
    known = extension(path) or ("" if path.suffix and path.is_file() else ".txt")
    if not known:
        raise InputError(
            f"{path} has the unknown extension {path.suffix!r}; Qysqa reads "
            f"{', '.join(EXTENSIONS)}: save the article as one of these."
        )
    module, function = (_DATASET if path.is_dir() else _READERS[known]).split(":")
    reader: Reader = getattr(import_module(f"summarize.readers.{module}"), function)
    return reader


def read_path(path: str | Path, columns: Columns | None = None) -> Iterator[Article]:
    """The articles of the file `path`, one after another as they are read.

    `columns` names the columns of .jsonl, .csv and .parquet files. Raises InputError, which names
    the file, when it does not exist, cannot be read or holds no article.
    """
    path = Path(path)
    if path.is_dir() and not is_dataset_folder(path):
        raise InputError(f"{path} is a folder; a file was expected.")
    if not path.exists():
        raise InputError(f"{path} does not exist; check the name.")
    return reader_for(path)(path, columns or Columns())


def find_inputs(paths: Sequence[str]) -> list[Path]:
    """The files that `paths` name, each once: files, folders (searched to the bottom for files
    with a known extension, hidden ones aside) and patterns such as "news/*.txt". A folder that
    ``Dataset.save_to_disk`` wrote stands for itself.

    Raises InputError when a path does not exist or one gives no file.
    """
    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if is_dataset_folder(path):
            found.append(path)
        elif path.is_dir():
            files = sorted(file for file in path.rglob("*") if _is_article(file, path))
            if not files:
                raise InputError(
                    f"{name} holds no article: a folder with {', '.join(EXTENSIONS)} files was "
                    "expected."
                )
            found += files
        elif path.exists():
            found.append(path)
        else:
            matches = sorted(map(Path, glob.glob(name, recursive=True)))  # noqa: PTH207
            if not matches:
                raise InputError(f"{name} does not exist; check the name.")
            found += [match for match in matches if match.is_file()]
    return list(dict.fromkeys(found))


def is_dataset_folder(path: Path) -> bool:
    """Whether `path` is a folder that ``Dataset.save_to_disk`` wrote."""
    return (path / "state.json").is_file() and (path / "dataset_info.json").is_file()


def _is_article(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and extension(file) != "" and file.is_file()
