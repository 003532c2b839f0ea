"""Intervals and paired tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics import measure, score, sentence_statistics
from eval.scores import ScoringError
from eval.significance import FloatArray, compare, intervals
from models.errors import ConfigurationError


def mean(sums: FloatArray) -> FloatArray:
    return sums[..., 0] / sums[..., 1]


def values(*numbers: float) -> FloatArray:
    return np.array([(number, 1.0) for number in numbers])


def test_interval_of_a_mean_is_two_standard_errors_wide() -> None:
    rng = np.random.default_rng(7)
    numbers = rng.normal(50.0, 10.0, size=400)
    found = intervals(values(*numbers), mean)
    error = numbers.std() / 20
    assert found.low == pytest.approx(numbers.mean() - 1.96 * error, abs=0.15 * error)
    assert found.high == pytest.approx(numbers.mean() + 1.96 * error, abs=0.15 * error)
    assert (found.resamples, found.seed, found.units) == (1000, 12345, 400)


def test_the_seed_decides() -> None:
    rows = values(*range(30))
    assert intervals(rows, mean, seed=1) == intervals(rows, mean, seed=1)
    assert intervals(rows, mean, seed=1) != intervals(rows, mean, seed=2)


def test_constant_scores_have_no_width() -> None:
    found = intervals(values(4, 4, 4, 4), mean)
    assert (found.low, found.high) == (4.0, 4.0)


def test_documents_are_drawn_whole() -> None:
    rows = values(0, 0, 0, 0, 10, 10, 10, 10)
    sentences = intervals(rows, mean)
    documents = intervals(rows, mean, groups=["a"] * 4 + ["b"] * 4)
    assert documents.units == 2
    assert (documents.low, documents.high) == (0.0, 10.0)
    assert documents.high - documents.low > sentences.high - sentences.low


def test_groups_of_one_are_segments() -> None:
    rows = values(3, 1, 4, 1, 5, 9, 2, 6)
    assert intervals(rows, mean, groups=range(8)) == intervals(rows, mean)


@pytest.mark.parametrize("method", ["bootstrap", "randomisation"])
def test_a_clear_difference_is_significant(method: str) -> None:
    a, b = values(*range(10, 40)), values(*range(5, 35))
    found = compare(a, b, mean, method=method)
    assert found.delta == pytest.approx(5.0)
    assert found.p_value == pytest.approx(1 / 1001)
    assert found.significant
    assert compare(b, a, mean, method=method).delta == pytest.approx(-5.0)


@pytest.mark.parametrize("method", ["bootstrap", "randomisation"])
def test_the_same_outputs_never_differ(method: str) -> None:
    rows = values(3, 1, 4, 1, 5)
    found = compare(rows, rows, mean, method=method)
    assert (found.delta, found.p_value, found.significant) == (0.0, 1.0, False)


@pytest.mark.parametrize("method", ["bootstrap", "randomisation"])
def test_noise_is_rarely_significant(method: str) -> None:
    """Under no difference about one test in twenty may call out; 200 tests with fixed seeds."""
    rng = np.random.default_rng(3)
    called = 0
    for _ in range(200):
        a, b = values(*rng.normal(size=40)), values(*rng.normal(size=40))
        called += compare(a, b, mean, method=method, resamples=400).significant
    assert 2 <= called <= 22


def test_randomisation_counts_all_exchanges() -> None:
    """Three pairs that each differ by 1: of 8 exchanges, 2 give a difference as large."""
    found = compare(values(1, 1, 1), values(0, 0, 0), mean, method="randomisation", resamples=8000)
    assert found.p_value == pytest.approx(0.25, abs=0.015)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=20))
def test_both_directions_agree(pairs: list[tuple[int, int]]) -> None:
    a, b = values(*(x for x, _ in pairs)), values(*(y for _, y in pairs))
    one, other = compare(a, b, mean, resamples=50), compare(b, a, mean, resamples=50)
    assert one.delta == pytest.approx(-other.delta)
    assert one.p_value == pytest.approx(other.p_value)
    assert 0 < one.p_value <= 1


def test_metric_scores_are_resampled_as_sums() -> None:
    """A resample's chrF is that of its sentences put together, not the mean of theirs."""
    hypotheses, references = ["жаңа аурухана", "ескі мектеп ашық"], [["жаңа үй"], ["ескі мектеп"]]
    rows = sentence_statistics("chrf", hypotheses, references, "kk")
    twice = rows[[0, 0, 1]].sum(axis=0)
    direct = score(
        "chrf", [hypotheses[i] for i in (0, 0, 1)], [references[i] for i in (0, 0, 1)], "kk"
    )
    assert float(measure("chrf").corpus(twice)) == pytest.approx(direct.value)


def test_score_carries_its_interval_and_seed() -> None:
    texts = ["жаңа аурухана", "ескі мектеп", "қар жауды"]
    references = [["жаңа үй"], ["ескі мектеп"], ["жаңбыр жауды"]]
    found = score("chrf", texts, references, "kk", resamples=200, seed=5, groups=["a", "b", "b"])
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high
    assert found.signature.endswith("|ci:95|bs:200|seed:5|drawn:documents")
    alone = score("chrf", texts, references, "kk", resamples=200, groups=["a", "a", "a"])
    assert (alone.low, alone.high) == (None, None)


def test_refusals() -> None:
    with pytest.raises(ScoringError, match="at least two"):
        intervals(values(1), mean)
    with pytest.raises(ScoringError, match="2 and 3 segments"):
        compare(values(1, 2), values(1, 2, 3), mean)
    with pytest.raises(ScoringError, match="2 segments but 3 document names"):
        intervals(values(1, 2), mean, groups="abc")
    with pytest.raises(ConfigurationError, match="'t-test'; expected bootstrap or randomisation"):
        compare(values(1, 2), values(1, 2), mean, method="t-test")
    with pytest.raises(ConfigurationError, match="resamples is 0"):
        intervals(values(1, 2), mean, resamples=0)
