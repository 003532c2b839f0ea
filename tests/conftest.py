"""Fixtures that many tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from doubles import REAL_ARTICLES, LetterEmbedder, ReversingEngine

os.environ["QYSQA_CONFIG"] = os.devnull  # whoever runs the tests may have settings of their own


@pytest.fixture
def engine() -> ReversingEngine:
    return ReversingEngine()


@pytest.fixture
def embedder() -> LetterEmbedder:
    return LetterEmbedder()


@pytest.fixture
def real_articles() -> list[Path]:
    """The project's five real articles, which are never copied into the repository."""
    if not REAL_ARTICLES.is_dir():
        pytest.skip("the real articles lie beside the repository (../shared/articles), not in it")
    return sorted(REAL_ARTICLES.glob("*.txt"))
