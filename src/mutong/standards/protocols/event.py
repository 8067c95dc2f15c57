"""What a protocol is told: who it is about, what happened to them, and what was found of them."""

from dataclasses import dataclass
from datetime import datetime

NEGATIVE, POSITIVE, INVALID = "negative", "positive", "invalid"


@dataclass(frozen=True)
class Subject:
    """Whom a protocol is about: `kind` is person, household, area, place or organisation."""

    kind: str
    id: str


@dataclass(frozen=True)
class Event:
    """One row of the events table, as far as protocols read it; instants carry a zone.

    `at` is when it happened, `recorded_at` when it was known. An exposure is an event whose `class_` is the class that
    a contact rule gave and whose `linked_kind`/`linked_id` name the case or person it came from; its `at` is the last
    exposure, its `recorded_at` the moment of listing. A test's `result` is pending, negative, positive or invalid.
    """

    event_id: str
    kind: str
    at: datetime
    recorded_at: datetime
    result: str = ""
    class_: str = ""
    linked_kind: str = ""
    linked_id: str = ""


@dataclass(frozen=True)
class FindingStatus:
    """What a screen found of the subject: the status, the rule that gave it, the standards that were missing.

    `verdict` is the rule's answer (yes, no, unknown), for limits that depend on it; '' where it does not tell.
    """

    status: str
    rule_id: str
    standards_missing: tuple[str, ...] = ()
    verdict: str = ""


def happened(events: "tuple[Event, ...] | list[Event]", as_of: datetime) -> tuple[Event, ...]:
    """The events known at `as_of`, in the order they happened."""
    return tuple(sorted((e for e in events if e.recorded_at <= as_of), key=lambda e: (e.at, e.event_id)))
