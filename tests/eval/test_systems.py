"""Systems and baselines: what they are given, and what they choose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from eval.baselines import extracts, greedy_oracle
from eval.suites import Segment, SuiteDocument
from eval.systems import (
    CopySystem,
    PresetSystem,
    as_article,
    code_fingerprint,
    with_sentences,
)
from models.catalog import CATALOG
from models.engine import EngineInfo, Generation, GenerationSettings, Progress
from summarize.configuration import RunConfig
from summarize.pipeline import Pipeline

SENTENCES = (
    ("Қалада жаңа аурухана ашылды.", "A new hospital opened in the city."),
    ("Онда 120 төсек бар.", "It has 120 beds."),
    ("Ауа райы жылы болады.", "The weather will be warm."),
    ("Аурухана тегін қызмет көрсетеді.", "The hospital is free."),
)
DOCUMENT = SuiteDocument(
    "d1",
    tuple(
        Segment(f"p{1 + number // 2}s{1 + number % 2}", {"kk": kk, "en": en}, 1 + number // 2)
        for number, (kk, en) in enumerate(SENTENCES)
    ),
    title={"kk": "Аурухана ашылды", "en": "A hospital opened"},
)


class LetterEmbedder:
    """Vectors of letter counts: texts with like letters are alike."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.ones((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                row[ord(letter) % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class TableEngine:
    """Translates by table; what is not in it comes back empty."""

    max_source_tokens = 200

    def __init__(self) -> None:
        self.info = EngineInfo("table", "fake", "r1", "int8")
        self.table = {**dict(SENTENCES), "Аурухана ашылды": "A hospital opened"}

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def generate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        settings: GenerationSettings,
        progress: Progress | None = None,
    ) -> list[Generation]:
        return [Generation(self.table.get(text, ""), -0.5, 5) for text in texts]


def preset(**changes: object) -> PresetSystem:
    config = RunConfig.model_validate({"source": "kk", **changes})
    return PresetSystem("tiny", Pipeline(config, engine=TableEngine(), embedder=LetterEmbedder()))


def test_copying_changes_nothing() -> None:
    copy = CopySystem()
    assert [output.text for output in copy.translate(["Бір.", "Екі."], "kk", "en")] == [
        "Бір.",
        "Екі.",
    ]
    [summary] = copy.summarize([DOCUMENT], "kk", "en")
    assert summary.text.split("\n") == [kk for kk, _ in SENTENCES]


def test_a_preset_translates_every_text_in_order_and_measures_time() -> None:
    outputs = preset().translate(
        [SENTENCES[1][0], "Белгісіз сөйлем осы.", SENTENCES[0][0]], "kk", "en"
    )
    assert [output.text for output in outputs] == [
        "It has 120 beds.",
        "Белгісіз сөйлем осы.",  # nothing came back: kept in the source language, and flagged
        "A new hospital opened in the city.",
    ]
    assert outputs[0].flags == ()
    assert outputs[1].flags[0].startswith("empty: ")
    assert all(output.seconds > 0 for output in outputs)


def test_a_preset_summarises_with_one_sentence_a_line() -> None:
    system = preset(
        selection={"method": "lead"}, summary={"sentences": 2}, checks={"enabled": False}
    )
    [translated] = system.summarize([DOCUMENT], "kk", "en")
    assert translated.text == "A new hospital opened in the city.\nIt has 120 beds."
    [untranslated] = system.summarize([DOCUMENT], "kk", "kk")
    assert untranslated.text == "Қалада жаңа аурухана ашылды.\nОнда 120 төсек бар."


def test_outputs_depend_on_settings_but_not_on_threads() -> None:
    base = preset().identity("translation")
    assert preset(threads=3).identity("translation") == base
    assert preset(selection={"method": "lead"}).identity("translation") == base
    assert preset(generation={"beam_size": 4}).identity("translation") != base
    assert preset(selection={"method": "lead"}).identity("summary") != preset().identity("summary")
    assert base["code"] == code_fingerprint()


def test_a_preset_describes_its_model_and_configuration() -> None:
    described = preset().describe()
    assert described["model"] == {
        "name": "table", "engine": "fake", "revision": "r1", "compute_type": "int8",
    }  # fmt: skip
    assert described["config"]["source"] == "kk"
    assert described["card"]["licence"] == CATALOG["kk-mini"].licence
    assert described["card"]["origin"] == "bundled"


def test_a_document_becomes_an_article_with_its_paragraphs() -> None:
    article = as_article(DOCUMENT, "kk")
    assert article.title == "Аурухана ашылды"
    assert [paragraph.text for paragraph in article.paragraphs] == [
        "Қалада жаңа аурухана ашылды. Онда 120 төсек бар.",
        "Ауа райы жылы болады. Аурухана тегін қызмет көрсетеді.",
    ]
    sentences = with_sentences(DOCUMENT, "kk").sentences
    assert [sentence.id for sentence in sentences] == ["p1s1", "p1s2", "p2s1", "p2s2"]
    for paragraph in with_sentences(DOCUMENT, "kk").paragraphs:
        for sentence in paragraph.sentences:
            assert paragraph.text[sentence.start : sentence.end] == sentence.text


def test_extracts_choose_from_the_source_alone() -> None:
    baselines = {extract.name: extract for extract in extracts("kk", LetterEmbedder(), seed=7)}
    assert list(baselines) == ["lead-1", "lead-2", "lead-3", "random", "centrality", "oracle"]
    english = DOCUMENT.sentences("en")
    assert baselines["lead-2"].choose(DOCUMENT, english, []) == [0, 1]
    drawn = baselines["random"].choose(DOCUMENT, english, [])
    assert drawn == baselines["random"].choose(DOCUMENT, english, [])
    assert len(set(drawn)) == 3
    assert len(baselines["centrality"].choose(DOCUMENT, english, [])) == 3
    roles = {name: (extract.role(False), extract.role(True)) for name, extract in baselines.items()}
    assert roles["lead-3"] == ("baseline", "ceiling")
    assert roles["oracle"] == ("ceiling", "ceiling")


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (["It has 120 beds."], [1]),
        (["The hospital is free. A new hospital opened in the city."], [0, 3]),
        (["Қалада"], []),
        (["nothing here", "the weather will be WARM"], [2]),
    ],
)
def test_the_oracle_takes_what_the_references_say(
    references: list[str], expected: list[int]
) -> None:
    assert greedy_oracle([en for _, en in SENTENCES], references, 3) == expected


WORDS = st.lists(st.sampled_from(["бір", "екі", "үш", "төрт", "бес"]), min_size=1, max_size=6).map(
    " ".join
)


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS, st.integers(1, 4))
def test_the_oracle_is_in_order_and_within_its_limit(
    candidates: list[str], reference: str, limit: int
) -> None:
    chosen = greedy_oracle(candidates, [reference], limit)
    assert chosen == sorted(set(chosen))
    assert len(chosen) <= limit
    assert all(0 <= place < len(candidates) for place in chosen)
    if reference in candidates:
        assert chosen
