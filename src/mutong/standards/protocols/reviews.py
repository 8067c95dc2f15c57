"""Obligations counted from the last time they were fulfilled: reviews."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from mutong.kernel.period import start_of_day
from mutong.kernel.step import Step
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.course import Course
from mutong.standards.protocols.drafting import Window, draft_step
from mutong.standards.protocols.event import INVALID, Event, Subject
from mutong.standards.protocols.model import Obligation, Protocol
from mutong.standards.protocols.readings import Readings
from mutong.standards.protocols.verdicts import Verdicts


def review_steps(
    protocol: Protocol,
    subject: Subject,
    course: Course,
    since: date | None,
    parameters: Mapping[str, ParameterValue],
    verdicts: Verdicts,
) -> Iterator[Step]:
    """The step that hangs on the last deed (or the start), and the one before it, which that deed fulfilled.

    A review whose day was over before the start was recorded, or before `since`, is nobody's: the next one is due.
    """
    for owed in protocol.steps:
        deeds = [event for event in course.since_start(owed.closed_by) if event.result != INVALID]
        hangs = sorted([*course.starts, *deeds], key=lambda event: (event.at, event.event_id))
        last, before = hangs[-1], hangs[-2] if len(hangs) > 1 else None
        if before is not None and last in deeds:
            yield _step(protocol, owed, subject, course, before, last, since, parameters, verdicts)
        yield _step(protocol, owed, subject, course, last, None, since, parameters, verdicts)


def _step(
    protocol: Protocol,
    owed: Obligation,
    subject: Subject,
    course: Course,
    anchor: Event,
    done: Event | None,
    since: date | None,
    parameters: Mapping[str, ParameterValue],
    verdicts: Verdicts,
) -> Step:
    again, readings = protocol.again_after, Readings(parameters)
    listed = max(anchor.recorded_at, start_of_day(since)) if since else anchor.recorded_at
    closes = _first_after(listed, protocol, course, anchor, readings, verdicts, owed=done is None)
    ahead = readings.whole(again.ahead) if again.ahead else None
    opens = anchor.at
    if closes is not None and ahead is not None:
        opens = max(closes - timedelta(days=ahead), anchor.at)
    return draft_step(
        protocol, owed, subject, anchor.event_id, Window(opens, closes), readings, done, key=anchor.event_id
    )


def _first_after(
    listed: datetime,
    protocol: Protocol,
    course: Course,
    anchor: Event,
    readings: Readings,
    verdicts: Verdicts,
    *,
    owed: bool,
) -> datetime | None:
    again, times, before = protocol.again_after, 0, None
    while True:
        times += 1
        end = verdicts.end_of(
            readings, again.limit, again.unless, course, anchor.event_id, anchor.at, times, owed=owed
        )
        # A length of nothing never comes past the listing.
        if end is None or end > listed or end == before:
            return end
        before = end
