"""Record that something happened to a subject."""

import uuid
from datetime import datetime

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_subject, log_deed
from mutong.records.register.models import Event

_DETAILS = ("duty_id", "tube_id", "pool_size", "result", "class", "linked_kind", "linked_id", "note")


def record_event(
    viewer: Viewer,
    *,
    subject_kind: str,
    subject_id: str,
    kind: str,
    at: datetime,
    source: str,
    purpose: str,
    event_id: str | None = None,
    **details: object,
) -> str:
    """Write one event of table events and give its id; `details` are its optional columns by name (class, note ...).

    With an `event_id` that is there already with the same subject, kind and instant, nothing is written: a phone may
    send its form twice. Raises AccessDenied; MutongError `event_in_future`, `other_content`, `unknown_column`.
    """
    holding = check_subject(viewer, "record_event", subject_kind, subject_id, purpose)
    unknown = set(details) - set(_DETAILS)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise MutongError(
            "unknown_column",
            Words(
                f"事件没有这些栏目：{names}。",
                f"An event has no column {names}; it may have {', '.join(_DETAILS)}.",
            ),
        )
    now = clock.now()
    if at > now:
        raise MutongError(
            "event_in_future",
            Words(
                f"发生时间 {at:%Y-%m-%d %H:%M} 晚于现在 {now:%Y-%m-%d %H:%M}；请更正。",
                f"It cannot have happened at {at:%Y-%m-%d %H:%M}, after now ({now:%Y-%m-%d %H:%M}); correct the time.",
            ),
        )
    columns = {"contact_class" if name == "class" else name: value for name, value in details.items()}
    with transaction.atomic():
        if event_id and (there := Event.objects.filter(pk=event_id).first()):
            if (there.subject_kind, there.subject_id, there.kind, there.at) == (
                subject_kind,
                subject_id,
                kind,
                at,
            ):
                return event_id
            raise MutongError(
                "other_content",
                Words(
                    f"事件编号 {event_id} 已用于另一件事；请换一个编号。",
                    f"The id {event_id} belongs to another event; use another id.",
                ),
            )
        event_id = event_id or f"E{uuid.uuid4().hex[:20]}"
        Event.objects.create(
            event_id=event_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            kind=kind,
            at=at,
            recorded_at=now,
            source=source,
            **columns,
        )
        log_deed(viewer, holding, "record_event", purpose, subject=(subject_kind, subject_id), ids=[event_id])
    return event_id
