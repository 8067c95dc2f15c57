"""Steps into duties: what the protocols oblige for some subjects is compared with the duties they have (T11).

Running it twice changes nothing; a run that was killed is run again to the same end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from mutong.duties.duty import Duty
from mutong.duties.posts import Post, areas_upward, post_for
from mutong.duties.reconciling import Changes, reconcile
from mutong.kernel import clock
from mutong.kernel.step import Step
from mutong.records.access import Viewer
from mutong.records.actions.create_duties import NewDuty, create_duties
from mutong.records.actions.end_duties import complete_duties, supersede_duties
from mutong.records.actions.redate_duties import redate_duties
from mutong.records.actions.write_events import NewEvent, write_events
from mutong.records.reads.obligation_rows import (
    access_events,
    all_posts,
    area_parents,
    areas_of,
    duties_of,
    register_began,
    relatives_of,
    verdicts_of,
)
from mutong.records.reads.same_people import same_people
from mutong.register.same_person.groups import NOBODY
from mutong.standards.parameters import ParametersInForce, parameters_of
from mutong.standards.protocols import (
    Event,
    FindingStatus,
    Protocol,
    Subject,
    conversions,
    expected_steps,
)
from mutong.workflows.deployment import Deployment, load_deployment
from mutong.workflows.event_reading import protocol_events
from mutong.workflows.local_choices import choices_now
from mutong.workflows.settling import CountedIn, counted_in, roles_of, settle_handovers, tie_handovers

_COVER = "lead"


@dataclass(frozen=True)
class Obliged:
    """What a run changed; `uncovered` counts steps whose role nobody carries there, given to a lead instead."""

    created: int = 0
    redated: int = 0
    superseded: int = 0
    done: int = 0
    uncovered: int = 0

    def __add__(self, other: "Obliged") -> "Obliged":
        return Obliged(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


class Posts:
    """Who carries a role where; where nobody does, whoever leads the smallest area that has a lead."""

    def __init__(self, deployment: Deployment) -> None:
        self._posts = tuple(Post(*row) for row in all_posts())
        self._parents = area_parents()
        self._kinds = deployment.post_kinds
        self._leads = tuple(
            kind.name for kind in deployment.post_kinds if any(role.endswith(_COVER) for role in kind.roles)
        )
        self.uncovered = 0
        self._found: dict[tuple[str, str], tuple[str, bool]] = {}

    def carrying(self, area_code: str, role: str) -> str:
        """The id of the post that owes the role's steps for an area; '' when there is no post at all."""
        key = (area_code, role)
        if key not in self._found:
            post = post_for(area_code, role, self._posts, self._parents, self._kinds)
            self._found[key] = (post.post_id, False) if post else (self._lead(area_code), True)
        post_id, stands_in = self._found[key]
        self.uncovered += stands_in
        return post_id

    def _lead(self, area_code: str) -> str:
        for code in areas_upward(area_code, self._parents):
            for post in self._posts:
                if post.area_code == code and post.kind in self._leads:
                    return post.post_id
        return ""


def oblige(
    viewer: Viewer,
    kind: str,
    subject_ids: Iterable[str],
    *,
    purpose: str,
    protocols: Sequence[Protocol] | None = None,
    findings: Mapping[str, Sequence[FindingStatus]] | None = None,
) -> Obliged:
    """Bring the duties of these subjects in line with what the protocols expect now.

    `protocols` are those to work out (all of the subjects' kind that start from events or come round, when left
    out; those driven by findings need `findings` by subject and are named by the caller).
    """
    # Of two records of one person the kept one has the events, and so the duties, of both.
    same = same_people() if kind == "person" else NOBODY
    ids = same.all_of(subject_ids)
    deployment, now = load_deployment(), clock.now()
    if protocols is None:
        protocols = tuple(p for p in deployment.protocols if p.subject_kind == kind and p.on_finding is None)
    if not ids or not protocols:
        return Obliged()
    rows = access_events(viewer, kind, ids, purpose=purpose)
    events = {subject: protocol_events(rows.get(subject, ())) for subject in ids}
    if kind == "person":
        carrying = Posts(deployment).carrying
        settled = settle_handovers(viewer, events, roles_of(deployment.protocols), carrying, purpose)
        rows = access_events(viewer, kind, settled, purpose=purpose) if settled else {}
        events |= {subject: protocol_events(found) for subject, found in rows.items()}
    guards = sorted({rule for protocol in protocols for rule in protocol.guard_rules})
    relations = sorted({p.linked.relation for p in protocols if p.linked and p.linked.relation})
    verdicts = verdicts_of(kind, ids, guards)
    related = relatives_of(ids if kind == "person" else (), relations, now.date())
    linked = _linked_events(viewer, events, related, purpose)
    counted = counted_in(kind, ids, areas_of(kind, ids), protocols)
    areas = {subject: counted.of(subject) for subject in ids}
    numbers, began = _Numbers(deployment, now), register_began()
    if converted := _convert(viewer, kind, events, linked, related, areas, protocols, numbers, purpose):
        rows = access_events(viewer, kind, converted, purpose=purpose)
        events |= {subject: protocol_events(found) for subject, found in rows.items()}
    steps: list[Step] = []
    for subject_id in ids:
        if subject_id in same.kept:
            continue
        about = Subject(kind, subject_id)
        screened = [FindingStatus("", rule, (), verdict) for rule, verdict in verdicts.get(subject_id, ())]
        for protocol in protocols:
            steps += expected_steps(
                protocol,
                about,
                events[subject_id],
                linked,
                now,
                numbers.of(protocol.pack, counted.of(subject_id, protocol.name)),
                findings=(*(findings or {}).get(subject_id, ()), *screened),
                since=began,
                related=related.get(subject_id),
            )
    names = [protocol.name for protocol in protocols]
    there = [_duty(row) for row in duties_of(kind, ids, names)]
    there = _leave_moved(viewer, there, counted, purpose)
    done = _write(viewer, reconcile(steps, there, now), counted, Posts(deployment), purpose)
    if kind == "person":
        tie_handovers(viewer, ids)
    return done


def _leave_moved(viewer: Viewer, there: list[Duty], counted: CountedIn, purpose: str) -> list[Duty]:
    """End what posts owe about somebody who is in another area's hand now; the step is given out anew there."""
    moved = {duty.duty_id for duty in there if counted.moved(duty)}
    if moved:
        supersede_duties(viewer, [(duty_id, "") for duty_id in sorted(moved)], purpose=purpose)
    return [replace(duty, state="superseded") if duty.duty_id in moved else duty for duty in there]


def _convert(
    viewer: Viewer,
    kind: str,
    events: Mapping[str, Sequence[Event]],
    linked: Mapping[str, Sequence[Event]],
    related: Mapping[str, Mapping[str, Sequence[str]]],
    areas: Mapping[str, str],
    protocols: Sequence[Protocol],
    numbers: "_Numbers",
    purpose: str,
) -> tuple[str, ...]:
    """Record who becomes another class because a linked person is positive; the subjects it happened to."""
    now, found = clock.now(), []
    for protocol in protocols:
        if protocol.convert is None:
            continue
        for subject_id, own in events.items():
            found += conversions(
                protocol,
                Subject(kind, subject_id),
                own,
                linked,
                now,
                numbers.of(protocol.pack, areas.get(subject_id, "")),
                related=related.get(subject_id),
            )
    new = [
        NewEvent(
            one.event_id,
            one.subject.kind,
            one.subject.id,
            one.kind,
            one.at,
            "protocol",
            contact_class=one.class_,
            linked_kind=one.linked_kind,
            linked_id=one.linked_id,
            note=one.basis,
        )
        for one in found
    ]
    if new:
        write_events(viewer, new, purpose=purpose)
    return tuple(dict.fromkeys(one.subject_id for one in new))


def _write(viewer: Viewer, changes: Changes, counted: CountedIn, posts: Posts, purpose: str) -> Obliged:
    new = []
    # A duty whose step is expected again is given out anew; the superseded one stays on record as it was.
    for step in (*changes.create, *(one.step for one in changes.reopen)):
        area = counted.of(step.subject_id, step.protocol)
        if post := posts.carrying(area, step.post_kind):
            new.append(NewDuty(step, area, post))
    if not changes:
        return Obliged()
    with transaction.atomic():
        created = create_duties(viewer, new, purpose=purpose) if new else []
        if changes.redate:
            redate_duties(viewer, [(one.duty.duty_id, one.step) for one in changes.redate], purpose=purpose)
        if changes.supersede:
            supersede_duties(
                viewer, [(one.duty.duty_id, one.by) for one in changes.supersede], purpose=purpose
            )
        if changes.done:
            complete_duties(
                viewer, [(one.duty.duty_id, one.at, one.evidence) for one in changes.done], purpose=purpose
            )
    return Obliged(
        len(created), len(changes.redate), len(changes.supersede), len(changes.done), posts.uncovered
    )


class _Numbers:
    """Parameters by pack and area, worked out once for all areas between which no row and no choice tells."""

    def __init__(self, deployment: Deployment, now: datetime) -> None:
        self._deployment, self._day = deployment, now.date()
        self._choices = choices_now()
        codes = {row.area_code for pack in deployment.packs for row in pack.own_parameter_rows}
        self._codes = sorted(
            codes | {choice.area_code for choice in self._choices.all}, key=len, reverse=True
        )
        self._found: dict[tuple[str, str], ParametersInForce] = {}

    def of(self, pack: str, area_code: str) -> ParametersInForce:
        """The parameters of a pack where the subject is."""
        told = next((code for code in self._codes if area_code.startswith(code)), "0")
        key = (pack, told)
        if key not in self._found:
            self._found[key] = parameters_of(
                self._deployment.pack(pack), self._choices, self._day, self._day, told
            )
        return self._found[key]


def _linked_events(
    viewer: Viewer,
    events: Mapping[str, Sequence[Event]],
    related: Mapping[str, Mapping[str, Sequence[str]]],
    purpose: str,
) -> dict[str, tuple[Event, ...]]:
    people = {event.linked_id for own in events.values() for event in own if event.linked_kind == "person"}
    people |= {other for kinds in related.values() for others in kinds.values() for other in others}
    if not people:
        return {}
    rows, same = access_events(viewer, "person", sorted(people), purpose=purpose), same_people()
    found = {person: protocol_events(known) for person, known in rows.items()}
    # An event names the record under which the other was met.
    return {person: found[same.kept_of(person)] for person in people if same.kept_of(person) in found}


def _duty(row: Mapping[str, object]) -> Duty:
    plain = {name: value for name, value in row.items() if name not in ("choices_used", "limit_null")}
    used = row["choices_used"] or ""
    return Duty(**plain, choices_used=tuple(filter(None, used.split(";"))))
