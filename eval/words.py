"""Words as metrics count them, in any script.

rouge-score keeps only ``[a-z0-9]``, so that identical Kazakh texts have no word in common. Here a
word is a run of Unicode letters, marks and digits; apostrophes and hyphens inside it do not end it
("Қазақстан-2030", "қауіп-қатер", "d'Ivoire"), nor do the separators inside a number ("9,5").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

# Combining marks are not \w in Python, yet a stressed Russian vowel (а + U+0301) has no composed
# form: without them such a word would fall in two.
_LETTERS = r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*"
_PART = rf"(?:\d+(?:[.,]\d+)+(?![^\W_])|{_LETTERS})"
_WORD = re.compile(rf"{_PART}(?:['-]{_PART})*")

# One sign per meaning, so that a typesetter's choice does not decide whether two words are equal.
_SIGNS = str.maketrans({**dict.fromkeys("’‘ʼ`´′", "'"), **dict.fromkeys("‐‑", "-"), "\u00ad": None})

_SNOWBALL = {"en": "english", "ru": "russian"}
"""Languages with a Snowball stemmer here; there is none for Kazakh."""

Tokenizer = Literal["unicode", "rouge-score"]


@lru_cache(maxsize=1 << 14)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in order: NFC, case-folded, without punctuation."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return tuple(_WORD.findall(folded.translate(_SIGNS)))


def has_stemmer(language: str) -> bool:
    """Whether ``stems`` changes anything in this language."""
    return language in _SNOWBALL


@lru_cache(maxsize=1 << 14)
def stems(text: str, language: str) -> tuple[str, ...]:
    """The words of a text cut to their Snowball stems; unchanged where there is no stemmer."""
    stem = _stemmer(language)
    return words(text) if stem is None else tuple(stem(word) for word in words(text))


@cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    if language not in _SNOWBALL:
        return None
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(_SNOWBALL[language]).stemWord
    return lru_cache(maxsize=1 << 16)(stem)


@dataclass(frozen=True, slots=True)
class ScriptCounts:
    """Letters by script, and the words that hold letters of both."""

    latin: int
    cyrillic: int
    mixed_words: int


_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_RUN = re.compile(r"[^\W\d_]+")


def script_counts(text: str) -> ScriptCounts:
    """How many letters are Latin and Cyrillic, and how many unbroken words mix the two."""
    latin, cyrillic = len(_LATIN.findall(text)), len(_CYRILLIC.findall(text))
    mixed = 0
    if latin and cyrillic:
        mixed = sum(1 for run in _RUN.findall(text) if _LATIN.search(run) and _CYRILLIC.search(run))
    return ScriptCounts(latin, cyrillic, mixed)
