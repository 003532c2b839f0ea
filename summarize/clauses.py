"""A sentence over a model's safe length becomes pieces, and their translations one sentence again.

Nothing is cut off: the pieces, joined, are the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

Count = Callable[[Sequence[str]], list[int]]

_CONJUNCTIONS = (
    "және|бірақ|алайда|сондай-ақ|сонымен қатар|ал|өйткені|себебі|яғни|әрі|немесе|"
    "и|но|а также|а|однако|потому что|так как|поэтому|чтобы|который|которая|которые|"
    "and|but|or|because|while|which|although|whereas"
)
# From the strongest border to the weakest; a piece ends where the pattern ends.
_BORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[.?!…][»”\"')\]]*\s+|;\s+|\n\s*",
        r":\s+|\s(?=[–—]\s)|[»”]\s*[,.]?\s+",
        rf",\s+(?=(?:{_CONJUNCTIONS})\s)",
        r",\s+|\)\s+",
        rf"\s+(?=(?:{_CONJUNCTIONS})\s)",
        r"\s+",
    )
)
_WIDEST_TOKEN = 32
"""A text longer than this many characters for each allowed token is over the limit for sure; it is
not counted, because tokenizers are slow on words of a hundred thousand letters."""

_ENDS_SENTENCE = re.compile(r"[.?!…][»”\"')\]]*\s*$")
_ENDS_CLAUSE = re.compile(r"[,;:–—-]\s*$")
_OPENERS = re.compile(
    r"(?:a|an|the|and|but|or|in|on|at|of|for|with|from|by|as|it|its|he|she|they|this|that|these|"
    r"those|who|which|there|while|because|also|и|а|но|в|во|на|с|со|к|ко|о|об|от|до|из|по|за|у|для|"
    r"при|как|что|это|этот|эта|эти|он|она|они|его|её|их|который|также|потому|если|или|чтобы)",
    re.IGNORECASE,
)


def split_long(text: str, limit: int, count: Count) -> list[str]:
    """``text`` in pieces of at most ``limit`` tokens as ``count`` counts them, in order.

    Law: ``"".join(pieces) == text``; white space at a border stays at the end of its piece. Pieces
    are cut at the strongest clause border near their middle (a full stop or semicolon, a colon,
    dash or closing quote, a comma before a conjunction, any comma, a conjunction), then at a
    space, at worst inside a word. A single character over the limit stays whole. Raises
    ValueError when ``limit`` is below 1.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}; a piece has at least 1 token")
    pieces = [text]
    fits = [False]
    while not all(fits):
        unknown = [
            index
            for index, piece in enumerate(pieces)
            if not fits[index] and len(piece) <= limit * _WIDEST_TOKEN
        ]
        counts = count([pieces[index] for index in unknown]) if unknown else []
        for index, tokens in zip(unknown, counts, strict=True):
            fits[index] = tokens <= limit or len(pieces[index]) < 2
        halves = [[p] if done else _halve(p) for p, done in zip(pieces, fits, strict=True)]
        fits = [done for done, parts in zip(fits, halves, strict=True) for _ in parts]
        pieces = [part for parts in halves for part in parts]
    return pieces


def join_pieces(translations: Sequence[str], sources: Sequence[str] | None = None) -> str:
    """One sentence from the translations of its pieces.

    With the pieces themselves as ``sources``, what a translator adds because it takes each piece
    for a sentence is undone: a full stop inside the sentence gives way to the source's own comma,
    colon or dash, a function word after it loses its capital letter, and parts of one word are
    joined without a space. Raises ValueError when the two differ in number.
    """
    if sources is None or len(translations) < 2:
        return " ".join(part.strip() for part in translations if part.strip())
    if len(translations) != len(sources):
        raise ValueError(f"{len(translations)} translations of {len(sources)} pieces")
    parts = [translation.strip() for translation in translations]
    for index, (before, after) in enumerate(pairwise(sources)):
        if not _ENDS_SENTENCE.search(before):
            parts[index] = _continued(parts[index], before)
            parts[index + 1] = _lower_opener(parts[index + 1])
        if parts[index] and _is_cut_word(before, after):
            continue
        parts[index] += " "
    return " ".join("".join(parts).split())


def _halve(text: str) -> list[str]:
    """Two pieces, cut at the strongest border around the middle, else at one anywhere."""
    middle = len(text) / 2
    for low, high in ((0.2, 0.8), (0.0, 1.0)):
        for border in _BORDERS:
            cuts = [
                match.end()
                for match in border.finditer(text)
                if low * len(text) < match.end() < high * len(text)
            ]
            if cuts:
                cut = min(cuts, key=lambda position: abs(position - middle))
                return [text[:cut], text[cut:]]
    cut = max(1, len(text) // 2)
    while cut < len(text) - 1 and (unicodedata.combining(text[cut]) or text[cut] in "\u200d\ufe0f"):
        cut += 1
    return [text[:cut], text[cut:]]


def _continued(translation: str, source: str) -> str:
    """The translation of a piece after which the sentence goes on: a full stop becomes the mark
    with which the piece ends, if it ends with one. Any other ending is the translator's."""
    if not translation.endswith(".") or translation.endswith(".."):
        return translation
    ending = _ENDS_CLAUSE.search(source)
    mark = ending.group().strip() if ending else ""
    return translation[:-1].rstrip() + (f" {mark}" if mark in {"–", "—", "-"} else mark)


def _lower_opener(translation: str) -> str:
    first, _, rest = translation.partition(" ")
    if rest and first.istitle() and _OPENERS.fullmatch(first):
        return f"{first.lower()} {rest}"
    return translation


def _is_cut_word(before: str, after: str) -> bool:
    return before[-1:].isalnum() and after[:1].isalnum()
