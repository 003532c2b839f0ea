"""A corpus run's output: one JSON line per article and target language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from models.errors import InputError
from summarize.result import Result, Timing
from summarize.writers.json_result import from_json, to_dict


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the output: the item's id, its result, and the line as it stands."""

    id: str
    result: Result
    line: str


def to_row(item_id: str, result: Result) -> str:
    """The line (without its line break). Times are left out and scores rounded, so that the same
    article gives the same bytes in every run."""
    data = to_dict(replace(result, timing=Timing()))
    translated = (data["translation"] or {}).get("sentences", [])
    for sentence in [*translated, *data["summary"]["sentences"]]:
        if sentence["score"] is not None:
            sentence["score"] = round(sentence["score"], 3)
    return json.dumps({"id": item_id, **data}, ensure_ascii=False, sort_keys=False)


def read_rows(file: Path) -> Iterator[Row]:
    """The rows of a results file; InputError names the file and line of a damaged one."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield Row(json.loads(line)["id"], from_json(line), line.rstrip("\n"))
            except (ValueError, KeyError, TypeError, InputError) as error:
                raise InputError(f"{file}, line {number}, is damaged: {error}") from error
