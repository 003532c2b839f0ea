"""Fact hits: does the summary hold the numbers and names of the key facts?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.base import FloatArray, Segments, ratio, rows_of
from eval.metrics.segments import in_wrong_script
from eval.scores import ScoringError
from eval.words import words
from summarize.checks.numerals import LEXICONS, Mention, read_numbers


def same_name(one: str, other: str) -> bool:
    """Whether two case-folded words may be the same name in different cases or derivations:
    Astana and Astana's, Павлодар and Павлодарской, Италия and Италии.

    The endings of Kazakh and Russian are added behind and seldom change more than the last letter
    before them (the last two of a word longer than five), so that the words must agree up to
    there. In a word of four letters or fewer a change is allowed only in place (Абай, Абая).
    """
    shorter = min(len(one), len(other))
    unlike = (place for place in range(shorter) if one[place] != other[place])
    differing = shorter - next(unlike, shorter)
    if not differing:
        return shorter > 2 or one == other
    if shorter <= 4:
        return shorter == 4 and len(one) == len(other) and differing == 1
    return differing <= (2 if shorter > 5 else 1)


def fact_names(facts: Sequence[str], number: int, language: str) -> tuple[str, ...]:
    """The names in ``facts[number]``, case-folded: its capitalised words that are no numbers.

    A fact's first word is a name only in a list whose facts mostly begin with a small letter;
    elsewhere its capital tells nothing.
    """
    small = sum(fact.lstrip()[:1].islower() for fact in facts)
    fact = facts[number]
    spans = [(m.start, m.end) for m in read_numbers(fact, LEXICONS.get(language))]
    found: list[str] = []
    place = 0
    for position, part in enumerate(fact.split()):
        start = fact.index(part, place)
        place = start + len(part)
        bare = part.strip("«»“”\"'()[].,;:!?—–-")
        if not bare[:1].isupper() or (position == 0 and 2 * small < len(facts)):
            continue
        if not any(begin < place and start < end for begin, end in spans):
            found.extend(words(bare))
    return tuple(found)


class FactHits:
    """Percentage of the key facts whose numbers and names all appear in the summary.

    A fact with neither cannot be looked up and does not count. A number appears when one of the
    summary's numbers has its value, in digits or words; a name when one of its words may be a form
    of it (``same_name``). Facts must be in the summary's language, and so must the summary: one
    that is mostly in another script has no hit, or copied Kazakh would lead by its digits.

    Rows: facts found, facts that could be looked up.
    """

    def statistics(self, segments: Segments) -> FloatArray:
        if segments.facts is None:
            raise ScoringError(
                "facts needs the key facts of each document, and none were given; pass facts= "
                "with one list per summary."
            )
        pairs = zip(segments.hypotheses, segments.facts, strict=True)
        return rows_of([_hits(text, facts, segments.language) for text, facts in pairs], 2)

    def corpus(self, sums: FloatArray) -> FloatArray:
        return ratio(sums)

    def signature(self, segments: Segments) -> str:
        return f"numbers:strict|names:capitalised|lang:{segments.language}|version:qysqa-2"


def _hits(summary: str, facts: Sequence[str], language: str) -> tuple[int, int]:
    lexicon = LEXICONS.get(language)
    said = read_numbers(summary, lexicon)
    vocabulary = set(words(summary))
    readable = not in_wrong_script(summary, language)
    hits = checkable = 0
    for index, fact in enumerate(facts):
        numbers = [mention for mention in read_numbers(fact, lexicon) if mention.strict]
        names = fact_names(facts, index, language)
        if not numbers and not names:
            continue
        checkable += 1
        hits += (
            readable
            and all(has_number(said, number) for number in numbers)
            and all(any(same_name(name, word) for word in vocabulary) for name in names)
        )
    return hits, checkable


def has_number(mentions: Sequence[Mention], wanted: Mention) -> bool:
    """Whether one of the mentions may have the value of the wanted one."""
    return any(mention.values & wanted.values for mention in mentions)
