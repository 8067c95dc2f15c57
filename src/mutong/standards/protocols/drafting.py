"""Making a kernel Step of an obligation, and finding the event that fulfils it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mutong.kernel.step import Step
from mutong.standards.protocols.event import INVALID, Event, Subject
from mutong.standards.protocols.model import Obligation, Protocol
from mutong.standards.protocols.readings import Readings


@dataclass(frozen=True)
class Window:
    """When a step is due: from `opens`, by `closes`; None where that cannot be said."""

    opens: datetime | None = None
    closes: datetime | None = None


def draft_step(
    protocol: Protocol,
    owed: Obligation,
    subject: Subject,
    anchor: str,
    window: Window,
    readings: Readings,
    done: Event | None = None,
    *,
    mark: str = "",
    phase: str = "",
    **shown: object,
) -> Step:
    """The step; `mark` follows its name (the day, the number), `shown` fills the braces of its words."""
    return Step(
        pack=protocol.pack,
        protocol=protocol.name,
        step=f"{owed.step}.{mark}" if mark else owed.step,
        kind=owed.do,
        subject_kind=subject.kind,
        subject_id=subject.id,
        anchor=anchor,
        post_kind=owed.post,
        words=owed.words.fill(**{"day": "", "number": "", "of": "", "key": "", **shown}),
        basis=owed.clause,
        closed_by=owed.closed_by,
        not_before=window.opens,
        due_at=window.closes,
        limit_null=readings.null if window.closes is None else "",
        done_at=done.at if done else None,
        done_event=done.event_id if done else "",
        choices_used=readings.chosen,
        phase=phase,
    )


@dataclass(frozen=True)
class Attempts:
    """What was tried for one step: events whose sample came out invalid, and the one that counts."""

    invalid: tuple[Event, ...]
    counts: Event | None


def attempts_of(
    events: Iterable[Event], window: Window, number: int = 1, gap: timedelta | None = None
) -> Attempts:
    """The `number`-th fulfilment in the window; failing that, the first one after it (late).

    An invalid sample fulfils nothing and asks for another. With a `gap`, a fulfilment counts only so long after the one
    before. `events` are in order and all of a kind that closes the step.
    """
    later: Event | None = None
    counted: list[Event] = []
    invalid: list[Event] = []
    for event in events:
        if window.opens is not None and event.at < window.opens:
            continue
        if window.closes is not None and event.at >= window.closes:
            if event.result != INVALID:
                later = event
                break
            continue
        if event.result == INVALID:
            invalid.append(event)
        elif not counted or gap is None or event.at - counted[-1].at >= gap:
            counted.append(event)
            if len(counted) == number:
                return Attempts(tuple(invalid), event)
            invalid = []
    # An invalid sample after the last fulfilment belongs to the next number, not to those beyond it.
    return Attempts(tuple(invalid) if len(counted) == number - 1 else (), later)
