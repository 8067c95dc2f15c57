"""Months, plan years and growing seasons of a plan: which month is which, and when each crop is sown and cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mutong.village.coefficients import Coefficients

_MONTHS = 12
_RENT_MONTH = 10


@dataclass(frozen=True)
class PlanCalendar:
    """`months` months from `start`; a plan year is twelve of them. Seasons are calendar years in which something can
    still be cut or is sown within the plan; `season_years` are those years."""

    start: date
    months: int

    @property
    def years(self) -> int:
        """Plan years, the last one perhaps shorter."""
        return -(-self.months // _MONTHS)

    def month_of_year(self, t: int) -> int:
        """1 … 12 of month t (1 is the first month of the plan)."""
        return (self.start.month - 2 + t) % _MONTHS + 1

    def day(self, t: int) -> date:
        """The first day of month t."""
        ahead = self.start.month - 2 + t
        return date(self.start.year + ahead // _MONTHS, ahead % _MONTHS + 1, 1)

    def year_of(self, t: int) -> int:
        """The plan year of month t, from 1; 0 for none."""
        return (t - 1) // _MONTHS + 1 if 1 <= t <= self.months else 0

    def month(self, year: int, month: int) -> int:
        """The number of a calendar month in the plan; below 1 it lies before the start."""
        return (year - self.start.year) * _MONTHS + month - self.start.month + 1

    @property
    def season_years(self) -> tuple[int, ...]:
        """The calendar years of the seasons, season 1 first."""
        return tuple(range(self.start.year, self.day(self.months).year + 1))

    def season_rent_year(self, year: int) -> int:
        """The plan year in which a season's rent falls due, 0 outside the plan."""
        return self.year_of(self.month(year, _RENT_MONTH))


@dataclass(frozen=True)
class CropTime:
    """One crop in one season: months of sowing and cutting (numbers of the plan), whether it was sown before the plan
    starts, and whether it is cut after the plan ends."""

    crop: str
    season: int
    sowing: int
    cutting: int
    started: bool
    ends_later: bool


def crop_times(calendar: PlanCalendar, crops: tuple[str, ...], numbers: Coefficients) -> Iterator[CropTime]:
    """When each crop of each season is sown and cut. Raises NumberNotSettled where its months are open."""
    for crop in crops:
        sowing, cutting = (int(numbers.value(f"{crop}.{name}_month")) for name in ("sowing", "harvest"))
        for season, year in enumerate(calendar.season_years, 1):
            sown, cut = calendar.month(year, sowing), calendar.month(year, cutting)
            yield CropTime(crop, season, sown, cut, sown < 1, 1 <= sown <= calendar.months < cut)
