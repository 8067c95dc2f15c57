"""What chains rest on (cases, written links, contacts that became cases), and the names of those a page draws."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case, Contact, Link
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.reads.same_people import (
    contacts_by_person,
    decisions_stamp,
    other_records_of,
    same_people,
)
from mutong.records.register.models import ImportFile, Person

Row = dict[str, object]
_CASE = (
    "case_id", "person_id", "classification", "reported_at", "date_onset", "date_specimen", "exposed_from",
    "exposed_to", "isolated_at", "origin", "source_case_id", "area_code",
)  # fmt: skip
_CONTACT = (
    "case_id", "person_id", "degree", "contact_class", "verdict", "rule", "first_at", "last_at", "minutes",
)  # fmt: skip
_IMPORTED = ("cases", "links", "contacts")


@dataclass(frozen=True)
class ChainRows:
    """Rows of tables cases, links and contacts of an area; contacts only where the person is a case there too.

    A person stands under the kept record, whichever record a row was about.
    """

    cases: list[Row]
    links: list[Row]
    contacts: list[Row]


@dataclass(frozen=True)
class DrawnCase:
    """What a page says of a case it draws."""

    case_id: str
    name: str
    classification: str
    reported_at: datetime
    is_open: bool


def count_cases(area_code: str) -> int:
    """How many cases an area has, with those below it."""
    return Case.objects.filter(area_range(area_code)).count()


def chain_stamp(area_code: str) -> dict[str, int | list[int]]:
    """Numbers that change when what chains rest on does, in milliseconds: cases, the last link, contact and import, and
    which records are decided to be one person.

    A change of one case's own columns outside an import does not show here.
    """
    imported = ImportFile.objects.filter(table__in=_IMPORTED, state="done").aggregate(last=Max("id"))
    return {
        "cases": count_cases(area_code),
        "link": Link.objects.aggregate(last=Max("pk"))["last"] or 0,
        "contact": Contact.objects.aggregate(last=Max("pk"))["last"] or 0,
        "imported": imported["last"] or 0,
        "same_people": decisions_stamp(),
    }


def access_chain_rows(viewer: Viewer, area_code: str, *, purpose: str) -> ChainRows:
    """The rows that an area's chains rest on; one audit line. Raises AccessDenied without read_health over the area.

    No movement is read: what stays say of who met whom stands in the contacts that tracing found.
    """
    holding = check_area(viewer, "read_health", area_code, purpose)
    within, same = area_range(area_code), same_people()
    cases = list(Case.objects.filter(within).order_by("reported_at", "case_id").values(*_CASE))
    ids = {row["case_id"] for row in cases}
    links = [row for row in Link.objects.values("infector", "infectee") if row["infectee"] in ids]
    infected = Case.objects.filter(within).values("person_id")
    became = Q(person_id__in=infected) | Q(person_id__in=other_records_of(cases, same))
    contacts = [
        {**row, "class": row["contact_class"]}
        for row in Contact.objects.filter(became, area_range(area_code, "case__area_code"))
        .order_by("case_id", "person_id", "rule")
        .values(*_CONTACT)
    ]
    log_deed(
        viewer, holding, "read_chains", purpose, query=f"area={area_code}", count=len(cases), ids=sorted(ids)
    )
    contacts = contacts_by_person(cases, contacts, same)
    people = [{**row, "person_id": same.kept_of(row["person_id"])} for row in cases]
    return ChainRows(people, links, contacts)


def access_drawn_cases(
    viewer: Viewer, area_code: str, case_ids: Iterable[str], *, purpose: str
) -> dict[str, DrawnCase]:
    """Of these ids the cases of the area, with names; one audit line. Raises AccessDenied without read_health."""
    holding = check_area(viewer, "read_health", area_code, purpose)
    within = area_range(area_code)
    found: dict[str, DrawnCase] = {}
    for chunk in chunks(tuple(case_ids)):
        here = Case.objects.filter(within, pk__in=chunk)
        still_open = set(here.filter(OPEN_CASE).values_list("pk", flat=True))
        rows = here.values_list("case_id", "person__name", "classification", "reported_at")
        for case_id, name, classification, reported_at in rows:
            found[case_id] = DrawnCase(
                case_id, name or case_id, classification, reported_at, case_id in still_open
            )
    log_deed(
        viewer, holding, "read_names", purpose, query=f"area={area_code}; cases drawn", count=len(found), ids=found
    )  # fmt: skip
    return found


def find_cases(viewer: Viewer, area_code: str, words: str, *, purpose: str, most: int = 500) -> list[str]:
    """The ids of cases of the area whose id or person's name holds the words, at most so many; none for no words.

    One audit line. Raises AccessDenied without read_health over the area.
    """
    holding = check_area(viewer, "read_health", area_code, purpose)
    asked = words.strip()
    if not asked:
        return []
    here = Case.objects.filter(area_range(area_code))
    named = Person.objects.filter(name__contains=asked).values("pk")
    found = list(here.filter(case_id__contains=asked).order_by("pk").values_list("pk", flat=True)[:most])
    found += here.filter(person_id__in=named).order_by("pk").values_list("pk", flat=True)[:most]
    ids = list(dict.fromkeys(found))[:most]
    log_deed(
        viewer, holding, "search_cases", purpose, query=f"area={area_code}; by name or id", count=len(ids), ids=ids
    )  # fmt: skip
    return ids
