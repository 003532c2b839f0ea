"""Edit distances over words, a column of the matrix in two integers.

Myers 1999, "A fast bit-vector algorithm for approximate string matching", in the form of Hyyrö
2003: cells next to each other differ by one at most, so that a column is told by the bits that say
where it goes up and where down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matrix:
    """The distance matrix of a hypothesis (a column per word) against a reference (a bit per word).

    ``matches`` holds for each hypothesis word the reference words equal to it. ``up`` and ``down``
    tell where a cell is one more or one less than the cell for one reference word fewer; their
    entry 0 is the empty hypothesis. ``kept`` tells where a cell equals its diagonal neighbour,
    ``dearer`` where it is one more than the cell for one hypothesis word fewer.
    """

    matches: Sequence[int]
    reference_length: int
    up: list[int]
    down: list[int]
    kept: list[int]
    dearer: list[int]

    @classmethod
    def of(cls, matches: Sequence[int], reference_length: int) -> Matrix:
        """Computes all columns."""
        full = (1 << reference_length) - 1
        up, down = full, 0
        matrix = cls(matches, reference_length, [up], [down], [], [])
        for match in matches:
            kept = ((((match & up) + up) ^ up) | match | down) & full
            dearer = (down | ~(kept | up)) & full
            # The cell for no reference word at all grows with every hypothesis word.
            above = dearer << 1 | 1
            up, down = ((up & kept) << 1 | ~(kept | above)) & full, above & kept & full
            matrix.up.append(up)
            matrix.down.append(down)
            matrix.kept.append(kept)
            matrix.dearer.append(dearer)
        return matrix

    @property
    def distance(self) -> int:
        """Insertions, deletions and substitutions between the two."""
        return len(self.matches) + self.up[-1].bit_count() - self.down[-1].bit_count()

    def distance_with(self, tail: Sequence[int]) -> int:
        """The distance if the hypothesis ended with ``tail`` in place of as many words. Columns
        before it are taken as they are."""
        full = self.up[0]
        first = len(self.matches) - len(tail)
        up, down = self.up[first], self.down[first]
        for match in tail:
            kept = ((((match & up) + up) ^ up) | match | down) & full
            above = (down | ~(kept | up)) << 1 | 1
            up, down = ((up & kept) << 1 | ~(kept | above)) & full, above & kept & full
        return len(self.matches) + up.bit_count() - down.bit_count()

    def path(self) -> Iterator[tuple[int, int]]:
        """The cells (hypothesis words, reference words) of Tercom's path, backwards from the last
        one, which is left out: equality or substitution first, then a superfluous hypothesis word,
        then a missing reference word."""
        i, j = len(self.matches), self.reference_length
        while i > 0 or j > 0:
            bit = 1 << j >> 1
            if i == 0:
                j -= 1
            elif j == 0:
                i -= 1
            elif self.matches[i - 1] & bit or not self.kept[i - 1] & bit:
                i, j = i - 1, j - 1
            elif self.dearer[i - 1] & bit:
                i -= 1
            else:
                j -= 1
            yield i, j


@dataclass(frozen=True, slots=True)
class Alignment:
    """What stands where: for each reference word the last hypothesis word at or before it (-1 for
    none), and how many errors lie before each position, on either side."""

    aligned: list[int]
    reference_errors: list[int]
    hypothesis_errors: list[int]

    @classmethod
    def of(cls, matrix: Matrix) -> Alignment:
        """Read off the matrix's path."""
        i, j = len(matrix.matches), matrix.reference_length
        aligned = [-1] * j
        reference_wrong, hypothesis_wrong = [1] * j, [1] * i
        for next_i, next_j in matrix.path():
            if next_j < j:
                aligned[next_j] = i - 1
                if next_i < i and matrix.matches[next_i] >> next_j & 1:
                    reference_wrong[next_j] = hypothesis_wrong[next_i] = 0
            i, j = next_i, next_j
        return cls(aligned, _running(reference_wrong), _running(hypothesis_wrong))


def _running(wrong: Sequence[int]) -> list[int]:
    sums = [0]
    for value in wrong:
        sums.append(sums[-1] + value)
    return sums
