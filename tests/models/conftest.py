"""For the tests of models: a cache of their own, no network, tiny checkpoints made once."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tiny_checkpoints

MAKERS: dict[str, Callable[[Path], Path]] = {
    "nllb": tiny_checkpoints.nllb,
    "nllb-spm": lambda path: tiny_checkpoints.nllb(path, tokenizer_json=False),
    "m2m100": tiny_checkpoints.m2m100,
    "mbart50": tiny_checkpoints.mbart50,
    "mbart25": tiny_checkpoints.mbart25,
    "mbart25-spm": lambda path: tiny_checkpoints.mbart25(path, tokenizer_json=False),
    "mt5": tiny_checkpoints.t5,
    "madlad": lambda path: tiny_checkpoints.t5(path, madlad=True),
    "marian": tiny_checkpoints.marian,
    "marian-many": lambda path: tiny_checkpoints.marian(
        path, markers=(">>eng<<", ">>rus<<"), target="mul", tokenizer_class=False
    ),
}


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path]]:
    return tmp_path_factory.mktemp("checkpoints"), {}


@pytest.fixture(scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def tiny(_made: tuple[Path, dict[str, Path]]) -> Callable[[str], Path]:
    """A tiny checkpoint by its layout's name; made at the first call. Tests do not change it."""
    folder, made = _made

    def get(layout: str) -> Path:
        if layout not in made:
            made[layout] = MAKERS[layout](folder / layout)
        return made[layout]

    return get


@pytest.fixture(autouse=True)
def shared_cache(_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Conversions and rebuilt models are made once for all tests, never in the user's cache."""
    monkeypatch.setenv("QYSQA_CACHE", str(_cache))
    return _cache


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cache = tmp_path / "cache"
    monkeypatch.setenv("QYSQA_CACHE", str(cache))
    return cache


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection or a name look-up fails the test that tries it."""

    def refuse(*arguments: Any, **options: Any) -> Any:
        raise AssertionError("a test tried to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
