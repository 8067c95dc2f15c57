"""Which households have been visited in a month, and which have not (A6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mutong.kernel.period import civil_day, next_month, start_of_month


@dataclass(frozen=True)
class VisitStatus:
    """One household in one calendar month: `last_visit` is the latest in that month, or None; `due_by` the last day
    on which a visit counts; `last_before` the latest visit ever before the month, or None.
    """

    household_id: str
    month: date
    last_visit: date | None
    last_before: date | None
    due_by: date

    @property
    def visited(self) -> bool:
        """Whether the month's visit is done."""
        return self.last_visit is not None


def visits_due(
    households: Iterable[str], visits: Iterable[tuple[str, datetime]], month: date, as_of: date | None = None
) -> list[VisitStatus]:
    """Each household's visit in the calendar month that holds `month`, in the order given.

    `visits` are (household_id, instant) of the events that fulfil the duty; days are civil days in China (T9). With
    `as_of` only visits up to that day count.
    """
    start, end = start_of_month(month), next_month(month)
    within: dict[str, date] = {}
    before: dict[str, date] = {}
    for household, at in visits:
        day = civil_day(at)
        if day >= end or (as_of is not None and day > as_of):
            continue
        latest = within if day >= start else before
        if household not in latest or latest[household] < day:
            latest[household] = day
    due_by = end.fromordinal(end.toordinal() - 1)
    return [
        VisitStatus(household, start, within.get(household), before.get(household), due_by)
        for household in households
    ]
