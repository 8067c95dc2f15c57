"""Cases by area and by chain: how many, how many of late, the first and the latest to fall ill."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.outbreak.incidence import day_of_onset, day_of_report

Row = Mapping[str, object]
DAYS_OF_LATE = 7


@dataclass(frozen=True)
class CaseGroup:
    """The cases of one area or chain. `of_late` were reported in the last seven days, the day asked for included;
    the onsets are None where none is known, `without_onset` counts the cases without one."""

    name: str
    cases: int
    of_late: int
    first_onset: date | None
    last_onset: date | None
    without_onset: int


def group_cases(cases: Iterable[Row], group_of: Callable[[Row], str], as_of: date) -> tuple[CaseGroup, ...]:
    """The groups of these cases, the largest first; `cases` are those known at the end of the day `as_of`."""
    groups: dict[str, list[Row]] = {}
    for case in cases:
        groups.setdefault(group_of(case), []).append(case)
    since = as_of - timedelta(days=DAYS_OF_LATE - 1)
    found = []
    for name, rows in groups.items():
        onsets = [day for case in rows if (day := day_of_onset(case)) is not None]
        reports = [day for case in rows if (day := day_of_report(case)) is not None]
        found.append(
            CaseGroup(
                name,
                len(rows),
                sum(since <= day <= as_of for day in reports),
                min(onsets, default=None),
                max(onsets, default=None),
                len(rows) - len(onsets),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.cases, one.name)))
