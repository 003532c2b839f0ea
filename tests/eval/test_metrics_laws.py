"""Laws that hold for any texts: bounds, identity, symmetry, order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import metrics

WORDS = ["қала", "ауыл", "өңір", "ұшқыш", "34", "9,5", "дәрігер", "кеше", "Ұлытау", "су-жаңа"]
LEXICAL = ("chrf", "chrf++", "bleu", "rouge1", "rouge2", "rougeL", "rougeLsum")

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
long_sentences = st.lists(st.sampled_from(WORDS), min_size=4, max_size=12).map(" ".join)
pairs = st.lists(st.tuples(sentences, sentences), min_size=1, max_size=6)


def value(name: str, pairs_: list[tuple[str, str]], **options: object) -> float:
    hypotheses = [hypothesis for hypothesis, _ in pairs_]
    references = [[reference] for _, reference in pairs_]
    return metrics.score(name, hypotheses, references, "kk", sources=None, **options).value


@pytest.mark.parametrize("name", LEXICAL)
@settings(max_examples=40, deadline=None)
@given(pairs=pairs)
def test_between_0_and_100(name: str, pairs: list[tuple[str, str]]) -> None:
    assert 0.0 <= value(name, pairs) <= 100.0 + 1e-9


@pytest.mark.parametrize("name", LEXICAL)
@settings(max_examples=30, deadline=None)
@given(texts=st.lists(long_sentences, min_size=1, max_size=4))
def test_a_text_against_itself_is_100(name: str, texts: list[str]) -> None:
    assert value(name, [(text, text) for text in texts]) == pytest.approx(100.0)


@settings(max_examples=40, deadline=None)
@given(pairs)
def test_ter_is_0_for_equal_texts_only(pairs: list[tuple[str, str]]) -> None:
    found = value("ter", pairs)
    assert found >= 0.0
    assert (found == 0.0) == all(
        one.lower().split() == other.lower().split() for one, other in pairs
    )


@pytest.mark.parametrize("name", ["rouge1", "rouge2", "rougeL"])
@settings(max_examples=40, deadline=None)
@given(pairs=pairs)
def test_rouge_f1_is_symmetric(name: str, pairs: list[tuple[str, str]]) -> None:
    turned = [(reference, hypothesis) for hypothesis, reference in pairs]
    assert value(name, pairs) == pytest.approx(value(name, turned))


@pytest.mark.parametrize("name", [*LEXICAL, "ter", "length-ratio"])
@settings(max_examples=30, deadline=None)
@given(data=st.data(), pairs=pairs)
def test_order_of_documents_does_not_matter(
    name: str, data: st.DataObject, pairs: list[tuple[str, str]]
) -> None:
    shuffled = data.draw(st.permutations(pairs))
    assert value(name, shuffled) == pytest.approx(value(name, pairs))


@pytest.mark.parametrize("name", ["rouge1", "rouge2", "rougeL", "rougeLsum"])
@settings(max_examples=30, deadline=None)
@given(hypothesis=sentences, references=st.lists(sentences, min_size=1, max_size=4))
def test_best_reference_is_never_below_the_mean(
    name: str, hypothesis: str, references: list[str]
) -> None:
    best = metrics.score(name, [hypothesis], [references], "kk").value
    mean = metrics.score(name, [hypothesis], [references], "kk", refs="mean").value
    single = [metrics.score(name, [hypothesis], [[text]], "kk").value for text in references]
    assert best == pytest.approx(max(single))
    assert mean == pytest.approx(sum(single) / len(single))


@pytest.mark.parametrize("name", ["coverage", "novelty", "untranslated", "numbers"])
@settings(max_examples=40, deadline=None)
@given(pairs=pairs)
def test_shares_lie_between_0_and_100(name: str, pairs: list[tuple[str, str]]) -> None:
    sources = [source for _, source in pairs]
    found = metrics.score(name, [text for text, _ in pairs], [], "ru", sources=sources)
    assert 0.0 <= found.value <= 100.0


@settings(max_examples=40, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=4))
def test_a_copied_article_is_covered_and_not_new(texts: list[str]) -> None:
    def found(name: str) -> float:
        return metrics.score(name, texts, [], "kk", sources=texts).value

    lengths = [len(text.split()) for text in texts]
    assert found("coverage") == pytest.approx(100.0)
    assert found("novelty") == 0.0
    assert found("compression") == pytest.approx(1.0)
    assert found("density") == pytest.approx(sum(lengths) / len(lengths))
