"""When each case may have been infected: what is written of the case, else the incubation counted back from onset.

A window has a sure part and a possible part around it (T1): what nobody knows widens the possible part, never the
sure one. A case of which nothing bounds the window has none, and says which number is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from mutong.kernel.period import civil_day, end_of_day, start_of_day
from mutong.kernel.words import Words
from mutong.outbreak.columns import second_of
from mutong.standards.incubation import Bound, Incubation

_STAND_INS = ("date_specimen", "reported_at")
WRITTEN = Words("病例的暴露起止日期", "the case's own days of exposure")
_NOTHING = Incubation(Bound(), Bound(), WRITTEN)


@dataclass(frozen=True)
class ExposureWindow:
    """One case's window, in seconds, half-open: surely within it in [sure_from, sure_to), possibly in [from_, to).

    `to` is not after `from_` where nothing is known. `causes` are cause words of what is missing; `basis` says what the
    window is counted from.
    """

    case_id: str
    person: str
    sure_from: int
    sure_to: int
    from_: int
    to: int
    causes: tuple[str, ...]
    basis: Words

    @property
    def is_known(self) -> bool:
        """Whether there is a window to look in."""
        return self.to > self.from_


@dataclass(frozen=True)
class Windows:
    """Windows of cases as parallel arrays, in the order of `of`."""

    of: tuple[ExposureWindow, ...]
    from_: np.ndarray
    to: np.ndarray
    sure_from: np.ndarray
    sure_to: np.ndarray

    def __len__(self) -> int:
        return len(self.of)

    @property
    def people(self) -> list[str]:
        """The person of each case."""
        return [one.person for one in self.of]


def exposure_windows(
    cases: Iterable[Mapping[str, object]], incubation: Incubation | None, as_of: datetime
) -> list[ExposureWindow]:
    """The window of each case (rows of table cases), up to `as_of`.

    `exposed_from` and `exposed_to` of the case win, each for its own end. Else the window runs from `most` before the
    start of the day of onset to `least` before its end. Without an onset the day of specimen, then of report, stands
    for it: the window is then possible only, and may in truth have begun earlier. An incubation of which only
    candidates are known gives the narrowest window they all hold as the sure one and the widest as the possible one.
    """
    now = second_of(as_of)
    return [_window(case, incubation, now) for case in cases]


def windows_as_arrays(windows: Sequence[ExposureWindow]) -> Windows:
    """The windows as arrays."""
    columns = ("from_", "to", "sure_from", "sure_to")
    return Windows(
        tuple(windows),
        *(np.array([getattr(one, name) for one in windows], dtype=np.int64) for name in columns),
    )


def _window(case: Mapping[str, object], incubation: Incubation | None, now: int) -> ExposureWindow:
    first, last = case.get("exposed_from"), case.get("exposed_to")
    onset = case.get("date_onset")
    anchor = onset or next((_day(case[name]) for name in _STAND_INS if case.get(name) is not None), None)
    causes: list[str] = []
    start = end = (0, 0)
    if anchor is not None:
        day = second_of(start_of_day(anchor)), second_of(end_of_day(anchor))
        counted = incubation or _NOTHING
        start, end = _starts(day, counted.most), _ends(day, counted.least)
        causes += [] if first or incubation is None else [counted.most.missing]
        causes += [] if last or incubation is None else [counted.least.missing]
    if first:
        start = (second_of(start_of_day(first)),) * 2
    elif incubation is None:
        causes.append("exposed_from")
    if last:
        end = (second_of(end_of_day(last)),) * 2
    if onset is None and not (first and last):
        causes.append("date_onset")
        end = start[0], end[1]
    return ExposureWindow(
        case_id=str(case["case_id"]),
        person=str(case["person_id"]),
        sure_from=start[0],
        sure_to=min(max(end[0], start[0]), now),
        from_=start[1],
        to=min(end[1], now) if start[1] else 0,
        causes=tuple(dict.fromkeys(filter(None, causes))),
        basis=WRITTEN if (first and last) or incubation is None else incubation.basis,
    )


def _starts(day: tuple[int, int], most: Bound) -> tuple[int, int]:
    """The sure and the possible start: `most` before the day of onset; 0 where nothing bounds it."""
    if most.high is None:
        return 0, 0
    # Counted in days, the first day is meant whole; counted in hours, an onset at any hour of the day is.
    return day[0 if most.by_days else 1] - most.low, day[0] - most.high


def _ends(day: tuple[int, int], least: Bound) -> tuple[int, int]:
    """The sure and the possible end; nobody is infected after falling ill, whatever the incubation."""
    if least.high is None:
        return 0, day[1]
    return day[1 if least.by_days else 0] - least.high, day[1] - least.low


def _day(value: object) -> date:
    return civil_day(value) if isinstance(value, datetime) else value
