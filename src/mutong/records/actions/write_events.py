"""Write many events that the system works out, such as exposures; one audit line for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.landing.land import land_batch
from mutong.records.landing.landed_table import table_of
from mutong.records.landing.references import KnownIds, chunks
from mutong.records.register.models import Event


@dataclass(frozen=True)
class NewEvent:
    """One event; its id says what it is, so that working it out again gives the same id and writes nothing."""

    event_id: str
    subject_kind: str
    subject_id: str
    kind: str
    at: datetime
    source: str
    contact_class: str | None = None
    linked_kind: str | None = None
    linked_id: str | None = None
    duty_id: str | None = None
    result: str | None = None
    note: str | None = None


def write_events(viewer: Viewer, events: Sequence[NewEvent], *, purpose: str) -> list[str]:
    """Write the events whose ids are not there yet, recorded now; the ids of the new ones.

    Raises AccessDenied without the right write_duties; MutongError `event_refused` for a subject that is not there.
    """
    holding = check_anywhere(viewer, "write_duties", purpose)
    table = table_of("events")
    now = clock.now()
    with transaction.atomic():
        there: set[str] = set()
        for chunk in chunks(event.event_id for event in events):
            there.update(Event.objects.filter(pk__in=chunk).values_list("event_id", flat=True))
        fresh = {event.event_id: event for event in events if event.event_id not in there}
        rows = [_row(event, now) for event in fresh.values()]
        given = [tuple(row.get(column) for column in table.schema.names) for row in rows]
        _, faults = land_batch(table, given, ("0",), KnownIds())
        if faults:
            position, (column, _, words) = min(faults.items())
            raise MutongError(
                "event_refused",
                Words(
                    f"事件 {rows[position]['event_id']} 的“{column}”：{words.zh}",
                    f"The event {rows[position]['event_id']}, “{column}”: {words.en}",
                ),
                column=column,
            )
        if fresh:
            log_deed(viewer, holding, "write_events", purpose, count=len(fresh), ids=fresh)
    return list(fresh)


def _row(event: NewEvent, now: datetime) -> dict[str, object]:
    return {
        "event_id": event.event_id,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "kind": event.kind,
        "at": event.at,
        "recorded_at": now,
        "source": event.source,
        "class": event.contact_class,
        "linked_kind": event.linked_kind,
        "linked_id": event.linked_id,
        "duty_id": event.duty_id,
        "result": event.result,
        "note": event.note,
    }
