"""What is due: a pure function of what happened."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from mutong.kernel.step import Step
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.clocks import clock_steps
from mutong.standards.protocols.course import Course, current_course
from mutong.standards.protocols.drafting import Window, draft_step
from mutong.standards.protocols.event import Event, FindingStatus, Subject, happened
from mutong.standards.protocols.guards import Linked, Related, Truth, own_tests_truth, release_steps
from mutong.standards.protocols.model import BY_RELEASE, Protocol
from mutong.standards.protocols.readings import Readings
from mutong.standards.protocols.reviews import review_steps
from mutong.standards.protocols.rounds import round_steps
from mutong.standards.protocols.schedule import PhaseSchedule, dated_phases
from mutong.standards.protocols.series import series_steps
from mutong.standards.protocols.verdicts import Verdicts, find_out_steps

Parameters = Mapping[str, ParameterValue]


def expected_steps(
    protocol: Protocol,
    subject: Subject,
    events: Sequence[Event],
    linked: Linked,
    as_of: datetime,
    parameters: Parameters,
    *,
    findings: Sequence[FindingStatus] = (),
    since: date | None = None,
    related: Related | None = None,
) -> tuple[Step, ...]:
    """The steps of one protocol for one subject at the instant `as_of`, done ones included.

    `events` are the subject's, `linked` those of the people its exposures came through (by person id); events
    recorded after `as_of` are not seen. `parameters` maps a name to a ParameterValue (`parameters_of`).
    `findings` drives protocols that start from a finding and limits that depend on one; `since` is the day from which
    a recurring protocol looks for missed periods; `related` names people by their relation to the subject. Nothing
    is stored and the clock is not read: the same input gives the same steps.
    """
    known = happened(list(events), as_of)
    if protocol.on_finding:
        return tuple(_finding_steps(protocol, subject, known, findings, parameters))
    course = current_course(protocol, known)
    if course is None and protocol.start is not None:
        return ()
    steps: list[Step] = []
    if protocol.every:
        # A course that an event has ended is looked at as it was then.
        now = as_of if course is None or course.over_at is None else min(as_of, course.over_at)
        concerned = tuple(event for event in known if protocol.concerns(event))
        start = course.latest if course else None
        steps += round_steps(protocol, subject, concerned, start, since, now, parameters)
    if course is not None:
        verdicts = Verdicts(findings)
        steps += clock_steps(protocol, subject, course, parameters, verdicts)
        if protocol.again_after:
            steps += review_steps(protocol, subject, course, since, parameters, verdicts)
        if protocol.series:
            steps += series_steps(protocol, subject, course, parameters)
        steps += find_out_steps(protocol, subject, course, verdicts, parameters)
        if protocol.phases:
            steps = _with_phases(protocol, subject, course, steps, linked, related or {}, as_of, parameters)
        if course.over_at is not None:
            # An event has ended the course: what was done stays done, nothing more is owed.
            steps = [step for step in steps if step.done_at is not None]
    return tuple(steps)


def control_ends_at(
    protocol: Protocol, events: Sequence[Event], as_of: datetime, parameters: Parameters
) -> datetime | None:
    """The instant after which the protocol holds nobody (its `ends_by`).

    None: not running, days still open, or an area that only its condition lifts.
    """
    course = current_course(protocol, happened(list(events), as_of))
    by_release = protocol.ends_by.how == BY_RELEASE
    if course is None or course.over_at is not None or not protocol.phases or by_release:
        return None
    return dated_phases(protocol, course, parameters)[-1].window.closes


def _with_phases(
    protocol: Protocol,
    subject: Subject,
    course: Course,
    clocks: list[Step],
    linked: Linked,
    related: Related,
    as_of: datetime,
    parameters: Parameters,
) -> list[Step]:
    """The steps counted from moments (`clocks`), those of the phases, and what the guard at the end raises."""
    phases = dated_phases(protocol, course, parameters)
    schedule = PhaseSchedule(protocol, subject, course, phases, parameters, as_of)
    steps = [*schedule.steps, *schedule.entry_step()]
    for dated, step in schedule.held_back:
        closes = dated.window.closes
        truth = own_tests_truth(protocol, course, steps, by=closes)
        # The phase is the standard's own limit: past it an unknown result keeps nobody.
        if truth is Truth.YES or (truth is Truth.UNKNOWN and closes is not None and as_of >= closes):
            steps += schedule.steps_held_back(dated, step)
    # Where only the condition itself ends the measure (an area), what it waits for stays owed after the term.
    ends_at = phases[-1].window.closes if protocol.ends_by.how != BY_RELEASE else None
    if ends_at is not None and course.anchor.recorded_at >= ends_at:
        # Listed when the term was already over: the standard asks nothing of the person any more.
        return [step for step in clocks if step.done_at is not None]
    last = (
        list(
            release_steps(protocol, subject, course, tuple(steps), phases, linked, related, parameters, as_of)
        )
        if protocol.release
        else []
    )
    if ends_at is not None and as_of >= ends_at:
        # The control is over: only what was done, and the way out, remain.
        return [step for step in (*clocks, *steps) if step.done_at is not None] + last
    return [*clocks, *steps, *last]


def _finding_steps(
    protocol: Protocol,
    subject: Subject,
    events: tuple[Event, ...],
    findings: Sequence[FindingStatus],
    parameters: Parameters,
) -> Iterator[Step]:
    """One step for each rule found (or each standard missing), however many findings name it."""
    wanted = protocol.on_finding
    keys: dict[str, None] = {}
    for finding in findings:
        if finding.status == wanted.status and (not wanted.rules or finding.rule_id in wanted.rules):
            for key in finding.standards_missing if wanted.per_standard else (finding.rule_id,):
                keys[key] = None
    for owed in protocol.steps:
        for key in sorted(keys):
            done = [event for event in events if event.kind in owed.closed_by and event.class_ in ("", key)]
            yield draft_step(
                protocol,
                owed,
                subject,
                key,
                Window(),
                Readings(parameters),
                done[0] if done else None,
                key=key,
            )
