"""Numbers in running text, read as values: digits, number words, dates and times."""

from __future__ import annotations

from summarize.checks.numerals.english import ENGLISH
from summarize.checks.numerals.kazakh import KAZAKH
from summarize.checks.numerals.lexicon import Lexicon
from summarize.checks.numerals.reading import Mention, read_numbers
from summarize.checks.numerals.russian import RUSSIAN

LEXICONS: dict[str, Lexicon] = {"kk": KAZAKH, "ru": RUSSIAN, "en": ENGLISH}
"""Languages whose number words are known."""

__all__ = ["LEXICONS", "Lexicon", "Mention", "read_numbers"]
