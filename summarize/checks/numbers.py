"""Are the numbers, dates and percentages of both sides the same?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarize.checks.numerals import LEXICONS, Mention, read_numbers
from summarize.checks.pair import Finding, Pair
from summarize.result import FlagKind

_MIN_UNKNOWN_DIGITS = 2
"""Where a language's number words are unknown a single digit may be written out there."""

_MAX_SHOWN = 4


def numbers(pair: Pair) -> Iterator[Finding]:
    """Numbers that stand on one side only, compared as values: "34 мың" is 34,000.

    A word for one or two, a half, a lone "thousand" need no counterpart, since a good translation
    often says "a", "both" or "thousands"; they still count as one.
    """
    if pair.source_language == pair.target_language:
        return
    source_lexicon = LEXICONS.get(pair.source_language)
    target_lexicon = LEXICONS.get(pair.target_language)
    source = read_numbers(pair.source, source_lexicon)
    target = read_numbers(pair.target, target_lexicon)
    if source_lexicon is None or target_lexicon is None:
        source, target = _long_digits(source), _long_digits(target)
    evidence = [f"{mention.text} is missing" for mention in _unmatched(source, target)]
    evidence += [f"{mention.text} is not in the source" for mention in _unmatched(target, source)]
    if evidence:
        yield Finding(FlagKind.NUMBER, "; ".join(dict.fromkeys(evidence[:_MAX_SHOWN])))


def invented_numbers(pair: Pair) -> Iterator[Finding]:
    """Numbers of a freely written summary sentence (the pair's target) that stand nowhere in the
    article (its source). A summary may leave numbers out, so the other side is not asked."""
    written = read_numbers(pair.target, LEXICONS.get(pair.target_language))
    known = read_numbers(pair.source, LEXICONS.get(pair.source_language))
    if invented := _unmatched(written, known):
        shown = dict.fromkeys(f"{m.text} is not in the article" for m in invented[:_MAX_SHOWN])
        yield Finding(FlagKind.NUMBER, "; ".join(shown))


def _unmatched(mentions: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    known = frozenset(value for other in others for value in other.values)
    return [mention for mention in mentions if mention.strict and not mention.values & known]


def _long_digits(mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if sum(c.isdigit() for c in m.text) >= _MIN_UNKNOWN_DIGITS]
