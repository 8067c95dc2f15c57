"""From a positive to everyone's duties: report, trace, list, oblige.

Tracing can be run again at any time: contacts are worked out anew, a new exposure is a new event, an old one stays
what it is, and duties follow from the events.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.outbreak.trace import trace_contacts
from mutong.records.access import Viewer, system_viewer
from mutong.records.actions.report_case import report_case
from mutong.records.actions.write_contacts import write_contacts
from mutong.records.actions.write_events import NewEvent, write_events
from mutong.records.outbreak.movement import open_movement
from mutong.records.reads.tracing_rows import (
    access_cases,
    encounter_columns,
    home_areas,
    listed_since,
    living_rows,
    open_case_ids,
    people_with_open_cases,
    place_rows,
)
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import Pack
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now
from mutong.workflows.obligations import Obliged, oblige

EXPOSED, UNCLEAR, ELSEWHERE = "exposed", "exposure_unclear", "contact_elsewhere"
REPORTED, CONTACTS_LISTED = "case_reported", "contacts_listed"
SOURCE = "tracing"
PURPOSE = "判定密接并下达任务 / find contacts and give out duties"
_COUNTY_DIGITS = 6


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
    case_id = report_case(viewer, purpose=purpose, **case)
    trace_cases([case_id])
    return case_id


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
    places, living = place_rows(), living_rows()
    encounters = encounter_columns(row["person_id"] for row in cases)
    rows: list[dict[str, object]] = []
    warnings: list[Words] = []
    for pack in _packs_with_contacts():
        rules = contact_rules(pack, choices_now(), clock.today(), cases[0]["area_code"])
        found = trace_contacts(
            cases,
            store,
            places,
            living,
            rules,
            clock.now(),
            encounters=encounters if encounters["person_a"] else None,
            managed_at=listed_since(sorted({EXPOSED, *_kinds_of_classes().values()})),
        )
        rows += found.rows
        warnings += found.warnings
    with transaction.atomic():
        if rows:
            write_contacts(viewer, rows, purpose=PURPOSE)
        homes = home_areas({str(row["person_id"]) for row in rows})
        events = list(_listing(rows, cases, homes))
        fresh = write_events(viewer, events, purpose=PURPOSE)
        people = sorted({event.subject_id for event in events})
        obliged = oblige(viewer, "person", people, purpose=PURPOSE)
    return TraceReport(
        tuple(row["case_id"] for row in cases),
        len({(row["case_id"], row["person_id"]) for row in rows}),
        _counted(rows),
        len(fresh),
        obliged,
        tuple(warnings),
    )


def _packs_with_contacts() -> tuple[Pack, ...]:
    today = clock.today()
    return tuple(
        pack for pack in load_deployment().packs_of("health") if pack.raw_contacts and pack.valid.holds(today)
    )


def _kinds_of_classes() -> dict[str, str]:
    """The kind of event by which each class of contact is listed: what the protocol of the class starts from."""
    return {
        protocol.start.class_: protocol.start.event
        for protocol in load_deployment().protocols
        if protocol.start is not None and protocol.start.class_
    }


def _listing(
    rows: Sequence[Mapping[str, object]], cases: Sequence[Mapping[str, object]], homes: Mapping[str, str]
) -> Iterable[NewEvent]:
    """The events that tracing gives rise to; the same finding gives the same id, a later exposure a new one."""
    now = clock.now()
    infected = people_with_open_cases()
    county = {row["case_id"]: row["area_code"][:_COUNTY_DIGITS] for row in cases}
    latest: dict[tuple, datetime] = {}
    kinds = _kinds_of_classes()
    for row in rows:
        if row["person_id"] in infected:
            continue
        kind = kinds.get(str(row["class"]), EXPOSED) if row["verdict"] == "yes" else UNCLEAR
        link = ("person", row["via_person_id"]) if row["via_person_id"] else ("case", row["case_id"])
        key = (kind, row["case_id"], row["person_id"], row["class"], link)
        at = min(row["last_at"] or now, now)
        latest[key] = max(latest.get(key, at), at)
    sure = {(case, person) for kind, case, person, _, _ in latest if kind != UNCLEAR}
    for (kind, case, person, of_class, link), at in sorted(latest.items()):
        if kind == UNCLEAR and (case, person) in sure:
            continue
        yield NewEvent(
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
        home = homes.get(person, "")
        if home and not home.startswith(county[case]):
            yield NewEvent(
                f"{ELSEWHERE}:{case}:{person}", "person", person, ELSEWHERE, at, SOURCE,
                contact_class=of_class, linked_kind="case", linked_id=case,
            )  # fmt: skip
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
