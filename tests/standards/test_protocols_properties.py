"""What holds of every protocol of every pack, whatever happened (T1, T10, T11, T12)."""

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.duties.duty import Duty
from mutong.duties.reconciling import reconcile
from mutong.kernel.step import Step
from mutong.standards.protocols import Event, control_ends_at, expected_steps
from mutong.standards.protocols.course import current_course
from mutong.standards.protocols.event import happened
from tests.standards.protocol_histories import History, all_protocols, history_of

places = st.integers(0, len(all_protocols()) - 1)
seeds = st.integers(0, 10**6)
many = settings(max_examples=150, deadline=None)


def history(place: int, seed: int) -> History:
    return history_of(*all_protocols()[place], random.Random(seed))


def steps_of(told: History, **changed: object) -> tuple[Step, ...]:
    told = replace(told, **changed)
    return expected_steps(told.protocol, told.subject, *told.told, **told.more)


def duty_of(step: Step, state: str = "open") -> Duty:
    """The duty that a step becomes."""
    return Duty(
        step.identity, step.kind, step.subject_kind, step.subject_id, "1", "POST", state, step.due_at,
        step.basis, step.protocol, step.step, step.anchor, step.not_before, step.due_at,
        choices_used=step.choices_used,
    )  # fmt: skip


@many
@given(places, seeds)
def test_a_second_run_changes_nothing(place: int, seed: int) -> None:
    """Once the steps expected are duties, the same run creates, re-dates, closes and supersedes nothing."""
    told = history(place, seed)
    steps = steps_of(told)
    duties = [duty_of(step, "open" if step.done_at is None else "done") for step in steps]

    assert not reconcile(steps_of(told), duties, told.as_of)
    assert len({step.identity for step in steps}) == len(steps)


@many
@given(places, seeds)
def test_the_order_of_the_events_changes_nothing(place: int, seed: int) -> None:
    """However the events, the linked events and the findings are shuffled, the steps are the same."""
    told, chance = history(place, seed), random.Random(seed + 1)

    def shuffled(some: list) -> list:
        return chance.sample(some, len(some))

    again = steps_of(
        told,
        events=shuffled(told.events),
        linked={who: shuffled(theirs) for who, theirs in told.linked.items()},
        findings=shuffled(told.findings),
    )

    assert again == steps_of(told)


@many
@given(places, seeds)
def test_what_is_known_later_is_not_seen(place: int, seed: int) -> None:
    """An event recorded after the instant asked about changes nothing, about the subject or a linked person."""
    told, chance = history(place, seed), random.Random(seed + 2)
    kinds = [event.kind for event in told.events] or ["test"]
    later = [
        Event(f"z{n}", chance.choice(kinds), told.as_of - timedelta(hours=n),
              told.as_of + timedelta(seconds=1), "positive", told.protocol.start.class_ if told.protocol.start else "")
        for n in range(3)
    ]  # fmt: skip

    again = steps_of(
        told, events=[*told.events, *later], linked={**told.linked, "L1": [*told.linked["L1"], *later]}
    )

    assert again == steps_of(told)


@many
@given(places, seeds)
def test_nothing_is_owed_that_was_over_before_the_listing(place: int, seed: int) -> None:
    """A dated step that is still open was not over when the start was recorded; only an area's condition stays owed."""
    told = history(place, seed)
    course = current_course(told.protocol, happened(told.events, told.as_of))
    if course is None or told.protocol.ends_by.how == "release":
        return
    dated = {owed.step for phase in told.protocol.phases for owed in (step.owed for step in phase.steps)}
    dated |= {owed.step for owed in told.protocol.steps}
    for step in steps_of(told):
        if step.step.split(".")[0] in dated and step.due_at is not None and step.done_at is None:
            anchors = {event.event_id: event.recorded_at for event in told.events}
            assert step.due_at > anchors.get(step.anchor, course.latest.recorded_at), step


@many
@given(places, seeds)
def test_nobody_is_held_beyond_the_end(place: int, seed: int) -> None:
    """Once the term is over no test, check or move is owed; what is left is a clock's deed done, or the way out."""
    told = history(place, seed)
    ends = control_ends_at(told.protocol, told.events, told.as_of, told.parameters)
    if ends is None or told.as_of < ends:
        return
    release = told.protocol.release
    out = {owed.step for owed in (release.yes, release.unknown, release.no) if owed} if release else set()

    assert {step.step for step in steps_of(told) if step.done_at is None} <= out


@many
@given(places, seeds)
def test_unknown_releases_nobody(place: int, seed: int) -> None:
    """With one result unread the step that releases is not there unless it was there with that result negative."""
    told = history(place, seed)
    release = told.protocol.release
    if release is None:
        return
    unread = [
        replace(event, result="pending")
        if event.kind in release.tests and event.result == "negative"
        else event
        for event in told.events
    ]

    def released(steps: tuple[Step, ...]) -> bool:
        return any(step.step == release.yes.step for step in steps)

    assert released(steps_of(told)) or not released(steps_of(told, events=unread))


@many
@given(places, seeds)
def test_a_date_that_is_missing_has_a_reason(place: int, seed: int) -> None:
    """A step without a due date names an open number or calendar, or the protocol sets no limit there."""
    told = history(place, seed)
    for step in steps_of(told):
        if step.limit_null:
            assert step.due_at is None
            assert step.limit_null in told.parameters or step.limit_null.startswith("working_days.")
