"""Training pairs made from other training pairs: longer ones, other numbers, noise to undo."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from models.training.manifest import Record

_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:–-]\d+)*")
"""A number as it is written: groups of three, decimals, a time, a range, a phone number."""
_DIGIT = re.compile(r"\d")


def join_sentences(
    records: Sequence[Record], rng: random.Random, max_characters: int
) -> list[Record]:
    """Two or three consecutive sentences of a paragraph as one segment, paragraph by paragraph."""
    joined: list[Record] = []
    start = 0
    while start < len(records):
        size = rng.choice((2, 2, 3))
        group = [
            record
            for record in records[start : start + size]
            if record.document is not None and record.document == records[start].document
        ]
        if len(group) > 1:
            texts = {
                language: " ".join(record.texts[language] for record in group)
                for language in group[0].texts
            }
            if max(map(len, texts.values())) <= max_characters:
                joined.append(Record(texts))
        start += max(1, len(group))
    return joined


def join_strangers(
    records: Sequence[Record], count: int, rng: random.Random, max_characters: int
) -> list[Record]:
    """Pairs of unrelated sentences as one segment: longer input from single-sentence corpora."""
    joined: list[Record] = []
    for _ in range(count):
        first, second = rng.sample(records, 2)
        shared = [language for language in first.texts if language in second.texts]
        texts = {
            language: f"{_closed(first.texts[language])} {second.texts[language]}"
            for language in shared
        }
        if len(shared) > 1 and max(map(len, texts.values())) <= max_characters:
            joined.append(Record(texts))
    return joined


def _closed(text: str) -> str:
    return text if text[-1:] in '.!?…»"”:;' else text + "."


def swap_numbers(texts: tuple[str, str], rng: random.Random) -> tuple[str, str] | None:
    """The pair with other digits, where both sides have the same numbers, each once.

    Numbers are the same when their digits are: "1 250,5" is "1,250.5". Each keeps its signs and its
    number of digits, so that agreement around it stays plausible; years keep their century. None
    where the pair has no such number, or some that do not pair up.
    """
    found = [[_digits(number) for number in _NUMBER.findall(text)] for text in texts]
    numbers = found[0]
    if not numbers or sorted(numbers) != sorted(found[1]) or len(set(numbers)) != len(numbers):
        return None
    swapped = {number: _other(number, rng) for number in numbers}
    if len(set(swapped.values())) != len(swapped) or list(swapped) == list(swapped.values()):
        return None

    def write(match: re.Match[str]) -> str:
        fresh = iter(swapped[_digits(match.group())])
        return _DIGIT.sub(lambda _: next(fresh), match.group())

    return _NUMBER.sub(write, texts[0]), _NUMBER.sub(write, texts[1])


def _digits(number: str) -> str:
    return "".join(_DIGIT.findall(number))


def _other(digits: str, rng: random.Random) -> str:
    """As many digits. A zero in front stays, and so does a lone 0 or 1, which grammar hangs on."""
    if digits in {"0", "1"}:
        return digits
    if len(digits) == 4 and digits[:2] in {"19", "20"}:
        return digits[:2] + f"{rng.randrange(100):02d}"
    first = digits[0] if digits[0] == "0" else rng.choice("23456789")
    return first + "".join(rng.choice("0123456789") for _ in digits[1:])


def add_noise(text: str, rng: random.Random, drop: float = 0.1, reach: int = 3) -> str:
    """The text with words dropped and moved by up to ``reach`` places (Lample et al. 2018)."""
    words = [word for word in text.split() if rng.random() >= drop] or text.split()[:1]
    order = sorted(range(len(words)), key=lambda place: place + rng.random() * reach)
    return " ".join(words[place] for place in order)
