"""Which columns of a table hold an article."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of .jsonl, .csv and .parquet files; only ``text`` must be there."""

    text: str = "text"
    title: str = "title"
    id: str = "id"
    date: str = "date"
