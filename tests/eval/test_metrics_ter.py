"""The edits of TER are sacrebleu's, whatever the words."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.lib_ter import translation_edit_rate

from eval.metrics import ter_edits
from eval.metrics.edit_matrix import Alignment, Matrix
from eval.metrics.ter_edits import translation_edits

few_words = st.lists(st.sampled_from("abcde"), max_size=14)


@pytest.mark.parametrize(
    ("hypothesis", "reference", "edits"),
    [
        ("a b c", "a b c", 0),
        ("", "a b c", 3),
        ("a b c", "", 3),
        ("a x c", "a b c", 1),
        ("c d e a b", "a b c d e", 1),  # one block shift
        ("d e a b c x", "a b c d e", 2),  # a shift and a word too many
        ("жаңа аурухана ашылды Алматыда", "Алматыда жаңа аурухана ашылды", 1),
    ],
)
def test_edits(hypothesis: str, reference: str, edits: int) -> None:
    assert translation_edits(hypothesis.split(), reference.split()) == edits


@settings(max_examples=400, deadline=None)
@given(few_words, few_words)
def test_equal_to_sacrebleu_on_short_texts(hypothesis: list[str], reference: list[str]) -> None:
    theirs, _ = translation_edit_rate(hypothesis, reference)
    assert translation_edits(hypothesis, reference) == theirs


@pytest.mark.parametrize("seed", range(6))
def test_equal_to_sacrebleu_on_moved_and_broken_long_texts(seed: int) -> None:
    rng = random.Random(seed)
    vocabulary = [f"w{number}" for number in range(30)]
    reference = [rng.choice(vocabulary) for _ in range(rng.randint(26, 48))]
    cut = rng.randint(5, 20)
    moved = reference[cut:] + reference[:cut]
    hypothesis = [w if rng.random() < 0.75 else rng.choice(vocabulary) for w in moved]
    theirs, _ = translation_edit_rate(hypothesis, reference)
    assert translation_edits(hypothesis, reference) == theirs


def test_a_path_outside_the_band_is_left_to_sacrebleu(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(ter_edits, "_by_sacrebleu", lambda h, r: asked.append((h, r)) or 77)
    reference = [f"r{number}" for number in range(60)]
    # Taking the 34 shared words costs 26 cells off the diagonal, less than replacing all 60.
    hypothesis = [*reference[26:], *(f"h{number}" for number in range(26))]
    assert translation_edits(hypothesis, reference) == 77
    assert asked == [(hypothesis, reference)]


@given(few_words, few_words.filter(bool))
def test_distance_is_the_textbook_recurrence(one: list[str], other: list[str]) -> None:
    row = list(range(len(other) + 1))
    for i, word in enumerate(one, 1):
        last, row = row, [i]
        for j, opposite in enumerate(other, 1):
            row.append(min(last[j - 1] + (word != opposite), last[j] + 1, row[j - 1] + 1))
    matches = [sum((word == w) << place for place, w in enumerate(other)) for word in one]
    assert Matrix.of(matches, len(other)).distance == row[-1]


def test_alignment_of_a_missing_and_a_wrong_word() -> None:
    # hypothesis "a x c", reference "a b c d"
    alignment = Alignment.of(Matrix.of([0b0001, 0, 0b0100], 4))
    assert alignment.aligned == [0, 1, 2, 2]
    assert alignment.reference_errors == [0, 0, 1, 1, 2]
    assert alignment.hypothesis_errors == [0, 0, 1, 1]
