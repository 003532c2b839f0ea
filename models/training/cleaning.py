"""Which sentence pairs are fit to learn from, and why the others are not."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from models.normalization import normalize_characters, repair_lookalikes

_KAZAKH_ONLY = re.compile("[әғқңөұүһӘҒҚҢӨҰҮҺ]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[A-Za-z]")
_DIGITS = re.compile(r"\d+")
_GROUPED = re.compile(r"(?<=\d)[., \u00a0](?=\d)")
_BROKEN = re.compile("[\ufffd\x00-\x08\x0b-\x1f]|&[a-z]+;|%[sdiu]\\b|%\\d+\\$|\\{\\{|<[a-z/]")


@dataclass(frozen=True, slots=True)
class CleaningRules:
    """Bounds on a pair. Lengths are characters; the ratio is the longer side over the shorter,
    counted only when one side has more than ``ratio_from`` characters."""

    max_characters: int = 900
    max_ratio: float = 3.0
    ratio_from: int = 25
    min_script_share: float = 0.6


def clean(text: str, language: str) -> str:
    """The text in the one form that training and translation share."""
    text = normalize_characters(text)
    return repair_lookalikes(text) if language in ("kk", "ru") else text


def reason_to_drop(
    texts: tuple[str, str], languages: tuple[str, str], rules: CleaningRules
) -> str | None:
    """Why a cleaned pair is not kept, as one of a few fixed words; None where it is kept."""
    source, target = texts
    if not source or not target:
        return "empty"
    if max(len(source), len(target)) > rules.max_characters:
        return "too long"
    if any(_BROKEN.search(text) for text in texts):
        return "markup"
    longer, shorter = max(len(source), len(target)), min(len(source), len(target))
    if longer > rules.ratio_from and longer > rules.max_ratio * shorter:
        return "length ratio"
    for text, language in zip(texts, languages, strict=True):
        if not has_script(text, language, rules.min_script_share):
            return "wrong script"
    if languages[0] != languages[1] and source == target and len(source.split()) > 2:
        return "untranslated"
    return None


def has_script(text: str, language: str, min_share: float) -> bool:
    """Whether the letters are mostly those of the language; Russian has no Kazakh letters in it.

    A text without letters (a number, a date) passes.
    """
    letters = sum(unicodedata.category(character)[0] == "L" for character in text)
    if not letters:
        return True
    pattern = _LATIN if language == "en" else _CYRILLIC
    if len(pattern.findall(text)) < min_share * letters:
        return False
    return language != "ru" or len(_KAZAKH_ONLY.findall(text)) <= 0.05 * letters


def numbers_differ(source: str, target: str) -> bool:
    """Whether the digits of the two sides disagree once groups of digits are joined."""
    return sorted("".join(_DIGITS.findall(source))) != sorted("".join(_DIGITS.findall(target)))


def numbers_kept(source: str, output: str) -> bool:
    """Whether every run of digits of the source stands in the output too.

    Signs that group digits ("1 200", "1,200", "2,5" for "2.5") do not count.
    """
    wanted, found = (Counter(_DIGITS.findall(_GROUPED.sub("", text))) for text in (source, output))
    return not wanted - found
