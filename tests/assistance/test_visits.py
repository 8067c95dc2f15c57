"""Every household at least once a calendar month (A6)."""

from datetime import date, datetime

from mutong.assistance.visits import visits_due
from mutong.kernel.period import CHINA


def at(day: int, hour: int = 10, month: int = 8) -> datetime:
    """An instant of 2022 in China."""
    return datetime(2022, month, day, hour, tzinfo=CHINA)


def test_a_visit_on_any_day_of_the_month_counts() -> None:
    """A visit in July does not count for August, one on the first or the last of August does."""
    visits = [("H1", at(1, 0)), ("H2", at(31, 23)), ("H3", at(31, 23, month=7)), ("H4", at(1, 0, month=9))]
    found = {
        one.household_id: one for one in visits_due(["H1", "H2", "H3", "H4", "H5"], visits, date(2022, 8, 22))
    }

    assert [name for name, one in found.items() if one.visited] == ["H1", "H2"]
    assert found["H3"].last_before == date(2022, 7, 31)
    assert found["H5"].due_by == date(2022, 8, 31)


def test_what_lies_ahead_does_not_count_yet() -> None:
    """As of a day, a visit recorded for a later one is not done."""
    (found,) = visits_due(["H1"], [("H1", at(25))], date(2022, 8, 1), as_of=date(2022, 8, 24))

    assert not found.visited


def test_the_latest_visit_is_told() -> None:
    """Of several visits the last one stands."""
    (found,) = visits_due(["H1"], [("H1", at(20)), ("H1", at(3))], date(2022, 8, 1))

    assert found.last_visit == date(2022, 8, 20)
