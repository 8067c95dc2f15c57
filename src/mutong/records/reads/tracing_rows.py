"""What tracing is told: cases, places, who lives with whom, encounters, and who is managed already."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Min

from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case, Encounter, Widening
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.outbreak.told import told_encounters, told_living
from mutong.records.reads.onset_statements import with_onset_spans
from mutong.records.register.models import Event, Membership, Person, Place, Relation

_CASE = (
    "case_id", "person_id", "classification", "reported_at", "date_onset", "date_specimen", "exposed_from",
    "exposed_to", "isolated_at", "origin", "source_case_id", "outcome", "outcome_at", "area_code",
)  # fmt: skip
_ENCOUNTER = ("person_a", "person_b", "start_at", "end_at", "distance_m", "protected", "source")


def open_case_ids() -> tuple[str, ...]:
    """Every open case, in the order of report."""
    return tuple(
        Case.objects.filter(OPEN_CASE).order_by("reported_at", "case_id").values_list("case_id", flat=True)
    )


def open_cases_touching(person_ids: Iterable[str]) -> tuple[str, ...]:
    """The open cases that are one of these people, or of which one of them is a contact."""
    ids = tuple(person_ids)
    found: set[str] = set()
    for chunk in chunks(ids):
        rows = Case.objects.filter(OPEN_CASE)
        found.update(rows.filter(person_id__in=chunk).values_list("case_id", flat=True))
        found.update(rows.filter(contact__person_id__in=chunk).values_list("case_id", flat=True))
    return tuple(sorted(found))


def people_with_open_cases() -> frozenset[str]:
    """Whoever is an open case."""
    return frozenset(Case.objects.filter(OPEN_CASE).values_list("person_id", flat=True))


def access_cases(viewer: Viewer, case_ids: Iterable[str], *, purpose: str) -> list[dict[str, object]]:
    """Rows of table cases, with the span of onset where sources differ; one audit line each.

    Raises AccessDenied without the right trace_case in a case's area.
    """
    rows = list(Case.objects.filter(pk__in=tuple(case_ids)).order_by("reported_at", "case_id").values(*_CASE))
    for row in rows:
        holding = check_area(viewer, "trace_case", row["area_code"], purpose)
        log_deed(viewer, holding, "read_case", purpose, subject=("case", row["case_id"]))
    return with_onset_spans(rows)


def place_rows() -> list[dict[str, object]]:
    """What contact rules ask of places."""
    return list(Place.objects.values("place_id", "name", "kind", "ventilation"))


def living_rows() -> list[dict[str, object]]:
    """Who lives with whom: rows of table memberships of kind living, and who is said to live with a case."""
    names = ("person_id", "household_id", "kind", "valid_from", "valid_to")
    return [*Membership.objects.filter(kind="living").values(*names), *told_living()]


def relation_rows() -> list[dict[str, object]]:
    """Who is tied to whom on record: rows of table relations."""
    return list(Relation.objects.values("person_id", "other_id", "kind", "valid_from", "valid_to"))


def widening_rows(now: datetime) -> list[dict[str, object]]:
    """The orders to search wider that hold now: rows of table widenings."""
    held = Widening.objects.filter(ordered_at__lte=now, ends_at__gt=now).order_by("widening_id")
    columns = {field.column: field.attname for field in Widening._meta.concrete_fields}
    return [{column: getattr(one, name) for column, name in columns.items()} for one in held]


def encounter_columns(person_ids: Iterable[str]) -> dict[str, list]:
    """The encounters in which these people took part, recorded or told in interviews, by column."""
    ids = tuple(person_ids)
    rows = {
        row
        for rows in (
            Encounter.objects.filter(person_a__in=ids).values_list(*_ENCOUNTER),
            Encounter.objects.filter(person_b__in=ids).values_list(*_ENCOUNTER),
        )
        for row in rows
    } | set(told_encounters(ids))
    return {name: [row[i] for row in rows] for i, name in enumerate(_ENCOUNTER)}


def listed_since(kinds: Sequence[str]) -> dict[str, datetime]:
    """When each person was first listed by an event of one of these kinds."""
    rows = (
        Event.objects.filter(kind__in=kinds, subject_kind="person")
        .values("subject_id")
        .annotate(at=Min("recorded_at"))
    )
    return {row["subject_id"]: row["at"] for row in rows}


def home_areas(person_ids: Iterable[str]) -> dict[str, str]:
    """Where people live: person id to area code; without an area they are left out."""
    found: dict[str, str] = {}
    for chunk in chunks(tuple(person_ids)):
        found.update(
            Person.objects.filter(pk__in=chunk).exclude(area_code=None).values_list("pk", "area_code")
        )
    return found
