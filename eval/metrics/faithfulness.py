"""Translations held against their source: numbers, words left over, length, flags."""

from __future__ import annotations

import re

import numpy as np

from eval.metrics.base import FloatArray, Segments, ratio, rows_of, sources_of
from eval.metrics.facts import has_number
from eval.words import words
from summarize.checks import CHECKS, check_sentence
from summarize.checks.numerals import LEXICONS, read_numbers
from summarize.configuration import ChecksConfig

_VERSION = "version:qysqa-1"
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_KAZAKH = re.compile(r"[әғқңөұүһі]")
_COPIED_RUN = 3


def untranslated_words(source: str, output: str, source_language: str, language: str) -> int:
    """How many of the output's words were left in the source language; none where the output was
    to be in that language.

    A word counts when the target's alphabet does not have its letters (Cyrillic in English,
    Kazakh letters in Russian), or when it stands in a run of three or more words that the source
    has in the same order: names and loans alone make no such run across languages. Numbers and
    words without letters never count.
    """
    if source_language == language:
        return 0
    found = words(output)
    foreign = {"en": _CYRILLIC, "ru": _KAZAKH}.get(language)
    left = [bool(foreign and foreign.search(word)) for word in found]
    runs = _runs(words(source))
    for start in range(len(found) - _COPIED_RUN + 1):
        if found[start : start + _COPIED_RUN] in runs:
            left[start : start + _COPIED_RUN] = [True] * _COPIED_RUN
    return sum(
        flag and any(letter.isalpha() for letter in word)
        for flag, word in zip(left, found, strict=True)
    )


def _runs(tokens: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {tokens[i : i + _COPIED_RUN] for i in range(len(tokens) - _COPIED_RUN + 1)}


class Untranslated:
    """Percentage of output words left in the source language. Rows: such words, all words."""

    def statistics(self, segments: Segments) -> FloatArray:
        rows = []
        sources = sources_of(segments, "untranslated")
        for source, output in zip(sources, segments.hypotheses, strict=True):
            left = untranslated_words(source, output, segments.source_language, segments.language)
            rows.append((left, len(words(output))))
        return rows_of(rows, 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums)

    def signature(self, segments: Segments) -> str:
        return f"run:{_COPIED_RUN}|tok:unicode|{_VERSION}"


class LengthRatio:
    """Characters of the output per character of the reference (the mean length of several).

    Rows: characters of output and of reference, outer white space not counted.
    """

    def statistics(self, segments: Segments) -> FloatArray:
        rows = []
        for output, references in zip(segments.hypotheses, segments.references, strict=True):
            lengths = [len(reference.strip()) for reference in references]
            rows.append((len(output.strip()), sum(lengths) / len(lengths)))
        return rows_of(rows, 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums, 1.0)

    def signature(self, segments: Segments) -> str:
        return f"nrefs:{segments.reference_count}|unit:characters|{_VERSION}"


class NumberFidelity:
    """Percentage of the numbers on both sides that the other side has too.

    A number left out and a number made up cost the same. Numbers are compared by value ("34",
    "отыз төрт", "thirty-four"); words such as "one" or "both", which need no counterpart, are not
    held against a translation (``Mention.strict`` in summarize.checks.numerals).

    Rows: numbers with a counterpart, all numbers, of source and output together. A set without
    any number scores 100: there was nothing to get wrong.
    """

    def statistics(self, segments: Segments) -> FloatArray:
        rows = []
        sources = sources_of(segments, "numbers")
        for source, output in zip(sources, segments.hypotheses, strict=True):
            asked = read_numbers(source, LEXICONS.get(segments.source_language))
            given = read_numbers(output, LEXICONS.get(segments.language))
            strict = [(number, given) for number in asked if number.strict]
            strict += [(number, asked) for number in given if number.strict]
            rows.append((sum(has_number(other, number) for number, other in strict), len(strict)))
        return rows_of(rows, 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        result: FloatArray = np.where(sums[..., 1] > 0, ratio(sums), 100.0)
        return result

    def signature(self, segments: Segments) -> str:
        return f"numbers:strict|sides:both|{_VERSION}"


class Flags:
    """Reasons for distrust per 100 sentences, by the checks that the pipeline runs on a pair of
    texts. Those that need the model's score or embeddings are left out: an output made elsewhere
    has none. Rows: flags, 1."""

    def statistics(self, segments: Segments) -> FloatArray:
        config = ChecksConfig(similarity=False)
        rows = []
        sources = sources_of(segments, "flags")
        for source, output in zip(sources, segments.hypotheses, strict=True):
            found = check_sentence(
                "", source, output, segments.source_language, segments.language, config
            )
            rows.append((len(found), 1))
        return rows_of(rows, 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums)

    def signature(self, segments: Segments) -> str:
        return f"checks:{'+'.join(check.__name__ for check in CHECKS)}|{_VERSION}"
