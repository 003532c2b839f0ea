"""The edits of TER: the number that sacrebleu and Tercom find, many times sooner.

TER (Snover et al. 2006) shifts blocks of words in the hypothesis, one at a time and the most useful
first, as long as that lowers the edit distance to the reference. Nearly all the time goes into the
distances of the hundreds of shifts that are tried: see ``edit_matrix``.

sacrebleu computes distances within 25 cells of the diagonal. Where the path that it would take
leaves that band, the pair is handed to sacrebleu itself, so that both always agree.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from eval.metrics.edit_matrix import Alignment, Matrix

T = TypeVar("T")

# Limits of Tercom and sacrebleu (sacrebleu.metrics.lib_ter); they are part of the definition.
_MAX_SHIFT_SIZE = 10
_MAX_SHIFT_DISTANCE = 50
_MAX_CANDIDATES = 1000
_BAND = 25

# With at most this many reference words the band holds the whole matrix.
_SHORT = _BAND - 1

# An optimal path strays from the band's middle by at most (distance + difference in length) / 2 + 1
# cells, so that up to this sum no optimal path leaves the band. Beyond it the path is looked at.
_SAFE = 2 * (_BAND - 2)

Block = tuple[int, int, int]
"""Where a block starts in the hypothesis, its length, and where it is to go."""


class _OutsideBand(Exception):  # noqa: N818  # a way out, not an error
    """sacrebleu's band may change the result."""


def translation_edits(hypothesis: Sequence[str], reference: Sequence[str]) -> int:
    """Insertions, deletions, substitutions and block shifts from hypothesis to reference.

    Without a reference every word of the hypothesis is an edit.
    """
    if not reference:
        return len(hypothesis)
    try:
        return _Search(reference).edits(hypothesis)
    except _OutsideBand:
        return _by_sacrebleu(hypothesis, reference)


class _Search:
    """The greedy search for shifts against one reference."""

    def __init__(self, reference: Sequence[str]) -> None:
        self._reference = reference
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(reference):
            self._places.setdefault(word, []).append(place)
        self._bits = {
            word: sum(1 << place for place in found) for word, found in self._places.items()
        }
        self._tried = 0

    def edits(self, hypothesis: Sequence[str]) -> int:
        words = list(hypothesis)
        shifts = 0
        while True:
            matrix = self._matrix(words)
            if matrix.distance == 0:
                return shifts
            best = self._best_shift(words, matrix)
            if best is None or self._tried >= _MAX_CANDIDATES:
                return shifts + matrix.distance
            words = _shift(words, *best)
            shifts += 1

    def _matrix(self, words: Sequence[str]) -> Matrix:
        matches = [self._bits.get(word, 0) for word in words]
        matrix = Matrix.of(matches, len(self._reference))
        if not _inside_band(matrix):
            raise _OutsideBand
        return matrix

    def _best_shift(self, words: Sequence[str], matrix: Matrix) -> Block | None:
        """The shift that gains most, None where none gains. Among equals Tercom takes the longest
        block, then the earliest, then the one that goes nearest to the beginning."""
        alignment = Alignment.of(matrix)
        best = (0, 0, 0, 0)
        seen: set[Block] = set()
        for start, place, length in self._blocks(words):
            for target in _targets(alignment, start, place, length):
                self._tried += 1
                block = (start, length, target)
                # Moving a block is worth at most two edits for each of its words.
                if block in seen or best[0] > 2 * length:
                    continue
                seen.add(block)
                tail = _shift(matrix.matches, *block)[min(start, _rest_index(*block)) :]
                gain = matrix.distance - matrix.distance_with(tail)
                if gain > 0 and (gain, length, -start, -target) > best:
                    best = (gain, length, -start, -target)
                    self._matrix(_shift(words, *block))
            if self._tried >= _MAX_CANDIDATES:
                break
        return (-best[2], best[1], -best[3]) if best[0] else None

    def _blocks(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """(start in the hypothesis, start in the reference, length) of each block in both."""
        for start, word in enumerate(words):
            for place in self._places.get(word, ()):
                if abs(place - start) > _MAX_SHIFT_DISTANCE:
                    continue
                longest = min(_MAX_SHIFT_SIZE, len(words) - start, len(self._reference) - place)
                for length in range(1, longest + 1):
                    if words[start + length - 1] != self._reference[place + length - 1]:
                        break
                    yield start, place, length


def _targets(alignment: Alignment, start: int, place: int, length: int) -> Iterator[int]:
    """Where the block may go that equals the reference words from ``place`` on: nowhere unless
    both sides hold an error and it does not stand there already."""
    wrong, missing = alignment.hypothesis_errors, alignment.reference_errors
    if wrong[start + length] == wrong[start] or missing[place + length] == missing[place]:
        return
    if start <= alignment.aligned[place] < start + length:
        return
    previous = -1
    for index in range(place - 1, place + length):
        target = 0 if index < 0 else alignment.aligned[index] + 1
        if target != previous:
            yield target
            previous = target


def _rest_index(start: int, length: int, target: int) -> int:
    """Where a block goes in once it has been taken out: ``target`` counts in the sentence as it
    stands, except within the block and right behind it, where Tercom lets it count in the rest."""
    return target if target <= start + length else target - length


def _shift(items: Sequence[T], start: int, length: int, target: int) -> list[T]:
    rest = [*items[:start], *items[start + length :]]
    index = _rest_index(start, length, target)
    rest[index:index] = items[start : start + length]
    return rest


def _inside_band(matrix: Matrix) -> bool:
    """Whether sacrebleu's band holds the path, so that its distance and its path are ours."""
    apart = abs(len(matrix.matches) - matrix.reference_length)
    if matrix.reference_length <= _SHORT or matrix.distance + apart <= _SAFE:
        return True
    slope = matrix.reference_length / max(len(matrix.matches), 1)
    return all(i == 0 or -_BAND <= j - math.floor(i * slope) < _BAND for i, j in matrix.path())


def _by_sacrebleu(hypothesis: Sequence[str], reference: Sequence[str]) -> int:
    from sacrebleu.metrics.lib_ter import translation_edit_rate

    edits: int = translation_edit_rate(list(hypothesis), list(reference))[0]
    return edits
