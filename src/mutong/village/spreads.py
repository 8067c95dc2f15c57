"""A number that is known within limits: least, most, and the value to plan with where there is one (T1).

An unknown number is the interval of everything it may be, and has no point; a sum keeps both ends, and loses the point
as soon as one part has none. Nothing here reads an unknown as nought.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from mutong.kernel.truth import Truth

INFINITY = float("inf")


@dataclass(frozen=True)
class Spread:
    """Least and most that a number may be, with low <= point <= high; `point` is None where no value is settled."""

    low: float
    high: float
    point: float | None = None

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise ValueError(f"a spread from {self.low} to {self.high} holds no number")
        if self.point is not None and not self.low <= self.point <= self.high:
            raise ValueError(f"{self.point} does not lie in {self.low} … {self.high}")

    def __add__(self, other: "Spread") -> "Spread":
        point = None if self.point is None or other.point is None else self.point + other.point
        return _spread(self.low + other.low, self.high + other.high, point)

    def __neg__(self) -> "Spread":
        return Spread(-self.high, -self.low, None if self.point is None else -self.point)

    def __sub__(self, other: "Spread") -> "Spread":
        return self + -other

    def __mul__(self, other: "Spread | float") -> "Spread":
        by = exactly(other) if isinstance(other, int | float) else other
        ends = [_product(a, b) for a in (self.low, self.high) for b in (by.low, by.high)]
        point = None if self.point is None or by.point is None else self.point * by.point
        return _spread(min(ends), max(ends), point)

    __rmul__ = __mul__

    def divided_by(self, other: "Spread") -> "Spread":
        """The quotient; `other` must be above nought throughout, or nothing is known of the quotient."""
        if other.low <= 0:
            return UNKNOWN
        point = None if other.point is None else 1 / other.point
        return self * _spread(0.0 if math.isinf(other.high) else 1 / other.high, 1 / other.low, point)

    def reaches(self, other: "Spread") -> Truth:
        """Whether this is at least the other, whatever both may be: YES or NO only where no value could change it."""
        if self.low >= other.high:
            return Truth.YES
        return Truth.NO if self.high < other.low else Truth.UNKNOWN

    def holds(self, value: float, slack: float = 1e-9) -> bool:
        """Whether a value lies within the ends, up to rounding."""
        return self.low - slack <= value <= self.high + slack


UNKNOWN = Spread(-INFINITY, INFINITY)
NOT_KNOWN_AMOUNT = Spread(0.0, INFINITY)


def exactly(value: float) -> Spread:
    """A number that is known."""
    return Spread(float(value), float(value), float(value))


def total(parts: Iterable[Spread]) -> Spread:
    """The sum; of none it is exactly nought."""
    found = exactly(0.0)
    for part in parts:
        found = found + part
    return found


def least(one: Spread, other: Spread) -> Spread:
    """The smaller of two numbers."""
    points = (one.point, other.point)
    point = None if points[0] is None or points[1] is None else min(points[0], points[1])
    return Spread(min(one.low, other.low), min(one.high, other.high), point)


def between(x: float, x0: float, y0: Spread, x1: float, y1: Spread) -> Spread:
    """The value at x on the straight line from (x0, y0) to (x1, y1), with x0 <= x <= x1."""
    share = 0.0 if x1 == x0 else (x - x0) / (x1 - x0)
    return y0 * (1 - share) + y1 * share


def _product(a: float, b: float) -> float:
    # Nought times what is unknown is nought: no sheep eat nothing.
    return 0.0 if a == 0 or b == 0 else a * b


def _spread(low: float, high: float, point: float | None) -> Spread:
    # The point is worked out beside the ends and may differ from one in its last digit.
    return Spread(low, high, None if point is None else min(max(point, low), high))
