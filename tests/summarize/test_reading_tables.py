"""JSON lines, CSV, Parquet and saved data sets."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.errors import InputError
from summarize.article import Article
from summarize.readers import Columns, find_inputs, read_path

ROWS = [
    {"id": "007", "title": "Көл", "text": "Көлде құс көп.\nАң да бар.", "date": "2025-04-02"},
    {"id": "008", "title": "", "text": "Орманда ән салды.", "date": "2 сәуір 2025"},
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a table was read over the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def write(path: Path) -> Path:
    """The rows in the format that the name of `path` asks for."""
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\n\n"
    if path.suffix == ".jsonl":
        path.write_text(lines, encoding="utf-8")
    elif path.name.endswith(".jsonl.gz"):
        path.write_bytes(gzip.compress(lines.encode()))
    elif path.name.endswith(".jsonl.zst"):
        pyarrow = pytest.importorskip("pyarrow")
        with pyarrow.output_stream(str(path), compression="zstd") as stream:
            stream.write(lines.encode())
    else:
        from datasets import Dataset

        dataset = Dataset.from_list(ROWS)
        if path.suffix == ".parquet":
            dataset.to_parquet(str(path))
        elif path.suffix == ".csv":
            dataset.to_csv(str(path))
        else:
            dataset.save_to_disk(str(path))
    return path


def check(articles: list[Article], path: Path) -> None:
    first, second = articles
    assert (first.title, first.id, first.date) == ("Көл", "007", "2025-04-02")
    assert [p.text for p in first.paragraphs] == ["Көлде құс көп.", "Аң да бар."]
    assert first.origin == f"{path}#007"
    assert (second.title, second.id, second.date) == (None, "008", "2025-04-02")
    assert [p.text for p in second.paragraphs] == ["Орманда ән салды."]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.csv", "a.parquet"])
def test_the_same_rows_in_every_format(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name)
    check(list(read_path(path)), path)


def test_a_data_set_saved_on_the_disk_stands_for_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "saved")
    assert find_inputs([str(path)]) == [path]
    check(list(read_path(path)), path)


def test_other_column_names(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"body": "Көлде құс көп.", "head": "Көл", "n": 5}\n', encoding="utf-8")

    article = next(read_path(path, Columns(text="body", title="head", id="n")))

    assert (article.title, article.id, article.origin) == ("Көл", "5", f"{path}#5")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "kz1048"])
def test_a_table_as_a_spreadsheet_saves_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('id;text\n007;"Көлде құс; аққу көп.\nАң да бар."\n'.encode(encoding))

    article = next(read_path(path))

    assert article.id == "007"
    assert [p.text for p in article.paragraphs] == ["Көлде құс; аққу көп.", "Аң да бар."]


def test_a_bad_line_costs_no_more_than_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "Бірінші."}\n{"text": \n[1, 2]\n{"body": "Төртінші."}\n{"text": null}\n'
        '{"text": "Алтыншы."}\n',
        encoding="utf-8",
    )

    found, problems = read_all(read_path(path))

    assert [article.origin for article in found] == [f"{path}#1", f"{path}#6"]
    assert problems == [
        f"{path}, line 2, is not JSON (Expecting value); one JSON object a line was expected.",
        f'{path}, line 3, is a JSON list; an object such as {{"text": "…"}} was expected.',
        f"{path}, row 4, has no column 'text'; its columns are: 'body'. Say with --text-column "
        "which one holds the text.",
        f"{path}, row 5, has no text in the column 'text'; the text of an article was expected "
        "there.",
    ]


def test_an_archive_cut_short_gives_what_it_holds_and_then_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-6])

    found, problems = read_all(read_path(path))

    assert [article.id for article in found] == ["007", "008"]
    assert len(problems) == 1
    assert "cannot be read to its end" in problems[0]


def read_all(articles: Iterator[Article]) -> tuple[list[Article], list[str]]:
    """The articles, and the messages of the rows that are none."""
    found: list[Article] = []
    problems: list[str] = []
    while True:
        try:
            found.append(next(articles))
        except InputError as error:
            problems.append(str(error))
        except StopIteration:
            return found, problems
