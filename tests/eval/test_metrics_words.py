"""Words as the metrics count them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.words import script_counts, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Қазақстан-2030 стратегиясы", ("қазақстан-2030", "стратегиясы")),
        ("қауіп-қатер, «Әлия»!", ("қауіп-қатер", "әлия")),
        ("Nurbolat’s d'Ivoire", ("nurbolat's", "d'ivoire")),
        ("9,5 млн теңге; 3,850 адам.", ("9,5", "млн", "теңге", "3,850", "адам")),
        ("12.05.2024 ж. COVID-19", ("12.05.2024", "ж", "covid-19")),
        ("2024-жылы 10%-дан", ("2024-жылы", "10", "дан")),
        ("сло\u00adво a_b — 'n'", ("слово", "a", "b", "n")),
        ("за́мок", ("за́мок",)),
        ("— … !", ()),
        ("", ()),
    ],
)
def test_words_of_a_text(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


def test_typesetting_does_not_make_another_word() -> None:
    assert words("Nurbolat’s well\u2011known ЁЛКА") == words("nurbolat's WELL-KNOWN ёлка")


@given(st.text())
def test_composed_and_decomposed_letters_are_the_same_words(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@given(st.lists(st.sampled_from(["қала", "Ұлытау", "34", "9,5", "well-known", "объём"])))
def test_words_joined_by_spaces_come_back(tokens: list[str]) -> None:
    assert words(" ".join(tokens)) == tuple(token.casefold() for token in tokens)


def test_stems_exist_for_english_and_russian_and_not_for_kazakh() -> None:
    assert stems("Врачи открыли новые больницы", "ru") == ("врач", "откр", "нов", "больниц")
    assert stems("Doctors opened hospitals", "en") == ("doctor", "open", "hospit")
    assert stems("Дәрігерлер ауруханалар ашты", "kk") == ("дәрігерлер", "ауруханалар", "ашты")


def test_scripts_and_look_alike_letters_are_counted() -> None:
    counts = script_counts("Aлматы and Астана")  # the first letter is a Latin A
    assert (counts.latin, counts.cyrillic, counts.mixed_words) == (4, 11, 1)
