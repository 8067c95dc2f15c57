"""Cases, as far as the viewer may read: the line list, one case's file, who infected whom."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.onset_statements import OnsetStatement
from mutong.records.access import Viewer, check_area, find_holding, log_deed
from mutong.records.outbreak.models import Case, Contact, Link
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.reads.onset_statements import onset_statements
from mutong.records.reads.same_people import same_people
from mutong.records.reads.subjects import subject_names
from mutong.records.register.models import Event


@dataclass(frozen=True)
class CaseRow:
    """One case: columns of table cases, the person's name, whether it is open, and how many contacts were found."""

    case_id: str
    person_id: str
    classification: str
    reported_at: datetime
    date_onset: date | None
    date_specimen: date | None
    exposed_from: date | None
    exposed_to: date | None
    isolated_at: datetime | None
    origin: str
    source_case_id: str | None
    outcome: str | None
    outcome_at: date | None
    area_code: str
    person_name: str
    is_open: bool
    contacts: int


@dataclass(frozen=True)
class ContactRow:
    """What one rule found: columns of table contacts, with the names of people and place."""

    case_id: str
    person_id: str
    via_person_id: str | None
    degree: int
    contact_class: str
    verdict: str
    rule: str
    clause: str
    place_id: str | None
    first_at: datetime | None
    last_at: datetime | None
    minutes: float | None
    score: float | None
    reasons: str | None
    facts_missing: str | None
    choices_used: str | None
    area_code: str | None
    person_name: str
    via_name: str
    place_name: str


@dataclass(frozen=True)
class CaseFile:
    """A case, its contacts, the events about it, and the links to and from it (infector, infectee, exposure).

    `onsets` are what sources say of its day of onset beside the case itself.
    """

    case: CaseRow
    contacts: tuple[ContactRow, ...]
    events: tuple[dict[str, object], ...]
    links: tuple[tuple[str, str, str | None], ...]
    onsets: tuple[OnsetStatement, ...] = ()


CASE_COLUMNS = tuple(CaseRow.__dataclass_fields__)[:-3]
_CONTACT = tuple(ContactRow.__dataclass_fields__)[:-3]


def access_case(viewer: Viewer, case_id: str, purpose: str) -> CaseFile:
    """A case's file. Raises AccessDenied without read_health over its area or its person; one audit line."""
    row = Case.objects.filter(pk=case_id).values_list(*CASE_COLUMNS).first()
    holding = find_holding(viewer, "read_health", "person", row[1]) if row else None
    if holding is None:
        # Refused in the same words whether or not there is such a case.
        holding = check_area(viewer, "read_health", row[13] if row else "0", purpose)
        if row is None:
            raise MutongError(
                "case_not_found",
                Words(f"没有病例 {case_id}；请核对编号。", f"There is no case {case_id}; check the id."),
            )
    contacts = _contact_rows(case_id, row[1])
    events = tuple(
        Event.objects.filter(linked_kind="case", linked_id=case_id)
        .order_by("at")
        .values("event_id", "subject_kind", "subject_id", "kind", "at", "recorded_at", "source", "note")
    )
    links = Link.objects.filter(infector=case_id) | Link.objects.filter(infectee=case_id)
    log_deed(
        viewer,
        holding,
        "read_case",
        purpose,
        subject=("case", case_id),
        count=1 + len(contacts),
        ids=[case_id, *(c.person_id for c in contacts)],
    )
    known = dict(zip(CASE_COLUMNS, row, strict=True))
    return CaseFile(
        case=case_rows([row])[0],
        onsets=onset_statements([known]).get(case_id, ()),
        contacts=contacts,
        events=events,
        links=tuple(links.order_by("infector", "infectee").values_list("infector", "infectee", "exposure")),
    )


def case_rows(rows: list[tuple]) -> tuple[CaseRow, ...]:
    """Cases from the values of CASE_COLUMNS, with names, whether open, and contacts: three queries however many."""
    ids = [row[0] for row in rows]
    names = subject_names(("person", row[1]) for row in rows)
    open_ids = set(Case.objects.filter(OPEN_CASE, pk__in=ids).values_list("case_id", flat=True))
    counted = (
        Contact.objects.filter(case_id__in=ids)
        .values_list("case_id")
        .annotate(n=Count("person_id", distinct=True))
    )
    twice = listed_twice(ids, {row[0]: row[1] for row in rows})
    contacts = {case_id: count - twice.get(case_id, 0) for case_id, count in counted}
    return tuple(
        CaseRow(*row, names.get(("person", row[1]), ""), row[0] in open_ids, contacts.get(row[0], 0))
        for row in rows
    )


def listed_twice(case_ids: list[str], people: dict[str, str]) -> dict[str, int]:
    """Case -> how many contacts are another record of somebody listed too, or of the case itself."""
    same = same_people()
    if not same.kept:
        return {}
    found: dict[str, int] = {}
    seen: set[tuple[str, str]] = {(case_id, same.kept_of(person)) for case_id, person in people.items()}
    rows = Contact.objects.filter(case_id__in=case_ids, person_id__in=list(same.records))
    for case_id, person in rows.values_list("case_id", "person_id").distinct():
        key = (case_id, same.kept_of(person))
        found[case_id] = found.get(case_id, 0) + (key in seen)
        seen.add(key)
    return found


def _by_person(rows: list[tuple], person_id: str) -> list[tuple]:
    """Contacts by the kept record of each person, once for each rule and place; no record of the case itself."""
    same = same_people()
    if not same.kept:
        return rows
    found: dict[tuple, tuple] = {}
    for row in sorted(rows, key=lambda row: row[1] in same.kept):
        person, via = same.kept_of(row[1]), same.kept_of(row[2]) if row[2] else None
        if same.kept_of(person_id) not in (person, via) and via != person:
            key = (person, via, row[6], row[8])
            found.setdefault(key, (row[0], person, via, *row[3:]))
    return sorted(found.values(), key=lambda row: (row[3], row[4], row[1], row[6], row[8] or ""))


def _contact_rows(case_id: str, person_id: str) -> tuple[ContactRow, ...]:
    rows = list(
        Contact.objects.filter(case_id=case_id)
        .order_by("degree", "contact_class", "person_id", "rule", "place_id")
        .values_list(*_CONTACT)
    )
    rows = _by_person(rows, person_id)
    wanted = {("person", row[1]) for row in rows}
    wanted |= {("person", row[2]) for row in rows if row[2]}
    wanted |= {("place", row[8]) for row in rows if row[8]}
    names = subject_names(wanted)
    return tuple(
        ContactRow(
            *row,
            names.get(("person", row[1]), ""),
            names.get(("person", row[2]), "") if row[2] else "",
            names.get(("place", row[8]), "") if row[8] else "",
        )
        for row in rows
    )
