"""The register's tables as columns, for a Snapshot: on a day, as known at a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mutong.kernel.period import end_of_day
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.references import chunks
from mutong.records.register.models import Completeness, Fact, Household, Membership, Person, Relation
from mutong.tables.schema import load_schema

Columns = dict[str, list]
_PEOPLE = ("person_id", "name", "sex", "birth_date", "area_code")
_READ_AT_ONCE = 20_000


@dataclass(frozen=True)
class SnapshotTables:
    """Columns (name -> list) as Snapshot.build takes them."""

    people: Columns
    households: Columns
    memberships: Columns
    facts: Columns
    completeness: Columns
    relations: Columns


def snapshot_tables(
    viewer: Viewer,
    area_code: str,
    on: date,
    known_at: date,
    purpose: str,
    *,
    household_ids: Sequence[str] | None = None,
) -> SnapshotTables:
    """The households of an area and below with whoever lives there on the day; or some of those households only, with
    those of the area in which a relative lives, so that a rule about relatives is answered as for the whole area.

    Rows that do not hold on the day or were recorded after the end of `known_at` are left out here already. Raises
    AccessDenied without read_assistance over the whole area; one audit line.
    """
    holding = check_area(viewer, "read_assistance", area_code, purpose)
    homes = Household.objects.filter(area_range(area_code))
    if household_ids is not None:
        homes = homes.filter(pk__in=_with_relatives(homes, household_ids, on))
    household_columns = load_schema("households").names
    households = _columns(homes.order_by("household_id"), household_columns)
    chosen = homes.values("household_id")
    on_day = Q(valid_to=None) | Q(valid_to__gt=on)
    memberships = _columns(_living(on).filter(household_id__in=chosen), load_schema("memberships").names)
    member_ids = sorted(set(memberships["person_id"]))
    people: Columns = {name: [] for name in _PEOPLE}
    facts: Columns = {name: [] for name in load_schema("facts").names}
    relations: Columns = {name: [] for name in load_schema("relations").names}
    known = Fact.objects.filter(on_day, valid_from__lte=on, recorded_at__lt=end_of_day(known_at))
    for chunk in chunks(member_ids):
        _add(people, Person.objects.filter(pk__in=chunk).order_by("person_id"))
        _add(facts, known.filter(subject_kind="person", subject_id__in=chunk))
        _add(relations, _related(on).filter(Q(person_id__in=chunk) | Q(other_id__in=chunk)))
    _add(facts, known.filter(subject_kind="household", subject_id__in=chosen))
    declared = Completeness.objects.filter(on_day, valid_from__lte=on, recorded_at__lt=end_of_day(known_at))
    count = len(people["person_id"]) + len(facts["fact"])
    query = f"area={area_code}; on={on}; known_at={known_at}; people and facts"
    log_deed(viewer, holding, "read_snapshot", purpose, query=query, count=count, ids=member_ids)
    complete = _columns(declared, load_schema("completeness").names)
    return SnapshotTables(people, households, memberships, facts, complete, relations)


def _living(on: date) -> QuerySet:
    on_day = Q(valid_to=None) | Q(valid_to__gt=on)
    return Membership.objects.filter(on_day, valid_from__lte=on, kind="living")


def _related(on: date) -> QuerySet:
    on_day = Q(valid_to=None) | Q(valid_to__gt=on)
    return Relation.objects.filter(on_day, valid_from__lte=on)


def _with_relatives(homes: QuerySet, household_ids: Sequence[str], on: date) -> list[str]:
    """The households, and step by step those of their people's relatives that are among `homes`."""
    found: set[str] = set()
    newly = set(homes.filter(pk__in=list(household_ids)).values_list("household_id", flat=True))
    while newly:
        found |= newly
        people = list(_living(on).filter(household_id__in=newly).values_list("person_id", flat=True))
        others: set[str] = set()
        for chunk in chunks(people):
            rows = _related(on).filter(Q(person_id__in=chunk) | Q(other_id__in=chunk))
            others.update(one for pair in rows.values_list("person_id", "other_id") for one in pair)
        newly = set()
        for chunk in chunks(sorted(others)):
            theirs = _living(on).filter(person_id__in=chunk, household_id__in=homes.values("household_id"))
            newly |= set(theirs.values_list("household_id", flat=True)) - found
    return sorted(found)


def _columns(rows: QuerySet, names: Sequence[str]) -> Columns:
    found: Columns = {name: [] for name in names}
    _add(found, rows)
    return found


def _add(columns: Columns, rows: QuerySet) -> None:
    """Append the rows to the columns, without making an object of each."""
    lists = list(columns.values())
    for row in rows.values_list(*columns).iterator(chunk_size=_READ_AT_ONCE):
        for values, value in zip(lists, row, strict=True):
            values.append(value)
