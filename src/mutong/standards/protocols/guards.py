"""The guard at the end of a protocol: yes releases, no calls, unknown asks and never extends (T1)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from mutong.kernel.period import civil_day, start_of_day
from mutong.kernel.step import Step
from mutong.kernel.truth import Truth, all_of
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.course import Course
from mutong.standards.protocols.drafting import Window, draft_step
from mutong.standards.protocols.event import INVALID, NEGATIVE, POSITIVE, Event, Subject, happened
from mutong.standards.protocols.model import LINKED_TESTS, OWN_TESTS, Protocol
from mutong.standards.protocols.readings import Readings
from mutong.standards.protocols.schedule import DatedPhase

Linked = Mapping[str, Sequence[Event]]
Related = Mapping[str, Sequence[str]]


def result_truth(event: Event | None) -> Truth:
    """Whether a test is negative; a test not taken, not read or invalid is UNKNOWN."""
    if event is None:
        return Truth.UNKNOWN
    return {NEGATIVE: Truth.YES, POSITIVE: Truth.NO}.get(event.result, Truth.UNKNOWN)


def own_tests_truth(
    protocol: Protocol, course: Course, steps: Iterable[Step], by: datetime | None = None
) -> Truth:
    """Whether every own test due (by `by`) is negative; one positive since the start says NO at once."""
    tests = protocol.release.tests if protocol.release else ()
    by_id = {event.event_id: event for event in course.events}
    answers = [
        result_truth(by_id.get(step.done_event))
        for step in steps
        if set(step.closed_by) & set(tests)
        and (by is None or step.not_before is None or step.not_before < by)
        and not _retaken(by_id.get(step.done_event))
    ]
    if positive_test(protocol, course):
        return Truth.NO
    return all_of(answers)


def _retaken(event: Event | None) -> bool:
    """An invalid sample speaks through its retake."""
    return event is not None and event.result == INVALID


def positive_test(protocol: Protocol, course: Course) -> Event | None:
    """The first positive own test since the start, or since the restart; None when there is none."""
    tests = protocol.release.tests if protocol.release else ()
    since = course.anchor.at if protocol.restart else course.began_at
    return next(
        (
            event
            for event in course.since_start(tests, since)
            if event.result == POSITIVE and event.event_id != course.anchor.event_id
        ),
        None,
    )


def linked_people(protocol: Protocol, start: Event, related: Related) -> tuple[str, ...]:
    """Whose tests count beside one's own for a start event; empty where nobody is recorded."""
    if protocol.linked.relation:
        return tuple(related.get(protocol.linked.relation, ()))
    return (start.linked_id,) if start.linked_kind == "person" else ()


def linked_first_tests(
    protocol: Protocol, start: Event, person: str, linked: Linked, first: int | None, as_of: datetime
) -> tuple[Truth, Event | None]:
    """Whether the first tests of a linked person are all negative, and a positive one if any.

    Tests count from that person's own start of the linked class: the latest not after this one, else the earliest.
    """
    events = happened(list(linked.get(person, ())), as_of)
    kind = protocol.linked.event or start.kind
    starts = [e.at for e in events if e.kind == kind and e.class_ == protocol.linked.class_]
    if not starts or first is None:
        return Truth.UNKNOWN, None
    since = max((at for at in starts if at <= start.at), default=min(starts))
    tests = [e for e in events if e.kind in protocol.release.tests and e.at >= since and e.result != INVALID][
        :first
    ]
    positive = next((e for e in tests if e.result == POSITIVE), None)
    if positive:
        return Truth.NO, positive
    missing = [Truth.UNKNOWN] * (first - len(tests))
    return all_of([*(result_truth(e) for e in tests), *missing]), None


def guard_truth(
    protocol: Protocol,
    course: Course,
    steps: Iterable[Step],
    linked: Linked,
    related: Related,
    parameters: Mapping[str, ParameterValue],
    as_of: datetime,
) -> Truth:
    """Everything the release needs, as one answer; nobody recorded as linked is UNKNOWN, not nobody."""
    answers = [own_tests_truth(protocol, course, steps)] if OWN_TESTS in protocol.release.needs else []
    if LINKED_TESTS in protocol.release.needs:
        first = Readings(parameters).whole(protocol.linked.first_tests)
        for start in course.starts:
            people = linked_people(protocol, start, related)
            answers += [
                linked_first_tests(protocol, start, person, linked, first, as_of)[0] for person in people
            ]
            answers += [] if people else [Truth.UNKNOWN]
    return all_of(answers)


def release_steps(
    protocol: Protocol,
    subject: Subject,
    course: Course,
    steps: tuple[Step, ...],
    phases: tuple[DatedPhase, ...],
    linked: Linked,
    related: Related,
    parameters: Mapping[str, ParameterValue],
    as_of: datetime,
) -> Iterator[Step]:
    """What the guard raises: on a positive at once; otherwise from the last day on, to release or to find out."""
    release = protocol.release
    readings = Readings(parameters, phases[-1].readings)
    positive = positive_test(protocol, course)
    if positive:
        if release.no:
            yield _called(protocol, subject, course, positive, parameters)
        return
    last = phases[-1].last
    if last is None or civil_day(as_of) < last:
        return
    window = Window(start_of_day(last), phases[-1].window.closes)
    truth = guard_truth(protocol, course, steps, linked, related, parameters, as_of)
    owed = {Truth.YES: release.yes, Truth.UNKNOWN: release.unknown}.get(truth)
    if owed:
        done = course.since_start(owed.closed_by, window.opens)
        yield draft_step(
            protocol, owed, subject, course.anchor.event_id, window, readings, done[0] if done else None
        )


def _called(
    protocol: Protocol,
    subject: Subject,
    course: Course,
    positive: Event,
    parameters: Mapping[str, ParameterValue],
) -> Step:
    release, readings = protocol.release, Readings(parameters)
    since = max(positive.at, positive.recorded_at)
    closes = readings.ends(release.no_limit, since) if release.no_limit else None
    done = course.since_start(release.no.closed_by, positive.at)
    return draft_step(
        protocol,
        release.no,
        subject,
        positive.event_id,
        Window(since, closes),
        readings,
        done[0] if done else None,
    )
