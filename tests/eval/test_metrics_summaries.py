"""Compression, novelty, coverage, density and fact hits of summaries."""

from __future__ import annotations

import pytest

from eval.metrics import score
from eval.metrics.extractive import fragments
from eval.metrics.facts import fact_names, same_name
from models.errors import ConfigurationError

ARTICLE = "a b c d e f g h i j k l"


@pytest.mark.parametrize(
    ("source", "summary", "expected"),
    [
        ("a b c d e f", "a b x d e f", [2, 3]),
        ("a b c a b d", "a b d", [3]),  # the longest run wins, not the first
        ("a b c", "x y", []),
        ("a b c", "c b a", [1, 1, 1]),
        ("", "a", []),
        ("a", "", []),
    ],
)
def test_fragments(source: str, summary: str, expected: list[int]) -> None:
    assert list(fragments(source.split(), summary.split())) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("compression", 2.0),  # 12 words to 6
        ("coverage", 100 * 5 / 6),
        ("density", (2**2 + 3**2) / 6),
        ("novelty", 40.0),  # "b x" and "x d" of 5 pairs
    ],
)
def test_one_summary(name: str, expected: float) -> None:
    found = score(name, ["A b X d e f."], [], "en", sources=[ARTICLE])
    assert found.value == pytest.approx(expected)


def test_order_of_novelty_is_an_option_in_the_signature() -> None:
    found = score("novelty", ["a b x d e f"], [], "en", sources=[ARTICLE], n=1)
    assert found.value == pytest.approx(100 / 6)
    assert found.signature.startswith("n:1|")
    with pytest.raises(ConfigurationError, match="n is 0"):
        score("novelty", ["a"], [], "en", sources=["a"], n=0)


def test_coverage_is_the_mean_of_documents() -> None:
    found = score("coverage", ["a b", "x y z w"], [], "kk", sources=[ARTICLE, ARTICLE])
    assert found.value == 50.0


FACTS = (
    "first cochlear implant operation in Petropavl",
    "operation on 14 March with Darkhan Mukangaliyev from Almaty",
    "six implants planned by year end",
    "free of charge",
)


@pytest.mark.parametrize(
    ("summary", "hits"),
    [
        ("Petropavl's hospital did the operation.", 1),
        ("Darkhan Mukangaliyev of Almaty operated on 14 March in Petropavl.", 2),
        ("On 15 March Darkhan Mukangaliyev of Almaty operated; 6 more are planned.", 1),
        ("It was free of charge.", 0),
    ],
)
def test_fact_hits(summary: str, hits: int) -> None:
    # the last fact holds neither number nor name, so that three can be looked up
    found = score("facts", [summary], [], "en", facts=[FACTS])
    assert found.value == pytest.approx(100 * hits / 3)


def test_a_text_in_another_script_hits_no_fact() -> None:
    facts = [["in 2023 there were 34", "14 people came"]]
    assert score("facts", ["34 people by 2023, 14 then."], [], "en", facts=facts).value == 100.0
    copied = ["2023 жылы 34 адам болды, 14 келді."]
    assert score("facts", copied, [], "en", facts=facts).value == 0.0
    assert score("facts", ["34, 14, 2023."], [], "en", facts=facts).value == 100.0


def test_russian_facts_are_found_in_other_cases() -> None:
    facts = [["в Павлодаре привили 45 700 детей", "вспышка была в Экибастузе"]]
    found = score(
        "facts", ["Павлодарская область привила 45,7 тысячи детей."], [], "ru", facts=facts
    )
    assert found.value == 50.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("астана", "астане", True),
        ("павлодар", "павлодарской", True),
        ("алматы", "алматыдан", True),
        ("италия", "италии", True),
        ("italian", "italy", True),
        ("март", "мария", False),
        ("марат", "мария", False),
        ("ол", "олар", False),
    ],
)
def test_same_name(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_a_capital_at_the_beginning_is_a_name_only_among_small_letters() -> None:
    assert fact_names(["Italian surgeons came", "nobody paid"], 0, "en") == ("italian",)
    assert fact_names(["Surgeons came to Oral", "Nobody paid"], 0, "en") == ("oral",)
    assert fact_names(["in use since 3 November"], 0, "en") == ()
