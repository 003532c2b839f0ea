"""How number words and digits add up to one number, read from the left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from summarize.checks.numerals.lexicon import Numeral, Role

Values = frozenset[Fraction]


@dataclass(frozen=True, slots=True)
class Number:
    """A number being put together: ``total`` is what is complete, ``group`` (in all its readings)
    what stands after the last scale, ``scale`` the smallest scale so far. ``multiplied`` says that
    a hundred or a scale came last, ``closed`` that no addend fits any more, ``last`` that the
    number has ended."""

    total: Fraction = Fraction(0)
    group: Values = frozenset()
    scale: Fraction | None = None
    parts: int = 0
    digits: bool = False
    strict: bool = True
    multiplied: bool = False
    closed: bool = False
    last: bool = False

    @property
    def values(self) -> Values:
        """All readings."""
        return frozenset(self.total + value for value in self.group) or frozenset({self.total})


START = Number()


def extend(number: Number, part: Numeral | Values) -> Number | None:
    """The number with one more part, or None where that part begins another number."""
    if isinstance(part, frozenset):
        return _with_digits(number, part)
    if part.role is Role.LOOSE:
        if number.parts:
            return None
        return Number(group=part.values, parts=1, strict=False, last=True)
    if part.role is Role.ADD:
        return _with_addend(number, part)
    return _with_factor(number, part)


def with_half(number: Number) -> Number:
    """Two and a half; two and a half thousand. Never strict: languages halve in different ways."""
    if number.group:
        group = frozenset(value + Fraction(1, 2) for value in number.group)
        return replace(number, group=group, parts=number.parts + 1, strict=False, closed=True)
    half = (number.scale or Fraction(1)) / 2
    return replace(
        number, total=number.total + half, parts=number.parts + 1, strict=False, last=True
    )


def _with_digits(number: Number, readings: Values) -> Number | None:
    """Digits begin a number or follow a larger scale ("2 мың 173")."""
    if number.parts:
        after_scale = number.scale is not None and not number.group
        if not after_scale or len(readings) > 1 or max(readings) >= (number.scale or 0):
            return None
    return replace(
        number, group=readings, parts=number.parts + 1, digits=True, multiplied=False, strict=True
    )


def _with_addend(number: Number, numeral: Numeral) -> Number | None:
    if number.closed or (number.digits and number.group) or len(number.group) > 1:
        return None
    (value,) = numeral.values
    (group,) = number.group or (Fraction(0),)
    if group % numeral.room:
        return None
    return replace(
        number,
        group=frozenset({group + value}),
        parts=number.parts + 1,
        strict=numeral.strict or number.parts > 0,
        multiplied=False,
        closed=numeral.closed,
        last=numeral.last,
    )


def _with_factor(number: Number, numeral: Numeral) -> Number | None:
    (factor,) = numeral.values
    products = frozenset(factor * value for value in number.group) or frozenset({factor})
    if numeral.role is Role.HUNDRED:
        if number.digits or any(value >= 20 for value in number.group):
            return None
        return replace(
            number,
            group=products,
            parts=number.parts + 1,
            strict=number.parts > 0,
            multiplied=True,
            closed=False,
            last=numeral.last,
        )
    if number.scale is not None and factor >= number.scale:
        return None
    single = len(products) == 1
    return replace(
        number,
        total=number.total + (max(products) if single else 0),
        group=frozenset() if single else products,
        scale=factor,
        parts=number.parts + 1,
        strict=number.strict and number.parts > 0,
        multiplied=True,
        closed=False,
        last=numeral.last or not single,
    )
