"""Choosing a summary's sentences, with vectors made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.article import Article, Paragraph, ParagraphKind, Sentence
from summarize.configuration import SelectionConfig, SummaryConfig
from summarize.embedding import DIMENSIONS, Vectors
from summarize.selection import MAX_EMBEDDED, select
from summarize.selection.candidates import candidates, is_fragment_of_speech, points_back
from summarize.selection.features import (
    centrality,
    frequency,
    length,
    position,
    shared,
    stretched,
    word_stems,
)
from summarize.selection.greedy import Budget, fill
from summarize.sentences import segment

WEIGHTS = [
    "centrality",
    "frequency",
    "position",
    "title",
    "length",
    "numbers",
    "points_back",
    "speech",
    "redundancy",
]


class Topics:
    """An embedder that puts texts with the same first word together."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        words = [text.split()[0].strip(".") for text in texts]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, word in enumerate(words):
            vectors[row, sum(map(ord, word)) % DIMENSIONS] = 1
        return vectors


class Refusing:
    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError("no embedder is needed here")


def _article(*texts: str, title: str | None = None) -> Article:
    paragraphs = tuple(Paragraph(ParagraphKind.TEXT, text) for text in texts)
    return segment(Article(title, paragraphs, source_language="kk"))


SNOW = _article(
    "Қар қалың жауды. Дәрігер аз қалды.",
    "Қар жолды жапты. Баға тағы өсті. Қар ертең тоқтайды.",
    title="Баға туралы хабар",
)


def _ids(sentences: Sequence[Sentence]) -> list[str]:
    return [sentence.id for sentence in sentences]


def _weighted(**weights: float) -> SelectionConfig:
    return SelectionConfig.model_validate({**dict.fromkeys(WEIGHTS, 0), **weights})


def test_lead_takes_the_first_sentences_and_needs_no_embedder() -> None:
    lead = SelectionConfig(method="lead")
    assert _ids(select(SNOW, lead, SummaryConfig(sentences=2), Refusing())) == ["p1s1", "p1s2"]


def test_random_is_the_same_for_the_same_seed_and_needs_no_embedder() -> None:
    two = SummaryConfig(sentences=2)
    draws = {
        tuple(_ids(select(SNOW, SelectionConfig(method="random", seed=seed), two, Refusing())))
        for seed in [*range(12), *range(12)]
    }
    assert 4 < len(draws) <= 10  # ten pairs of five sentences
    assert all(list(draw) == sorted(draw) for draw in draws)


def test_centrality_takes_what_most_sentences_speak_of() -> None:
    central = SelectionConfig(method="centrality")
    chosen = select(SNOW, central, SummaryConfig(sentences=3), Topics())
    assert _ids(chosen) == ["p1s1", "p2s1", "p2s3"]


def test_redundancy_brings_another_subject_in() -> None:
    chosen = select(
        SNOW, _weighted(centrality=1, redundancy=0.6), SummaryConfig(sentences=2), Topics()
    )
    assert _ids(chosen) == ["p1s1", "p1s2"]


def test_the_title_draws_the_sentence_that_speaks_of_it() -> None:
    assert _ids(select(SNOW, _weighted(title=1), SummaryConfig(sentences=1), Topics())) == ["p2s2"]


def test_an_article_without_a_title_works() -> None:
    article = Article(None, SNOW.paragraphs, source_language="kk")
    chosen = select(article, SelectionConfig(), SummaryConfig(sentences=2), Topics())
    assert len(chosen) == 2


def test_words_are_a_budget_for_the_whole_summary() -> None:
    lead = SelectionConfig(method="lead")
    article = _article("Бір екі үш төрт бес. Алты жеті сегіз тоғыз он. Он бір келді. Он екі.")
    chosen = select(article, lead, SummaryConfig(words=9), Refusing())
    assert _ids(chosen) == ["p1s1", "p1s3"]
    assert _ids(select(article, lead, SummaryConfig(words=100), Refusing())) == [
        "p1s1",
        "p1s2",
        "p1s3",
        "p1s4",
    ]


def test_a_summary_has_a_sentence_even_when_none_fits() -> None:
    article = _article("Бір екі үш төрт бес алты жеті. Алты жеті сегіз тоғыз он он бір.")
    chosen = select(article, SelectionConfig(), SummaryConfig(words=5), Topics())
    assert len(chosen) == 1


def test_one_sentence_is_its_own_summary_and_nothing_has_none() -> None:
    assert _ids(select(_article("Қар жауды."), SelectionConfig(), SummaryConfig(), Refusing())) == [
        "p1s1"
    ]
    assert _ids(select(_article("Қар"), SelectionConfig(), SummaryConfig(), Refusing())) == ["p1s1"]
    assert select(_article(" "), SelectionConfig(), SummaryConfig(), Refusing()) == ()


def test_headings_items_and_a_repeated_title_are_left_out_unless_alone() -> None:
    article = segment(
        Article(
            "Қар жауды",
            (
                Paragraph(ParagraphKind.TEXT, "Қар жауды."),
                Paragraph(ParagraphKind.HEADING, "Бүгінгі ауа райы"),
                Paragraph(ParagraphKind.TEXT, "Жол жабылды. *** Жол жабылды."),
                Paragraph(ParagraphKind.ITEM, "Көлік тоқтатылды."),
            ),
        )
    )
    assert _ids(candidates(article)) == ["p3s1"]
    bare = Article(None, (article.paragraphs[1], article.paragraphs[3]))
    assert _ids(candidates(bare)) == ["p4s1"]
    assert _ids(candidates(Article(None, (article.paragraphs[1],)))) == ["p2s1"]


def test_a_heading_that_was_not_marked_and_an_announcement_are_left_out() -> None:
    article = _article("Жаңа көмек түрлері", "Олар мыналар:", "Дәрігер келді.", "«Су бар», – деді")
    assert _ids(candidates(article)) == ["p3s1"]
    assert _ids(candidates(_article("Бір жол", "екінші жол"))) == ["p1s1", "p2s1"]


@pytest.mark.parametrize(
    "text",
    ["Ол кетті.", "Сондықтан жабылды.", "«Бұл дұрыс», – деді.", "However, it fell.", "Это так."],
)
def test_a_sentence_that_points_back(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize("text", ["Олжас келді.", "Алматы өсті.", "Thessaloniki fell.", "Қар."])
def test_a_sentence_that_stands_alone(text: str) -> None:
    assert not points_back(text)


def test_pieces_of_speech() -> None:
    assert is_fragment_of_speech("«Біз бастадық.")
    assert is_fragment_of_speech("Енді кім жауап береді?")
    assert is_fragment_of_speech("– Келесі жылы бітеді.")
    assert not is_fragment_of_speech("– Бітеді, – деді басшы.")
    assert not is_fragment_of_speech("«Біз бастадық», – деді басшы.")


def test_features_lie_between_0_and_1() -> None:
    vectors = np.eye(3, DIMENSIONS, dtype=np.float32)
    vectors[2] = vectors[0]
    assert centrality(vectors).tolist() == [0.5, 0.0, 0.5]
    assert position(4).tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])
    assert length(["сөз", "сөз " * 40]).tolist() == [0.05, 1.0]
    assert stretched(np.array([0.8, 0.9, 0.85])).tolist() == pytest.approx([0, 1, 0.5])
    assert stretched(np.array([0.8, 0.8])).tolist() == [0, 0]


def test_stems_join_the_forms_of_a_word() -> None:
    assert word_stems("Министрлік министрлері 2024 ж. 15-ін келді") == [
        "минис",
        "минис",
        "2024",
        "15",
        "келді",
    ]


def test_frequency_and_shared_title_words() -> None:
    stems = [["бюдже", "өсті"], ["бюдже"], []]
    assert frequency(stems).tolist() == [1.5, 2.0, 0.0]
    assert shared(stems, ["бюдже", "ауданы"]).tolist() == [0.5, 0.5, 0.0]
    assert shared(stems, []).tolist() == [0, 0, 0]


def test_a_sentence_that_points_back_is_dear_until_the_one_before_is_chosen() -> None:
    budget = Budget(2, None, (3, 3, 3))
    leaning = np.array([0.0, 0.5, 0.0])
    assert fill(np.array([0.1, 0.9, 0.5]), budget, leaning=leaning) == [2, 1]
    assert fill(np.array([0.3, 0.7, 0.25]), budget, leaning=leaning) == [0, 1]
    assert fill(np.array([0.1, 0.5, 0.25]), budget, leaning=leaning) == [2, 0]


def test_equal_scores_go_to_the_earlier_sentence() -> None:
    assert fill(np.zeros(4), Budget(2, None, (3, 3, 3, 3))) == [0, 1]


def test_a_very_long_article_is_looked_at_in_part() -> None:
    article = _article(" ".join(f"Сөйлем {number} айтылды." for number in range(2000)))
    embedder = Topics()
    select(article, SelectionConfig(), SummaryConfig(), embedder)
    assert len(embedder.seen) == MAX_EMBEDDED
    assert embedder.seen[0] == "Сөйлем 0 айтылды."


@given(
    st.lists(st.sampled_from(["Қар жауды.", "Жол жоқ па?", "Ол келді бүгін.", "Баға өсті қатты."])),
    st.sampled_from(["weighted", "lead", "centrality", "random"]),
    st.one_of(st.none(), st.integers(5, 12)),
)
def test_the_choice_is_in_reading_order_and_within_the_budget(
    texts: list[str], method: str, words: int | None
) -> None:
    article = _article(*(f"{number} {text}" for number, text in enumerate(texts)))
    config = SelectionConfig.model_validate({"method": method})
    chosen = select(article, config, SummaryConfig(sentences=2, words=words), Topics())
    places = [article.sentences.index(sentence) for sentence in chosen]
    assert places == sorted(set(places))
    assert bool(chosen) == bool(texts)
    if words is None:
        assert len(chosen) == min(2, len(texts))
    elif len(chosen) > 1:
        assert sum(len(sentence.text.split()) for sentence in chosen) <= words
