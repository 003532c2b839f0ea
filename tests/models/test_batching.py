"""Batches: a token budget, a bound on rows, every text once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.batching import MAX_ROWS, plan_batches

LENGTHS = st.lists(st.integers(min_value=0, max_value=300), max_size=80)


def test_long_texts_come_first_and_likes_go_together():
    assert plan_batches([3, 9, 4, 10], batch_tokens=20) == [[3, 1], [2, 0]]


def test_a_text_over_the_budget_goes_alone():
    assert plan_batches([5, 500, 5], batch_tokens=20) == [[1], [0, 2]]


def test_no_batch_exceeds_the_rows_that_ctranslate2_computes_rightly():
    batches = plan_batches([1] * 3000, batch_tokens=1_000_000)
    assert max(map(len, batches)) == MAX_ROWS == 256


def test_every_worker_gets_a_batch():
    assert [len(batch) for batch in plan_batches([5] * 6, 2048, at_least=2)] == [3, 3]
    assert plan_batches([5], 2048, at_least=4) == [[0]]


def test_no_texts_make_no_batches():
    assert plan_batches([], 2048) == []


def test_a_budget_of_nothing_is_a_bug():
    with pytest.raises(ValueError, match="positive"):
        plan_batches([1], 0)


@given(LENGTHS, st.integers(1, 2000), st.integers(1, 40), st.integers(1, 5))
def test_every_text_is_in_one_batch_and_the_budget_holds(
    lengths: list[int], budget: int, rows: int, workers: int
):
    batches = plan_batches(lengths, budget, rows, workers)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert 1 <= len(batch) <= rows
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= budget
    flat = [lengths[index] for batch in batches for index in batch]
    assert flat == sorted(flat, reverse=True)
