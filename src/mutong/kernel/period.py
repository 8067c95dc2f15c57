"""Civil days and half-open periods (T9): a day is a day in Asia/Shanghai; `on D` means from <= D < to."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, not including, `end`; None means without limit on that side."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        starts_before_end = other.end is None or self.start is None or self.start < other.end
        return starts_before_end and (self.end is None or other.start is None or other.start < self.end)


def civil_day(instant: datetime) -> date:
    """The civil day of an aware instant. Raises ValueError for an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; write it with one, such as +08:00 (T9)")
    return instant.astimezone(CHINA).date()


def start_of_day(day: date) -> datetime:
    """The first instant of a civil day."""
    return datetime.combine(day, time.min, CHINA)


def end_of_day(day: date) -> datetime:
    """The first instant after a civil day."""
    return start_of_day(day + timedelta(days=1))


def start_of_month(day: date) -> date:
    """The first day of the month that holds the day."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after the one that holds the day."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March in a common year, as a birthday is counted."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def age_on(birth: date, day: date) -> int:
    """Whole years from birth to the day; negative when the day lies before the birth."""
    years = day.year - birth.year
    return years if add_years(birth, years) <= day else years - 1
