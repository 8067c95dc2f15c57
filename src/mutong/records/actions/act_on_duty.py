"""What the post that owes a duty does with it: acknowledge it, close it with evidence."""

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer, check_duty, log_deed
from mutong.records.actions.duty_changes import running_duty, set_state
from mutong.records.register.models import Event


def acknowledge_duty(viewer: Viewer, duty_id: str, *, purpose: str) -> None:
    """The post has seen the duty. Acknowledging twice changes nothing. Raises AccessDenied, MutongError."""
    holding = _check(viewer, duty_id, purpose)
    with transaction.atomic():
        duty = running_duty(duty_id)
        if duty.state == "acknowledged":
            return
        _set_or_refuse(viewer, duty_id, "acknowledged", "acknowledged", acknowledged_at=clock.now())
        log_deed(viewer, holding, "acknowledge_duty", purpose, ids=[duty_id])


def close_duty(viewer: Viewer, duty_id: str, event_id: str, *, purpose: str) -> None:
    """The duty is done; `event_id` is its evidence, an event about the same subject of a kind that fulfils it.

    Raises AccessDenied; MutongError `unknown_duty`, `duty_is_closed`, `wrong_evidence`.
    """
    holding = _check(viewer, duty_id, purpose)
    with transaction.atomic():
        duty = running_duty(duty_id)
        event = Event.objects.filter(pk=event_id).first()
        wanted = [kind for kind in duty.closed_by.split(";") if kind]
        if event is None or event.subject_id != duty.subject_id or (wanted and event.kind not in wanted):
            raise MutongError(
                "wrong_evidence",
                Words(
                    f"事件 {event_id} 不能作为任务 {duty_id} 的凭证；要同一对象的事件：{'、'.join(wanted) or '任意'}。",
                    f"The event {event_id} is no evidence for the duty {duty_id}; it takes an event of the same "
                    f"subject, one of: {', '.join(wanted) or 'any kind'}.",
                ),
            )
        _set_or_refuse(viewer, duty_id, "done", "done", closed_at=event.at, evidence=event_id)
        log_deed(viewer, holding, "close_duty", purpose, ids=[duty_id])


def cancel_duty(viewer: Viewer, duty_id: str, why: str, *, purpose: str) -> None:
    """The duty falls away for a reason that is written down. Raises AccessDenied, MutongError."""
    holding = _check(viewer, duty_id, purpose)
    with transaction.atomic():
        running_duty(duty_id)
        _set_or_refuse(viewer, duty_id, "cancelled", "cancelled", why=why, closed_at=clock.now())
        log_deed(viewer, holding, "cancel_duty", purpose, ids=[duty_id])


def _check(viewer: Viewer, duty_id: str, purpose: str) -> Holding:
    return check_duty(viewer, "act_on_duty", duty_id, purpose)


def _set_or_refuse(viewer: Viewer, duty_id: str, *state: str, **columns: object) -> None:
    if not set_state(viewer, duty_id, *state, **columns):
        raise MutongError(
            "duty_changed_meanwhile",
            Words(
                f"任务 {duty_id} 刚被别人更新；请刷新清单。",
                f"Somebody else has just changed the duty {duty_id}; load the list again.",
            ),
        )
