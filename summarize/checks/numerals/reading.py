"""Reads the numbers of a sentence as values, whatever way they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from summarize.checks.numerals.composition import START, Number, Values, extend, with_half
from summarize.checks.numerals.lexicon import Lexicon, Role


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text: its possible ``values``, the words it was read from, and whether a good
    translation must hold it (``strict``). ``scale`` is the thousand or million it ended with."""

    values: Values
    text: str
    start: int
    end: int
    strict: bool = True
    scale: Fraction | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    values: Values = frozenset()
    """The readings of digits; empty for a word."""

    glued: bool = False
    """Digits right after a letter (G20): part of a name."""

    @property
    def word(self) -> str:
        return self.text.casefold()


_SPACE = "[ \u00a0\u2009\u202f]"
_DATE = re.compile(r"(?<![\d.])([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![\d.]*\d)")
_TIME = re.compile(r"(?<![\d:.,])([01]?[0-9]|2[0-4]):([0-5][0-9])(?::[0-5][0-9])?(?![\d:])")
_NUMBER = re.compile(
    rf"[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+(?![0-9])(?:,[0-9]+(?![0-9.]))?"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)?"
)
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_LOOKALIKES = str.maketrans("ХІ", "XI")
_TOKEN = re.compile(rf"(?P<number>{_NUMBER.pattern})|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)")
_SPACED_DECIMAL = re.compile(
    r"(?<=[0-9])(,) (?=[0-9]{1,2}\s?(?:%|мың|тыс|мл[нр]|трлн|миллион|миллиард|пайыз|процент"
    r"|есе|градус))"
)
"""A slip of many news desks: "1, 5 млн"."""

_DECADE = re.compile(r"(?:s\b|['’]s\b|-?(?:ж|х\b|е\b|ые\b|ых\b)|\s*жылдар|-(?:ші|шы)\s+жылдар)")
_PM = re.compile(r"\s*p\.?\s?m\b", re.IGNORECASE)
_RANGE_GAP = 14
"""Characters between the two ends of "from 10 to 15 thousand" that may share the scale."""


def read_numbers(text: str, lexicon: Lexicon | None) -> list[Mention]:
    """The numbers in a sentence, in order; without a lexicon digits only."""
    mentions, rest = _dates_and_times(_without_slips(text))
    tokens = _tokens(rest)
    i = 0
    while i < len(tokens):
        mention, taken = _phrase(rest, tokens, i, lexicon)
        if mention is None:
            mention, taken = _month_or_roman(tokens, i, lexicon), 1
        if mention is not None:
            mentions.append(mention)
        i += taken
    return _shared_scales(sorted(mentions, key=lambda mention: mention.start))


def _without_slips(text: str) -> str:
    return _SPACED_DECIMAL.sub(r"\1", text)


def _dates_and_times(text: str) -> tuple[list[Mention], str]:
    """Dates and clock times as mentions, and the text with blanks in their place."""
    mentions = []
    for match in _DATE.finditer(text):
        for group in (1, 3, 4):
            value = int(match[group])
            readings = {value, 2000 + value, 1900 + value} if len(match[4]) == 2 else {value}
            mentions.append(_mention(match, group, readings if group == 4 else {value}))
    blank = _DATE.sub(lambda match: " " * len(match[0]), text)
    for match in _TIME.finditer(blank):
        hour, minute = int(match[1]), int(match[2])
        mentions.append(_mention(match, 1, {hour, hour % 12, hour % 12 + 12, hour % 12 or 12}))
        if minute:
            mentions.append(_mention(match, 2, {minute}))
    return mentions, _TIME.sub(lambda match: " " * len(match[0]), blank)


def _mention(match: re.Match[str], group: int, values: set[int]) -> Mention:
    return Mention(frozenset(map(Fraction, values)), match[group], match.start(group), match.end())


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        values: Values = frozenset()
        glued = False
        if match["number"]:
            glued = match.start() > 0 and text[match.start() - 1].isalpha()
            values = _readings(match[0], text[match.end() : match.end() + 12])
        tokens.append(_Token(match[0], match.start(), match.end(), values, glued))
    return tokens


def _readings(digits: str, after: str) -> Values:
    """What a group of digits may be worth: "1,500" is 1500 or 1.5, "90-жылдар" 90 or 1990, "6 p.m."
    6 or 18, "18.30" 18.3 or a time."""
    compact = re.sub(_SPACE, "", digits)
    if re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]{3})+", compact):
        values = {Fraction(re.sub("[.,]", "", compact))}
        if compact.count(",") + compact.count(".") == 1:
            values.add(Fraction(compact.replace(",", ".")))
        return frozenset(values)
    if "," in compact and "." in compact:
        return frozenset({Fraction(compact.replace(",", ""))})
    value = Fraction(compact.replace(",", "."))
    if re.fullmatch(r"(?:[01]?[0-9]|2[0-4])\.[0-5][0-9]", compact):
        hour = int(value)
        return frozenset({value, Fraction(hour), Fraction(hour % 12), Fraction(hour % 12 + 12)})
    if value <= 90 and value % 10 == 0 and _DECADE.match(after):
        return frozenset({value, 1900 + value, 2000 + value})
    if value <= 12 and _PM.match(after):
        return frozenset({value, value % 12 + 12})
    return frozenset({value})


def _phrase(
    text: str, tokens: Sequence[_Token], start: int, lexicon: Lexicon | None
) -> tuple[Mention | None, int]:
    """The number that begins at a token (None if none does), and how many tokens it takes."""
    number, i = _halved_scale(tokens, start, lexicon)
    end = i
    while i < len(tokens) and not number.last:
        if i > start and not _adjacent(text, tokens[i - 1], tokens[i], lexicon):
            break
        half = _half_at(tokens, i, lexicon) if i > start else 0
        if half:
            number, i = with_half(number), i + half
            end = i
            continue
        if number.multiplied and _joins(number, tokens, i, lexicon):
            i += 1
            continue
        longer = _extended(number, tokens[i], lexicon)
        if longer is None:
            break
        number, i = longer, i + 1
        end = i
    if end == start:
        return None, 1
    first, last = tokens[start], tokens[end - 1]
    values = number.values
    strict = number.strict and not (first.glued or values <= {Fraction(0), Fraction(1)})
    return (
        Mention(values, text[first.start : last.end], first.start, last.end, strict, number.scale),
        end - start,
    )


def _extended(number: Number, token: _Token, lexicon: Lexicon | None) -> Number | None:
    if token.values:
        return extend(number, token.values)
    numeral = lexicon.numeral(token.word) if lexicon else None
    return extend(number, numeral) if numeral else None


def _adjacent(text: str, before: _Token, after: _Token, lexicon: Lexicon | None) -> bool:
    gap = text[before.end : after.start]
    hyphen = lexicon is not None and lexicon.hyphenated and not before.values
    return not gap.strip(" \u00a0\u202f.") or (gap == "-" and hyphen)


def _joins(number: Number, tokens: Sequence[_Token], i: int, lexicon: Lexicon | None) -> bool:
    """Whether an "and" holds one number together ("two thousand and five", "two hundred and fifty
    thousand") rather than two apart ("two thousand and three thousand")."""
    if lexicon is None or tokens[i].word not in lexicon.joins:
        return False
    following = [lexicon.numeral(token.word) for token in tokens[i + 1 : i + 3]]
    if not following or following[0] is None:
        return False
    after_hundred = bool(number.group)
    scaled = len(following) > 1 and following[1] is not None and following[1].role is Role.SCALE
    return after_hundred or not scaled


def _half_at(tokens: Sequence[_Token], start: int, lexicon: Lexicon | None) -> int:
    """How many tokens the words "and a half" take here; 0 if they do not stand here."""
    for phrase in lexicon.half_after if lexicon else ():
        words = [token.word for token in tokens[start : start + len(phrase)]]
        if len(words) == len(phrase) and all(map(str.startswith, words, phrase)):
            return len(phrase)
    return 0


def _halved_scale(
    tokens: Sequence[_Token], start: int, lexicon: Lexicon | None
) -> tuple[Number, int]:
    """Half a million, half to eight: the number and the token after it, or nothing taken."""
    if lexicon is None or tokens[start].word not in lexicon.half_before:
        return START, start
    following = start + 1
    while following < len(tokens) and tokens[following].word in lexicon.articles:
        following += 1
    if following < len(tokens) and (numeral := lexicon.numeral(tokens[following].word)):
        if numeral.role is Role.SCALE:
            (scale,) = numeral.values
            return Number(total=scale / 2, scale=scale, parts=2, last=True), following + 1
        if numeral.role is Role.ADD and numeral.last:
            (hour,) = numeral.values
            hours = frozenset({hour - 1, hour - Fraction(1, 2)})
            return Number(group=hours, parts=2, strict=False, last=True), following + 1
    return START, start


def _month_or_roman(tokens: Sequence[_Token], i: int, lexicon: Lexicon | None) -> Mention | None:
    """A month's name, strict beside a day's number, or a Roman numeral of several letters."""
    token = tokens[i]
    roman = re.split("['’]", token.text)[0].translate(_ROMAN_LOOKALIKES)
    if _ROMAN.fullmatch(roman):
        value = frozenset({Fraction(_roman(roman))})
        return Mention(value, token.text, token.start, token.end, strict=len(roman) > 1)
    if lexicon is None or (lexicon.capital_months and not token.text[0].isupper()):
        return None
    month = lexicon.month(token.word)
    if month is None:
        return None
    beside = [t for t in (*tokens[max(0, i - 1) : i], *tokens[i + 1 : i + 2]) if t.values]
    day = month not in lexicon.doubtful_months and any(
        max(t.values) <= 31 and abs(t.start - token.end) < 16 for t in beside
    )
    return Mention(frozenset({Fraction(month)}), token.text, token.start, token.end, strict=day)


def _roman(numeral: str) -> int:
    worth = {"I": 1, "V": 5, "X": 10}
    values = [worth[letter] for letter in numeral]
    return sum(
        -value if value < max(values[i:], default=0) else value for i, value in enumerate(values)
    )


def _shared_scales(mentions: list[Mention]) -> list[Mention]:
    """In "10–15 thousand" the 10 may mean ten thousand."""
    shared = []
    for i, mention in enumerate(mentions):
        following = mentions[i + 1] if i + 1 < len(mentions) else None
        scale = following.scale if following else None
        near = following is not None and following.start - mention.end <= _RANGE_GAP
        if scale is not None and mention.scale is None and near:
            scaled = frozenset(value * scale for value in mention.values)
            mention = replace(mention, values=mention.values | scaled)
        shared.append(mention)
    return shared
