"""When a derived fact's window begins and ends for each subject, and where a source is complete for all of it.

Both ends may be uncertain (a parameter that is null, a date that is not known), so each is the earliest and the latest
it may be. What happened at the very instant of the screen counts: the window ends just after it (T9).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from mutong.kernel.period import end_of_day
from mutong.standards.choices import area_holds
from mutong.standards.derived.form import SPANS, Amount, Window
from mutong.standards.rules import values as v
from mutong.tables.event_columns import FOREVER, instants, microseconds, starts_of_days
from mutong.tables.snapshot_columns import day_number

Columns = Mapping[str, Sequence]
_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Ends:
    """The earliest and latest instant an end of a window may be, for each subject (microseconds)."""

    low: np.ndarray
    high: np.ndarray


def window_ends(
    window: Window,
    on: date,
    at: datetime | None,
    length: Callable[[Amount], v.Numbers],
    day_fact: Callable[[str], v.Numbers],
    size: int,
) -> tuple[Ends, Ends]:
    """Where the window begins and where it ends for each of `size` subjects.

    `at` is the instant of the screen; left out, the end of the day `on`. `length` gives an amount's ends for each
    subject, `day_fact` a date fact's.
    """
    after_day = end_of_day(on)
    until = microseconds(after_day) if at is None else min(microseconds(at) + 1, microseconds(after_day))
    end = Ends(np.full(size, until), np.full(size, until))
    if window.until:
        days = day_fact(window.until)
        end = Ends(*(np.minimum(until, starts_of_days(ends)) for ends in (days.low, days.high)))
    if window.since:
        days = day_fact(window.since)
        return Ends(starts_of_days(days.low), starts_of_days(days.high)), end
    lengths = length(window.length)
    low, high = (np.broadcast_to(ends, (size,)) for ends in (lengths.low, lengths.high))
    if window.span == SPANS[0]:
        instant = microseconds(after_day) if at is None else microseconds(at)
        back = [instant - np.where(np.isinf(ends), 0, ends * _HOUR).astype(np.int64) for ends in (high, low)]
        return Ends(np.where(np.isinf(high), -FOREVER, back[0]), back[1]), end
    tomorrow = v.exactly(day_number(on) + 1)
    backwards = v.Numbers(-high, -low)
    days = (
        v.add_months(tomorrow, backwards)
        if window.span == SPANS[2]
        else v.calculate("+", tomorrow, backwards)
    )
    first = np.where(np.isinf(high), -np.inf, days.low)
    return Ends(starts_of_days(first), starts_of_days(days.high)), end


@dataclass(frozen=True)
class CompleteSources:
    """Where sources declare themselves complete: for each word (such as events:test) rows of area, from, to."""

    periods: Mapping[str, tuple[tuple[str, int, int], ...]]

    def covers(self, word: str, area_code: str, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Whether whoever is in an area is covered from `start` to `end`, by one source or by several in turn."""
        found = end <= start
        for first, last in _joined(
            (first, last) for area, first, last in self.periods.get(word, ()) if area_holds(area, area_code)
        ):
            found |= (first <= start) & (end <= last)
        return found


def complete_sources(table: Columns | None, known_at: date) -> CompleteSources:
    """The declarations of the table completeness that were recorded before the end of a day."""
    periods: dict[str, list[tuple[str, int, int]]] = {}
    if table and len(table["fact"]):
        known = microseconds(end_of_day(known_at))
        ends = table.get("valid_to") or [None] * len(table["fact"])
        rows = zip(
            table["fact"],
            table["area_code"],
            table["valid_from"],
            ends,
            instants(table["recorded_at"]),
            strict=True,
        )
        for word, area, start, end, recorded in rows:
            if recorded < known:
                periods.setdefault(word, []).append(
                    (str(area), _start(start, -FOREVER), _start(end, FOREVER))
                )
    return CompleteSources({word: tuple(rows) for word, rows in periods.items()})


def _start(day: object, otherwise: int) -> int:
    if day is None or day == "":
        return otherwise
    civil = day if isinstance(day, date) else date.fromisoformat(str(day)[:10])
    return int(starts_of_days(np.array([day_number(civil)]))[0])


def _joined(periods: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(periods):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
