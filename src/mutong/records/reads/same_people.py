"""Which records are one person: what was decided, what waits for a decision, and the columns to look in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.columns import area_range
from mutong.records.register.models import Membership, Person, SameCandidate, SamePerson
from mutong.register.same_person.columns import PeopleColumns
from mutong.register.same_person.groups import SamePeople, same_people_of

RIGHT = "decide_same_person"
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
_RESTS = re.compile(r":rests:([\d.]+)$")


@dataclass(frozen=True)
class SameCandidateRow:
    """A pair that waits: the exact keys that hold or only agree, the probability, fields compared, doubts."""

    candidate_id: int
    first: str
    second: str
    rules: tuple[str, ...]
    keys_only: tuple[str, ...]
    probability: float | None
    fields: Mapping[str, str]
    doubts: tuple[str, ...]
    found_at: datetime


@dataclass(frozen=True)
class SameDecisionRow:
    """One decision: which record, after which, what was said, why, when, by which post; and whether taken back."""

    decision_id: int
    person_id: str
    same_as: str
    verdict: str
    basis: str
    decided_at: datetime
    decided_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_why: str | None
    person_name: str
    same_as_name: str


def same_people() -> SamePeople:
    """Which records are one person by the decisions that stand."""
    rows = SamePerson.objects.filter(verdict=SAME, withdrawn_at=None)
    return same_people_of(rows.values_list("pk", "person_id", "same_as_id"))


def contacts_by_person(
    cases: Iterable[Mapping[str, object]], contacts: Iterable[Mapping[str, object]], same: SamePeople
) -> list[dict[str, object]]:
    """Rows of contacts of these cases under the record that is kept of each person; no record of a case itself."""
    person = {row["case_id"]: same.kept_of(str(row["person_id"])) for row in cases}
    rows = [{**row, "person_id": same.kept_of(str(row["person_id"]))} for row in contacts]
    return [row for row in rows if row["person_id"] != person.get(row["case_id"])]


def other_records_of(cases: Iterable[Mapping[str, object]], same: SamePeople) -> tuple[str, ...]:
    """Every record of those of the cases' people who have more than one."""
    return same.all_of(one for row in cases if (one := str(row["person_id"])) in same.records)


def standing_between(first: str, second: str) -> bool:
    """Whether a decision about exactly these two records stands that they are two people."""
    return SamePerson.objects.filter(_pair(first, second), verdict=DIFFERENT, withdrawn_at=None).exists()


def decisions_stamp() -> list[int]:
    """Numbers that change with every decision that two records are one person, and with each taken back."""
    rows = SamePerson.objects.filter(verdict=SAME)
    found = rows.aggregate(last=Max("pk"), back=Count("pk", filter=Q(withdrawn_at__isnull=False)))
    return [found["last"] or 0, found["back"]]


def withdrawn_decisions() -> frozenset[int]:
    """The numbers of the decisions that two records are one person which were taken back."""
    rows = SamePerson.objects.filter(verdict=SAME).exclude(withdrawn_at=None)
    return frozenset(rows.values_list("pk", flat=True))


def rests_on(event_id: str) -> frozenset[int]:
    """The decisions on which an event rests, as its id says; mostly none."""
    found = _RESTS.search(event_id)
    return frozenset(map(int, found.group(1).split("."))) if found else frozenset()


def resting_id(event_id: str, decisions: Iterable[int]) -> str:
    """The id of an event that rests on decisions: it counts only as long as all of them stand."""
    numbers = ".".join(map(str, decisions))
    return f"{event_id}:rests:{numbers}" if numbers else event_id


def people_columns() -> PeopleColumns:
    """Everybody's columns, to look for doubles in; numbers and phones by their look-up values, nothing is unsealed."""
    rows = list(
        Person.objects.values_list(
            "person_id", "name", "sex", "birth_date", "id_number_index", "phone_index", "area_code"
        )
    )
    homes: dict[str, str] = {}
    living = Membership.objects.filter(kind="living", valid_to=None).order_by("valid_from", "household_id")
    for person, household, place in living.values_list("person_id", "household_id", "household__place_id"):
        homes[person] = place or household
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(7)]
    ids, names, sexes, births, numbers, phones, areas = columns
    return PeopleColumns(
        person_id=ids,
        name=[one or "" for one in names],
        sex=[one or "" for one in sexes],
        birth_date=births,
        id_number=[one or "" for one in numbers],
        phone=[one or "" for one in phones],
        area_code=[one or "" for one in areas],
        home=[homes.get(one, "") for one in ids],
        numbers_are_checked=True,
    )


def count_waiting(viewer: Viewer) -> int:
    """How many pairs wait for a decision by this viewer; 0 for who may not decide."""
    return _waiting(viewer).count() if viewer.may(RIGHT) else 0


def list_candidates(
    viewer: Viewer, purpose: str, *, unsure: bool = False, start: int = 0, size: int | None = None
) -> tuple[tuple[SameCandidateRow, ...], int]:
    """Pairs without a decision (or, with `unsure`, set aside), the most certain first, and how many in all.

    Raises AccessDenied without the right decide_same_person; one audit line.
    """
    holding = check_anywhere(viewer, RIGHT, purpose)
    rows = _set_aside(viewer) if unsure else _waiting(viewer)
    total = rows.count()
    ordered = rows.order_by("place", "pk")
    found = tuple(_candidate(row) for row in (ordered[start : start + size] if size is not None else ordered))
    ids = [one for row in found for one in (row.first, row.second)]
    log_deed(viewer, holding, "list_same_people", purpose, count=len(found), ids=ids)
    return found, total


def list_decisions(viewer: Viewer, purpose: str) -> tuple[SameDecisionRow, ...]:
    """What was decided of the people of the viewer's areas, the last first. Raises AccessDenied; one audit line."""
    holding = check_anywhere(viewer, RIGHT, purpose)
    rows = SamePerson.objects.filter(_within(viewer, "person", "same_as")).order_by("-decided_at", "-pk")
    names = [name for name in SameDecisionRow.__dataclass_fields__ if name not in ("decision_id", "same_as")]
    columns = ("pk", "person_id", "same_as_id", *names[1:-2], "person__name", "same_as__name")
    found = tuple(SameDecisionRow(*row) for row in rows.values_list(*columns))
    log_deed(viewer, holding, "list_same_people", purpose, query="decided", count=len(found))
    return found


def _candidate(row: SameCandidate) -> SameCandidateRow:
    return SameCandidateRow(
        row.pk, row.first_id, row.second_id, _words(row.rules), _words(row.keys_only), row.probability,
        row.compared, _words(row.doubts), row.found_at,
    )  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))


def _pair(first: str, second: str) -> Q:
    return Q(person_id=first, same_as_id=second) | Q(person_id=second, same_as_id=first)


def _decided(*verdicts: str) -> Exists:
    """Whether a standing decision of one of these verdicts is about exactly the pair."""
    pair = Q(person_id=OuterRef("first_id"), same_as_id=OuterRef("second_id"))
    turned = Q(person_id=OuterRef("second_id"), same_as_id=OuterRef("first_id"))
    return Exists(SamePerson.objects.filter(pair | turned, verdict__in=verdicts, withdrawn_at=None))


def _waiting(viewer: Viewer) -> QuerySet:
    return SameCandidate.objects.filter(_within(viewer, "first", "second")).exclude(
        _decided(SAME, DIFFERENT, UNSURE)
    )


def _set_aside(viewer: Viewer) -> QuerySet:
    rows = SameCandidate.objects.filter(_within(viewer, "first", "second"))
    return rows.filter(_decided(UNSURE)).exclude(_decided(SAME, DIFFERENT))


def _within(viewer: Viewer, one: str, other: str) -> Q:
    """Pairs of which one record lies in an area of the viewer's, and the other too or nowhere."""
    here = [Q(pk__in=[]), Q(pk__in=[])]
    for area in viewer.areas_with(RIGHT):
        for k, name in enumerate((one, other)):
            here[k] |= area_range(area, f"{name}__area_code")
    nowhere = [Q(**{f"{name}__area_code": None}) for name in (one, other)]
    return (here[0] & (here[1] | nowhere[1])) | (here[1] & nowhere[0])
