"""Does the output run in circles?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from summarize.checks.pair import Finding, Pair
from summarize.result import FlagKind

_TOKEN = re.compile(r"\w+")
_CHARACTER_LOOP = re.compile(r"([^\W\d_]{1,8}?)\1{5,}", re.IGNORECASE)
_MAX_PHRASE = 12
_IN_A_ROW = {1: 3, 2: 3}
"""Occurrences in a row that make a loop, by the phrase's words; two for longer phrases."""

_FAR_APART_WORDS = 6
"""A phrase of this many words that comes back anywhere is a loop, unless the source has one."""


def repetition(pair: Pair) -> Iterator[Finding]:
    """A word or phrase said again and again that the source does not repeat as well."""
    loop = _CHARACTER_LOOP.search(pair.target)
    if loop and not _CHARACTER_LOOP.search(pair.source):
        yield Finding(FlagKind.REPETITION, f"“{loop[1]}” is repeated inside a word")
        return
    target = _TOKEN.findall(pair.target.casefold())
    found = _in_a_row(target) or _far_apart(target)
    if found is None:
        return
    source = _TOKEN.findall(pair.source.casefold())
    if _in_a_row(source) or _far_apart(source):
        return
    phrase, times = found
    yield Finding(FlagKind.REPETITION, f"“{' '.join(phrase)}” comes {times} times")


def _in_a_row(tokens: Sequence[str]) -> tuple[tuple[str, ...], int] | None:
    """The first phrase that stands in a row, with its number of occurrences."""
    for size in range(1, min(_MAX_PHRASE, len(tokens) // 2) + 1):
        run = 0
        for i in range(size, len(tokens)):
            run = run + 1 if tokens[i] == tokens[i - size] else 0
            times = run // size + 1
            phrase = tuple(tokens[i - size + 1 : i + 1])
            if run % size == 0 and times >= _IN_A_ROW.get(size, 2) and not _numeric(phrase):
                return phrase, times
    return None


def _far_apart(tokens: Sequence[str]) -> tuple[tuple[str, ...], int] | None:
    size = _FAR_APART_WORDS
    counts = Counter(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))
    phrase, times = counts.most_common(1)[0] if counts else ((), 0)
    return (phrase, times) if times > 1 and not _numeric(phrase) else None


def _numeric(phrase: Sequence[str]) -> bool:
    """Figures repeat in tables and scores: 000 000, 5 5 5."""
    return all(token.isdigit() for token in phrase)
