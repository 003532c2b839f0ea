"""Word by word: what an output has that its reference has not, and the other way round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from eval.words import words

_RUN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, with the white space after them; ``differs`` if the other side lacks it."""

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
    if not split:
        return (Piece(text, False),) if text else ()
    pieces: list[Piece] = []
    for number, ((start, _), key) in enumerate(split):
        begin = 0 if number == 0 else start
        end = split[number + 1][0][0] if number + 1 < len(split) else len(text)
        differs = number not in same and bool(key)
        if pieces and pieces[-1].differs == differs:
            pieces[-1] = Piece(pieces[-1].text + text[begin:end], differs)
        else:
            pieces.append(Piece(text[begin:end], differs))
    return tuple(pieces)
