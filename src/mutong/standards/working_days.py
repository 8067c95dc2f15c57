"""Working days in China, and when a limit ends (T12).

The State Council publishes each year's days off and make-up working days late in the year before; `chinesecalendar`
carries them as tables. For a year that is not published yet the answer is unknown, never a guess from weekends.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar import constants

from mutong.kernel.period import civil_day, end_of_day
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
CIVIL_UNITS = ("day", "working_day", "month", "year")
LIMIT_UNITS = (*SECONDS, *CIVIL_UNITS)
_MONTHS = {"month": 1, "year": 12}
_OPEN = "working_days."


@cache
def published_years() -> frozenset[int]:
    """The years whose arrangement is published, as far as the installed tables know."""
    return frozenset(day.year for day in constants.holidays)


def is_working_day(day: date) -> Truth:
    """Whether offices work on the civil day; UNKNOWN in a year whose arrangement is not published."""
    if day.year not in published_years():
        return Truth.UNKNOWN
    return Truth.YES if chinese_calendar.is_workday(day) else Truth.NO


def add_working_days(day: date, n: int) -> date | None:
    """The `n`-th working day after `day`, which itself is not counted; `day` where n is 0.

    None where the count runs into a year that is not published. Raises ValueError for a negative n.
    """
    if n < 0:
        raise ValueError(f"{n} working days: a limit cannot lie before its event (T12)")
    while n:
        day += timedelta(days=1)
        answer = is_working_day(day)
        if answer is Truth.UNKNOWN:
            return None
        n -= answer is Truth.YES
    return day


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Deadline:
    """When a limit ends; where that cannot be said, `at` is None and `missing` names the calendar that is not there."""

    at: datetime | None
    missing: str = ""


def deadline(since: datetime, count: float, unit: str) -> Deadline:
    """The instant up to which a limit of `count` `unit`s (one of LIMIT_UNITS) from `since` is kept (T12).

    Seconds, minutes and hours run from the instant; civil units end with a civil day in China.
    """
    if unit in SECONDS:
        return Deadline(since + timedelta(seconds=count * SECONDS[unit]))
    day = civil_day(since)
    if unit == "working_day":
        last = add_working_days(day, int(count))
        if last is None:
            return Deadline(None, f"{_OPEN}{_first_open_year(day)}")
    elif unit == "day":
        last = day + timedelta(days=int(count))
    else:
        last = add_months(day, int(count) * _MONTHS[unit])
    return Deadline(end_of_day(last))


def no_calendar_words(missing: str) -> Words | None:
    """What a step's `limit_null` means where it names a year without a calendar; None where it names a parameter."""
    if not missing.startswith(_OPEN):
        return None
    year = missing.removeprefix(_OPEN)
    return Words(f"尚无{year}年工作日安排", f"no working-day calendar for {year} yet")


def _first_open_year(day: date) -> int:
    year = day.year
    while year in published_years():
        year += 1
    return year
