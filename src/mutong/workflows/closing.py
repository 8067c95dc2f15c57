"""Closing a stop: what was done at one door becomes events and facts, duties close, the next screen sees it.

One submit is one transaction. The form carries a token, so that a phone which sends it twice does everything once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer, system_viewer
from mutong.records.actions.act_on_duty import close_duty
from mutong.records.actions.record_event import record_event
from mutong.records.actions.record_fact import record_fact
from mutong.records.actions.withdraw_deed import withdraw_deed
from mutong.records.reads.duty_lists import access_duty
from mutong.records.reads.obligation_rows import areas_of
from mutong.records.reads.subjects import living_households
from mutong.standards.protocols import Protocol
from mutong.workflows.deployment import load_deployment
from mutong.workflows.obligations import Obliged, oblige
from mutong.workflows.screening import screen_households

SOURCE = "home_visit"
PENDING = "pending"


@dataclass(frozen=True)
class DutyDone:
    """One duty that was done: with which event (the first that fulfils it, when left out), and what it carries."""

    duty_id: str
    event: str = ""
    tube_id: str = ""
    result: str = ""
    note: str = ""


@dataclass(frozen=True)
class FactAnswer:
    """One answer: a number's ends, a value, or why it is not known (declined, never_asked, awaiting_office)."""

    subject_kind: str
    subject_id: str
    fact: str
    low: float | None = None
    high: float | None = None
    value: str | None = None
    unknown_reason: str | None = None


@dataclass(frozen=True)
class StopDeed:
    """Everything done at one door; `token` is the form's own, `at` when it was done (now, when left out)."""

    token: str
    duties: tuple[DutyDone, ...] = ()
    answers: tuple[FactAnswer, ...] = ()
    note: str = ""
    at: datetime | None = None


@dataclass
class StopResult:
    """What came of it: duties closed, facts recorded, events written, and new duties that follow."""

    closed: int = 0
    facts: int = 0
    events: list[str] = field(default_factory=list)
    new_duties: int = 0


def result_kinds() -> frozenset[str]:
    """The kinds of event that carry a result (tests), as the protocols in force name them."""
    releases = [p.release for p in load_deployment().protocols if p.release]
    return frozenset(kind for release in releases for kind in release.tests)


def close_stop(viewer: Viewer, deed: StopDeed, *, purpose: str) -> StopResult:
    """Record what was done, close the duties by it, work out what follows at once for the people concerned.

    Raises AccessDenied for a duty or subject that is not the viewer's; MutongError for an answer that cannot be: then
    nothing at all is written.
    """
    at, result = deed.at or clock.now(), StopResult()
    carrying = result_kinds()
    by_finding = {p.name for p in load_deployment().protocols if p.on_finding}
    people: set[str] = set()
    homes: set[str] = set()
    elsewhere: dict[str, set[str]] = {}
    with transaction.atomic():
        for done in deed.duties:
            listed, _ = access_duty(viewer, done.duty_id, purpose)
            duty = listed.duty
            kind = done.event or (listed.closed_by[0] if listed.closed_by else f"{duty.kind}_done")
            note = "\n".join(filter(None, (done.note, deed.note)))
            event_id = record_event(
                viewer,
                subject_kind=duty.subject_kind,
                subject_id=duty.subject_id,
                kind=kind,
                at=at,
                source=SOURCE,
                purpose=purpose,
                event_id=f"{deed.token}:{done.duty_id}",
                duty_id=done.duty_id,
                # Where a protocol asks once for each finding, its anchor says which one this deed answers.
                **({"class": duty.anchor_event} if duty.protocol in by_finding else {}),
                tube_id=done.tube_id or None,
                result=(done.result or PENDING) if kind in carrying else None,
                note=note or None,
            )
            result.events.append(event_id)
            if duty.is_open:
                close_duty(viewer, done.duty_id, event_id, purpose=purpose)
                result.closed += 1
            if duty.subject_kind == "person":
                people.add(duty.subject_id)
            elif duty.subject_kind == "household":
                homes.add(duty.subject_id)
            else:
                elsewhere.setdefault(duty.subject_kind, set()).add(duty.subject_id)
        for answer in deed.answers:
            record_fact(
                viewer,
                subject_kind=answer.subject_kind,
                subject_id=answer.subject_id,
                fact=answer.fact,
                source=SOURCE,
                purpose=purpose,
                low=answer.low,
                high=answer.high,
                value=answer.value,
                unknown_reason=answer.unknown_reason,
            )
            result.facts += 1
            (people if answer.subject_kind == "person" else homes).add(answer.subject_id)
        if deed.answers:
            asked = {answer.subject_id for answer in deed.answers if answer.subject_kind == "person"}
            homes |= {home for found in living_households(asked).values() for home in found}
        followed = follow_up(people, homes, elsewhere, rescreen=bool(deed.answers))
    result.new_duties = followed.created
    return result


def take_back(viewer: Viewer, duty_id: str, *, purpose: str) -> None:
    """Withdraw what closed a duty today by mistake: the duty is owed again, and what followed follows anew.

    Raises AccessDenied for another post's duty, MutongError where nothing was closed today.
    """
    with transaction.atomic():
        kind, subject_id = withdraw_deed(viewer, duty_id, purpose=purpose)
        people = {subject_id} if kind == "person" else set()
        homes = {subject_id} if kind == "household" else set()
        elsewhere = {} if people or homes else {kind: {subject_id}}
        follow_up(people, homes, elsewhere, rescreen=False)


def follow_up(
    people: Sequence[str] | set[str],
    homes: set[str],
    elsewhere: Mapping[str, set[str]] | None = None,
    *,
    rescreen: bool,
) -> Obliged:
    """Bring the duties about people and households in line after something happened; screen the households again.

    `elsewhere` holds areas, places and organisations by kind.
    """
    viewer = system_viewer("follow-up")
    purpose = "随办随更新 / what follows from a deed"
    total = oblige(viewer, "person", sorted(people), purpose=purpose)
    for kind, ids in sorted((elsewhere or {}).items()):
        total += oblige(viewer, kind, sorted(ids), purpose=purpose)
    if rescreen and homes:
        areas = areas_of("household", homes)
        for township in sorted({code[:9] for code in areas.values()}):
            here = sorted(home for home, code in areas.items() if code.startswith(township))
            total += screen_households(viewer, township, here).obliged
    else:
        protocols: tuple[Protocol, ...] = tuple(
            p for p in load_deployment().protocols if p.subject_kind == "household"
        )
        driven = tuple(p for p in protocols if p.on_finding is None)
        total += oblige(viewer, "household", sorted(homes), purpose=purpose, protocols=driven)
    return total
