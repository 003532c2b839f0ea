"""The date of an article, from a stamp on the page."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    stem: number
    for number, stems in enumerate(
        (
            ("қаң", "янв"),
            ("ақп", "фев"),
            ("нау", "мар"),
            ("сәу", "апр"),
            ("мам", "мая", "май"),
            ("маус", "июн"),
            ("шіл", "июл"),
            ("там", "авг"),
            ("қыр", "сен"),
            ("қаз", "окт"),
            ("қар", "ноя"),
            ("жел", "дек"),
        ),
        start=1,
    )
    for stem in stems
}
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d\d)\.(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]?([а-яәғқңөұүһі]{3,9})\.?,? (\d{4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(
    r"(\d{4}) ?(?:ж\.?|жыл|жылғы|жылдың)?,? ?(\d{1,2})[ -]([а-яәғқңөұүһі]{3,9})", re.IGNORECASE
)


def find_date(stamp: str) -> str | None:
    """The first date in `stamp` as ISO 8601 ("2025-09-05"), or None.

    Reads "2025-09-05", "05.09.2025", "5 қыркүйек 2025", "2025 жылғы 5 қыркүйек", "5 сентября 2025".
    """
    year: str
    month: str | int
    if match := _ISO.search(stamp):
        year, month, day = match[1], match[2], match[3]
    elif match := _DOTTED.search(stamp):
        year, month, day = match[3], match[2], match[1]
    elif match := _YEAR_FIRST.search(stamp):
        year, day, month = match[1], match[2], _month(match[3])
    elif match := _DAY_FIRST.search(stamp):
        year, day, month = match[3], match[1], _month(match[2])
    else:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    """1 to 12, or 0 for a word that is no month."""
    name = name.lower()
    return next((_MONTHS[name[:size]] for size in (4, 3) if name[:size] in _MONTHS), 0)
