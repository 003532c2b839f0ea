"""What cannot be scored is refused in one sentence."""

from __future__ import annotations

import re

import pytest

from eval import metrics
from eval.scores import Score, ScoringError
from models.errors import ConfigurationError, QysqaError


@pytest.mark.parametrize(
    ("hypotheses", "references", "message"),
    [
        ([], [], "no hypotheses"),
        (["a", "b"], [["a"]], "2 hypotheses but 1 references"),
        (["a", " "], [["a"], ["b"]], "1 of 2 hypotheses are empty, the first is number 2"),
        (["", " "], [["a"], ["b"]], "All 2 hypotheses are empty"),
        (["a", "b"], [["a"], []], "Segment 2 has an empty reference"),
        (["a", "b"], [["a", ""], ["b"]], "Segment 1 has an empty reference"),
        (["a"], [], "compares with references, and none were given"),
        ("abc", [["a"]], "single text"),
        (["hello"], [["Қайырлы таң"]], "said to be en .* 100 % of their letters"),
    ],
)
def test_refused(hypotheses: list[str], references: list[list[str]], message: str) -> None:
    with pytest.raises(ScoringError, match=message) as caught:
        metrics.score("chrf", hypotheses, references, "en")
    assert isinstance(caught.value, QysqaError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "nearest"), [("rogue1", "rouge1"), ("BLUE", "bleu"), ("chrF", "chrf"), ("tter", "ter")]
)
def test_unknown_metric_names_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(f"did you mean {nearest!r}?")):
        metrics.score(name, ["a"], [["a"]], "en")


def test_unknown_options_and_values_are_named() -> None:
    with pytest.raises(ConfigurationError, match="chrf has no option 'stem'; it has no options"):
        metrics.measure("chrf", stem=True)
    with pytest.raises(ConfigurationError, match="its options are refs, stem, tokenizer"):
        metrics.measure("rouge1", stemmer=True)
    with pytest.raises(ConfigurationError, match="'worst'; expected one of best, mean"):
        metrics.measure("rouge1", refs="worst")


@pytest.mark.parametrize("name", ["compression", "numbers", "similarity", "flags"])
def test_sources_are_asked_for(name: str) -> None:
    with pytest.raises(ScoringError, match="needs sources, and none were given"):
        metrics.score(name, ["a"], [], "en")


def test_sources_and_facts_must_be_as_many() -> None:
    with pytest.raises(ScoringError, match="1 hypotheses but 2 sources"):
        metrics.score("numbers", ["a"], [], "en", sources=["a", "b"])
    with pytest.raises(ScoringError, match="1 hypotheses but 2 lists of key facts"):
        metrics.score("facts", ["a"], [], "en", facts=[["a"], ["b"]])


def test_an_empty_hypothesis_may_be_scored_as_a_miss() -> None:
    found = metrics.score("rouge1", ["қала", ""], [["қала"], ["ауыл"]], "kk", allow_empty=True)
    assert found.value == 50.0


def test_scripts_are_noted() -> None:
    segments = metrics.check_segments(
        ["Good morning", "Қайырлы таң", "Aлматы city"], [["Good morning"]] * 3, "en"
    )
    foreign, mixed = metrics.notes(segments)
    assert foreign.startswith("1 of 3 hypotheses are not written in Latin script")
    assert mixed.startswith("1 of 3 hypotheses hold words that mix")
    clean = metrics.check_segments(["Good morning"], [["Good morning"]], "en")
    assert metrics.notes(clean) == ()


def test_a_score_reads_as_one_line() -> None:
    assert (
        str(Score("chrf", 51.234, "nrefs:1", 50.0, 52.0, 9))
        == "chrf = 51.23 [50.00, 52.00] (nrefs:1)"
    )
    assert str(Score("chrf", 51.234, "nrefs:1", None, None, 9)) == "chrf = 51.23 (nrefs:1)"
