"""Changes of a duty's state: compare and set, then one transition (T11). Shared by the actions on duties."""

from collections.abc import Iterable
from datetime import datetime

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.duties.models import Duty, DutyTransition

RUNNING = ("open", "acknowledged")


def set_state(
    viewer: Viewer,
    duty_id: str,
    to_state: str,
    change: str,
    why: str | None = None,
    **columns: object,
) -> bool:
    """Move one running duty to a state, if nobody has moved it meanwhile; whether we were the one."""
    before = Duty.objects.filter(pk=duty_id).values_list("state", "due_at").first()
    if before is None or before[0] not in RUNNING:
        return False
    state, due_at = before
    # The state we saw stands in the condition: of two workers one changes the row, the other changes none.
    if Duty.objects.filter(pk=duty_id, state=state).update(state=to_state, **columns) != 1:
        return False
    DutyTransition.objects.create(
        duty_id=duty_id,
        at=clock.now(),
        change=change,
        from_state=state,
        to_state=to_state,
        from_due_at=due_at,
        to_due_at=due_at,
        actor=viewer.name,
        why=why,
    )
    return True


def write_transitions(
    viewer: Viewer, rows: Iterable[tuple[str, str | None, str, datetime | None, datetime | None]], change: str
) -> None:
    """One transition for each (duty id, state before, state after, due before, due after)."""
    now = clock.now()
    DutyTransition.objects.bulk_create(
        [
            DutyTransition(
                duty_id=duty_id,
                at=now,
                change=change,
                from_state=before,
                to_state=after,
                from_due_at=due_before,
                to_due_at=due_after,
                actor=viewer.name,
            )
            for duty_id, before, after, due_before, due_after in rows
        ],
        batch_size=500,
    )


def running_duty(duty_id: str) -> Duty:
    """The duty, if it is still running. Raises MutongError `unknown_duty` or `duty_is_closed`."""
    duty = Duty.objects.filter(pk=duty_id).first()
    if duty is None:
        raise MutongError(
            "unknown_duty",
            Words(f"没有任务 {duty_id}；请刷新清单。", f"There is no duty {duty_id}; load the list again."),
        )
    if duty.state not in RUNNING:
        raise MutongError(
            "duty_is_closed",
            Words(
                f"任务 {duty_id} 已是“{_STATES[duty.state].zh}”，不能再改；请刷新清单。",
                f"The duty {duty_id} is {_STATES[duty.state].en} already; load the list again.",
            ),
            state=duty.state,
        )
    return duty


_STATES = {
    "done": Words("已办结", "done"),
    "cancelled": Words("已取消", "cancelled"),
    "superseded": Words("已被替代", "superseded"),
}
