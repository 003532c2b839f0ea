"""How far a difference can be trusted: bootstrap intervals and paired tests, all on sums of rows.

The unit that is drawn is a segment or, where ``groups`` names documents, a whole document with all
its segments: sentences (or the summaries) of one article are not independent of each other.

Sources: Efron and Tibshirani 1993, "An Introduction to the Bootstrap" (percentile interval, and
the centred bootstrap test of chapter 16); Koehn 2004, "Statistical significance tests for machine
translation evaluation" (paired resampling); Noreen 1989 and Riezler and Maxwell 2005 (approximate
randomisation); the added one in the p-values follows Phipson and Smyth 2010.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.scores import ScoringError
from models.errors import ConfigurationError

FloatArray = NDArray[np.float64]
Corpus = Callable[[FloatArray], FloatArray]
Method = Literal["bootstrap", "randomisation"]

RESAMPLES = 1000
SEED = 12345
LEVEL = 0.95

# Draws are made in blocks so that 100,000 segments do not need a gigabyte. The size of a block
# decides which random numbers meet which resample, and so is part of what a seed means.
_BLOCK_CELLS = 1 << 22

# Rounding: a shuffled difference that is the observed one must count as reaching it.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile bootstrap interval around a corpus score."""

    low: float
    high: float
    resamples: int
    seed: int
    units: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """System A against system B on the same segments.

    ``delta`` is A's corpus score minus B's; ``p_value`` is two-sided; ``units`` is the number of
    things drawn (segments, or documents where groups were given).
    """

    delta: float
    p_value: float
    method: Method
    seed: int
    resamples: int
    units: int

    @property
    def significant(self) -> bool:
        """Whether p < 0.05."""
        return self.p_value < 1 - LEVEL


def intervals(
    statistics: FloatArray,
    corpus: Corpus,
    *,
    groups: Sequence[Hashable] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """The 95 % interval of the corpus score of ``statistics`` (segments x columns).

    ``corpus`` maps summed rows to scores (``Measure.corpus``); ``groups`` gives each segment's
    document. Raises ScoringError for fewer than two units: one cannot vary.
    """
    rows = _units(statistics, groups)
    _check(len(rows), resamples)
    scores = np.concatenate(
        [corpus(counts @ rows) for counts in _draws(len(rows), resamples, seed)]
    )
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(scores, [tail, 100 - tail])
    return Interval(float(low), float(high), resamples, seed, len(rows))


def compare(
    a: FloatArray,
    b: FloatArray,
    corpus: Corpus,
    *,
    method: Method = "bootstrap",
    groups: Sequence[Hashable] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Comparison:
    """Whether A's and B's corpus scores on the same segments differ by more than chance.

    "bootstrap" draws units with replacement and asks how often the centred difference is as
    large as the observed one; "randomisation" swaps the two systems' outputs at random.
    """
    if a.shape != b.shape:
        raise ScoringError(
            f"The systems were scored on {len(a)} and {len(b)} segments; a paired test needs the "
            "same segments in the same order for both."
        )
    rows_a, rows_b = _units(a, groups), _units(b, groups)
    _check(len(rows_a), resamples)
    total_a, total_b = rows_a.sum(axis=0), rows_b.sum(axis=0)
    observed = float(corpus(total_a) - corpus(total_b))
    if method == "bootstrap":
        drawn = [
            corpus(counts @ rows_a) - corpus(counts @ rows_b) - observed
            for counts in _draws(len(rows_a), resamples, seed)
        ]
    elif method == "randomisation":
        drawn = [
            corpus(total_a + moved) - corpus(total_b - moved)
            for moved in (
                swaps @ (rows_b - rows_a) for swaps in _swaps(len(rows_a), resamples, seed)
            )
        ]
    else:
        raise ConfigurationError(
            f"Unknown significance test {method!r}; expected bootstrap or randomisation."
        )
    reached = np.abs(np.concatenate(drawn)) >= abs(observed) - _TOLERANCE
    p_value = (1 + int(reached.sum())) / (1 + resamples)
    return Comparison(observed, p_value, method, seed, resamples, len(rows_a))


def _units(statistics: FloatArray, groups: Sequence[Hashable] | None) -> FloatArray:
    """The rows that are drawn: one per segment, or their sums per group."""
    if groups is None:
        return statistics
    if len(groups) != len(statistics):
        raise ScoringError(
            f"There are {len(statistics)} segments but {len(groups)} document names; expected one "
            "name per segment."
        )
    numbers: dict[Hashable, int] = {}
    index = np.array([numbers.setdefault(group, len(numbers)) for group in groups], dtype=np.intp)
    sums = np.zeros((len(numbers), statistics.shape[1]))
    np.add.at(sums, index, statistics)
    return sums


def _check(units: int, resamples: int) -> None:
    if units < 2:
        raise ScoringError(
            f"An interval or a test needs at least two segments (or documents), but there is "
            f"{units or 'none'}; score without it or give more."
        )
    if resamples < 1:
        raise ConfigurationError(f"resamples is {resamples}; expected 1 or more (1000 is usual).")


def _blocks(units: int, resamples: int) -> Iterator[int]:
    size = max(1, _BLOCK_CELLS // units)
    while resamples > 0:
        yield min(size, resamples)
        resamples -= size


def _draws(units: int, resamples: int, seed: int) -> Iterator[FloatArray]:
    """How often each unit was drawn: blocks of (resamples, units), each row adding up to units."""
    rng = np.random.default_rng(seed)
    for size in _blocks(units, resamples):
        picks = rng.integers(units, size=(size, units))
        picks += np.arange(size)[:, None] * units
        counts = np.bincount(picks.ravel(), minlength=size * units)
        yield counts.reshape(size, units).astype(np.float64)


def _swaps(units: int, resamples: int, seed: int) -> Iterator[FloatArray]:
    """Which units change sides: blocks of (resamples, units) of 0 and 1, each with chance 1/2."""
    rng = np.random.default_rng(seed)
    for size in _blocks(units, resamples):
        yield rng.integers(2, size=(size, units)).astype(np.float64)
