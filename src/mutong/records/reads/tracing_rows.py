"""What tracing is told: cases, places, who lives with whom, encounters, and who is managed already."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Min

from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case, Encounter
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.register.models import Event, Membership, Person, Place

_CASE = (
    "case_id", "person_id", "classification", "reported_at", "date_onset", "date_specimen", "exposed_from",
    "exposed_to", "isolated_at", "origin", "source_case_id", "outcome", "outcome_at", "area_code",
)  # fmt: skip
_ENCOUNTER = ("person_a", "person_b", "start_at", "end_at", "distance_m", "source")


def open_case_ids() -> tuple[str, ...]:
    """Every open case, in the order of report."""
    return tuple(
        Case.objects.filter(OPEN_CASE).order_by("reported_at", "case_id").values_list("case_id", flat=True)
    )


def people_with_open_cases() -> frozenset[str]:
    """Whoever is an open case."""
    return frozenset(Case.objects.filter(OPEN_CASE).values_list("person_id", flat=True))


def access_cases(viewer: Viewer, case_ids: Iterable[str], *, purpose: str) -> list[dict[str, object]]:
    """Rows of table cases; one audit line each. Raises AccessDenied without the right trace_case in a case's area."""
    rows = list(Case.objects.filter(pk__in=tuple(case_ids)).order_by("reported_at", "case_id").values(*_CASE))
    for row in rows:
        holding = check_area(viewer, "trace_case", row["area_code"], purpose)
        log_deed(viewer, holding, "read_case", purpose, subject=("case", row["case_id"]))
    return rows


def place_rows() -> list[dict[str, object]]:
    """What contact rules ask of places."""
    return list(Place.objects.values("place_id", "name", "kind", "ventilation"))


def living_rows() -> list[dict[str, object]]:
    """Who lives with whom: rows of table memberships of kind living."""
    names = ("person_id", "household_id", "kind", "valid_from", "valid_to")
    return list(Membership.objects.filter(kind="living").values(*names))


def encounter_columns(person_ids: Iterable[str]) -> dict[str, list]:
    """The encounters in which these people took part, by column."""
    ids = tuple(person_ids)
    rows = {
        row
        for rows in (
            Encounter.objects.filter(person_a__in=ids).values_list(*_ENCOUNTER),
            Encounter.objects.filter(person_b__in=ids).values_list(*_ENCOUNTER),
        )
        for row in rows
    }
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
