"""Steps counted from a moment: notice, transfer, hand-over."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from mutong.kernel.step import Step
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.course import Course
from mutong.standards.protocols.drafting import Window, draft_step
from mutong.standards.protocols.event import Event, Subject
from mutong.standards.protocols.model import LISTED, START, Clock, Protocol
from mutong.standards.protocols.readings import Readings


def clock_steps(
    protocol: Protocol, subject: Subject, course: Course, parameters: Mapping[str, ParameterValue]
) -> Iterator[Step]:
    """One step for each clock that has begun to run."""
    for clock in protocol.clocks:
        begun = _begun(clock, course)
        if begun is None:
            continue
        anchor, since, done = begun
        readings = Readings(parameters)
        limit = readings.length(clock.limit) if clock.limit else None
        window = Window(since, since + limit if limit is not None else None)
        yield draft_step(protocol, clock.owed, subject, anchor.event_id, window, readings, done)


def _begun(clock: Clock, course: Course) -> tuple[Event, datetime, Event | None] | None:
    """The event a clock hangs on, the moment it runs from, and the deed that stopped it; None: it does not run."""
    if clock.since not in (LISTED, START):
        return _handed_over(clock, course)
    undone = course.since_start(clock.undone_by)
    if clock.again:
        anchor = course.anchor
    else:
        # The first listing counts: a later exposure must not put off a transfer that is already due.
        undone_at = undone[-1].at if undone else None
        starts = [s for s in course.starts if undone_at is None or s.recorded_at > undone_at]
        if not starts:
            return None
        anchor = min(starts, key=lambda start: (start.recorded_at, start.at, start.event_id))
    since = anchor.recorded_at if clock.since == LISTED else anchor.at
    deeds = [
        deed
        for deed in course.since_start(clock.owed.closed_by, anchor.at)
        if (not clock.again or deed.recorded_at >= since)
        and (not undone or clock.again or deed.at > undone[-1].at)
    ]
    return anchor, since, deeds[0] if deeds else None


def _handed_over(clock: Clock, course: Course) -> tuple[Event, datetime, Event | None] | None:
    given = course.since_start((clock.since,))
    if not given:
        return None
    deeds = course.since_start(clock.owed.closed_by, given[-1].at)
    return given[-1], given[-1].at, deeds[0] if deeds else None
