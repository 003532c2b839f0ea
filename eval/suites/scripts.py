"""Is a reference written in the letters of its language? A wrong one spoils every score."""

from __future__ import annotations

import re

from eval.metrics.segments import SCRIPTS
from eval.words import script_counts

_ENOUGH = 24
"""Letters below which a text may be a name, a formula or an address in any script."""
_SHARE = 0.3
"""The least share of letters in the language's own script."""
_CYRILLIC = "а-яёәіңғүұқөһ"
_CAPITAL = "А-ЯЁӘІҢҒҮҰҚӨҺ"
_LOOK_ALIKES = "aceopxyi"
_MIXED = re.compile(
    rf"\b[{_CAPITAL}]?(?=\w*[{_CYRILLIC}])(?=\w*[{_LOOK_ALIKES}])[{_CYRILLIC}{_LOOK_ALIKES}]+\b"
)
"""A word of Cyrillic letters in which small Latin look-alikes stand. Capitals are left out:
"COVIDтің" and "ТB" are how Kazakh and Russian write foreign names with endings."""


def script_problem(text: str, language: str, look_alikes: bool = True) -> str | None:
    """What is wrong with the letters of a reference, as the rest of a sentence, or None.

    Languages whose script the metrics do not know are not judged. ``look_alikes`` also refuses
    Cyrillic words with Latin letters in them; published test sets contain some and have to be
    taken as they are.
    """
    expected = SCRIPTS.get(language)
    if expected is None:
        return None
    counts = script_counts(text)
    total = counts.latin + counts.cyrillic
    own = counts.latin if expected == "Latin" else counts.cyrillic
    if total >= _ENOUGH and own < _SHARE * total:
        other = "Cyrillic" if expected == "Latin" else "Latin"
        return f"is written in {other} letters; expected {expected}."
    if look_alikes and expected == "Cyrillic" and (mixed := _MIXED.search(text)):
        latin = "".join(dict.fromkeys(re.findall(f"[{_LOOK_ALIKES}]", mixed.group())))
        return (
            f"mixes scripts: the word {mixed.group()!r} has the Latin letters {latin!r} among "
            "Cyrillic ones; write it in one script."
        )
    return None
