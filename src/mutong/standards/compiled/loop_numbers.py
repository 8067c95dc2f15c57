"""What the generated loops call for one number: the same arithmetic as `values`, end by end, for numba to compile.

Days are counted from 1970-01-01. Written so that each function can be compiled alone, without objects.
"""

from functools import lru_cache

import numpy as np

from mutong.standards.rules import values as v

_FAR_DAY = 1_000_000


@lru_cache(maxsize=4)
def ages_by_birthday(on: int) -> np.ndarray:
    """Whole years on a day for each day of birth from the farthest day up to it: what `age_on` looks up."""
    return v.whole_years(np.arange(-_FAR_DAY, on + 1), on).astype(np.int16)


def age_on(ages, birth):
    """Whole years of somebody born on a day, from the table of `ages_by_birthday`."""
    last = len(ages) - 1
    return float(ages[np.uint32(min(max(birth + 1_000_000.0, 0.0), float(last)))])


def born_by(ages, years, strictly):
    """The last day of birth that makes somebody so many years old (`strictly`: more than that); endless where all or
    none are.
    """
    low, high = 0, len(ages)
    while low < high:
        middle = (low + high) // 2
        if ages[middle] > years or (ages[middle] == years and not strictly):
            low = middle + 1
        else:
            high = middle
    if low == 0:
        return -np.inf
    return np.inf if low == len(ages) else float(low - 1 - 1_000_000)


def months_between(start, end):
    """Whole months from one day to another, as values.months_between for one end."""
    first, last = _day(start), _day(end)
    apart = float(_month_of(last) - _month_of(first))
    return apart - (1.0 if months_on(float(first), apart) > last else 0.0)


def months_on(day, months):
    """The day so many whole months on, as values.add_months for one end."""
    start = _day(day)
    month = _month_of(start)
    within = start - _first_day(month)
    there = month + int(floor_of(min(max(months, -40_000.0), 40_000.0)))
    return float(min(_first_day(there) + within, _first_day(there + 1) - 1))


def rounded_up(value, step):
    """To the next multiple of a step, as values.rounded."""
    return ceil_of(value / step - 1e-6) * step + 0.0


def rounded_down(value, step, half):
    """To the multiple of a step below, or with `half` 0.5 to the nearest, as values.rounded."""
    return floor_of(value / step + half + 1e-6) * step + 0.0


def ceil_of(value):
    """The next whole number; what has no end keeps none."""
    return np.ceil(value)


def floor_of(value):
    """The whole number below; what has no end keeps none."""
    return np.floor(value)


def product_end(first, second):
    """A corner of a product: nought times an endless end is nought."""
    found = first * second
    return found if found == found else 0.0


def quotient_end(first, second):
    """A corner of a quotient; what is no number counts as nought, as in values.calculate."""
    found = first / second
    return found if found == found else 0.0


def _day(day):
    return int(min(max(day, -1_000_000.0), 1_000_000.0))


def _month_of(day):
    # Days counted in eras of 400 years from 0000-03-01, with years that begin in March.
    shifted = day + 719_468
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    march_month = (5 * of_year + 2) // 153
    month = march_month + 2 if march_month < 10 else march_month - 10
    years = year + era * 400 + (1 if month < 2 else 0)
    return (years - 1970) * 12 + month


def _first_day(month):
    year = 1970 + month // 12
    within = month - (month // 12) * 12
    shifted = year - (1 if within < 2 else 0)
    era = shifted // 400
    of_era = shifted - era * 400
    march_month = within - 2 if within >= 2 else within + 10
    of_year = (153 * march_month + 2) // 5
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def place(n, nh, h0, p0, starts, s, hl, alive, live, lived, area, zone, zh, zp):
    """Lay out a block: where its households begin, in which each person lives (nh for none), who is not known dead
    (live: 2 or 0), which households are lived in, and the zone of each.
    """
    for j in range(nh):
        s[j] = starts[h0 + j] - p0
    s[nh] = n
    for i in range(n):
        live[i] = 2
    for i in range(len(alive)):
        live[i] = 2 if alive[i] != 0 else 0
    if nh == 0:
        for i in range(n):
            hl[i] = 0
    for j in range(nh):
        some = 0
        for i in range(s[j], s[j + 1]):
            hl[i] = j
            some |= live[i]
        lived[j] = some
    nowhere = len(zone) - 1
    for j in range(nh):
        code = area[h0 + j]
        zh[j] = zone[nowhere if code < 0 else code]
    zh[nh] = zone[nowhere]
    for i in range(n):
        zp[i] = zh[hl[i]]


# In the order in which they need one another.
FOR_LOOPS = (
    _day,
    _month_of,
    _first_day,
    ceil_of,
    floor_of,
    age_on,
    born_by,
    months_on,
    months_between,
    rounded_up,
    rounded_down,
    product_end,
    quotient_end,
    place,
)
