"""T12: working days, make-up days, and limits that end with a civil day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.truth import Truth
from mutong.standards.working_days import (
    Deadline,
    add_months,
    add_working_days,
    deadline,
    is_working_day,
    no_calendar_words,
)
from tests.standards.protocol_worlds import at

PUBLISHED = st.dates(date(2004, 1, 1), date(2026, 6, 30))


def test_a_make_up_weekend_is_worked_and_a_holiday_monday_is_not() -> None:
    """Spring Festival 2022: the Saturday and Sunday before are worked, Monday 31 January to 6 February are off."""
    worked = [day for day in range(24, 32) if is_working_day(date(2022, 1, day)) is Truth.YES]

    assert worked == [24, 25, 26, 27, 28, 29, 30]
    assert [is_working_day(date(2022, 2, day)).word for day in (1, 4, 6, 7)] == ["no", "no", "no", "yes"]


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2022-08-22", 3, "2022-08-25"),
        ("2022-08-26", 3, "2022-08-31"),
        ("2022-08-27", 1, "2022-08-29"),
        ("2022-01-28", 3, "2022-02-07"),
        ("2022-01-28", 2, "2022-01-30"),
        ("2022-09-30", 3, "2022-10-10"),
        ("2021-09-24", 1, "2021-09-26"),
        ("2022-08-22", 30, "2022-10-09"),
    ],
)
def test_the_day_of_the_event_is_not_counted(day: str, n: int, expected: str) -> None:
    """Counted by hand: plain weeks, across both make-up weekends of Spring Festival and those of National Day."""
    assert add_working_days(date.fromisoformat(day), n) == date.fromisoformat(expected)


def test_a_year_without_a_published_calendar_is_unknown_and_never_guessed() -> None:
    """A limit that runs into 2027 has no date and names the year; in words too."""
    since = at("2026-12-30 10:00")

    assert is_working_day(date(2027, 1, 4)) is Truth.UNKNOWN
    assert add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert add_working_days(date(2026, 12, 30), 2) is None
    assert deadline(since, 2, "working_day") == Deadline(None, "working_days.2027")
    assert no_calendar_words("working_days.2027").en == "no working-day calendar for 2027 yet"
    assert no_calendar_words("survey_limit") is None


def test_hours_run_from_the_instant_and_days_to_the_end_of_a_day() -> None:
    """Two hours end two hours later; seven days and three working days end at a midnight, months on their day."""
    since = at("2022-08-26 15:30")

    assert deadline(since, 2, "hour").at == at("2022-08-26 17:30")
    assert deadline(since, 7, "day").at == at("2022-09-03 00:00")
    assert deadline(since, 3, "working_day").at == at("2022-09-01 00:00")
    assert deadline(at("2022-08-31 09:00"), 6, "month").at == at("2023-03-01 00:00")
    assert deadline(since, 1, "year").at == at("2023-08-27 00:00")


@given(PUBLISHED, st.integers(1, 40))
def test_the_nth_working_day_is_worked_and_has_n_worked_days_up_to_it(day: date, n: int) -> None:
    """Whatever the day, the last day of the limit is a working day and exactly n of them have passed."""
    last = add_working_days(day, n)

    passed = [day + timedelta(days=ahead) for ahead in range(1, (last - day).days + 1)]
    assert is_working_day(last) is Truth.YES
    assert sum(is_working_day(one) is Truth.YES for one in passed) == n


@given(PUBLISHED, st.integers(0, 36))
def test_months_keep_the_day_or_fall_on_the_last(day: date, months: int) -> None:
    """So many months later it is the same day, or the month's last day where there is no such day."""
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
