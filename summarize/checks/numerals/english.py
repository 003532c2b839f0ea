"""English number words."""

from __future__ import annotations

import re
from functools import lru_cache

from summarize.checks.numerals.lexicon import (
    HALF,
    QUARTER,
    Lexicon,
    Numeral,
    add,
    hundred,
    loose,
    scale,
)

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ONES += " sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_CARDINALS = {
    **{word: 1 + i for i, word in enumerate(_ONES.split())},
    **{word: 20 + 10 * i for i, word in enumerate(_TENS.split())},
}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
    **{f"{word}th": value for word, value in _CARDINALS.items()},
    **{f"{word[:-1]}ieth": _CARDINALS[word] for word in _TENS.split()},
}  # fmt: skip
_SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "mln": 10**6,
    "bn": 10**9, "tn": 10**12, "thousands": 10**3, "millions": 10**6, "billions": 10**9,
}  # fmt: skip
_LOOSE: dict[str, Numeral] = {
    "a|an|once|sole|only|single|another": loose(1),
    "both|twice|double[sd]?|doubling|couple|pair|pairs|twin|twins|twofold|firstly|secondly": loose(
        1, 2
    ),
    "thrice|triple[sd]?|tripling|trio|triplets|threefold": loose(3),
    "quadrupled?|fourfold": loose(4),
    "triang\\w+": loose(3),
    "fivefold|pentag\\w+": loose(5),
    "hexag\\w+": loose(6),
    "octag\\w+": loose(8),
    "tenfold|decades?|tens": loose(10),
    "half|halves|halved|halfway|mid": loose(*HALF),
    "quarter|quarters|quarterly": loose(*QUARTER),
    "thirds": loose(3),
    "fourths": loose(4),
    "fifths": loose(5),
    "tenths": loose(10),
    "dozens?": loose(10, 12),
    "fortnight": loose(2, 14),
    "hundreds|hundredth|century|centuries|centenary": loose(100),
    "thousandth|millennium": loose(1000),
    "zero|nil|none": loose(0),
    "noon|midday": loose(12),
    "midnight": loose(0, 12, 24),
    "round": loose(24),
}
_DECADES = {f"{word[:-1]}ies": _CARDINALS[word] for word in _TENS.split()}
_MONTHS = re.compile(
    "(january|jan$)|(february|feb$)|(march)|(april|apr$)|(may$)|(june|jun$)|(july|jul$)"
    "|(august|aug$)|(september|sept?$)|(october|oct$)|(november|nov$)|(december|dec$)"
)


@lru_cache(maxsize=4096)
def _numeral(word: str) -> Numeral | None:
    if word in _CARDINALS:
        value = _CARDINALS[word]
        return add(value, closed=10 <= value < 20)
    if word in _ORDINALS:
        return add(_ORDINALS[word], last=True)
    if word in _SCALES:
        return scale(_SCALES[word])
    if word == "hundred":
        return hundred()
    if word in _DECADES:
        return loose(_DECADES[word], 1900 + _DECADES[word])
    for pattern, numeral in _LOOSE.items():
        if re.fullmatch(pattern, word):
            return numeral
    return None


@lru_cache(maxsize=4096)
def _month(word: str) -> int | None:
    match = _MONTHS.match(word)
    return match.lastindex if match else None


ENGLISH = Lexicon(
    numeral=_numeral,
    month=_month,
    half_after=(("and", "a", "half"),),
    half_before=frozenset({"half"}),
    joins=frozenset({"and"}),
    articles=frozenset({"a", "an"}),
    hyphenated=True,
    capital_months=True,
)
