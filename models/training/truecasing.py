"""Giving a lowercase corpus its capitals back, from corpora that have them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_OPENING = re.compile(r"^[\W\d_]*")
_MIN_STEM = 5
_SENTENCE_END = re.compile(r"[.!?…:]\s*[«\"“”(—–-]*\s*$")


class Truecaser:
    """Learns how words are written inside sentences and writes lowercase text the same way.

    A word takes its most frequent form away from sentence starts. A word that was never seen
    takes the capital of its longest known stem of five letters or more (Kazakh inflects names:
    "қостанайдағы" follows "Қостанай").
    """

    def __init__(self, texts: Iterable[str]) -> None:
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            if text.upper() == text:
                continue
            for match in _WORD.finditer(text):
                start = match.start()
                if start == _first_letter(text) or _SENTENCE_END.search(text[:start]):
                    continue
                forms[match.group().lower()][match.group()] += 1
        self._form = {word: max(seen.items(), key=_frequency)[0] for word, seen in forms.items()}

    def __call__(self, text: str) -> str:
        """The text with capitals inside and at its start."""
        cased = _WORD.sub(lambda match: self._case(match.group()), text)
        first = _first_letter(cased)
        return cased[:first] + cased[first : first + 1].upper() + cased[first + 1 :]

    def _case(self, word: str) -> str:
        known = self._form.get(word.lower())
        if known is not None:
            return known
        for length in range(len(word) - 1, _MIN_STEM - 1, -1):
            stem = self._form.get(word[:length].lower())
            if stem is not None:
                return word.capitalize() if stem.istitle() else word
        return word


def _frequency(entry: tuple[str, int]) -> tuple[int, bool]:
    form, count = entry
    return count, form.islower()


def _first_letter(text: str) -> int:
    opening = _OPENING.match(text)
    return opening.end() if opening else 0
