"""Is the output about as long as translations of such a sentence are?"""

from __future__ import annotations

from collections.abc import Iterator

from summarize.checks.pair import Finding, Pair
from summarize.result import FlagKind


def length(pair: Pair) -> Iterator[Finding]:
    """An output far shorter or longer than its source, in characters."""
    bounds = LENGTH_BOUNDS.get((pair.source_language, pair.target_language))
    source, target = len(pair.source.strip()), len(pair.target.strip())
    if bounds is None or source < MIN_CHARACTERS or not target:
        return
    low, high = next(limits for up_to, limits in bounds if source <= up_to)
    ratio = target / source
    if ratio < low:
        yield Finding(FlagKind.LENGTH, f"only {ratio:.2f} times the length of the source")
    elif ratio > high:
        yield Finding(FlagKind.LENGTH, f"{ratio:.1f} times the length of the source")


MIN_CHARACTERS = 8
"""Shorter sources (a name, "Иә.") have no typical ratio."""

_Bounds = tuple[tuple[int, tuple[float, float]], ...]
_ANY = 10**9
LENGTH_BOUNDS: dict[tuple[str, str], _Bounds] = {
    ("kk", "en"): (
        (20, (0.5, 2.6)),
        (40, (0.6, 2.1)),
        (80, (0.56, 1.9)),
        (160, (0.58, 1.6)),
        (_ANY, (0.6, 1.45)),
    ),
    ("kk", "ru"): (
        (20, (0.5, 2.2)),
        (40, (0.56, 1.9)),
        (80, (0.53, 1.65)),
        (160, (0.6, 1.55)),
        (_ANY, (0.62, 1.5)),
    ),
}
"""For each pair of languages: sources up to so many characters, and the least and greatest ratio
of characters, target to source. The bounds are the 0.1 % and 99.9 % quantiles of 20,346 reference
pairs a language (KazNERD news, FLORES-200 devtest, the authored documents and suite), widened below
20 characters, where there are few; benchmarks/check_rates.py prints the quantiles."""
