"""Long sentences in pieces, and their translations as one sentence again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.clauses import join_pieces, split_long


def _words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def _characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def test_a_text_within_the_limit_is_one_piece() -> None:
    assert split_long("Жаңбыр жауды.", 2, _words) == ["Жаңбыр жауды."]


def test_a_semicolon_wins_over_a_comma_nearer_to_the_middle() -> None:
    text = "Мектеп салынды; аурухана жөнделді, жолдар төселді, шамдар қойылды."
    assert split_long(text, 6, _words) == [
        "Мектеп салынды; ",
        "аурухана жөнделді, жолдар төселді, шамдар қойылды.",
    ]


def test_a_comma_before_a_conjunction_wins_over_other_commas() -> None:
    text = "Ол кеше, түнде келді, бірақ бүгін, таңертең, ерте кетіп қалды."
    assert split_long(text, 7, _words) == [
        "Ол кеше, түнде келді, ",
        "бірақ бүгін, таңертең, ерте кетіп қалды.",
    ]


def test_without_a_border_the_cut_is_at_a_space_and_then_inside_the_word() -> None:
    assert split_long("бір екі үш төрт", 2, _words) == ["бір екі ", "үш төрт"]
    assert split_long("абвгдежз", 4, _characters) == ["абвг", "дежз"]


def test_a_letter_keeps_its_accent_when_a_word_is_cut() -> None:
    assert split_long("абв\u0306гд", 4, _characters) == ["абв\u0306", "гд"]


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="limit is 0"):
        split_long("сөз", 0, _words)


def test_a_word_of_100_000_letters_is_never_counted_whole() -> None:
    longest = 0

    def count(texts: Sequence[str]) -> list[int]:
        nonlocal longest
        longest = max(longest, *map(len, texts))
        return [(len(text) + 3) // 4 for text in texts]

    pieces = split_long("ы" * 100_000, 200, count)
    assert "".join(pieces) == "ы" * 100_000
    assert max(count(pieces)) <= 200
    assert longest <= 6400


@given(
    st.lists(st.sampled_from(["сөз", ", ", " және ", "; ", " ", "«а»", ". ", "\n", "ұзынсөз"])),
    st.integers(1, 30),
)
def test_pieces_join_to_the_text_and_keep_the_limit(parts: list[str], limit: int) -> None:
    text = "".join(parts)
    pieces = split_long(text, limit, _characters)
    assert "".join(pieces) == text
    assert all(len(piece) <= limit for piece in pieces)


@given(st.text(), st.integers(1, 5))
def test_any_text_comes_back(text: str, limit: int) -> None:
    assert "".join(split_long(text, limit, _characters)) == text


def test_translations_join_with_the_sources_punctuation() -> None:
    joined = join_pieces(
        ["The school was built.", "But the roads are bad.", "In Astana it rained."],
        ["Мектеп салынды, ", "бірақ жол нашар; ", "Астанада жаңбыр жауды."],
    )
    assert joined == "The school was built, but the roads are bad; in Astana it rained."


def test_an_ending_that_is_no_full_stop_stays_as_it_is() -> None:
    assert join_pieces(["He left", "I stayed."], ["Ол кетті, ", "мен қалдым."]) == (
        "He left I stayed."
    )
    assert join_pieces(["So...", "Yes."], ["Сонымен, ", "иә."]) == "So... Yes."
    assert (
        join_pieces(["It is so.", "it rains."], ["Солай – ", "жаңбыр."]) == "It is so – it rains."
    )


def test_a_name_keeps_its_capital_and_a_full_stop_of_the_source_stays() -> None:
    assert join_pieces(["He left.", "Almaty is far."], ["Ол кетті, ", "Алматы алыс."]) == (
        "He left, Almaty is far."
    )
    assert join_pieces(["He left.", "The town is far."], ["Ол кетті. ", "Қала алыс."]) == (
        "He left. The town is far."
    )


def test_parts_of_one_word_join_without_a_space() -> None:
    assert join_pieces(["абв", "где"], ["абв", "где"]) == "абвгде"


def test_without_sources_translations_are_joined_by_spaces() -> None:
    assert join_pieces(["One ", "", " two."]) == "One two."


def test_every_translation_needs_its_piece() -> None:
    with pytest.raises(ValueError, match="2 translations of 1 pieces"):
        join_pieces(["a", "b"], ["а"])
