"""Interval arithmetic and Kleene logic for one subject: `values` and `ternary` in plain Python, end by end (T1).

A number is the pair of its ends. Kept beside the array forms and held equal to them by a property test.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from math import ceil, floor, inf, isinf, isnan

from mutong.kernel.truth import Truth

NO, UNKNOWN, YES = int(Truth.NO), int(Truth.UNKNOWN), int(Truth.YES)
Ends = tuple[float, float]
_EPOCH = date(1970, 1, 1).toordinal()
# The calendar comes round every 400 years; `date` knows only the years 1 to 9999.
_ERA_DAYS, _ERA_YEARS = 146_097, 400
# As in `values`.
_NEARLY = 1e-6
_FAR_DAY, _FAR_MONTH = 1_000_000, 40_000


def less(left: Ends, right: Ends) -> int:
    """Whether left < right for every pair of possible values."""
    return YES if left[1] < right[0] else NO if left[0] >= right[1] else UNKNOWN


def at_most(left: Ends, right: Ends) -> int:
    """Whether left <= right for every pair of possible values."""
    return YES if left[1] <= right[0] else NO if left[0] > right[1] else UNKNOWN


def equal(left: Ends, right: Ends) -> int:
    """Whether left == right for every pair of possible values."""
    if left[1] < right[0] or right[1] < left[0]:
        return NO
    return YES if left[0] == left[1] == right[0] == right[1] else UNKNOWN


COMPARISONS: dict[str, Callable[[Ends, Ends], int]] = {
    "<": less,
    "<=": at_most,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: at_most(right, left),
    "==": equal,
    "!=": lambda left, right: 2 - equal(left, right),
}


def plus(left: Ends, right: Ends) -> Ends:
    """The sum of every pair of possible values."""
    return _open(left[0] + right[0], left[1] + right[1])


def minus(left: Ends, right: Ends) -> Ends:
    """The difference of every pair of possible values."""
    return _open(left[0] - right[1], left[1] - right[0])


def times(left: Ends, right: Ends) -> Ends:
    """The product of every pair of possible values; nought times an endless end is nought."""
    corners = [0.0 if isnan(c) else c for c in (a * b for a in left for b in right)]
    return min(corners), max(corners)


def over(left: Ends, right: Ends) -> Ends:
    """The quotient of every pair of possible values; anything where the divisor may be nought."""
    if right[0] <= 0 <= right[1]:
        return -inf, inf
    corners = [0.0 if isnan(c) else c for c in (a / b for a in left for b in right)]
    return min(corners), max(corners)


def _open(low: float, high: float) -> Ends:
    return (-inf if isnan(low) else low, inf if isnan(high) else high)


SUMS: dict[str, Callable[[Ends, Ends], Ends]] = {"+": plus, "-": minus, "*": times, "/": over}


def day_of(day: date) -> float:
    """Days since 1970-01-01."""
    return float(day.toordinal() - _EPOCH)


def between(condition: int, then: Ends, otherwise: Ends) -> Ends:
    """`then` where the condition holds, `otherwise` where not, from the one to the other where unknown."""
    if condition == UNKNOWN:
        return min(then[0], otherwise[0]), max(then[1], otherwise[1])
    return then if condition == YES else otherwise


def rounded(which: str, ends: Ends, step: float) -> Ends:
    """Each end to a multiple of `step`: `up`, `down` or `half_up`; what lies within a millionth of one counts as it."""
    return _rounded(which, ends[0], step), _rounded(which, ends[1], step)


def _rounded(which: str, value: float, step: float) -> float:
    if isinf(value):
        return value
    if which == "up":
        return float(ceil(value / step - _NEARLY)) * step + 0.0
    return float(floor(value / step + (0.5 if which == "half_up" else 0.0) + _NEARLY)) * step + 0.0


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month of a day counted from 1970-01-01; also far beyond the calendar of `date`."""
    eras, within = divmod(day + _EPOCH - 1, _ERA_DAYS)
    found = date.fromordinal(within + 1)
    return found.year + eras * _ERA_YEARS, found.month, found.day


def _day_number(year: int, month: int, day: int) -> int:
    eras, within = divmod(year - 1, _ERA_YEARS)
    return date(within + 1, month, day).toordinal() + eras * _ERA_DAYS - _EPOCH


def _whole_day(day: float) -> int:
    return int(min(max(day, -_FAR_DAY), _FAR_DAY))


@lru_cache(maxsize=65_536)
def whole_years(birth: float, on: int) -> float:
    """Whole years from a day of birth to a day (days since 1970-01-01), never below nought."""
    born, day = civil(_whole_day(birth)), civil(on)
    return float(max(day[0] - born[0] - (day[1:] < born[1:]), 0))


def months_between(start: Ends, end: Ends) -> Ends:
    """Whole months from one day to another: the most that can be added to the first without passing the second."""
    return _months(start[1], end[0]), _months(start[0], end[1])


def add_months(day: Ends, months: Ends) -> Ends:
    """The day so many whole months on; where that month has no such day, its last."""
    return float(_months_on(day[0], months[0])), float(_months_on(day[1], months[1]))


def _months(start: float, end: float) -> float:
    first, last = civil(_whole_day(start)), civil(_whole_day(end))
    apart = (last[0] - first[0]) * 12 + last[1] - first[1]
    return float(apart - (_months_on(start, apart) > _whole_day(end)))


@lru_cache(maxsize=65_536)
def _months_on(day: float, months: float) -> int:
    year, month, within = civil(_whole_day(day))
    years, month = divmod(month - 1 + floor(min(max(months, -_FAR_MONTH), _FAR_MONTH)), 12)
    after = _day_number(year + years + (month == 11), (month + 1) % 12 + 1, 1)
    return min(_day_number(year + years, month + 1, 1) + within, after) - 1
