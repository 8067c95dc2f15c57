"""From a positive to everyone's duties: report, trace, list, oblige.

Tracing can be run again at any time: contacts are worked out anew, a new exposure is a new event, an old one stays
what it is, and duties follow from the events.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mutong.duties.handovers import ELSEWHERE
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.outbreak.crowds import Crowd
from mutong.outbreak.ties import Ties
from mutong.outbreak.trace import trace_contacts
from mutong.outbreak.widenings import widenings_of
from mutong.records.access import Viewer, system_viewer
from mutong.records.actions.report_case import report_case
from mutong.records.actions.write_contacts import write_contacts
from mutong.records.actions.write_crowds import write_crowds
from mutong.records.actions.write_events import NewEvent, write_events
from mutong.records.actions.write_same_candidates import note_resting_contacts
from mutong.records.outbreak.movement import open_movement
from mutong.records.reads.same_people import same_people
from mutong.records.reads.tracing_rows import (
    access_cases,
    encounter_columns,
    home_areas,
    listed_since,
    living_rows,
    open_case_ids,
    people_with_open_cases,
    place_rows,
    relation_rows,
    widening_rows,
)
from mutong.register.areas import county_of
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import Pack
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now
from mutong.workflows.obligations import Obliged, oblige
from mutong.workflows.one_person import OnePerson, decisions_of, resting

EXPOSED, UNCLEAR = "exposed", "exposure_unclear"
REPORTED, CONTACTS_LISTED = "case_reported", "contacts_listed"
SOURCE = "tracing"
PURPOSE = "判定密接并下达任务 / find contacts and give out duties"


@dataclass
class TraceReport:
    """What one tracing found: contacts by class and verdict, what was written, what an investigator should know."""

    cases: tuple[str, ...] = ()
    contacts: int = 0
    by_class: dict[tuple[str, str], int] = field(default_factory=dict)
    events: int = 0
    obliged: Obliged = field(default_factory=Obliged)
    warnings: tuple[Words, ...] = ()


def report_positive(viewer: Viewer, *, purpose: str, **case: object) -> str:
    """Report a case (the words of `report_case`) and find its contacts at once; gives the case id."""
    return report_and_trace(viewer, purpose=purpose, **case)[0]


def report_and_trace(viewer: Viewer, *, purpose: str, **case: object) -> tuple[str, TraceReport]:
    """As `report_positive`, with what the tracing found and could not look up."""
    case_id = report_case(viewer, purpose=purpose, **case)
    return case_id, trace_cases([case_id])


def trace_cases(case_ids: Iterable[str] | None = None, viewer: Viewer | None = None) -> TraceReport:
    """Find the contacts of open cases (all, when left out), list them as events and bring everyone's duties in line.

    Whoever is an open case is not listed as a contact: the case's own protocol holds.
    """
    viewer = viewer or system_viewer("tracing")
    wanted = tuple(case_ids) if case_ids is not None else open_case_ids()
    cases = access_cases(viewer, wanted, purpose=PURPOSE)
    if not cases:
        return TraceReport()
    store = open_movement(viewer, [row["case_id"] for row in cases], PURPOSE)
    one_person = OnePerson(same_people(), cases)
    places, living = place_rows(), one_person.living(living_rows())
    encounters = encounter_columns(row["person_id"] for row in one_person.cases)
    ties, orders = Ties(relation_rows()), widenings_of(widening_rows(clock.now()))
    rows: list[dict[str, object]] = []
    crowds: list[Crowd] = []
    warnings: list[Words] = []
    for pack in packs_with_contacts():
        rules = contact_rules(pack, choices_now(), clock.today(), cases[0]["area_code"])
        found = trace_contacts(
            one_person.cases,
            store,
            places,
            living,
            rules,
            clock.now(),
            encounters=encounters if encounters["person_a"] else None,
            relations=ties,
            widenings=[
                one for one in orders if rules.widening and one.contact_class in rules.widening.classes
            ],
            managed_at=one_person.managed(listed_since(sorted({EXPOSED, *kinds_of_classes().values()}))),
        )
        rows += one_person.put_together(found.rows)
        warnings += one_person.warnings(found.warnings)
        crowds += one_person.crowds(found.crowds)
    with transaction.atomic():
        write_crowds(viewer, [str(row["case_id"]) for row in cases], crowds, purpose=PURPOSE)
        if rows:
            write_contacts(viewer, rows, purpose=PURPOSE)
            note_resting_contacts((row, decisions_of(row)) for row in rows)
        events = list(_listing(rows, cases, one_person))
        fresh = write_events(viewer, events, purpose=PURPOSE)
        people = sorted({event.subject_id for event in events})
        obliged = oblige(viewer, "person", people, purpose=PURPOSE)
    return TraceReport(
        tuple(row["case_id"] for row in cases),
        len({(row["case_id"], one_person.kept_of(str(row["person_id"]))) for row in rows}),
        _counted(rows),
        len(fresh),
        obliged,
        tuple(warnings),
    )


def packs_with_contacts() -> tuple[Pack, ...]:
    """The health packs in force today that say who counts as a contact."""
    today = clock.today()
    return tuple(
        pack for pack in load_deployment().packs_of("health") if pack.raw_contacts and pack.valid.holds(today)
    )


def kinds_of_classes() -> dict[str, str]:
    """The kind of event by which each class of contact is listed: what the protocol of the class starts from."""
    return {
        protocol.start.class_: protocol.start.event
        for protocol in load_deployment().protocols
        if protocol.start is not None and protocol.start.class_
    }


def _listing(
    rows: Sequence[Mapping[str, object]], cases: Sequence[Mapping[str, object]], one_person: OnePerson
) -> Iterable[NewEvent]:
    """The events that tracing gives rise to; the same finding gives the same id, a later exposure a new one."""
    now = clock.now()
    infected = people_with_open_cases()
    homes = home_areas(one_person.records_of(str(row["person_id"]) for row in rows))
    county = {row["case_id"]: county_of(row["area_code"]) for row in cases}
    latest: dict[tuple, datetime] = {}
    kinds = kinds_of_classes()
    for row in rows:
        if one_person.is_infected(str(row["person_id"]), infected):
            continue
        kind = kinds.get(str(row["class"]), EXPOSED) if row["verdict"] == "yes" else UNCLEAR
        link = ("person", row["via_person_id"]) if row["via_person_id"] else ("case", row["case_id"])
        key = (kind, row["case_id"], row["person_id"], row["class"], link, decisions_of(row))
        at = min(row["last_at"] or now, now)
        latest[key] = max(latest.get(key, at), at)
    sure = {(case, one_person.kept_of(person)) for kind, case, person, *_ in latest if kind != UNCLEAR}
    for (kind, case, person, of_class, link, decisions), at in sorted(latest.items()):
        if kind == UNCLEAR and (case, one_person.kept_of(person)) in sure:
            continue
        listed = NewEvent(
            f"{kind}:{case}:{person}:{of_class}:{link[1]}:{at:%Y%m%dT%H%M%S}",
            "person",
            person,
            kind,
            at,
            SOURCE,
            contact_class=of_class,
            linked_kind=link[0],
            linked_id=link[1],
        )
        yield resting(listed, decisions)
        # Whoever has no known home is handed over too: somebody must find it.
        if not one_person.home_of(person, homes).startswith(county[case]):
            elsewhere = NewEvent(
                f"{ELSEWHERE}:{case}:{person}", "person", person, ELSEWHERE, at, SOURCE,
                contact_class=of_class, linked_kind="case", linked_id=case,
            )  # fmt: skip
            yield resting(elsewhere, decisions)
    for row in cases:
        for kind, at in ((REPORTED, row["reported_at"]), (CONTACTS_LISTED, now)):
            yield NewEvent(
                f"{kind}:{row['case_id']}", "person", row["person_id"], kind, at, SOURCE,
                linked_kind="case", linked_id=row["case_id"],
            )  # fmt: skip


def _counted(rows: Sequence[Mapping[str, object]]) -> dict[tuple[str, str], int]:
    people: dict[tuple[str, str], set] = {}
    for row in rows:
        people.setdefault((row["class"], row["verdict"]), set()).add((row["case_id"], row["person_id"]))
    return {key: len(found) for key, found in sorted(people.items())}
