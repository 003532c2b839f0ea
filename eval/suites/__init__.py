"""Test sets: the bundled one, files of the user's, folders of sentence pairs, public sets by name.

Importing this package loads nothing heavy.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from eval.suites.files import PAIR_NAME, file_checksum, read_documents
from eval.suites.public import public_suites
from eval.suites.records import (
    TITLE,
    Card,
    Segment,
    Suite,
    SuiteDocument,
    SuiteError,
    Texts,
)
from eval.suites.storage import CARD, DOCUMENTS, is_stored, load_stored, pull

__all__ = [
    "TITLE",
    "Card",
    "Segment",
    "Suite",
    "SuiteDocument",
    "SuiteError",
    "Texts",
    "bundled_suites",
    "folder_suites",
    "is_stored",
    "load_suite",
    "public_suites",
    "pull_suite",
]


def bundled_suites() -> dict[str, Path]:
    """The suites that ship, by name."""
    root = Path(str(resources.files("eval.suites")))
    return {file.parent.name: file for file in sorted(root.glob(f"*/{DOCUMENTS}"))}


def folder_suites(folder: Path) -> dict[str, list[Path]]:
    """The suites in a folder: NAME.kk-en.tsv and NAME.kk-ru.tsv together are NAME, any other .tsv
    or .jsonl file is named after itself. Raises SuiteError when there is none."""
    if not folder.is_dir():
        raise SuiteError(f"--suite-dir {folder} is not a folder; expected one with .tsv or .jsonl.")
    suites: dict[str, list[Path]] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix in {".tsv", ".jsonl"} and file.is_file():
            named = PAIR_NAME.fullmatch(file.name)
            suites.setdefault(named["name"] if named else file.stem, []).append(file)
    if not suites:
        raise SuiteError(f"--suite-dir {folder} holds no .tsv and no .jsonl file.")
    return suites


def load_suite(name_or_path: str, folder: Path | None = None) -> Suite:
    """A suite by name (bundled, in ``folder``, or public and fetched before) or by the path of a
    .jsonl or .tsv file. Raises SuiteError that names the nearest known suite."""
    found = folder_suites(folder) if folder else {}
    bundled = bundled_suites()
    public = public_suites()
    if name_or_path in found:
        return _from_files(name_or_path, found[name_or_path])
    if name_or_path in bundled:
        return _bundled(name_or_path, bundled[name_or_path])
    if name_or_path in public:
        return load_stored(public[name_or_path])
    path = Path(name_or_path)
    if path.is_file() or path.suffix in {".jsonl", ".tsv"}:
        named = PAIR_NAME.fullmatch(path.name)
        return _from_files(named["name"] if named else path.stem, [path])
    raise SuiteError(_unknown(name_or_path, [*found, *bundled, *public]))


def pull_suite(name: str) -> Suite:
    """Fetch a public suite and store it. Raises SuiteError, at once when there is no network."""
    public = public_suites()
    if name in bundled_suites():
        raise SuiteError(f"Suite {name} ships with Qysqa; there is nothing to fetch.")
    if name not in public:
        raise SuiteError(_unknown(name, list(public)))
    return pull(public[name])


def _unknown(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    return (
        f"No suite and no file is called {name!r}.{hint} Suites: {', '.join(sorted(set(known)))}."
    )


def _bundled(name: str, path: Path) -> Suite:
    card = {}
    if (path.parent / CARD).is_file():
        card = json.loads((path.parent / CARD).read_text("utf-8"))
    return Suite(
        Card(
            name=name,
            description=str(card.get("description", "")),
            licence=str(card.get("licence", "CC0-1.0")),
            origin="bundled with Qysqa",
            checksum=file_checksum(path),
        ),
        read_documents(path),
    )


def _from_files(name: str, files: Sequence[Path]) -> Suite:
    documents = tuple(document for file in files for document in read_documents(file))
    pairs = PAIR_NAME.fullmatch(files[0].name)
    card = Card(
        name=name,
        description="sentence pairs" if pairs else "the user's own set",
        licence="see where it comes from",
        origin=", ".join(str(file) for file in files),
        checksum=", ".join(file_checksum(file) for file in files),
    )
    return Suite(card, documents, pairs["source"] if pairs else "kk")
