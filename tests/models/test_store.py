"""Where models lie, and that a directory is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

import models.store
from models.store import MANIFEST, cache_dir, directory_fingerprint, new_directory, write_manifest


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"QYSQA_CACHE": "/big/disk"}, "/big/disk"),
        ("linux", {"XDG_CACHE_HOME": "/xdg"}, "/xdg/qysqa"),
        ("linux", {}, "/home/aru/.cache/qysqa"),
        ("darwin", {}, "/home/aru/Library/Caches/qysqa"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/qysqa"),
    ],
)
def test_the_cache_follows_the_platform(
    platform: str, variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
):
    for name in ("QYSQA_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/aru")
    monkeypatch.setenv("USERPROFILE", "/home/aru")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(models.store.sys, "platform", platform)
    assert cache_dir() == Path(expected)


def test_a_new_directory_appears_whole(tmp_path: Path):
    with new_directory(tmp_path / "a" / "model") as temporary:
        (temporary / "weights").write_text("1", "utf-8")
        assert not (tmp_path / "a" / "model").exists()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["model"]
    assert (tmp_path / "a" / "model" / "weights").read_text("utf-8") == "1"


def test_a_failure_leaves_no_directory(tmp_path: Path):
    def interrupted() -> None:
        with new_directory(tmp_path / "model") as temporary:
            (temporary / "weights").write_text("1", "utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_of_two_that_make_the_same_directory_the_first_wins(tmp_path: Path):
    final = tmp_path / "model"
    with new_directory(final) as late:
        write_manifest(late, {"by": "second"})
        with new_directory(final) as early:
            write_manifest(early, {"by": "first"})
    assert '"first"' in (final / MANIFEST).read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_directory_in_the_way_is_not_replaced(tmp_path: Path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "mine").write_text("keep", "utf-8")
    with pytest.raises(OSError, match="not empty"), new_directory(tmp_path / "model") as temporary:
        (temporary / "weights").write_text("1", "utf-8")
    assert (tmp_path / "model" / "mine").read_text("utf-8") == "keep"


def test_a_fingerprint_changes_with_any_file_but_the_manifest(tmp_path: Path):
    (tmp_path / "config.json").write_text("{}", "utf-8")
    (tmp_path / "weights").write_bytes(b"12345678")
    first = directory_fingerprint(tmp_path)
    write_manifest(tmp_path, {"note": "not a part of the model"})
    assert directory_fingerprint(tmp_path) == first
    (tmp_path / "weights").write_bytes(b"12345679")
    assert directory_fingerprint(tmp_path) != first


def test_a_large_files_ends_and_time_are_in_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import os

    monkeypatch.setattr(models.store, "_WHOLE", 10)
    monkeypatch.setattr(models.store, "_SAMPLE", 4)
    weights = tmp_path / "weights"
    weights.write_bytes(b"abcd" + bytes(20) + b"wxyz")
    os.utime(weights, ns=(1, 1))
    first = directory_fingerprint(tmp_path)
    os.utime(weights, ns=(2, 2))
    assert directory_fingerprint(tmp_path) != first
    weights.write_bytes(b"abcd" + bytes(20) + b"wxy!")
    os.utime(weights, ns=(1, 1))
    assert directory_fingerprint(tmp_path) != first
