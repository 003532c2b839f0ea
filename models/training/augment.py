"""Training pairs made from other training pairs: longer ones, other numbers, noise to undo."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from models.training.manifest import Record

_NUMBER = re.compile(r"(?<![\d.,:№-])\d{1,4}(?:[.,]\d{1,2})?(?![\d.,:-]*\d)")


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
    """The pair with other digits, where each number stands exactly once on both sides.

    Numbers keep their number of digits and their decimal sign, so that agreement around them
    stays plausible; years keep their century. None where the pair has no such number.
    """
    source, target = texts
    numbers = _NUMBER.findall(source)
    if not numbers or sorted(numbers) != sorted(_NUMBER.findall(target)):
        return None
    if len(set(numbers)) != len(numbers):
        return None
    swapped = {number: _other(number, rng) for number in numbers}
    if len(set(swapped.values())) != len(swapped):
        return None
    return (
        _NUMBER.sub(lambda match: swapped[match.group()], source),
        _NUMBER.sub(lambda match: swapped[match.group()], target),
    )


def _other(number: str, rng: random.Random) -> str:
    if len(number) == 4 and number.isdigit() and number[:2] in {"19", "20"}:
        return number[:2] + f"{rng.randrange(100):02d}"
    if number in {"1", "0"}:
        return number
    digits = [rng.choice("23456789") if i == 0 else rng.choice("0123456789") for i in range(9)]
    fresh = iter(digits)
    return "".join(next(fresh) if character.isdigit() else character for character in number)


def add_noise(text: str, rng: random.Random, drop: float = 0.1, reach: int = 3) -> str:
    """The text with words dropped and moved by up to ``reach`` places (Lample et al. 2018)."""
    words = [word for word in text.split() if rng.random() >= drop] or text.split()[:1]
    order = sorted(range(len(words)), key=lambda place: place + rng.random() * reach)
    return " ".join(words[place] for place in order)
