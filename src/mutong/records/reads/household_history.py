"""One household's rows of all days, with those of whoever its people are or were related to, for a replay."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from mutong.records.access import Viewer, check_area, check_subject, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.references import chunks
from mutong.records.reads.snapshot_tables import Columns, SnapshotTables
from mutong.records.register.models import Completeness, Fact, Household, Membership, Person, Relation
from mutong.tables.schema import load_schema

_PEOPLE = ("person_id", "name", "sex", "birth_date", "area_code")


def access_household_history(viewer: Viewer, household_id: str, purpose: str) -> SnapshotTables:
    """Every row there is of a household and of those of its area in which a relative lives or lived: whatever day it
    holds on, whenever it was recorded.

    Raises AccessDenied without read_assistance over the household and its area; one audit line.
    """
    holding = check_subject(viewer, "read_assistance", "household", household_id, purpose)
    area_code = Household.objects.values_list("area_code", flat=True).get(pk=household_id)
    check_area(viewer, "read_assistance", area_code, purpose)
    homes, people = _related(Household.objects.filter(area_range(area_code)), household_id)
    tables = SnapshotTables(
        people=_rows(Person, "pk", people, _PEOPLE),
        households=_rows(Household, "pk", homes, load_schema("households").names),
        memberships=_rows(_living(), "household_id", homes, load_schema("memberships").names),
        facts=_joined(
            _rows(Fact.objects.filter(subject_kind=kind), "subject_id", ids, load_schema("facts").names)
            for kind, ids in (("person", people), ("household", homes))
        ),
        completeness=_columns(Completeness.objects.all(), load_schema("completeness").names),
        relations=_rows(Relation, "person_id", people, load_schema("relations").names),
    )
    count = len(people) + len(tables.facts["fact"])
    about = ("household", household_id)
    query = "people and facts of all days"
    log_deed(viewer, holding, "read_snapshot", purpose, subject=about, query=query, count=count, ids=people)
    return tables


def _living() -> QuerySet:
    return Membership.objects.filter(kind="living")


def _related(homes: QuerySet, household_id: str) -> tuple[list[str], list[str]]:
    """The household and, step by step, those among `homes` where relatives of its people live or lived; and whoever
    lives or lived in them.
    """
    found: set[str] = set()
    people: set[str] = set()
    newly = {household_id}
    while newly:
        found |= newly
        here = set(_living().filter(household_id__in=newly).values_list("person_id", flat=True)) - people
        people |= here
        others: set[str] = set()
        for chunk in chunks(here):
            rows = Relation.objects.filter(Q(person_id__in=chunk) | Q(other_id__in=chunk))
            others.update(one for pair in rows.values_list("person_id", "other_id") for one in pair)
        newly = set()
        for chunk in chunks(others - people):
            theirs = _living().filter(person_id__in=chunk, household_id__in=homes.values("household_id"))
            newly |= set(theirs.values_list("household_id", flat=True)) - found
    return sorted(found), sorted(people)


def _rows(of: type | QuerySet, column: str, ids: Sequence[str], names: Sequence[str]) -> Columns:
    rows = of if isinstance(of, QuerySet) else of.objects.all()
    return _joined(_columns(rows.filter(**{f"{column}__in": chunk}), names) for chunk in chunks(ids)) or {
        name: [] for name in names
    }


def _joined(parts: Iterable[Columns]) -> Columns:
    found: Columns = {}
    for part in parts:
        for name, cells in part.items():
            found.setdefault(name, []).extend(cells)
    return found


def _columns(rows: QuerySet, names: Sequence[str]) -> Columns:
    values = list(rows.values_list(*names))
    return {name: [row[place] for row in values] for place, name in enumerate(names)}
