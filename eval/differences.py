"""Word by word: what an output has that its reference has not, and the other way round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from eval.words import words

_RUN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words or white space; ``differs`` if the other side lacks these words."""

    text: str
    differs: bool


def mark_differences(reference: str, output: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces. Words are compared as metrics count them: case and the punctuation
    around them make no difference; joining the pieces gives each text back."""
    left, right = _split(reference), _split(output)
    matcher = SequenceMatcher(
        None, [key for _, key in left], [key for _, key in right], autojunk=False
    )
    same_left: set[int] = set()
    same_right: set[int] = set()
    for block in matcher.get_matching_blocks():
        same_left.update(range(block.a, block.a + block.size))
        same_right.update(range(block.b, block.b + block.size))
    return _pieces(reference, left, same_left), _pieces(output, right, same_right)


Word = tuple[tuple[int, int], tuple[str, ...]]
"""Where a word stands, and what it is compared by; a lone dash is compared by nothing."""


def _split(text: str) -> list[Word]:
    return [(match.span(), words(match.group())) for match in _RUN.finditer(text)]


def _pieces(text: str, split: list[Word], same: set[int]) -> tuple[Piece, ...]:
    """White space is marked only between two marked words."""
    marked = [number not in same and bool(key) for number, (_, key) in enumerate(split)]
    runs: list[tuple[str, bool]] = []
    place = 0
    for number, ((start, end), _) in enumerate(split):
        between = number > 0 and marked[number - 1] and marked[number]
        runs += [(text[place:start], between), (text[start:end], marked[number])]
        place = end
    runs.append((text[place:], False))
    pieces: list[Piece] = []
    for run, differs in runs:
        if pieces and pieces[-1].differs == differs:
            pieces[-1] = Piece(pieces[-1].text + run, differs)
        elif run:
            pieces.append(Piece(run, differs))
    return tuple(pieces)
