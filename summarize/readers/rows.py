"""A row of a table becomes an article; a bad row is an error that the rows behind it survive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from models.errors import InputError
from summarize.article import Article
from summarize.dates import find_date
from summarize.readers.columns import Columns
from summarize.readers.encodings import repair_mojibake
from summarize.readers.plain_text import parse_body, parse_text


class Articles(Iterator[Article]):
    """The articles of a table. A bad row raises InputError; calling ``next`` again goes on with
    the row behind it, so that one bad row costs a corpus no more than itself."""

    def __init__(self, outcomes: Iterable[Article | InputError]) -> None:
        self._outcomes = iter(outcomes)

    def __next__(self) -> Article:
        outcome = next(self._outcomes)
        if isinstance(outcome, InputError):
            raise outcome
        return outcome


def to_article(row: Mapping[str, Any], path: Path, number: int, columns: Columns) -> Article:
    """The article in the row or line `number` (from 1) of `path`.

    Its origin is "path#id", or "path#number" where the row has no id. Raises InputError when the
    text is not there.
    """
    if columns.text not in row:
        raise missing_column(f"{path}, row {number},", row, columns)
    text = row[columns.text]
    if not isinstance(text, str) or not text.strip():
        found = repr(text) if isinstance(text, int | float) else "no text"
        raise InputError(
            f"{path}, row {number}, has {found} in the column {columns.text!r}; the text of an "
            "article was expected there."
        )
    identity = _value(row.get(columns.id))
    origin = f"{path}#{identity or number}"
    title = _value(row.get(columns.title))
    if title is None:
        article = parse_text(repair_mojibake(text), origin)
    else:
        article = replace(parse_body(repair_mojibake(text), origin), title=repair_mojibake(title))
    return replace(article, id=identity, date=_date(row.get(columns.date)))


def missing_column(where: str, names: Iterable[str], columns: Columns) -> InputError:
    """The error that `where` has no column for the text, only `names`."""
    found = ", ".join(map(repr, names)) or "none"
    return InputError(
        f"{where} has no column {columns.text!r}; its columns are: {found}. Say with --text-column "
        "which one holds the text."
    )


def _value(value: object) -> str | None:
    return None if value is None or str(value).strip() == "" else str(value).strip()


def _date(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = _value(value)
    return None if text is None else find_date(text) or text
