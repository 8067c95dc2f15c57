"""Comparing what is expected with what is open: the only way duties come and go without a person (T11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mutong.duties.duty import Duty
from mutong.kernel.step import Step


@dataclass(frozen=True)
class Redate:
    """An open duty whose time, basis or choices have changed; the step holds the new ones."""

    duty: Duty
    step: Step


@dataclass(frozen=True)
class Supersede:
    """An open duty that is no longer expected; `by` is the identity of the step in its place, '' for none."""

    duty: Duty
    by: str


@dataclass(frozen=True)
class Done:
    """An open duty that an event has fulfilled: when, and which event is the evidence."""

    duty: Duty
    at: datetime
    evidence: str


@dataclass(frozen=True)
class Changes:
    """What has to be written so that the open duties are those expected; empty when nothing has.

    `reopen` holds superseded duties whose step is expected again (a finding that came back): one identity, one duty.
    """

    create: tuple[Step, ...] = ()
    redate: tuple[Redate, ...] = ()
    supersede: tuple[Supersede, ...] = ()
    done: tuple[Done, ...] = ()
    reopen: tuple[Redate, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.create or self.redate or self.supersede or self.done or self.reopen)


def reconcile(steps: Iterable[Step], open_duties: Iterable[Duty], as_of: datetime) -> Changes:
    """What to create, re-date, supersede and close so that duties match the steps expected at `as_of`.

    `open_duties` are all duties, in any state, of the subjects and protocols that the steps were worked out for:
    done and cancelled ones stay as they are and keep their step from being asked twice; an open one without a step is
    superseded; a superseded one whose step is back is reopened; one without a protocol was given by a person and is
    left to people. Every order in `Changes` follows the identity, so the same input gives the same changes, and once
    they are written a second run gives none. A step that an event has already fulfilled makes no duty.
    """
    wanted = {step.identity: step for step in steps}
    found: dict[str, Duty] = {}
    for duty in open_duties:
        held = found.get(duty.identity)
        if duty.protocol and (held is None or (duty.is_open and not held.is_open)):
            found[duty.identity] = duty
    create, redate, done, supersede, reopen = [], [], [], [], []
    for identity in sorted(wanted):
        step, duty = wanted[identity], found.get(identity)
        if duty is None:
            if step.done_at is None:
                create.append(step)
        elif not duty.is_open:
            if duty.state == "superseded" and step.done_at is None:
                reopen.append(Redate(duty, step))
        elif step.done_at is not None:
            done.append(Done(duty, step.done_at, step.done_event))
        elif _differs(duty, step):
            redate.append(Redate(duty, step))
    for identity in sorted(found):
        duty = found[identity]
        if duty.is_open and identity not in wanted:
            supersede.append(Supersede(duty, _successor(duty, wanted)))
    return Changes(tuple(create), tuple(redate), tuple(supersede), tuple(done), tuple(reopen))


def _differs(duty: Duty, step: Step) -> bool:
    return (duty.not_before, duty.due_at, duty.basis, duty.choices_used) != (
        step.not_before,
        step.due_at,
        step.basis,
        step.choices_used,
    )


def _successor(duty: Duty, wanted: dict[str, Step]) -> str:
    """The step that takes a duty's place: the same work for the same subject from a newer anchor, else none."""
    alike = [
        identity
        for identity, step in wanted.items()
        if (step.kind, step.subject_kind, step.subject_id, step.protocol, step.step)
        == (duty.kind, duty.subject_kind, duty.subject_id, duty.protocol, duty.step)
        and step.done_at is None
    ]
    return max(alike, default="")
