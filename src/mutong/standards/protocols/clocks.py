"""Steps counted from a moment: notice, transfer, hand-over, the deadlines of a procedure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mutong.kernel.period import civil_day, next_month, start_of_day
from mutong.kernel.step import Step
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.course import Course
from mutong.standards.protocols.drafting import Window, draft_step
from mutong.standards.protocols.event import Event, Subject
from mutong.standards.protocols.model import LISTED, START, Clock, Protocol
from mutong.standards.protocols.readings import Readings
from mutong.standards.protocols.verdicts import Verdicts


@dataclass(frozen=True)
class _Run:
    """One running of a clock: the event it hangs on, the moment it runs from, the deed that stopped it."""

    anchor: Event
    since: datetime
    done: Event | None


def clock_steps(
    protocol: Protocol,
    subject: Subject,
    course: Course,
    parameters: Mapping[str, ParameterValue],
    verdicts: Verdicts,
) -> Iterator[Step]:
    """One step for each clock that has begun to run (with `each`, for each event that it runs from)."""
    for clock in protocol.clocks:
        for run in _runs(clock, course):
            readings = Readings(parameters)
            window = _window(clock, run, course, readings, verdicts)
            yield draft_step(protocol, clock.owed, subject, run.anchor.event_id, window, readings, run.done)


def _window(clock: Clock, run: _Run, course: Course, readings: Readings, verdicts: Verdicts) -> Window:
    if clock.next_month:
        opens = next_month(civil_day(run.since))
        return Window(start_of_day(opens), start_of_day(next_month(opens)))
    opens = readings.ends(clock.wait, run.since) if clock.wait else run.since
    closes = verdicts.end_of(
        readings,
        clock.limit,
        clock.unless,
        course,
        run.anchor.event_id,
        run.since,
        owed=run.done is None,
    )
    # While it is not known how long to wait there is no day by which to have done it.
    return Window(opens, closes if opens is not None else None)


def _runs(clock: Clock, course: Course) -> tuple[_Run, ...]:
    if clock.since not in (LISTED, START):
        return _handed_over(clock, course)
    undone = course.since_start(clock.undone_by)
    if clock.again:
        anchor = course.latest
    else:
        # The first listing counts: a later exposure must not put off a transfer that is already due.
        undone_at = undone[-1].at if undone else None
        starts = [s for s in course.starts if undone_at is None or s.recorded_at > undone_at]
        if not starts:
            return ()
        anchor = min(starts, key=lambda start: (start.recorded_at, start.at, start.event_id))
    since = anchor.recorded_at if clock.since == LISTED else anchor.at
    deeds = [
        deed
        for deed in course.since_start(clock.owed.closed_by, anchor.at)
        if (not clock.again or deed.recorded_at >= since)
        and (not undone or clock.again or deed.at > undone[-1].at)
    ]
    return (_Run(anchor, since, deeds[0] if deeds else None),)


def _handed_over(clock: Clock, course: Course) -> tuple[_Run, ...]:
    given = course.since_start((clock.since,))
    runs = []
    for event in given if clock.each else given[-1:]:
        deeds = course.since_start(clock.owed.closed_by, event.at)
        runs.append(_Run(event, event.at, deeds[0] if deeds else None))
    return tuple(runs)
