"""Interval arithmetic and Kleene logic on arrays: what every node of a rule is worked out with (T1).

A number is both its ends; where nothing is known they are the ends of the declared domain. Arrays may be scalars.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth

NO, UNKNOWN, YES = np.int8(Truth.NO), np.int8(Truth.UNKNOWN), np.int8(Truth.YES)


@dataclass(frozen=True)
class Numbers:
    """Least and greatest possible value for each subject."""

    low: np.ndarray
    high: np.ndarray

    @property
    def exact(self) -> np.ndarray:
        """Where there is one possible value."""
        return self.low == self.high


@dataclass(frozen=True)
class Codes:
    """An index into `words` for each subject; -1 where it is not known."""

    index: np.ndarray
    words: tuple[str, ...]


def exactly(value: float) -> Numbers:
    """A number that is the same for everyone."""
    return Numbers(np.float64(value), np.float64(value))


def compare(sign: str, left: Numbers, right: Numbers) -> np.ndarray:
    """YES where every pair of possible values agrees with the sign, NO where none does, else UNKNOWN."""
    if sign in (">", ">="):
        return compare("<" if sign == ">" else "<=", right, left)
    if sign in ("==", "!="):
        same = left.exact & right.exact & (left.low == right.low)
        apart = (left.high < right.low) | (right.high < left.low)
        return _decide(same, apart) if sign == "==" else _decide(apart, same)
    if sign == "<":
        return _decide(left.high < right.low, left.low >= right.high)
    return _decide(left.high <= right.low, left.low > right.high)


def _decide(sure: np.ndarray, never: np.ndarray) -> np.ndarray:
    return np.where(sure, YES, np.where(never, NO, UNKNOWN)).astype(np.int8)


def one_of(codes: Codes, fits: Callable[[str], bool]) -> np.ndarray:
    """Whether a code's word fits."""
    wanted = np.array([fits(word) for word in codes.words] + [False])
    return np.where(codes.index < 0, UNKNOWN, np.where(wanted[codes.index], YES, NO)).astype(np.int8)


def calculate(sign: str, left: Numbers, right: Numbers) -> Numbers:
    """Sum, difference, product or quotient of every pair of possible values."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        if sign == "+":
            return _ends(left.low + right.low, left.high + right.high)
        if sign == "-":
            return _ends(left.low - right.high, left.high - right.low)
        if sign == "*":
            return _corners(left, right, lambda a, b: a * b)
        spans_nought = (right.low <= 0) & (right.high >= 0)
        found = _corners(left, right, lambda a, b: a / b)
        return Numbers(np.where(spans_nought, -np.inf, found.low), np.where(spans_nought, np.inf, found.high))


def _ends(low: np.ndarray, high: np.ndarray) -> Numbers:
    return Numbers(np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high))


def _corners(left: Numbers, right: Numbers, work) -> Numbers:
    # Nought times an endless end is nought: the end stands for numbers, none of which is infinite.
    corners = [np.nan_to_num(work(a, b), nan=0.0, posinf=np.inf, neginf=-np.inf)
               for a in (left.low, left.high) for b in (right.low, right.high)]  # fmt: skip
    low, high = corners[0], corners[0]
    for corner in corners[1:]:
        low, high = np.minimum(low, corner), np.maximum(high, corner)
    return Numbers(low, high)


def extreme(which: str, parts: list[Numbers]) -> Numbers:
    """The least or the greatest of several numbers."""
    work = np.minimum if which == "min" else np.maximum
    low, high = parts[0].low, parts[0].high
    for part in parts[1:]:
        low, high = work(low, part.low), work(high, part.high)
    return Numbers(low, high)


def choose(condition: np.ndarray, then: Numbers, otherwise: Numbers) -> Numbers:
    """`then` where the condition holds, `otherwise` where it does not, from the one to the other where unknown."""
    low = np.where(
        condition == YES,
        then.low,
        np.where(condition == NO, otherwise.low, np.minimum(then.low, otherwise.low)),
    )
    high = np.where(
        condition == YES,
        then.high,
        np.where(condition == NO, otherwise.high, np.maximum(then.high, otherwise.high)),
    )
    return Numbers(low, high)


def counted(numbers: Numbers, where: np.ndarray) -> Numbers:
    """What each adds to a sum: itself where the condition holds, nought where not, either where unknown."""
    low = np.where(where == YES, numbers.low, np.where(where == NO, 0.0, np.minimum(0.0, numbers.low)))
    high = np.where(where == YES, numbers.high, np.where(where == NO, 0.0, np.maximum(0.0, numbers.high)))
    return Numbers(low, high)


_NEARLY = 1e-6
_FAR_DAY, _FAR_MONTH = 1_000_000, 40_000


def rounded(which: str, numbers: Numbers, step: float) -> Numbers:
    """Each end to a multiple of `step`: `up`, `down`, or to the nearest with a half going up (`half_up`).

    What lies within a millionth of a step of a multiple (or of a half) counts as lying on it, so that a sum of
    fractions is not rounded by the last digit a computer keeps.
    """

    def end(value: np.ndarray) -> np.ndarray:
        steps = value / step
        if which == "up":
            whole = np.ceil(steps - _NEARLY)
        else:
            whole = np.floor(steps + (0.5 if which == "half_up" else 0.0) + _NEARLY)
        return whole * step + 0.0

    return Numbers(end(numbers.low), end(numbers.high))


def months_between(start: Numbers, end: Numbers) -> Numbers:
    """Whole months from one day to another: the most that can be added to the first without passing the second."""
    return Numbers(_months(start.high, end.low), _months(start.low, end.high))


def add_months(day: Numbers, months: Numbers) -> Numbers:
    """The day so many whole months on; where that month has no such day, its last (31 January + 1 = 28 February)."""
    return Numbers(_months_on(day.low, months.low), _months_on(day.high, months.high))


def _months(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    first, last = _days(start), _days(end)
    apart = (_month_of(last) - _month_of(first)).astype(np.float64)
    return apart - (_months_on(first, apart) > last)


def _months_on(day: np.ndarray, months: np.ndarray) -> np.ndarray:
    start = _days(day)
    whole = np.floor(np.clip(months, -_FAR_MONTH, _FAR_MONTH)).astype(np.int64)
    month = start.astype("datetime64[D]").astype("datetime64[M]")
    within = start - month.astype("datetime64[D]").astype(np.int64)
    first = (month + whole).astype("datetime64[D]").astype(np.int64)
    after = (month + whole + 1).astype("datetime64[D]").astype(np.int64)
    return np.minimum(first + within, after - 1).astype(np.float64)


def _days(day: np.ndarray) -> np.ndarray:
    return np.clip(day, -_FAR_DAY, _FAR_DAY).astype(np.int64)


def _month_of(day: np.ndarray) -> np.ndarray:
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def whole_years(birth: np.ndarray, on: int) -> np.ndarray:
    """Whole years from days of birth to a day (days since 1970-01-01); as kernel.period.age_on, never below nought."""
    born = _days(np.asarray(birth)).astype("datetime64[D]")
    day = np.int64(on).astype("datetime64[D]")
    year, month, within = _parts(born)
    year_on, month_on, within_on = _parts(day)
    before = (month_on < month) | ((month_on == month) & (within_on < within))
    return np.maximum(year_on - year - before, 0).astype(np.float64)


def _parts(day: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    months = day.astype("datetime64[M]")
    number = months.astype(np.int64)
    return number // 12 + 1970, number % 12, (day - months).astype(np.int64)
