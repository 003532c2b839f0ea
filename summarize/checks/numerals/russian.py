"""Russian number words: cardinals and ordinals in all cases, collectives, compound adjectives."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from summarize.checks.numerals.lexicon import (
    HALF,
    QUARTER,
    Lexicon,
    Numeral,
    add,
    loose,
    scale,
)

_CARDINALS = {
    r"од(?:ин|н(?:а|о|и|ого|ой|у|ому|им|ом|их|ими))": 1,
    r"дв(?:а|е|ух|ум|умя)": 2,
    r"тр(?:и|ех|ем|емя)": 3,
    r"четыр(?:е|ех|ем|ьмя)": 4,
    r"пят(?:ь|и|ью)": 5,
    r"шест(?:ь|и|ью)": 6,
    r"сем(?:ь|и)": 7,
    r"вос(?:емь|ьми|емью|ьмью)": 8,
    r"девят(?:ь|и|ью)": 9,
    r"десят(?:ь|и|ью)": 10,
    r"двадцат(?:ь|и|ью)": 20,
    r"тридцат(?:ь|и|ью)": 30,
    r"сорока?": 40,
    r"пят(?:ь|и|ью)десят[иь]?ю?": 50,
    r"шест(?:ь|и|ью)десят[иь]?ю?": 60,
    r"сем(?:ь|и|ью)десят[иь]?ю?": 70,
    r"вос(?:емь|ьми|емью)десят[иь]?ю?": 80,
    r"девяност[оа]": 90,
    r"ст[оа]": 100,
    r"дв(?:ести|ухсот|умстам|ухстах)": 200,
    r"тр(?:иста|ехсот|емстам|ехстах)": 300,
    r"четыр(?:еста|ехсот|емстам|ехстах)": 400,
    r"пят(?:ьсот|исот|истам|истах)": 500,
    r"шест(?:ьсот|исот|истам|истах)": 600,
    r"сем(?:ьсот|исот|истам|истах)": 700,
    r"вос(?:емьсот|ьмисот|ьмистам|ьмистах)": 800,
    r"девят(?:ьсот|исот|истам|истах)": 900,
}
_TEENS = ("один", "две", "три", "четыр", "пят", "шест", "сем", "восем", "девят")
_TEEN = re.compile(rf"({'|'.join(_TEENS)})надцат(?:ь|и|ью)")
_ADJECTIVE = "(?:ый|ий|ой|ая|ое|ые|ого|ому|ым|ом|ую|ых|ыми)"
_THIRD = "(?:ий|ья|ье|ьи|ьего|ьей|ьему|ьим|ьем|ью|ьих|ьими)"
_ORDINAL_STEMS = {
    "перв": 1, "втор": 2, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9,
    "десят": 10, **{f"{stem}надцат": 11 + i for i, stem in enumerate(_TEENS)}, "двадцат": 20,
    "тридцат": 30, "сороков": 40, "пятидесят": 50, "шестидесят": 60, "семидесят": 70,
    "восьмидесят": 80, "девяност": 90, "сот": 100,
}  # fmt: skip
_ORDINAL = re.compile(rf"({'|'.join(sorted(_ORDINAL_STEMS, key=len, reverse=True))}){_ADJECTIVE}")
_SCALES = {
    r"тысяч(?:а|и|у|е|ей|ью|ам|ами|ах)?|тыс": 10**3,
    r"миллион(?:а|ов|у|ы|ом|ам|ами|ах|е)?|млн": 10**6,
    r"миллиард(?:а|ов|у|ы|ом|ам|ами|ах|е)?|млрд": 10**9,
    r"триллион(?:а|ов|у|ы|ом|ам|ами|ах|е)?|трлн": 10**12,
}
_LOOSE_WORDS: dict[str, Numeral] = {
    r"об[ае]|обо(?:их|им|ими)|обе(?:их|им|ими)": loose(2),
    r"дво(?:е|их|им|ими|йк\w+|йн\w+)|дважды|вдво(?:е|ем)|пар[ауеы]|парой|удво\w+": loose(2),
    r"тро(?:е|их|им|ими|йк\w+|йн\w+)|трижды|втро(?:е|ем)|утро[ие]\w*": loose(3),
    r"четвер(?:о|ых|ым|ыми)|вчетвер[оеы]м?|четвер[ок]\w+": loose(4),
    r"пятер(?:о|ых|ым|ыми|к\w+)|впятер(?:о|ом)": loose(5),
    r"шестер(?:о|ых|ым|ыми|к\w+)|вшестер(?:о|ом)": loose(6),
    r"семер(?:о|ых|ым|ыми|к\w+)|семью": loose(7),
    r"восьмер(?:о|ых|ым|ыми)": loose(8),
    r"девятер(?:о|ых|ым|ыми)": loose(9),
    r"десятер(?:о|ых|ым|ыми)": loose(10),
    r"единствен\w+|единожды|однажды": loose(1),
    r"половин\w+|пол|наполовину": loose(*HALF),
    r"полгода|полугод\w+": loose(Fraction(1, 2), 6),
    r"получас\w*|полчаса": loose(Fraction(1, 2), 30),
    r"полтор(?:а|ы)|полутора\w*": loose(Fraction(3, 2), 18),
    r"полу?миллион\w{0,2}": loose(500_000),
    r"полу?миллиард\w{0,2}": loose(500_000_000),
    r"полу?тысяч\w{1,2}": loose(500),
    r"четверт(?:ь|и|ью|ей|ям|ях)|квартал\w*": loose(*QUARTER),
    r"треть|трет(?:и|ью|ей)": loose(3),
    r"десят(?:ок|ка|ке|ком|ки|ков|кам|ками|ках)": loose(10, 12),
    r"дюжин\w+": loose(12),
    r"сот(?:ня|ни|ню|не|ней|ен|ням|нями|нях)": loose(100),
    r"столет\w+|век\w{0,3}": loose(100),
    r"десятилет\w+": loose(10),
    r"тысячелет\w+|тысячн\w+": loose(1000),
    r"сут(?:ки|ок|кам|ками|ках)|круглосуточн\w+": loose(24),
    r"нол[ья]\w*|нул[ья]\w*": loose(0),
    r"полдень|полудн\w+|полдня": loose(12),
    r"полноч\w+": loose(0, 12, 24),
}
_PREFIXES = {
    "одно": 1, "перво": 1, "второ": 2, "двух": 2, "дву": 2, "третье": 3, "трое": 3, "трех": 3,
    "четырех": 4, "пяти": 5, "шести": 6, "семи": 7, "восьми": 8, "девяти": 9, "десяти": 10,
    **{f"{stem}надцати": 11 + i for i, stem in enumerate(_TEENS)},
    "двадцати": 20, "тридцати": 30, "сорока": 40, "пятидесяти": 50, "шестидесяти": 60,
    "семидесяти": 70, "восьмидесяти": 80, "девяносто": 90, "сто": 100,
}  # fmt: skip
_PREFIX = "|".join(sorted(_PREFIXES, key=len, reverse=True))
_COMPOUND = re.compile(rf"({_PREFIX})({_PREFIX})?\w{{4,}}")
_MONTHS = re.compile(
    "(январ[ьяею])|(феврал[ьяею])|(март(?:а|е|у|ом)?$)|(апрел[ьяею])|(ма[йяею]$|маем$)|(июн[ьяею])"
    "|(июл[ьяею])|(август(?:а|е|у|ом)?$)|(сентябр[ьяею])|(октябр[ьяею])|(ноябр[ьяею])"
    "|(декабр[ьяею])"
)


@lru_cache(maxsize=4096)
def _numeral(word: str) -> Numeral | None:
    word = word.replace("ё", "е")
    for pattern, value in _CARDINALS.items():
        if re.fullmatch(pattern, word):
            return add(value, closed=value == 10)
    for pattern, value in _SCALES.items():
        if re.fullmatch(pattern, word):
            return scale(value)
    if teen := _TEEN.fullmatch(word):
        return add(11 + _TEENS.index(teen[1]), closed=True)
    if ordinal := _ORDINAL.fullmatch(word):
        return add(_ORDINAL_STEMS[ordinal[1]], last=True)
    if re.fullmatch(f"трет{_THIRD}", word):
        return add(3, last=True)
    for pattern, numeral in _LOOSE_WORDS.items():
        if re.fullmatch(pattern, word):
            return numeral
    if compound := _COMPOUND.fullmatch(word):
        return loose(_PREFIXES[compound[1]] + _PREFIXES.get(compound[2] or "", 0))
    return None


@lru_cache(maxsize=4096)
def _month(word: str) -> int | None:
    match = _MONTHS.match(word)
    return match.lastindex if match else None


RUSSIAN = Lexicon(
    numeral=_numeral,
    month=_month,
    half_after=(("с", "половиной"),),
    half_before=frozenset({"половина", "половину", "половине", "пол"}),
)
