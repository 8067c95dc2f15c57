"""What a search for the source of cases reads: cases, the stay store, homes, links, contacts; and names of places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mutong.outbreak.stays import StayStore
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case, Contact, Link
from mutong.records.outbreak.movement import open_movement
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.outbreak.told import told_living
from mutong.records.reads.same_people import contacts_by_person, same_people
from mutong.records.reads.subjects import subject_names
from mutong.records.register.models import Membership, Place
from mutong.register.same_person.groups import SamePeople

Row = dict[str, object]
_CASE = (
    "case_id", "person_id", "classification", "reported_at", "date_onset", "date_specimen", "exposed_from",
    "exposed_to", "isolated_at", "origin", "source_case_id", "outcome", "outcome_at", "area_code",
)  # fmt: skip
_CONTACT = ("case_id", "person_id", "verdict", "rule", "place_id", "first_at", "last_at", "minutes")


@dataclass(frozen=True)
class OpenCases:
    """The open cases of an area, with their people's names, and the known links (infector, infectee) among them.

    A person stands under the kept record.
    """

    cases: list[Row]
    names: dict[str, str]
    links: list[tuple[str, str]]


@dataclass(frozen=True)
class SourceRows:
    """The store (None: the register has no stays), who lives with the cases' people, and the contacts of the cases.

    A person stands under the kept record; `records` are all records of who has several, under which stays may stand.
    """

    store: StayStore | None
    living: list[Row]
    contacts: list[Row]
    records: Mapping[str, tuple[str, ...]]


def access_open_cases(viewer: Viewer, area_code: str, *, purpose: str) -> OpenCases:
    """The open cases of an area and below, in the order of report; one audit line.

    Raises AccessDenied without read_health over the area.
    """
    holding = check_area(viewer, "read_health", area_code, purpose)
    same = same_people()
    cases = [
        {**row, "person_id": same.kept_of(row["person_id"])}
        for row in Case.objects.filter(OPEN_CASE, area_range(area_code))
        .order_by("reported_at", "case_id")
        .values(*_CASE)
    ]
    ids = {str(row["case_id"]) for row in cases}
    links = [
        (infector, infectee)
        for chunk in chunks(sorted(ids))
        for infector, infectee in Link.objects.filter(infectee__in=chunk).values_list("infector", "infectee")
        if infector in ids
    ]
    people = [str(row["person_id"]) for row in cases]
    names = subject_names(("person", one) for one in people)
    log_deed(
        viewer,
        holding,
        "list_cases",
        purpose,
        query=f"area={area_code}; open",
        count=len(cases),
        ids=sorted(ids),
    )
    return OpenCases(cases, {one: names.get(("person", one), "") for one in people}, links)


def access_source_rows(
    viewer: Viewer, area_code: str, cases: Sequence[Row], *, query: str, purpose: str
) -> SourceRows:
    """The movements and homes in which a source of these open cases of an area is looked for, and their contacts.

    One audit line for the search with its `query`, and one for each case whose movements are opened. Raises
    AccessDenied without read_health over the area or read_movement in the area of every case.
    """
    holding = check_area(viewer, "read_health", area_code, purpose)
    ids = [str(row["case_id"]) for row in cases]
    store = open_movement(viewer, ids, purpose)
    same, contacts = same_people(), []
    living = _living(same.all_of(str(row["person_id"]) for row in cases), same)
    for chunk in chunks(ids):
        contacts += (
            Contact.objects.filter(case_id__in=chunk)
            .order_by("case_id", "person_id", "rule")
            .values(*_CONTACT)
        )
    log_deed(viewer, holding, "search_sources", purpose, query=query, count=len(ids), ids=ids)
    return SourceRows(store, living, contacts_by_person(cases, contacts, same), same.records)


def places_called(place_ids: Iterable[str]) -> list[Row]:
    """Name and kind of these places: rows of table places."""
    return [
        row
        for chunk in chunks(sorted(set(place_ids)))
        for row in Place.objects.filter(pk__in=chunk).values("place_id", "name", "kind", "ventilation")
    ]


def _living(people: Iterable[str], same: SamePeople) -> list[Row]:
    """Whoever lives or lived in a home of these records, on record or as told."""
    columns = ("person_id", "household_id", "kind", "valid_from", "valid_to")
    homes = {
        home
        for chunk in chunks(people)
        for home in Membership.objects.filter(person_id__in=chunk, kind="living").values_list(
            "household_id", flat=True
        )
    }
    found = [
        row
        for chunk in chunks(sorted(homes))
        for row in Membership.objects.filter(household_id__in=chunk, kind="living").values(*columns)
    ]
    return [{**row, "person_id": same.kept_of(str(row["person_id"]))} for row in (*found, *told_living())]
