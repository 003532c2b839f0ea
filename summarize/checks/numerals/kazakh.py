"""Kazakh number words with their cases, ordinals and collectives."""

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

_VALUES = {
    "бір": 1, "екі": 2, "үш": 3, "төрт": 4, "бес": 5, "алты": 6, "жеті": 7, "сегіз": 8,
    "тоғыз": 9, "он": 10, "жиырма": 20, "отыз": 30, "қырық": 40, "елу": 50, "алпыс": 60,
    "жетпіс": 70, "сексен": 80, "тоқсан": 90,
}  # fmt: skip
_SCALES = {
    "мың": 10**3, "миллион": 10**6, "млн": 10**6, "миллиард": 10**9, "млрд": 10**9,
    "триллион": 10**12, "трлн": 10**12,
}  # fmt: skip
_CASE = (
    "(?:[ндт][ың]ң|[ндт]ің|[ғқ]а|[гк]е|[ндт][ыі]|[дт][ае]|[ндт][ае]н|[мбп]ен|[дт]ағы|[дт]егі"
    "|[дт][ае]й)"
)
_POSSESSED = "(?:с?[ыі](?:н(?:[ае]н?|[ыі]ң?|д[ае]н?|д[ае]ғы|д[ае]гі)?|мен)?)"
_DERIVED = "(?:[лдт][ыі][қкғг])"
_CARDINAL = re.compile(
    rf"({'|'.join(_VALUES)}|қырқ|{'|'.join(_SCALES)}|жүз)({_CASE}|{_POSSESSED}|{_DERIVED}\w*)?"
)
_ORDINAL = re.compile(
    rf"({'|'.join(_VALUES)}|жүз|мың|қырқ|жиырмас)[ыі]?нш[ыі](?:{_CASE}|{_POSSESSED})?"
)
_SHORTENED = {"қырқ": "қырық", "жиырмас": "жиырма"}
_COLLECTIVES = {"екеу": 2, "үшеу": 3, "төртеу": 4, "бесеу": 5, "алтау": 6, "жетеу": 7}
_COLLECTIVE = re.compile(rf"({'|'.join(_COLLECTIVES)})\w*")
_OTHER_WORDS = frozenset({"алтыны", "алтының", "алтынын", "үшін"})
"""Forms that are other words far more often: gold, for."""

_TEN_ENDINGS = frozenset({"", "ға", "нан", "ның", "дық", "дығы", "дықта", "дыққа", "дықты"})
"""The other endings of "он" make a pronoun: онда, ондай, оны, оның."""

_LOOSE = {
    "жарты": loose(*HALF), "жартысы": loose(*HALF), "жартысын": loose(*HALF),
    "жартысынан": loose(*HALF), "жартысына": loose(*HALF), "жарым": loose(*HALF),
    "ширек": loose(*QUARTER), "ширегі": loose(*QUARTER), "ғасыр": loose(100),
    "қос": loose(2), "егіз": loose(2), "жұп": loose(2), "үшем": loose(3),
    "онжылдық": loose(10), "жүзжылдық": loose(100),
    "мыңжылдық": loose(1000), "ондаған": loose(10), "жүздеген": loose(100),
    "мыңдаған": loose(1000), "миллиондаған": loose(10**6), "нөл": loose(0), "түскі": loose(12),
}  # fmt: skip
_MONTHS = re.compile(
    "(?:(қаңтар)|(ақпан)|(наурыз)|(сәуір)|(мамыр)|(маусым)|(шілде)|(тамыз)|(қыркүйе[кг])|(қазан)"
    rf"|(қараша)|(желтоқсан))(?:{_CASE}|{_POSSESSED})?(?:ғы|гі)?"
)
_COMPOUND = re.compile(
    "(екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он(?=жыл|жас|күн)|жиырма|отыз|қырық|елу|алпыс|жетпіс"
    r"|сексен|тоқсан)\w{4,}"
)
"""Үшауысымды (of three shifts), онжасар (ten-year-old)."""


@lru_cache(maxsize=4096)
def _numeral(word: str) -> Numeral | None:
    if word in _LOOSE:
        return _LOOSE[word]
    if word in _OTHER_WORDS:
        return None
    if word.startswith(("тәулік", "тәуліг")):
        return loose(24)
    if ordinal := _ORDINAL.fullmatch(word):
        stem = _SHORTENED.get(ordinal[1], ordinal[1])
        value = _VALUES.get(stem) or (100 if stem == "жүз" else 1000)
        return add(value, last=True) if value < 100 else loose(value)
    if collective := _COLLECTIVE.fullmatch(word):
        return loose(_COLLECTIVES[collective[1]])
    if cardinal := _CARDINAL.fullmatch(word):
        return _cardinal(_SHORTENED.get(cardinal[1], cardinal[1]), cardinal[2] or "")
    if compound := _COMPOUND.fullmatch(word):
        return loose(_VALUES[compound[1]])
    return None


def _cardinal(stem: str, ending: str) -> Numeral | None:
    """A cardinal with its ending, which ends the number ("мыңнан" in "8 мыңнан 11 мыңға")."""
    last = bool(ending)
    if stem in _SCALES:
        return scale(_SCALES[stem], last=last)
    if stem == "жүз":
        return hundred(last=last)
    if stem == "он" and ending not in _TEN_ENDINGS:
        return None
    derived = re.match(_DERIVED, ending) is not None
    quarter_of_a_year = stem == "тоқсан"
    return add(_VALUES[stem], last=last, strict=not derived and not quarter_of_a_year)


@lru_cache(maxsize=4096)
def _month(word: str) -> int | None:
    match = _MONTHS.fullmatch(word)
    return match.lastindex if match else None


KAZAKH = Lexicon(
    numeral=_numeral,
    month=_month,
    half_after=(("жарым",),),
    half_before=frozenset({"жарты"}),
    doubtful_months=frozenset({6}),
)
