"""Numbers, words left over, length, flags and similarity of translations."""

from __future__ import annotations

import pytest

from eval.metrics import info, score

KAZAKH = "Алматыда 34 бала екпе алды."


@pytest.mark.parametrize(
    ("source", "output", "language", "expected"),
    [
        (KAZAKH, "In Almaty 34 children were vaccinated.", "en", 100.0),
        (KAZAKH, "В Алматы привили тридцать четыре ребёнка.", "ru", 100.0),
        (KAZAKH, "In Almaty 43 children were vaccinated.", "en", 0.0),
        (KAZAKH, "Children were vaccinated.", "en", 0.0),
        ("34 бала, 56 ересек.", "34 children, 57 adults.", "en", 50.0),
        ("Екпе салынды.", "They were vaccinated.", "en", 100.0),
    ],
)
def test_number_fidelity(source: str, output: str, language: str, expected: float) -> None:
    assert score("numbers", [output], [], language, sources=[source]).value == expected


def test_number_fidelity_counts_numbers_and_not_sentences() -> None:
    sources = ["11, 12 және 13 қала.", "14 ауыл."]
    found = score("numbers", ["11, 12 and 13 cities.", "15 villages."], [], "en", sources=sources)
    assert found.value == pytest.approx(100 * 6 / 8)


@pytest.mark.parametrize(
    ("output", "language", "expected"),
    [
        ("In Almaty 34 children were vaccinated.", "en", 0.0),
        ("In Almaty 34 бала were.", "en", 20.0),
        (KAZAKH, "en", 80.0),  # four of five: the number is none
        (KAZAKH, "ru", 80.0),  # a copied run, although no letter is Kazakh
        ("В Алматы 34 ребёнка өңір.", "ru", 20.0),
        (KAZAKH, "kk", 0.0),
    ],
)
def test_untranslated(output: str, language: str, expected: float) -> None:
    assert score("untranslated", [output], [], language, sources=[KAZAKH]).value == expected


def test_length_ratio_takes_the_mean_reference() -> None:
    assert score("length-ratio", ["abcdef "], [["abcd", "abcdefgh"]], "en").value == 1.0
    assert score("length-ratio", ["abc", "abc"], [["abcd"], ["abcdefgh"]], "en").value == 0.5


def test_flags_per_100_sentences() -> None:
    outputs = ["In Almaty 34 children were vaccinated.", "In Almaty 43 children were vaccinated."]
    found = score("flags", outputs, [], "en", sources=[KAZAKH, KAZAKH])
    assert found.value > 0
    assert score("flags", outputs[:1], [], "en", sources=[KAZAKH]).value == 0.0
    assert found.signature.startswith("checks:")


def test_similarity_is_an_estimate_and_does_not_reward_copies() -> None:
    outputs = ["In Almaty 34 children were vaccinated.", "The election is over.", KAZAKH]
    values = [score("similarity", [output], [], "en", sources=[KAZAKH]).value for output in outputs]
    assert values[0] > values[1] > values[2] == 0.0
    assert values[0] <= 100.0
    assert info("similarity").estimate
    found = score("similarity", outputs[:1], [], "en", sources=[KAZAKH])
    assert found.signature.startswith("kind:estimate|")
