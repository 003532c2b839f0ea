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

_ANY = 10**9
LENGTH_BOUNDS: dict[tuple[str, str], tuple[tuple[int, tuple[float, float]], ...]] = {
    ("kk", "en"): ((20, (0.4, 3.5)), (60, (0.5, 2.4)), (_ANY, (0.6, 2.0))),
    ("kk", "ru"): ((20, (0.4, 3.5)), (60, (0.5, 2.4)), (_ANY, (0.6, 2.0))),
}
