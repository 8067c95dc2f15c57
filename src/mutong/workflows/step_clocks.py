"""Which steps of an outbreak's work are timed: those that the protocols in force ask for, each from what starts it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mutong.kernel.words import Words
from mutong.outbreak.step_times import Span, StepTimes, first_deed, first_event, result_spans, step_times
from mutong.records.actions.withdraw_deed import WITHDRAWN
from mutong.records.reads.situation_rows import WorkAsked
from mutong.standards.protocols import Protocol
from mutong.standards.protocols.model import LISTED, START
from mutong.workflows.casework import REPORTED
from mutong.workflows.closing import PENDING, result_kinds
from mutong.workflows.deployment import load_deployment

Row = Mapping[str, object]
FIRST_TEST = Words("首次采样", "First test")
ON_RECORD = Words("报告到登记入册", "From the report to being put on record")
RESULT = Words("采样到出结果", "From the sample to its result")
EVERY_TEST = Words("登记之后的全部检测", "Every test since being put on record")
SAMPLED = "sampled"
_OPEN_STATES = ("open", "acknowledged")


@dataclass(frozen=True)
class StepLine:
    """One step and its times: the protocol's title, the step, its clause, and from what it counts: `listed` (recorded
    in the register), `start` (it happened), `sampled`, or a kind of event."""

    group: Words
    step: Words
    since: str
    clause: str
    times: StepTimes


@dataclass(frozen=True)
class _Step:
    """What is timed of one protocol: deeds of these kinds; duties of these steps hold the limit."""

    protocol: Protocol
    words: Words
    since: str
    clause: str
    deeds: frozenset[str]
    steps: frozenset[str]


def protocols_timed(classes: Iterable[str], on: date) -> tuple[Protocol, ...]:
    """The protocols in force on a day for people who are cases, and for contacts of these classes."""
    deployment, of_class = load_deployment(), frozenset(classes)
    return tuple(
        protocol
        for protocol in deployment.protocols
        if protocol.subject_kind == "person"
        and protocol.start is not None
        and deployment.pack(protocol.pack).valid.holds(on)
        and (protocol.start.event == REPORTED or protocol.start.class_ in of_class)
    )


def work_timed() -> WorkAsked:
    """What of the register the times of steps need: of every health protocol for people that an event starts."""
    deployment = load_deployment()
    health = {pack.pack for pack in deployment.packs_of("health")}
    protocols = [
        one
        for one in deployment.protocols
        if one.pack in health and one.subject_kind == "person" and one.start is not None
    ]
    tests = result_kinds()
    owed = [clock.owed for one in protocols for clock in one.clocks]
    asked = [one for protocol in protocols for one in protocol.obligations if tests & set(one.closed_by)]
    events = {WITHDRAWN, *tests}
    events |= {one.start.event for one in protocols} | {kind for one in owed for kind in one.closed_by}
    events |= {clock.since for one in protocols for clock in one.clocks}
    return WorkAsked(
        classes=frozenset(one.start.class_ for one in protocols if one.start.class_),
        events=frozenset(events - {LISTED, START}),
        protocols=frozenset(one.name for one in protocols),
        duties=frozenset(one.do for one in (*owed, *asked)),
    )


def time_steps(
    protocols: Iterable[Protocol],
    events: Mapping[str, Sequence[Row]],
    duties: Mapping[str, Sequence[Row]],
    at: datetime,
    known_before: datetime,
) -> tuple[StepLine, ...]:
    """The times of every step of these protocols as they stood at the instant `at`, by what was recorded before
    `known_before`; steps that nobody had to take are left out. A person counts once in each protocol, from when it was
    first recorded that it holds."""
    known = {person: _standing(rows, known_before) for person, rows in events.items()}
    lines: list[StepLine] = []
    since: dict[str, datetime] = {}
    for protocol in protocols:
        listed = {
            person: found
            for person, rows in known.items()
            if (found := first_event(rows, [protocol.start.event], protocol.start.class_)) is not None
        }
        if listed and protocol.start.event == REPORTED:
            # Every limit of the protocol begins when the case is put on record; how late that was is a time too.
            spans = [Span(one["at"], one["recorded_at"]) for one in listed.values()]
            lines.append(StepLine(protocol.title, ON_RECORD, START, protocol.clause, step_times(spans, at)))
        for step in _steps_of(protocol):
            spans = [
                span
                for person, start in listed.items()
                if (span := _span(step, start, known[person], duties.get(person, ()), at)) is not None
            ]
            if spans:
                times = step_times(spans, at)
                lines.append(StepLine(protocol.title, step.words, step.since, step.clause, times))
        for person, one in listed.items():
            since[person] = min(one["recorded_at"], since.get(person, one["recorded_at"]))
    tests = result_kinds()
    spans = [
        span
        for person, first in since.items()
        for span in result_spans(known[person], tests, ("", PENDING))
        if span.start >= first
    ]
    if spans:
        lines.append(StepLine(EVERY_TEST, RESULT, SAMPLED, "", step_times(spans, at)))
    return tuple(lines)


def _steps_of(protocol: Protocol) -> Iterable[_Step]:
    for one in protocol.clocks:
        owed = one.owed
        yield _Step(
            protocol, owed.words, one.since, owed.clause, frozenset(owed.closed_by), frozenset([owed.step])
        )
    tests = frozenset(protocol.release.tests) if protocol.release else frozenset()
    asked = [owed for owed in protocol.obligations if tests & set(owed.closed_by)]
    if asked:
        yield _Step(
            protocol, FIRST_TEST, LISTED, asked[0].clause, tests, frozenset(owed.step for owed in asked)
        )


def _span(
    step: _Step, listed: Row, events: Sequence[Row], duties: Sequence[Row], at: datetime
) -> Span | None:
    """The step for one person who was listed; None where what it counts from has not come."""
    if step.since in (LISTED, START):
        began = listed["recorded_at" if step.since == LISTED else "at"]
    else:
        began = first_deed(events, [step.since], listed["at"])
        if began is None:
            return None
    own = [
        row
        for row in duties
        if row["protocol"] == step.protocol.name
        and str(row["step"]).partition(".")[0] in step.steps
        and row["created_at"] <= at
    ]
    limits = [row["due_at"] for row in own if row["due_at"] is not None]
    return Span(
        start=began,
        # A deed may be written down before the listing is; a test of before the listing is another round's.
        done=first_deed(events, step.deeds, began if step.words is FIRST_TEST else listed["at"]),
        due=min(limits, default=None),
        owed=any(
            row["state"] in _OPEN_STATES or (row["closed_at"] is not None and row["closed_at"] > at)
            for row in own
        ),
    )


def _standing(rows: Sequence[Row], known_before: datetime) -> list[Row]:
    """The events recorded before an instant, without deeds that were withdrawn."""
    known = [row for row in rows if row["recorded_at"] < known_before]
    withdrawn = {row["duty_id"]: row["recorded_at"] for row in known if row["kind"] == WITHDRAWN}
    return [
        row
        for row in known
        if row["kind"] != WITHDRAWN
        and not (row["duty_id"] in withdrawn and row["recorded_at"] <= withdrawn[row["duty_id"]])
    ]
