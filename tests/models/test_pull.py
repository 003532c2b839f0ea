"""Pulling: pinned, checked, resumable, explained when it fails. A folder plays the hub."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import huggingface_hub
import pytest

from models.catalog import CATALOG
from models.errors import ModelError
from models.loading import load_engine
from models.pull import RemoteFile, pull, pulled_path, wanted_files

Tiny = Callable[[str], Path]
PINNED = CATALOG["m2m100_418M"].revision
MAIN = "a" * 40


@dataclass
class Hub:
    """A repository in a folder. ``commit`` is what a branch name resolves to."""

    folder: Path
    commit: str = MAIN
    asked: list[str] = field(default_factory=list)
    damage: str = ""

    def model_info(self, repo_id: str, revision: str, files_metadata: bool) -> Any:
        self.asked.append(revision)
        siblings = [
            SimpleNamespace(
                rfilename=file.name,
                size=file.stat().st_size,
                lfs=SimpleNamespace(sha256=hashlib.sha256(file.read_bytes()).hexdigest())
                if file.suffix in (".safetensors", ".bin")
                else None,
            )
            for file in sorted(self.folder.iterdir())
        ]
        sha = revision if len(revision) == 40 else self.commit
        return SimpleNamespace(sha=sha, siblings=siblings)

    def snapshot_download(
        self, repo_id: str, revision: str, allow_patterns: list[str], local_dir: str
    ) -> str:
        for name in allow_patterns:
            data = (self.folder / name).read_bytes()
            if name == self.damage:
                data = data[:-1] + bytes([data[-1] ^ 1])
            (Path(local_dir) / name).write_bytes(data)
        return local_dir


@pytest.fixture
def hub(tmp_path: Path, tiny: Tiny, empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    folder = tmp_path / "repository"
    folder.mkdir()
    for file in tiny("m2m100").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "README.md").write_text("a card", "utf-8")
    (folder / "rust_model.ot").write_bytes(b"another form of the weights")
    hub = Hub(folder)
    monkeypatch.setattr(huggingface_hub, "HfApi", lambda: hub)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", hub.snapshot_download)
    return hub


def test_a_pulled_model_runs(hub: Hub):
    with pytest.raises(ModelError, match="qysqa models pull m2m100_418M"):
        load_engine("m2m100_418M")
    path = pull("m2m100_418M")
    assert path == pulled_path(CATALOG["m2m100_418M"])
    engine = load_engine("m2m100_418M", engine="transformers")
    assert engine.info.name == "m2m100_418M"
    assert engine.info.revision == PINNED
    assert hub.asked == [PINNED]


def test_only_what_a_model_needs_is_fetched(hub: Hub):
    names = {file.name for file in pull("m2m100_418M").iterdir()}
    assert {"config.json", "vocab.json", "sentencepiece.bpe.model", "model.safetensors"} <= names
    assert not {"README.md", "rust_model.ot"} & names


def test_a_model_that_is_there_is_not_fetched_again(hub: Hub):
    pull("m2m100_418M")
    pull("facebook/m2m100_418M")
    assert hub.asked == [PINNED]
    pull("m2m100_418M", force=True)
    assert hub.asked == [PINNED, PINNED]


def test_an_unpinned_model_keeps_the_commit_of_its_first_pull(hub: Hub):
    path = pull("mbart_ru_sum_gazeta")
    assert json.loads((path / "qysqa.json").read_text("utf-8"))["revision"] == MAIN
    hub.commit = "b" * 40
    assert pull("mbart_ru_sum_gazeta") == path
    assert json.loads((path / "qysqa.json").read_text("utf-8"))["revision"] == MAIN
    (path / "qysqa.json").unlink()  # as after an interrupt: the rest comes from the same commit
    pull("mbart_ru_sum_gazeta")
    assert json.loads((path / "qysqa.json").read_text("utf-8"))["revision"] == MAIN
    assert hub.asked == ["main", MAIN]


def test_a_new_pin_in_the_catalogue_is_fetched(hub: Hub):
    path = pull("m2m100_418M")
    manifest = json.loads((path / "qysqa.json").read_text("utf-8"))
    (path / "qysqa.json").write_text(json.dumps({**manifest, "revision": "0" * 40}), "utf-8")
    pull("m2m100_418M")
    assert json.loads((path / "qysqa.json").read_text("utf-8"))["revision"] == PINNED


def test_only_force_moves_an_unpinned_model(hub: Hub):
    path = pull("mbart_ru_sum_gazeta")
    hub.commit = "b" * 40
    pull("mbart_ru_sum_gazeta", force=True)
    assert json.loads((path / "qysqa.json").read_text("utf-8"))["revision"] == "b" * 40


def test_a_damaged_file_is_removed_and_the_model_is_not_there(hub: Hub):
    hub.damage = "model.safetensors"
    with pytest.raises(ModelError, match=r"model\.safetensors arrived damaged .*run the same pull"):
        pull("m2m100_418M")
    assert pulled_path(CATALOG["m2m100_418M"]) is None
    hub.damage = ""
    assert pull("m2m100_418M").is_dir()


def test_another_commit_than_the_pinned_one_is_refused(hub: Hub, monkeypatch: pytest.MonkeyPatch):
    def elsewhere(*arguments: Any, **options: Any) -> Any:
        return SimpleNamespace(sha="c" * 40, siblings=[])

    monkeypatch.setattr(hub, "model_info", elsewhere)
    with pytest.raises(ModelError, match=r"not with the pinned 55c2e61b.*nothing was fetched"):
        pull("m2m100_418M")


def test_without_a_network_the_sentence_says_so(empty_cache: Path, monkeypatch: pytest.MonkeyPatch):
    def offline(*arguments: Any, **options: Any) -> Any:
        raise ConnectionError("Name or service not known")

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", offline)
    with pytest.raises(
        ModelError, match=r"could not be fetched .*check the network and pull again"
    ):
        pull("m2m100_418M")


def test_a_gated_model_says_what_to_accept(empty_cache: Path, monkeypatch: pytest.MonkeyPatch):
    def gated(*arguments: Any, **options: Any) -> Any:
        raise PermissionError("403 Client Error: access to this gated repo")

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", gated)
    with pytest.raises(ModelError, match=r"accept its terms.*hf auth login"):
        pull("tilmash")


def test_the_bundled_model_needs_no_pull():
    with pytest.raises(ModelError, match="ships with Qysqa; there is nothing to pull"):
        pull("kk-mini")
    with pytest.raises(ModelError, match="No model and no directory is called"):
        pull("no-such-model")


def test_pickled_weights_are_taken_only_where_there_are_no_others():
    def names(*listed: str) -> list[str]:
        return [file.name for file in wanted_files({n: RemoteFile(n, 1, None) for n in listed})]

    assert names("config.json", "model.safetensors", "pytorch_model.bin") == [
        "config.json", "model.safetensors",
    ]  # fmt: skip
    assert names("config.json", "spiece.model", "pytorch_model.bin", "tf_model.h5") == [
        "config.json", "spiece.model", "pytorch_model.bin",
    ]  # fmt: skip
