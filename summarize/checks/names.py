"""Are the people of the source still recognisable in the translation?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarize.checks.pair import Finding, Pair
from summarize.result import FlagKind

_NAME = re.compile(
    r"\b([А-ЯӘҒҚҢӨҰҮІЁ][а-яәғқңөұүіё]{1,}(?:ов|ев|ёв|бек|бай|жан|ғали|мұрат|болат|гүл))(а)?"
    r"(?:[нтд][ыі]ң|[қғкг][ае]|[тдн][ыі]|[тдн][ае]н?|[пмб]ен|п?ен)?(?![а-яәғқңөұүіё])"
)
"""A surname in -ов or -ев, or a name in -бек, -бай, -жан and the like, with a Kazakh case ending:
the names whose spelling carries over by letters. Names of other make (Шольц, Мэй) are spelled anew
in each language, and a bare noun cannot be told from them."""

_NOT_NAMES = frozenset({"Еңбек", "Жібек", "Түбек", "Бөбек", "Женев"})
"""Labour, silk, peninsula, baby, Geneva: words of that shape with a translation of their own."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SOUNDS = (
    ("shch", "ш"), ("sch", "ш"), ("щ", "ш"), ("dzh", "ж"), ("zh", "ж"), ("gh", "г"),
    ("kh", "х"), ("ph", "ф"), ("sh", "ш"),
    ("ch", "ч"), ("ts", "ц"), ("дж", "ж"), ("dj", "ж"), ("ck", "к"), ("x", "кс"),
)  # fmt: skip
_LETTERS = {
    "b": "б", "v": "в", "w": "в", "g": "г", "ғ": "г", "d": "д", "j": "ж", "z": "з", "k": "к",
    "q": "к", "қ": "к", "c": "к", "l": "л", "m": "м", "n": "н", "ң": "н", "p": "п", "r": "р",
    "s": "с", "t": "т", "f": "ф", "h": "х", "һ": "х",
}  # fmt: skip
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчш")


def names(pair: Pair) -> Iterator[Finding]:
    """Names of people in the source without a word of the same consonants in the translation."""
    if pair.source_language != "kk" or pair.target_language not in ("en", "ru"):
        return
    missing = []
    written = [consonants(word) for word in _WORD.findall(pair.target) if word[0].isupper()]
    for match in _NAME.finditer(pair.source):
        wanted = consonants(match[1])
        known = match[1] in _NOT_NAMES or len(wanted) < 2
        if not known and not any(_alike(wanted, found) for found in written):
            missing.append(match[1] + (match[2] or ""))
    if missing:
        yield Finding(FlagKind.NAME, f"{', '.join(dict.fromkeys(missing))} is missing")


def consonants(word: str) -> str:
    """A word's consonants, the same whether it is written in Kazakh, Russian or English letters:
    "Тоқаев", "Токаевым" and "Tokayev" all begin with "ткв"."""
    word = word.casefold()
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    sounds = "".join(_LETTERS.get(letter, letter) for letter in word)
    plain = "".join(letter for letter in sounds if letter in _CONSONANTS)
    return re.sub(r"(.)\1+", r"\1", plain)


def _alike(wanted: str, found: str) -> bool:
    """Whether ``found`` begins with ``wanted``; in longer names one consonant may differ."""
    beginning = found[: len(wanted)]
    if beginning == wanted:
        return True
    if len(wanted) < 4:
        return False
    return any(_one_edit(wanted, found[:size]) for size in range(len(wanted) - 1, len(wanted) + 2))


def _one_edit(first: str, second: str) -> bool:
    """Whether one letter inserted, removed or replaced makes the two equal."""
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1:
        return False
    i = 0
    while i < len(short) and short[i] == long[i]:
        i += 1
    return short[i:] == long[i + 1 :] or short[i + 1 :] == long[i + 1 :]
