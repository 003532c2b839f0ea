"""The rules that say, for one place in a text, whether a sentence ends there.

A rule takes razdel's `SentSplit` (a delimiter with the text on its left and right) and answers
"join", "split", or None when it has no opinion; the first answer counts. Quotes, brackets,
bullets, dashes and the Russian abbreviations are razdel's (https://github.com/natasha/razdel).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from summarize.abbreviations import BY_LANGUAGE, RUSSIAN, Abbreviations

if TYPE_CHECKING:
    from razdel.segmenters.sentenize import SentSplit

Action = str | None
Rule = Callable[["SentSplit"], Action]
JOIN, SPLIT = "join", "split"
SHORT = 24
"""Letters of the longest dateline; a longer line in capitals is a sentence of its own."""

_UPPER = "A-ZА-ЯЁӘІҢҒҮҰҚӨҺ"
_DOTTED = re.compile(r"(?:(?<!\w)(?:\w{1,3}\.\s?){1,3})?\w+$")
_INITIAL = re.compile(rf"(?<!\w)(?:[{_UPPER}]|Дж|Th|Ch)$")
_DAY, _MONTH_YEAR = re.compile(r"(?<!\d)\d{1,2}$"), re.compile(r"\s\d{1,2}\.\s?\d{4}\b")
_DAY_MONTH, _YEAR = re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}$"), re.compile(r"\s\d{4}\b")
_PER_UNIT = re.compile(r"/(?:с|ч|сағ|га|кг|л|м|s|h)$")
_DATELINE = re.compile(rf"[^{_UPPER}a-zа-яё]*(?:[{_UPPER}]{{3,}}[\s-]*){{1,3}}")
_ACRONYM = re.compile(rf"\s*[{_UPPER}]{{2,}}\b")


@cache
def rules_for(language: str) -> tuple[Rule, ...]:
    """The rules in the order in which they are asked. A language without abbreviations of its
    own gets the Russian ones."""
    from razdel.segmenters.sentenize import (
        close_bracket,
        close_quote,
        dash_right,
        delimiter_right,
        empty_side,
        initials_left,
        inside_pair_sokr,
        list_item,
        lower_right,
        sokr_left,
    )

    table = BY_LANGUAGE.get(language, RUSSIAN)
    short_words: tuple[Rule, ...] = (partial(_initial, table), partial(_letters, table))
    if table.razdel:
        short_words = (sokr_left, inside_pair_sokr, initials_left)
    return (
        partial(_glued, table),
        empty_side,
        lower_right,
        delimiter_right,
        _dateline,
        _aside,
        _per_unit,
        partial(_abbreviation, table),
        *short_words,
        _date,
        list_item,
        partial(_speech, table),
        close_quote,
        close_bracket,
        dash_right,
    )


def _glued(table: Abbreviations, split: SentSplit) -> Action:
    """ "келді.Содан": whoever found the place has seen small letters before and a word after."""
    if split.right[:1].isspace():
        return None
    return JOIN if _word(split) in table.heads | table.inner else SPLIT


def _abbreviation(table: Abbreviations, split: SentSplit) -> Action:
    if split.delimiter != ".":
        return None
    word, right = _word(split), split.right_token
    if word in table.heads:
        return JOIN
    if word in table.units | table.multipliers and not _INITIAL.search(split.left):
        acronym = word in table.multipliers and _ACRONYM.match(split.right)
        return SPLIT if right.isalpha() and not acronym else JOIN
    if word in table.inner:
        return SPLIT if _opens(table, split) else JOIN
    if word in table.closers:
        return JOIN if right.isdigit() else SPLIT
    return None


def _initial(table: Abbreviations, split: SentSplit) -> Action:
    if split.delimiter != "." or not _INITIAL.search(split.left):
        return None
    return SPLIT if _opens(table, split) else JOIN


def _letters(table: Abbreviations, split: SentSplit) -> Action:
    """Unknown short forms: single small letters, and letters with full stops between ("с.е.")."""
    if split.delimiter != ".":
        return None
    parts = _word(split).split(".")
    if not all(len(part) <= 2 and part.isalpha() for part in parts):
        return None
    if len(parts) == 1 and (len(parts[0]) > 1 or not split.left[-1:].islower()):
        return None
    if len(parts) == 1 and split.left[-2:-1] in {"'", "’"}:
        return None  # "it's."
    return SPLIT if _opens(table, split) else JOIN


def _date(split: SentSplit) -> Action:
    """ "12. 05. 2024", a date with spaces in it."""
    if split.delimiter != ".":
        return None
    inside = (_DAY.search(split.left) and _MONTH_YEAR.match(split.right)) or (
        _DAY_MONTH.search(split.left) and _YEAR.match(split.right)
    )
    return JOIN if inside else None


def _dateline(split: SentSplit) -> Action:
    """ "АСТАНА. Бүгін": the place in capitals before the first sentence of a report."""
    short = split.delimiter == "." and len(split.buffer) <= SHORT
    return JOIN if short and _DATELINE.fullmatch(split.buffer) else None


def _aside(split: SentSplit) -> Action:
    """ "«Рас па?» (оқырман хаты)": the source of a quotation in brackets."""
    return JOIN if split.delimiter in '»”"' and split.right_token == "(" else None


def _per_unit(split: SentSplit) -> Action:
    """ "31 м/с. Содан": razdel takes the last letter for an abbreviation."""
    return SPLIT if split.delimiter == "." and _PER_UNIT.search(split.left) else None


def _speech(table: Abbreviations, split: SentSplit) -> Action:
    """ "«Келесіз бе?» Асқар сұрады": the words after the quotation name the speaker."""
    closing = split.delimiter in "»”\"'’"
    return JOIN if closing and table.speech.match(split.right) else None


def _opens(table: Abbreviations, split: SentSplit) -> bool:
    return split.right_token.lower() in table.starters


def _word(split: SentSplit) -> str:
    """The word before the delimiter, with the dotted letters before it: "т.б", "б.з.д"."""
    match = _DOTTED.search(split.left)
    return "".join(match.group().lower().split()) if match else ""
