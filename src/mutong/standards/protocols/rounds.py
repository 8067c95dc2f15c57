"""Obligations that come round: each calendar period, each week, or every so many days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mutong.kernel.period import civil_day, start_of_day
from mutong.kernel.step import Step
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.drafting import Window, attempts_of, draft_step
from mutong.standards.protocols.event import Event, Subject
from mutong.standards.protocols.model import CALENDAR_PERIODS, WEEK, CountedObligation, Every, Protocol
from mutong.standards.protocols.readings import Readings
from mutong.standards.working_days import add_months

# Blocks of days without a start event are counted from a Monday, so that they stand still as time goes on.
_FIRST_MONDAY = date(1970, 1, 5)


@dataclass(frozen=True)
class Round:
    """One period, its end not included."""

    start: date
    end: date
    name: str

    @property
    def window(self) -> Window:
        """Its instants."""
        return Window(start_of_day(self.start), start_of_day(self.end))


def round_steps(
    protocol: Protocol,
    subject: Subject,
    events: tuple[Event, ...],
    start: Event | None,
    since: date | None,
    as_of: datetime,
    parameters: Mapping[str, ParameterValue],
) -> Iterator[Step]:
    """The steps of the period that holds `as_of`, and of earlier ones that were missed or fulfilled late.

    `start` is the start event, if the protocol has one: periods that were over before it was recorded are nobody's.
    Earlier periods are looked at from `since` on; without it only the one before, and only when it was fulfilled, so
    that its duty can be closed.
    """
    every, readings = protocol.every, Readings(parameters)
    length = readings.whole(every.days) if every.days else 7 if every.period == WEEK else None
    if every.days and length is None:
        for owed in protocol.steps:
            yield draft_step(protocol, owed, subject, "no_rhythm", Window(), readings)
        return
    length = max(1, length) if length is not None else None
    started = civil_day(start.at) if start else None
    origin = started if started and every.days else _FIRST_MONDAY
    listed = civil_day(start.recorded_at) if start else None
    current = _round_of(civil_day(as_of), every, length, origin)
    rounds = _rounds(current, every, length, origin, (started, since, listed))
    for owed in protocol.steps:
        closing = [event for event in events if event.kind in owed.closed_by]
        for number, count, gap, read in _times(owed, readings, parameters):
            for one in rounds:
                deed = attempts_of(closing, one.window, number, gap).counts
                on_time = deed is not None and deed.at < one.window.closes
                known = since is not None and not (on_time and one.end < current.start)
                if one == current or known or (on_time and one.end == current.start):
                    yield draft_step(
                        protocol,
                        owed,
                        subject,
                        one.name,
                        one.window if count else Window(),
                        read,
                        deed,
                        mark=str(number) if count and count > 1 else "",
                        key=one.name,
                        number=number,
                        of=count or "",
                    )


def _times(
    owed: object, readings: Readings, parameters: Mapping[str, ParameterValue]
) -> Iterator[tuple[int, int | None, timedelta | None, Readings]]:
    """Each time the step is owed in one period: its number, of how many (None: open), the least gap, what was read."""
    if not isinstance(owed, CountedObligation):
        yield 1, 1, None, readings
        return
    read = Readings(parameters, readings)
    count = read.whole(owed.count)
    gap = Readings(parameters).length(owed.gap) if owed.gap else None
    for number in range(1, (1 if count is None else count) + 1):
        yield number, count, gap, read


def _rounds(
    current: Round, every: Every, length: int | None, origin: date, floor: tuple[date | None, ...]
) -> list[Round]:
    """From the first period that counts up to the current one."""
    before = _round_of(current.start - timedelta(days=1), every, length, origin)
    earliest = max((day for day in floor if day is not None), default=before.start)
    found = [current]
    while found[0].start > earliest:
        found.insert(0, _round_of(found[0].start - timedelta(days=1), every, length, origin))
    return found


def _round_of(day: date, every: Every, length: int | None, origin: date) -> Round:
    if length is not None:
        start = origin + timedelta(days=(day - origin).days // length * length)
        return Round(start, start + timedelta(days=length), f"{start.isoformat()}/{length}")
    months = CALENDAR_PERIODS[every.period]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    place = (start.month - 1) // months + 1
    name = {
        1: f"{start:%Y-%m}",
        3: f"{start.year}-Q{place}",
        6: f"{start.year}-H{place}",
        12: f"{start.year}",
    }
    return Round(start, add_months(start, months), name[months])
