"""Cases, as far as the viewer may read: the line list, one case's file, who infected whom."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, find_holding, log_deed
from mutong.records.columns import area_range
from mutong.records.outbreak.models import Case, Contact, Link
from mutong.records.outbreak.open_cases import OPEN_CASE
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
    """A case, its contacts, the events about it, and the links to and from it (infector, infectee, exposure)."""

    case: CaseRow
    contacts: tuple[ContactRow, ...]
    events: tuple[dict[str, object], ...]
    links: tuple[tuple[str, str, str | None], ...]


_CASE = tuple(CaseRow.__dataclass_fields__)[:-3]
_CONTACT = tuple(ContactRow.__dataclass_fields__)[:-3]


def list_cases(viewer: Viewer, area_code: str, purpose: str) -> tuple[CaseRow, ...]:
    """The cases of an area and below, the newest first; one audit line. Raises AccessDenied without read_health."""
    holding = check_area(viewer, "read_health", area_code, purpose)
    rows = list(
        Case.objects.filter(area_range(area_code)).order_by("-reported_at", "case_id").values_list(*_CASE)
    )
    found = _case_rows(rows)
    query = f"area={area_code}; line list"
    log_deed(
        viewer, holding, "list_cases", purpose, query=query, count=len(found), ids=[c.case_id for c in found]
    )
    return found


def access_case(viewer: Viewer, case_id: str, purpose: str) -> CaseFile:
    """A case's file. Raises AccessDenied without read_health over its area or its person; one audit line."""
    row = Case.objects.filter(pk=case_id).values_list(*_CASE).first()
    holding = find_holding(viewer, "read_health", "person", row[1]) if row else None
    if holding is None:
        # Refused in the same words whether or not there is such a case.
        holding = check_area(viewer, "read_health", row[13] if row else "0", purpose)
        if row is None:
            raise MutongError(
                "case_not_found",
                Words(f"没有病例 {case_id}；请核对编号。", f"There is no case {case_id}; check the id."),
            )
    contacts = _contact_rows(case_id)
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
    return CaseFile(
        case=_case_rows([row])[0],
        contacts=contacts,
        events=events,
        links=tuple(links.order_by("infector", "infectee").values_list("infector", "infectee", "exposure")),
    )


def case_links(viewer: Viewer, area_code: str, purpose: str) -> tuple[tuple[str, str, str | None], ...]:
    """(infector, infectee, exposure) between cases of an area and below: stated links, and each case's source."""
    holding = check_area(viewer, "read_health", area_code, purpose)
    sources = dict(Case.objects.filter(area_range(area_code)).values_list("case_id", "source_case_id"))
    stated = {
        (infector, infectee): exposure
        for infector, infectee, exposure in Link.objects.values_list("infector", "infectee", "exposure")
        if infectee in sources
    }
    for case_id, source in sources.items():
        if source and (source, case_id) not in stated:
            stated[source, case_id] = None
    log_deed(
        viewer,
        holding,
        "read_links",
        purpose,
        query=f"area={area_code}",
        count=len(stated),
        ids=list(sources),
    )
    return tuple((*pair, exposure) for pair, exposure in sorted(stated.items()))


def _case_rows(rows: list[tuple]) -> tuple[CaseRow, ...]:
    ids = [row[0] for row in rows]
    names = subject_names(("person", row[1]) for row in rows)
    open_ids = set(Case.objects.filter(OPEN_CASE, pk__in=ids).values_list("case_id", flat=True))
    counted = (
        Contact.objects.filter(case_id__in=ids)
        .values_list("case_id")
        .annotate(n=Count("person_id", distinct=True))
    )
    contacts = dict(counted)
    return tuple(
        CaseRow(*row, names.get(("person", row[1]), ""), row[0] in open_ids, contacts.get(row[0], 0))
        for row in rows
    )


def _contact_rows(case_id: str) -> tuple[ContactRow, ...]:
    rows = list(
        Contact.objects.filter(case_id=case_id)
        .order_by("degree", "contact_class", "person_id", "rule", "place_id")
        .values_list(*_CONTACT)
    )
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
