"""Remote stores, played by fsspec's store in memory; the same code reads s3://."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from models.errors import InputError
from summarize.corpus.inputs import check_paths, count_items, read_items
from summarize.corpus.remote import list_remote
from summarize.readers import Columns

TEXT = "Аудандық ауруханада жаңа бөлім ашылды. Дәрігерлер жұмысын бастап кетті."
STORE = "memory://bucket"


@pytest.fixture
def store() -> Iterator[fsspec.AbstractFileSystem]:
    """A bucket with three readable files, a hidden one and one of another kind."""
    memory = fsspec.filesystem("memory")
    rows = [{"id": f"n{n}", "text": f"{n}. {TEXT}"} for n in range(3)]
    memory.pipe("/bucket/b/news.jsonl", "\n".join(map(json.dumps, rows)).encode())
    memory.pipe("/bucket/a/one.txt", TEXT.encode())
    memory.pipe("/bucket/a/two.txt", f"{TEXT} Тағы бір сөйлем.".encode())
    memory.pipe("/bucket/a/.hidden.txt", b"x")
    memory.pipe("/bucket/a/picture.png", b"x")
    yield memory
    memory.rm("/bucket", recursive=True)


def ids(*paths: str) -> list[str]:
    return [item.id for item in read_items(paths, Columns())]


def test_a_folder_is_searched_to_the_bottom_in_order(store: object):
    assert list(map(str, list_remote(STORE))) == [
        "memory:///bucket/a/one.txt",
        "memory:///bucket/a/two.txt",
        "memory:///bucket/b/news.jsonl",
    ]


def test_articles_of_a_store_and_of_a_disk_in_one_run(store: object, tmp_path: Path):
    file = tmp_path / "local.txt"
    file.write_text(TEXT, "utf-8")
    found = ids(f"{STORE}/*/*.jsonl", str(file))
    assert found[:3] == ["n0", "n1", "n2"]
    assert found[3].startswith(f"{file}:")


def test_an_article_without_id_has_its_address_not_a_temporary_path(store: object):
    first = ids(f"{STORE}/a/one.txt")
    assert first == ids(f"{STORE}/a/one.txt")
    assert first[0].startswith(f"{STORE}/a/one.txt:")


def test_no_copy_stays_behind(store: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert len(ids(STORE)) == 5
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_a_failure_under_its_address(store: fsspec.AbstractFileSystem):
    store.pipe("/bucket/a/bad.parquet", b"not parquet")
    items = {item.file: item for item in read_items([STORE], Columns())}
    problem = items["memory:///bucket/a/bad.parquet"].problem
    assert problem is not None
    assert problem.kind == "unreadable"
    assert "memory:///bucket/a/bad.parquet" in problem.message
    assert "/tmp" not in problem.message
    assert len(items) == 4


def test_a_file_that_the_store_does_not_give_is_a_failure(
    store: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
):
    def refuse(self: object, *arguments: object, **options: object) -> None:
        raise PermissionError("Access Denied")

    monkeypatch.setattr(type(store), "get_file", refuse)
    [item] = read_items([f"{STORE}/a/one.txt"], Columns())
    assert item.problem is not None
    assert item.problem.message == f"{STORE}/a/one.txt cannot be fetched (Access Denied)."


def test_files_are_counted_without_being_fetched(store: object):
    assert count_items([STORE]) == 3


def test_an_address_without_articles_is_the_users_mistake(store: object):
    with pytest.raises(InputError, match="names no article"):
        check_paths([f"{STORE}/absent/*.jsonl"])


def test_an_unknown_protocol_is_the_users_mistake():
    with pytest.raises(InputError, match="nonsense://x cannot be opened"):
        check_paths(["nonsense://x"])


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
    with pytest.raises(InputError, match=r"pip install 'qysqa\[s3\]'"):
        check_paths(["s3://bucket/news.jsonl"])
