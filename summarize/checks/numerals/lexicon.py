"""Number words as data: what a word is worth and how it combines with its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

HALF = frozenset({Fraction(1, 2), Fraction(3, 2), Fraction(6), Fraction(30), Fraction(50)})
"""What "half" may stand for in the other language: 0.5, a year and a half (1.5), half a year
(6 months), half an hour (30 minutes), half of all (50 %)."""

QUARTER = frozenset(Fraction(n, d) for n, d in ((1, 4), (4, 1), (3, 1), (15, 1), (25, 1)))
"""A quarter: 1/4, one of four, three months, 15 minutes, 25 %."""


class Role(Enum):
    """How a number word combines: ADD fills an empty place of a number ("five" after "twenty"),
    HUNDRED and SCALE multiply what stands before them, LOOSE stands alone."""

    ADD = "add"
    HUNDRED = "hundred"
    SCALE = "scale"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number word. ``room`` is the power of ten that an ADD word fills up to (10 for "five", 100
    for "twenty"); ``closed`` says that no ones follow it (a teen), ``last`` that it ends a number
    (an ordinal, a case ending). ``strict`` is false for a word that may well have no counterpart
    in a good translation."""

    role: Role
    values: frozenset[Fraction]
    room: int = 0
    closed: bool = False
    last: bool = False
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's number words. ``numeral`` looks up a casefolded word. ``month`` gives
    1–12 for a month's name. ``half_after`` lists the word sequences that add a half
    ("and a half"), by their beginnings; ``half_before`` the words that halve the scale after them
    ("half a million") or count to the next hour ("в половине восьмого", at half past seven);
    ``joins`` the words that may stand inside a number ("and"); ``hyphenated`` says that a hyphen
    joins tens and ones; ``capital_months`` that only "May" is a month and "may" is not;
    ``doubtful_months`` are those whose names mean other things as well (маусым: June, season)."""

    numeral: Callable[[str], Numeral | None]
    month: Callable[[str], int | None]
    half_after: tuple[tuple[str, ...], ...]
    half_before: frozenset[str]
    joins: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    hyphenated: bool = False
    capital_months: bool = False
    doubtful_months: frozenset[int] = frozenset()


def add(value: int, *, closed: bool = False, last: bool = False, strict: bool = True) -> Numeral:
    """An additive numeral below 1000. One and two also serve as "a" and "both": never strict."""
    room = 10 if value < 10 else 100 if value < 100 else 1000
    return Numeral(Role.ADD, frozenset({Fraction(value)}), room, closed, last, strict and value > 2)


def scale(value: int, *, last: bool = False) -> Numeral:
    """A thousand, a million and so on."""
    return Numeral(Role.SCALE, frozenset({Fraction(value)}), last=last, strict=False)


def hundred(*, last: bool = False) -> Numeral:
    """A word that multiplies by a hundred."""
    return Numeral(Role.HUNDRED, frozenset({Fraction(100)}), last=last, strict=False)


def loose(*values: int | Fraction) -> Numeral:
    """A word that may stand for one of several values and need not be matched."""
    return Numeral(Role.LOOSE, frozenset(Fraction(value) for value in values), strict=False)
