"""What the picture of an outbreak rests on: cases, links, contacts that became cases, events and duties of the work."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.duties.models import Duty
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case, Contact, Link
from mutong.records.reads.same_people import contacts_by_person, other_records_of, same_people
from mutong.records.register.models import Event
from mutong.register.same_person.groups import SamePeople

Row = dict[str, object]
_CASE = (
    "case_id", "person_id", "classification", "reported_at", "date_onset", "date_specimen", "exposed_from",
    "exposed_to", "isolated_at", "origin", "source_case_id", "outcome", "outcome_at", "area_code",
)  # fmt: skip
_CONTACT = ("case_id", "person_id", "verdict", "rule")
_EVENT = (
    "event_id", "kind", "at", "recorded_at", "result", "contact_class", "linked_kind", "linked_id", "tube_id",
    "duty_id",
)  # fmt: skip
_DUTY = ("subject_id", "protocol", "step", "kind", "state", "due_at", "closed_at", "created_at")


@dataclass(frozen=True)
class WorkAsked:
    """Whose work is read, and what of it: sure contacts of these classes, events and duties of these kinds, duties of
    these protocols."""

    classes: frozenset[str]
    events: frozenset[str]
    protocols: frozenset[str]
    duties: frozenset[str]


@dataclass(frozen=True)
class SituationRows:
    """`cases`, `links` and `contacts` of the whole area the viewer answers for, so that an infector next door is known;
    `people` are the cases of the area asked for and whom they surely exposed, with their `events` and `duties` by
    person (the kept record), and `classes` the classes of contact found."""

    within: str
    cases: list[Row]
    links: list[Row]
    contacts: list[Row]
    people: frozenset[str]
    classes: frozenset[str]
    events: dict[str, list[Row]]
    duties: dict[str, list[Row]]


def access_situation_rows(viewer: Viewer, area_code: str, asked: WorkAsked, *, purpose: str) -> SituationRows:
    """The rows of an area's situation with the work about its people; one audit line.

    Raises AccessDenied without read_health over the whole area.
    """
    holding = check_area(viewer, "read_health", area_code, purpose)
    within, same = area_range(holding.area_code), same_people()
    cases = list(Case.objects.filter(within).order_by("reported_at", "case_id").values(*_CASE))
    ids = {row["case_id"] for row in cases}
    links = [row for row in Link.objects.values("infector", "infectee") if row["infectee"] in ids]
    # Of contacts only those speak of who infected whom that became cases themselves.
    infected = Case.objects.filter(within).values("person_id")
    became = Q(person_id__in=infected) | Q(person_id__in=other_records_of(cases, same))
    contacts = contacts_by_person(
        cases,
        Contact.objects.filter(became, area_range(holding.area_code, "case__area_code"))
        .order_by("case_id", "person_id", "rule")
        .values(*_CONTACT),
        same,
    )
    exposed = Contact.objects.filter(
        area_range(area_code, "case__area_code"), contact_class__in=asked.classes, verdict="yes"
    )
    ill = Case.objects.filter(area_range(area_code)).values_list("person_id", flat=True)
    known = {*ill, *exposed.values_list("person_id", flat=True).distinct()}
    people = frozenset(map(same.kept_of, known))
    classes = frozenset(exposed.values_list("contact_class", flat=True).distinct())
    events, duties = _work(people, asked, same)
    log_deed(
        viewer,
        holding,
        "read_situation",
        purpose,
        query=f"area={holding.area_code}; situation of {area_code}",
        count=len(cases) + len(people),
        ids=[*sorted(ids), *sorted(people)],
    )
    cases = [{**row, "person_id": same.kept_of(row["person_id"])} for row in cases]
    return SituationRows(holding.area_code, cases, links, contacts, people, classes, events, duties)


def _work(
    people: frozenset[str], asked: WorkAsked, same: SamePeople
) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    events: dict[str, list[Row]] = defaultdict(list)
    duties: dict[str, list[Row]] = defaultdict(list)
    for chunk in chunks(same.all_of(people)):
        rows = Event.objects.filter(subject_kind="person", subject_id__in=chunk, kind__in=asked.events)
        for subject, *values in rows.order_by("recorded_at", "event_id").values_list("subject_id", *_EVENT):
            events[same.kept_of(subject)].append(dict(zip(_EVENT, values, strict=True)))
        owed = Duty.objects.filter(
            subject_kind="person",
            subject_id__in=chunk,
            protocol__in=asked.protocols,
            kind__in=asked.duties,
        )
        for row in owed.order_by("created_at", "duty_id").values(*_DUTY):
            duties[same.kept_of(row["subject_id"])].append(row)
    return dict(events), dict(duties)
