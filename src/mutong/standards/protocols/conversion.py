"""Events that a protocol itself asks to record: who becomes another class because a linked person is positive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.course import current_course
from mutong.standards.protocols.event import Event, Subject, happened
from mutong.standards.protocols.guards import Related, linked_first_tests, linked_people
from mutong.standards.protocols.model import Protocol
from mutong.standards.protocols.readings import Readings


@dataclass(frozen=True)
class Conversion:
    """An event to record, once: its kind and class, the time of the contact it rests on, and why.

    `event_id` is the same on every run; `because` is the linked person's positive test.
    """

    event_id: str
    subject: Subject
    kind: str
    class_: str
    at: datetime
    linked_kind: str
    linked_id: str
    because: str
    basis: str


def conversions(
    protocol: Protocol,
    subject: Subject,
    events: Sequence[Event],
    linked: Mapping[str, Sequence[Event]],
    as_of: datetime,
    parameters: Mapping[str, ParameterValue],
    *,
    related: Related | None = None,
) -> tuple[Conversion, ...]:
    """The conversions due at `as_of` that no event records yet.

    Takes what `expected_steps` takes. Recording the event supersedes this protocol (its `superseded_by`) and starts
    the other one, so a second run gives nothing.
    """
    if protocol.convert is None or protocol.linked is None:
        return ()
    known = happened(list(events), as_of)
    course = current_course(protocol, known)
    if course is None or course.over_at is not None:
        return ()
    first = Readings(parameters).whole(protocol.linked.first_tests)
    found = []
    for start in course.starts:
        for person in linked_people(protocol, start, related or {}):
            _, positive = linked_first_tests(protocol, start, person, linked, first, as_of)
            event_id = f"convert|{protocol.pack}|{protocol.name}|{subject.id}|{positive.event_id if positive else ''}"
            if positive is None or any(event.event_id == event_id for event in known):
                continue
            found.append(
                Conversion(
                    event_id,
                    subject,
                    protocol.convert.event,
                    protocol.convert.class_,
                    start.at,
                    "person",
                    person,
                    positive.event_id,
                    protocol.convert.clause,
                )
            )
    return tuple({conversion.event_id: conversion for conversion in found}.values())
