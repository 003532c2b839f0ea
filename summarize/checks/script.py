"""Is the output there, and is it written in the target language's letters?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from summarize.checks.pair import Finding, Pair
from summarize.result import FlagKind

KAZAKH_ONLY = frozenset("әғқңөұүһі")
"""Letters of Kazakh Cyrillic that Russian does not have."""

SCRIPTS = {"kk": "CYRILLIC", "ru": "CYRILLIC", "en": "LATIN"}
"""The script a language is written in, as Unicode names begin. Other languages are not checked."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_MIN_COPIED_WORDS = 3
_MAX_COPIED_SHARE = 0.6


def empty(pair: Pair) -> Iterator[Finding]:
    """A source with words and an output without any."""
    has_words = any(character.isalnum() for character in pair.source)
    if has_words and not any(character.isalnum() for character in pair.target):
        yield Finding(FlagKind.EMPTY, "the translation is empty")


def copied(pair: Pair) -> Iterator[Finding]:
    """Source words standing untranslated in the output. Names and numbers are the same in both
    languages: capitalised words without Kazakh letters do not count."""
    if pair.source_language == pair.target_language:
        return
    words = [word for word in _WORD.findall(pair.source) if not _looks_like_name(word)]
    source = [word.casefold() for word in words]
    target = {word.casefold() for word in _WORD.findall(pair.target)}
    kept = [word for word in source if word in target and len(word) > 1]
    if len(kept) < _MIN_COPIED_WORDS or len(kept) <= _MAX_COPIED_SHARE * len(source):
        return
    yield Finding(
        FlagKind.UNTRANSLATED, f"{len(kept)} of {len(source)} words are those of the source"
    )


def wrong_script(pair: Pair) -> Iterator[Finding]:
    """Kazakh letters in a language without them, or words in another script than the target's
    that the source does not hold (a brand in Latin letters is kept on purpose)."""
    words = _WORD.findall(pair.target)
    if pair.target_language != "kk" and pair.target_language in SCRIPTS:
        kazakh = [word for word in words if KAZAKH_ONLY & set(word.casefold())]
        if kazakh:
            yield Finding(FlagKind.SCRIPT, f"Kazakh letters in {_quoted(kazakh)}")
            return
    expected = SCRIPTS.get(pair.target_language)
    if expected is None:
        return
    source = {word.casefold() for word in _WORD.findall(pair.source)}
    allowed = source if expected == "CYRILLIC" else set()
    foreign = [w for w in words if _script(w) != expected and w.casefold() not in allowed]
    letters = sum(len(word) for word in words)
    if not foreign:
        return
    if expected == "LATIN" or 2 * sum(len(word) for word in foreign) > letters:
        yield Finding(FlagKind.SCRIPT, f"{_quoted(foreign)} is not in {expected.title()} letters")


def _looks_like_name(word: str) -> bool:
    """A capitalised word without Kazakh letters may be spelled alike in Russian."""
    return word[0].isupper() and not KAZAKH_ONLY & set(word.casefold())


def _script(word: str) -> str:
    """The script of most of a word's letters."""
    names = [unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()]
    return max(set(names), key=names.count) if names else ""


def _quoted(words: list[str]) -> str:
    shown = ", ".join(f"“{word}”" for word in dict.fromkeys(words[:3]))
    return shown if len(words) <= 3 else f"{shown} …"
