"""Obligations that come round: each calendar month, or every so many days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mutong.kernel.period import civil_day, next_month, start_of_day, start_of_month
from mutong.kernel.step import Step
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.drafting import Window, attempts_of, draft_step
from mutong.standards.protocols.event import Event, Subject
from mutong.standards.protocols.model import Protocol
from mutong.standards.protocols.readings import Readings

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
    started: date | None,
    since: date | None,
    as_of: datetime,
    parameters: Mapping[str, ParameterValue],
) -> Iterator[Step]:
    """The step of the period that holds `as_of`, and of earlier ones that were missed or fulfilled late.

    `started` is the day of the start event, if the protocol has one. Earlier periods are looked at from `since` on;
    without it only the one before, and only when it was fulfilled, so that its duty can be closed.
    """
    readings = Readings(parameters)
    length = readings.whole(protocol.every.days) if protocol.every.days else None
    if protocol.every.days and length is None:
        for owed in protocol.steps:
            yield draft_step(protocol, owed, subject, "no_rhythm", Window(), readings)
        return
    current = _round_of(civil_day(as_of), length, started or _FIRST_MONDAY)
    for owed in protocol.steps:
        closing = [event for event in events if event.kind in owed.closed_by]
        for one in _rounds(current, length, started, since):
            deed = attempts_of(closing, one.window).counts
            on_time = deed is not None and deed.at < one.window.closes
            known = since is not None and not (on_time and one.end < current.start)
            if one == current or known or (on_time and one.end == current.start):
                yield draft_step(protocol, owed, subject, one.name, one.window, readings, deed, key=one.name)


def _rounds(current: Round, length: int | None, started: date | None, since: date | None) -> list[Round]:
    """From the first period that counts up to the current one."""
    origin = started or _FIRST_MONDAY
    before = _round_of(current.start - timedelta(days=1), length, origin)
    earliest = max((day for day in (started, since) if day is not None), default=before.start)
    found = [current]
    while found[0].start > earliest:
        found.insert(0, _round_of(found[0].start - timedelta(days=1), length, origin))
    return found


def _round_of(day: date, length: int | None, origin: date) -> Round:
    if length is None:
        start = start_of_month(day)
        return Round(start, next_month(day), f"{start:%Y-%m}")
    start = origin + timedelta(days=(day - origin).days // length * length)
    return Round(start, start + timedelta(days=length), f"{start.isoformat()}/{length}")
