"""Checks what is to be scored before anything is scored."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.base import Segments
from eval.scores import ScoringError
from eval.words import script_counts

SCRIPTS = {"kk": "Cyrillic", "ru": "Cyrillic", "en": "Latin"}
"""The script in which the project's languages are written in its suites."""

_WRONG_SCRIPT_SHARE = 0.5


def check_segments(
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    language: str,
    *,
    sources: Sequence[str] | None = None,
    source_language: str = "kk",
    facts: Sequence[Sequence[str]] | None = None,
    allow_empty: bool = False,
) -> Segments:
    """The inputs as one record, or a ScoringError that says what does not fit.

    ``references`` may be empty for metrics that need none. ``allow_empty`` lets single hypotheses
    be empty (they then score as a miss); a set of nothing but empty ones is refused even so.
    """
    if isinstance(hypotheses, str) or isinstance(references, str):
        raise ScoringError(
            "Hypotheses and references are lists of texts, but a single text was given; "
            "put it into a list."
        )
    if not hypotheses:
        raise ScoringError("There are no hypotheses to score; expected at least one text.")
    lists = tuple((r,) if isinstance(r, str) else tuple(r) for r in references)
    if lists:
        _same_count(len(hypotheses), len(lists), "references")
        _no_empty_reference(lists)
        _right_script(lists, language)
    if sources is not None:
        _same_count(len(hypotheses), len(sources), "sources")
    if facts is not None:
        _same_count(len(hypotheses), len(facts), "lists of key facts")
    _hypotheses_present(hypotheses, allow_empty)
    return Segments(
        hypotheses=tuple(hypotheses),
        references=lists,
        language=language,
        sources=None if sources is None else tuple(sources),
        source_language=source_language,
        facts=None if facts is None else tuple(tuple(f) for f in facts),
    )


def in_wrong_script(text: str, language: str) -> bool:
    """Whether most letters are in another script than the language's; never for a language whose
    script is not known here."""
    expected = SCRIPTS.get(language)
    counts = script_counts(text)
    other = counts.cyrillic if expected == "Latin" else counts.latin
    return expected is not None and other > _WRONG_SCRIPT_SHARE * (counts.latin + counts.cyrillic)


def notes(segments: Segments) -> tuple[str, ...]:
    """What a reader should know about the hypotheses although they can be scored: outputs in
    another script than the language's, and words that mix Cyrillic with Latin letters."""
    found = []
    foreign = sum(in_wrong_script(text, segments.language) for text in segments.hypotheses)
    mixed = sum(script_counts(text).mixed_words > 0 for text in segments.hypotheses)
    total = len(segments)
    if foreign:
        found.append(
            f"{foreign} of {total} hypotheses are not written in {SCRIPTS[segments.language]} "
            f"script, which {segments.language} uses."
        )
    if mixed:
        found.append(
            f"{mixed} of {total} hypotheses hold words that mix Cyrillic and Latin letters; such "
            "words match no reference even where they look the same."
        )
    return tuple(found)


def _same_count(hypotheses: int, others: int, what: str) -> None:
    if hypotheses != others:
        raise ScoringError(
            f"There are {hypotheses} hypotheses but {others} {what}; expected as many of both, "
            "in the same order."
        )


def _no_empty_reference(references: tuple[tuple[str, ...], ...]) -> None:
    for number, texts in enumerate(references, 1):
        if not texts or not all(text.strip() for text in texts):
            raise ScoringError(
                f"Segment {number} has an empty reference; every segment needs at least one, and "
                "none of them may be empty (give fewer references where one is missing)."
            )


def _hypotheses_present(hypotheses: Sequence[str], allow_empty: bool) -> None:
    empty = [number for number, text in enumerate(hypotheses, 1) if not text.strip()]
    if len(empty) == len(hypotheses):
        raise ScoringError(
            f"All {len(hypotheses)} hypotheses are empty; expected the outputs of a system."
        )
    if empty and not allow_empty:
        raise ScoringError(
            f"{len(empty)} of {len(hypotheses)} hypotheses are empty, the first is number "
            f"{empty[0]}; fill them or leave these segments out on both sides."
        )


def _right_script(references: tuple[tuple[str, ...], ...], language: str) -> None:
    expected = SCRIPTS.get(language)
    if expected is None:
        return
    latin = cyrillic = 0
    for texts in references:
        for text in texts:
            counts = script_counts(text)
            latin += counts.latin
            cyrillic += counts.cyrillic
    other = cyrillic if expected == "Latin" else latin
    if other > _WRONG_SCRIPT_SHARE * (latin + cyrillic):
        raise ScoringError(
            f"The references are said to be {language} ({expected} script), but "
            f"{100 * other / (latin + cyrillic):.0f} % of their letters are in another script; "
            "name their language or take the right file."
        )
