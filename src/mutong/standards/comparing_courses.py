"""What a new version changes for people in flight: their steps and their ends under the old protocol and the new."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mutong.kernel.period import civil_day
from mutong.kernel.step import Step
from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.pack_form import Pack
from mutong.standards.parameters import ParametersInForce, parameters_of
from mutong.standards.protocols import Event, Protocol, Subject, control_ends_at, expected_steps, protocols_of
from mutong.standards.succession_keys import UNSETTLED

COLUMNS = (
    "subject_id", "protocol", "ends_before", "ends_after", "goes_on", "steps_gone", "steps_new", "steps_moved",
    "settled", "transition_zh", "transition_en",
)  # fmt: skip


@dataclass(frozen=True)
class CourseChange:
    """One person whom a protocol holds, and what the other version would ask of them from now on.

    `ends_before` and `ends_after` are the instants after which the protocol holds nobody, None where that is open;
    `goes_on` is false where the other version has no such protocol. Steps are open ones by name (`step.day`): those no
    longer asked, those asked anew, and those whose limit moves. `settled` tells whether the text says what happens to
    people in flight; `transition` is what it says, or that it must be asked.
    """

    subject_id: str
    protocol: str
    ends_before: datetime | None
    ends_after: datetime | None
    goes_on: bool
    steps_gone: tuple[str, ...]
    steps_new: tuple[str, ...]
    steps_moved: tuple[str, ...]
    settled: bool
    transition: Words

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        steps = self.steps_gone or self.steps_new or self.steps_moved
        return bool(steps) or not self.goes_on or self.ends_before != self.ends_after


def compare_courses(
    events_of: Mapping[str, Sequence[Event]],
    old: Pack,
    new: Pack,
    as_of: datetime,
    choices: Choices = NO_CHOICES,
    area_of: Callable[[str], str] | None = None,
    numbers_on: date | None = None,
) -> list[CourseChange]:
    """Everyone whom a protocol of the old pack holds at `as_of`, as the old pack and as the new one would have it.

    `events_of` gives each person's events, `area_of` the area whose numbers hold for them (left out: the pack's own).
    The numbers are those in force that day under either pack; with `numbers_on` the new pack has those of that day,
    which tells what it will mean for whoever is held now. Both versions count from the same start event: whether
    the new one applies to who is in flight is the text's to say (`transition`), never ours.
    """
    successor = {one.name: one for one in _of_people(new)}
    numbers: dict[tuple[str, str], ParametersInForce] = {}

    def read(pack: Pack, area: str) -> ParametersInForce:
        key = (pack.pack, area)
        if key not in numbers:
            day = numbers_on if numbers_on is not None and pack is new else civil_day(as_of)
            numbers[key] = parameters_of(pack, choices, day, day, area)
        return numbers[key]

    found = []
    for protocol in _of_people(old):
        for subject, events in events_of.items():
            area = area_of(subject) if area_of else ""
            before = read(old, area or old.area_code)
            if not _holds(protocol, events, as_of, before):
                continue
            after = read(new, area or new.area_code)
            found.append(
                _change(
                    subject,
                    protocol,
                    successor.get(protocol.name),
                    events,
                    events_of,
                    as_of,
                    before,
                    after,
                    new,
                )
            )
    return found


def _of_people(pack: Pack) -> Iterator[Protocol]:
    seen: set[str] = set()
    for one in (pack, *reversed(pack.ancestors)):
        for protocol in protocols_of(one):
            if protocol.subject_kind == "person" and protocol.phases and protocol.name not in seen:
                seen.add(protocol.name)
                yield protocol


def _holds(protocol: Protocol, events: Sequence[Event], as_of: datetime, numbers: ParametersInForce) -> bool:
    """Whether the protocol holds somebody now: its term runs, or days not known keep it open."""
    ends = control_ends_at(protocol, events, as_of, numbers)
    if ends is not None:
        return as_of < ends
    return bool(_open_steps(protocol, "", events, {}, as_of, numbers))


def _open_steps(
    protocol: Protocol,
    subject: str,
    events: Sequence[Event],
    linked: Mapping[str, Sequence[Event]],
    as_of: datetime,
    numbers: ParametersInForce,
) -> dict[str, Step]:
    steps = expected_steps(protocol, Subject(protocol.subject_kind, subject), events, linked, as_of, numbers)
    return {step.step: step for step in steps if step.done_at is None}


def _change(
    subject: str,
    protocol: Protocol,
    successor: Protocol | None,
    events: Sequence[Event],
    events_of: Mapping[str, Sequence[Event]],
    as_of: datetime,
    before: ParametersInForce,
    after: ParametersInForce,
    new: Pack,
) -> CourseChange:
    linked = {event.linked_id: events_of.get(event.linked_id, ()) for event in events if event.linked_id}
    was = _open_steps(protocol, subject, events, linked, as_of, before)
    now = _open_steps(successor, subject, events, linked, as_of, after) if successor else {}
    return CourseChange(
        subject_id=subject,
        protocol=protocol.name,
        ends_before=control_ends_at(protocol, events, as_of, before),
        ends_after=control_ends_at(successor, events, as_of, after) if successor else None,
        goes_on=successor is not None,
        steps_gone=tuple(name for name in was if name not in now),
        steps_new=tuple(name for name in now if name not in was),
        steps_moved=tuple(
            name for name, step in now.items() if name in was and was[name].due_at != step.due_at
        ),
        settled=new.transition is not None,
        transition=new.transition.words if new.transition else UNSETTLED,
    )


def course_row(one: CourseChange) -> dict[str, object]:
    """A change as a row of a table with COLUMNS; lists joined by ";"."""
    values = (
        one.subject_id, one.protocol,
        one.ends_before.isoformat() if one.ends_before else "",
        one.ends_after.isoformat() if one.ends_after else "",
        "yes" if one.goes_on else "no",
        ";".join(one.steps_gone), ";".join(one.steps_new), ";".join(one.steps_moved),
        "yes" if one.settled else "no", one.transition.zh, one.transition.en,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
