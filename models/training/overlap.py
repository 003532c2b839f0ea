"""Keeping test sets out of the training text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.errors import ConfigurationError

_WORD = re.compile(r"\w+")
_MIN_WORDS = 4


def fingerprint(text: str) -> str:
    """Words only, case-folded: what is left when spacing, case and punctuation do not count."""
    return " ".join(_WORD.findall(text.casefold()))


class TestSetGuard:
    """Knows every sentence of the test sets, in every language they have.

    A training sentence is refused when it equals one of them by ``fingerprint``, contains one of
    eight words or more, or is contained in one while having eight words or more itself. Texts of
    fewer than four words ("Thank you.") are nobody's secret and pass.
    """

    __test__ = False  # not a test class, whatever its name makes a collector believe

    def __init__(self, texts: Iterable[str], window: int = 8) -> None:
        self._window = window
        self._whole: set[str] = set()
        self._windows: set[str] = set()
        for text in texts:
            words = fingerprint(text).split()
            if len(words) >= _MIN_WORDS:
                self._whole.add(" ".join(words))
            self._windows.update(self._cut(words))

    def _cut(self, words: list[str]) -> Iterator[str]:
        for start in range(len(words) - self._window + 1):
            yield " ".join(words[start : start + self._window])

    def __contains__(self, text: str) -> bool:
        words = fingerprint(text).split()
        if " ".join(words) in self._whole:
            return True
        return any(window in self._windows for window in self._cut(words))

    def __len__(self) -> int:
        return len(self._whole)


def guard_from(paths: Iterable[Path]) -> TestSetGuard:
    """A guard over files and folders: ``.tsv`` columns, ``.jsonl`` documents, ``.txt`` lines.

    Raises ConfigurationError where a path is absent: training without its guard is not offered.
    """
    return TestSetGuard(text for path in paths for text in _texts(path))


def _texts(path: Path) -> Iterator[str]:
    if path.is_dir():
        for child in sorted(path.iterdir()):
            yield from _texts(child)
        return
    if not path.is_file():
        raise ConfigurationError(
            f"The test set {path} is not there; its sentences must be known to be kept out of "
            "training. Correct `test_sets` in the training configuration."
        )
    if path.suffix not in {".tsv", ".jsonl", ".txt"}:
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if path.suffix == ".tsv":
                yield from line.rstrip("\n").split("\t")
            elif path.suffix == ".jsonl":
                yield from _strings(json.loads(line))
            else:
                yield line.strip()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
