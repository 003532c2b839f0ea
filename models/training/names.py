"""Training pairs with other names in them: what teaches a model to copy a name it never saw.

A name is found by its looks: a capitalised word of the Kazakh side that begins like a capitalised
word of the other side once both are written in plain Latin letters. Kazakh case endings and Russian
ones stay where they are, so a fresh name must take the same ones: in Kazakh the vowel and the
letter at the end of the stem decide, in Russian what follows the last vowel.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = "аәеёиоөуүұыіэюя"
_BACK = "аоуұыюяё"
_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    **dict(zip("әғқңөұүһі", ["a", "g", "k", "ng", "o", "u", "u", "h", "i"], strict=True)),
    "ё": "yo",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}
_RUSSIAN = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")

# One plural, one possessive, one case, and "of", "with" and "in the": what a name can carry.
_KAZAKH_SUFFIX = re.compile(
    r"-?(?:[лдт][ае]р)?(?:ы|і|сы|сі)?"
    r"(?:[ндт][ыі]ң|[ндт][ыі]|н|[ғгқк][ае]|на|не|а|е|[дт][ае]н?|н[ае]н|нда|нде|ндан|нен"
    r"|[мбп]ен|[дт][ае][ғг][ыі]|ндағы|ндегі|лық|лік|дық|дік|тық|тік)?"
)
_RUSSIAN_ENDING = re.compile(
    r"|а|у|ом|ым|е|ы|ой|ою|ь|я|ю|ем|ём|и|ей|ью|ов|ого|ому|ая|ую|ое|ых|ыми|ам|ами|ах"
)

_KNOWN_WORD = 20
"""A name that occurs more often is a word like any other: it is learnt, not copied."""
_INVENTED = 0.5
_IN_LATIN = 0.1
_LONGEST_STEM = 14


@dataclass(frozen=True, slots=True)
class Name:
    """A name without endings: its Kazakh stem and the one on the other side."""

    kazakh: str
    other: str


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a pair: which words it is in, and the endings it wears there."""

    name: Name
    kazakh_word: str
    other_word: str


def romanized(text: str) -> str:
    """Cyrillic in the plain Latin letters of English news, lower case; Latin as it is."""
    return "".join(_LATIN.get(letter, letter) for letter in text.lower())


def find_names(texts: tuple[str, str], language: str, common: frozenset[str]) -> list[Found]:
    """The names of a pair (Kazakh, ``language``), each word once.

    ``common`` are words known in lower case, which a capital at the start of a sentence would
    otherwise make into names.
    """
    others = _capitalised(texts[1], common)
    found: list[Found] = []
    for word in _capitalised(texts[0], common):
        matches = [(name, other) for other in others if (name := _match(word, other, language))]
        if matches:
            name, other = max(matches, key=lambda match: (len(match[0].kazakh), -len(match[1])))
            if name.kazakh.lower() not in common:
                found.append(Found(name, word, other))
                others.remove(other)
    return found


def _capitalised(text: str, common: frozenset[str]) -> list[str]:
    """Words that begin with a capital, abbreviations and common words left out."""
    return [
        word
        for word in dict.fromkeys(_WORD.findall(text))
        if word[0].isupper() and len(word) > 2 and not word.isupper() and word.lower() not in common
    ]


def _match(word: str, other: str, language: str) -> Name | None:
    if word.isascii():
        return Name(word, word) if word == other else None
    return _english(word, other) if language == "en" else _russian(word, other)


def _russian(word: str, other: str) -> Name | None:
    """The longest stem both words begin with, what is left being endings."""
    plain = word.translate(_RUSSIAN)
    for length in range(min(len(word), len(other)), 3, -1):
        if _alike(plain[:length], other[:length]):
            rest = word[length:]
            own = rest[:1] if rest[:1] in {"а", "я", "ь"} else ""
            if _RUSSIAN_ENDING.fullmatch(other[length:]) and (
                _KAZAKH_SUFFIX.fullmatch(rest) or (own and _KAZAKH_SUFFIX.fullmatch(rest[1:]))
            ):
                return Name(word[:length], other[:length])
    return None


def _alike(one: str, two: str) -> bool:
    """Equal but for the letters that the two spellings exchange."""
    table = str.maketrans("ыэйё", "иеие")
    return one.translate(table) == two.translate(table)


def _english(word: str, other: str) -> Name | None:
    """The stem whose Latin spelling is nearest to the English word, if it is near."""
    other = other.removesuffix("'s").removesuffix("’s")
    latin = other.lower()
    best: tuple[float, str] | None = None
    for length in range(len(word), 2, -1):
        if not _KAZAKH_SUFFIX.fullmatch(word[length:]):
            continue
        likeness = _likeness(romanized(word[:length]), latin)
        if best is None or likeness > best[0]:
            best = likeness, word[:length]
    if best is None or best[0] < 0.72:
        return None
    return Name(best[1], other)


def _likeness(one: str, two: str) -> float:
    """1 for equal words, 0 for words without a letter in common (edit distance by the longer)."""
    previous = list(range(len(two) + 1))
    for place, letter in enumerate(one, 1):
        current = [place]
        for other, mark in enumerate(two, 1):
            current.append(
                min(previous[other] + 1, current[-1] + 1, previous[other - 1] + (letter != mark))
            )
        previous = current
    return 1 - previous[-1] / max(len(one), len(two), 1)


@dataclass(slots=True)
class NamePool:
    """Names to put in, by the endings they take; the beginnings of invented ones; and the names so
    frequent that they stay where they are."""

    language: str
    common: frozenset[str]
    fitting: dict[tuple[str, ...], list[Name]] = field(default_factory=dict)
    fronts: list[str] = field(default_factory=list)
    frequent: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]], language: str) -> NamePool:
        """The names of all pairs, each once, in the order of their first appearance."""
        common = common_words(text for texts in pairs for text in texts)
        names = [found.name for texts in pairs for found in find_names(texts, language, common)]
        times = Counter(name.kazakh for name in names)
        frequent = frozenset(stem for stem, count in times.items() if count > _KNOWN_WORD)
        pool = cls(language, common, frequent=frequent)
        for name in dict.fromkeys(names):
            if name.kazakh.isalpha() and not name.kazakh.isascii():
                pool.fitting.setdefault(_fit(name, language), []).append(name)
                front = _split(name.kazakh)[0]
                if len(front) > 1:
                    pool.fronts.append(front)
        return pool

    def swap(self, texts: tuple[str, str], rng: random.Random) -> tuple[str, str] | None:
        """The pair with other names, a name that occurs twice with the same one; None where it has
        none to exchange, or where one would be left over on either side."""
        kazakh: dict[str, str] = {}
        other: dict[str, str] = {}
        chosen: dict[str, Name] = {}
        for one in find_names(texts, self.language, self.common):
            name = one.name
            if name.kazakh in self.frequent:
                continue
            fresh = chosen.setdefault(name.kazakh, self._fresh(one, rng))
            kazakh[one.kazakh_word] = fresh.kazakh + one.kazakh_word[len(name.kazakh) :]
            other[one.other_word] = fresh.other + one.other_word[len(name.other) :]
        left = [word for word in _WORD.findall(texts[0]) if word not in kazakh]
        if not kazakh or any(word.startswith(stem) for word in left for stem in chosen):
            return None
        swapped = _exchange(texts[0], kazakh), _exchange(texts[1], other)
        return None if swapped == texts else swapped

    def _fresh(self, found: Found, rng: random.Random) -> Name:
        """A real name that takes the same endings, or an invented one; now and then in Latin
        letters, where no ending hangs on it."""
        name = found.name
        bare = (name.kazakh, name.other) == (found.kazakh_word, found.other_word)
        if name.kazakh.isascii() or (bare and rng.random() < _IN_LATIN):
            latin = romanized(self._invented(_split(name.kazakh)[1], rng)).capitalize()
            return Name(latin, latin)
        fitting = self.fitting.get(_fit(name, self.language), [])
        if len(fitting) > 3 and rng.random() >= _INVENTED:
            return rng.choice(fitting)
        kazakh = self._invented(_split(name.kazakh)[1], rng)
        if self.language == "ru":
            return Name(kazakh, kazakh.translate(_RUSSIAN))
        return Name(kazakh, romanized(kazakh).capitalize())

    def _invented(self, tail: str, rng: random.Random) -> str:
        """One or two beginnings of real names, and the tail that carries the endings."""
        front = rng.choice(self.fronts) if self.fronts else "Б"
        if self.fronts and rng.random() < 0.5:
            front = _syllable(rng.choice(self.fronts)) + front
        return (front[: _LONGEST_STEM - len(tail)] + tail).capitalize()


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """All words that occur in lower case."""
    return frozenset(word for text in texts for word in _WORD.findall(text) if word[0].islower())


def _exchange(text: str, words: dict[str, str]) -> str:
    return _WORD.sub(lambda match: words.get(match.group(), match.group()), text)


def _split(stem: str) -> tuple[str, str]:
    """What stands before the last vowel, and the rest."""
    places = [place for place, letter in enumerate(stem.lower()) if letter in _VOWELS]
    cut = places[-1] if places else max(0, len(stem) - 1)
    return stem[:cut], stem[cut:]


def _syllable(front: str) -> str:
    """The name's beginning up to its first vowel, that included."""
    for place, letter in enumerate(front.lower()):
        if letter in _VOWELS and place:
            return front[: place + 1]
    return front


def _fit(name: Name, language: str) -> tuple[str, ...]:
    """What decides the endings: names of equal fit may stand for each other."""
    tail = _split(name.kazakh)[1].lower()
    if language == "ru":
        return (tail, _split(name.other)[1].lower())
    return ("back" if tail[:1] in _BACK else "front", tail[-1:])
