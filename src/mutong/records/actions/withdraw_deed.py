"""Take back a deed that was entered by mistake: the event stays, another one withdraws it, the duty is owed again."""

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_duty, log_deed
from mutong.records.actions.duty_changes import write_transitions
from mutong.records.duties.models import Duty
from mutong.records.register.models import Event

WITHDRAWN = "withdrawn"


def withdraw_deed(viewer: Viewer, duty_id: str, *, purpose: str) -> tuple[str, str]:
    """Withdraw the deed that closed a duty today, and give the duty's subject (kind, id).

    An event of kind `withdrawn` names the duty: events that closed it and were recorded before count no more. Raises
    AccessDenied for another post's duty; MutongError `nothing_to_withdraw` where the duty is not done, or was done
    before today: by then others have acted on it, and a correction is recorded instead.
    """
    holding = check_duty(viewer, "act_on_duty", duty_id, purpose)
    now = clock.now()
    with transaction.atomic():
        duty = Duty.objects.select_for_update().filter(pk=duty_id).first()
        if (
            duty is None
            or duty.state != "done"
            or duty.closed_at is None
            or civil_day(duty.closed_at) != civil_day(now)
        ):
            raise MutongError(
                "nothing_to_withdraw",
                Words(
                    "只能撤回今天办结的任务；更早的请另行登记更正。",
                    "Only what was closed today can be taken back; record a correction for anything earlier.",
                ),
            )
        times = Event.objects.filter(kind=WITHDRAWN, duty_id=duty_id).count()
        event_id = f"{WITHDRAWN}:{duty_id}:{times + 1}"
        Event.objects.create(
            event_id=event_id,
            subject_kind=duty.subject_kind,
            subject_id=duty.subject_id,
            kind=WITHDRAWN,
            at=now,
            recorded_at=now,
            source="correction",
            duty_id=duty_id,
        )
        Duty.objects.filter(pk=duty_id).update(state="open", closed_at=None, evidence=None)
        write_transitions(viewer, [(duty_id, "done", "open", duty.due_at, duty.due_at)], "reopened")
        log_deed(
            viewer,
            holding,
            "withdraw_deed",
            purpose,
            subject=(duty.subject_kind, duty.subject_id),
            ids=[duty_id, event_id],
        )
    return duty.subject_kind, duty.subject_id
