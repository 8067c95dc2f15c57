"""A duty: a step that a post owes (T11). Overdue and level are worked out, never stored."""

from dataclasses import dataclass
from datetime import datetime

from mutong.kernel.step import Step

OPEN_STATES = ("open", "acknowledged")
CLOSED_STATES = ("done", "cancelled", "superseded")


@dataclass(frozen=True)
class Duty:
    """One row of the duties table, as far as duties are reckoned with; instants carry a zone.

    `state` is open, acknowledged, done, cancelled or superseded. `due_at` is None where no limit is in force. `door` is
    the home or place where it is done (filled in by the caller), so that one visit does all that is due there.
    """

    duty_id: str
    kind: str
    subject_kind: str
    subject_id: str
    area_code: str
    post_id: str
    state: str
    created_at: datetime
    basis: str
    protocol: str
    step: str
    anchor_event: str
    not_before: datetime | None = None
    due_at: datetime | None = None
    from_post: str = ""
    acknowledged_at: datetime | None = None
    closed_at: datetime | None = None
    evidence: str = ""
    supersedes: str = ""
    choices_used: tuple[str, ...] = ()
    door: str = ""

    @property
    def identity(self) -> str:
        """What makes two runs see one duty: that of the step it came from."""
        return "|".join(
            (self.kind, self.subject_kind, self.subject_id, self.protocol, self.step, self.anchor_event)
        )

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes it."""
        return self.state in OPEN_STATES

    @property
    def pack(self) -> str:
        """The pack it rests on: the part of `basis` before the colon."""
        return self.basis.partition(":")[0]

    @property
    def place_of_work(self) -> str:
        """The door it is done at; the subject itself where no door is given."""
        return self.door or f"{self.subject_kind}:{self.subject_id}"


def overdue(duty: Duty, now: datetime) -> bool:
    """Whether an open duty's limit has come: periods are half-open (T9). Without a limit never (T4)."""
    return duty.is_open and duty.due_at is not None and now >= duty.due_at


def duty_from_step(step: Step, duty_id: str, area_code: str, post_id: str, created_at: datetime) -> Duty:
    """The open duty that a step asks for, owed by a post in an area."""
    return Duty(
        duty_id=duty_id,
        kind=step.kind,
        subject_kind=step.subject_kind,
        subject_id=step.subject_id,
        area_code=area_code,
        post_id=post_id,
        state="open",
        created_at=created_at,
        basis=step.basis,
        protocol=step.protocol,
        step=step.step,
        anchor_event=step.anchor,
        not_before=step.not_before,
        due_at=step.due_at,
        choices_used=step.choices_used,
    )
