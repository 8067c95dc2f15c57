"""Rows of events as protocols read them: the sample of a tube and the result that came later are one test."""

from collections.abc import Iterable, Mapping

from mutong.records.actions.withdraw_deed import WITHDRAWN
from mutong.standards.protocols import Event

_OPEN = ("", "pending")


def protocol_events(rows: Iterable[Mapping[str, object]]) -> tuple[Event, ...]:
    """One subject's events. Events of one kind and tube are one: the first sampling, with the last result known.

    A result is recorded later than its sample, so it counts from the moment it was known: the merged event keeps the
    sample's id, instant and recording, as the duty it closed names that one. A deed that was withdrawn counts no more.
    """
    given = sorted(rows, key=lambda one: (one["recorded_at"], one["kind"] == WITHDRAWN, one["event_id"]))
    withdrawn = {row["duty_id"]: place for place, row in enumerate(given) if row["kind"] == WITHDRAWN}
    found: dict[object, Event] = {}
    for place, row in enumerate(given):
        if row["kind"] == WITHDRAWN or (row["duty_id"] and place < withdrawn.get(row["duty_id"], -1)):
            continue
        event = _event(row)
        key = (event.kind, row["tube_id"]) if row["tube_id"] else event.event_id
        sample = found.get(key)
        if sample is None:
            found[key] = event
        elif event.result not in _OPEN:
            found[key] = _with_result(sample, event.result)
    return tuple(found.values())


def _with_result(sample: Event, result: str) -> Event:
    return Event(
        sample.event_id,
        sample.kind,
        sample.at,
        sample.recorded_at,
        result,
        sample.class_,
        sample.linked_kind,
        sample.linked_id,
    )


def _event(row: Mapping[str, object]) -> Event:
    return Event(
        event_id=row["event_id"],
        kind=row["kind"],
        at=row["at"],
        recorded_at=row["recorded_at"],
        result=row["result"] or "",
        class_=row["contact_class"] or "",
        linked_kind=row["linked_kind"] or "",
        linked_id=row["linked_id"] or "",
    )
