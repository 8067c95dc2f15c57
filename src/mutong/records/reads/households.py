"""One household, as far as the viewer may read; and lists of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from mutong.kernel import clock
from mutong.records.access import Viewer, check_area, check_subject, find_holding, log_deed
from mutong.records.columns import area_range
from mutong.records.reads.fact_rows import FactRow, facts_for
from mutong.records.reads.findings import FindingRow, findings_of
from mutong.records.reads.subjects import living_members
from mutong.records.register.models import Event, Household, Membership, Person, Relation
from mutong.records.village.models import Plot


@dataclass(frozen=True)
class Member:
    """A person who shares the household's life today."""

    person_id: str
    name: str | None
    sex: str | None
    birth_date: date | None


@dataclass(frozen=True)
class EventRow:
    """One event of the household or a member, without health results."""

    event_id: str
    subject_kind: str
    subject_id: str
    kind: str
    at: datetime
    source: str
    note: str | None


@dataclass(frozen=True)
class HouseholdFile:
    """A household with its members, facts, findings, relations, plots and last events.

    `findings` is None without the right read_assistance, `plots` None without read_village: None is not none.
    `relations` are (person id, kind, other id).
    """

    household_id: str
    area_code: str
    place_id: str | None
    place_name: str | None
    tenure: str | None
    hukou_area_code: str | None
    members: tuple[Member, ...]
    relations: tuple[tuple[str, str, str], ...]
    facts: tuple[FactRow, ...]
    findings: tuple[FindingRow, ...] | None
    plots: tuple[dict[str, object], ...] | None
    events: tuple[EventRow, ...]


@dataclass(frozen=True)
class HouseholdRow:
    """One line of a list of households."""

    household_id: str
    area_code: str
    place_name: str | None
    tenure: str | None
    members: int
    names: tuple[str, ...]


_EVENT_COLUMNS = tuple(EventRow.__dataclass_fields__)
_EVENTS_SHOWN = 30


def access_household(viewer: Viewer, household_id: str, purpose: str) -> HouseholdFile:
    """The household's file. Raises AccessDenied; the reading is one audit line."""
    holding = check_subject(viewer, "read_household", "household", household_id, purpose)
    home = Household.objects.select_related("place").get(pk=household_id)
    member_ids = living_members([household_id]).get(household_id, ())
    members = tuple(
        Member(*row)
        for row in Person.objects.filter(pk__in=member_ids)
        .order_by("birth_date", "person_id")
        .values_list("person_id", "name", "sex", "birth_date")
    )
    subjects = [("household", household_id), *(("person", p) for p in member_ids)]
    assistance = find_holding(viewer, "read_assistance", "household", household_id) is not None
    village = find_holding(viewer, "read_village", "household", household_id) is not None
    facts = facts_for(viewer, subjects)
    findings = findings_of(subjects) if assistance else None
    plots = Plot.objects.filter(household_id=household_id).order_by("plot_id")
    file = HouseholdFile(
        household_id=household_id,
        area_code=home.area_code,
        place_id=home.place_id,
        place_name=home.place.name if home.place else None,
        tenure=home.tenure,
        hukou_area_code=home.hukou_area_code,
        members=members,
        relations=_relations(member_ids),
        facts=facts,
        findings=findings,
        plots=tuple(plots.values("plot_id", "area_mu", "slope", "water", "crop", "yield_normal"))
        if village
        else None,
        events=_events(viewer, subjects),
    )
    ids = [household_id, *member_ids]
    count = len(facts) + len(findings or ()) + len(members)
    log_deed(
        viewer,
        holding,
        "read_household",
        purpose,
        subject=("household", household_id),
        count=count,
        ids=ids,
    )
    return file


def list_households(
    viewer: Viewer, area_code: str, purpose: str, *, words: str = "", start: int = 0, size: int = 50
) -> tuple[tuple[HouseholdRow, ...], int]:
    """A page of the households of an area and below, and how many there are in all; one audit line.

    `words` is part of a member's name, of the home's name, or a household id.
    """
    holding = check_area(viewer, "read_household", area_code, purpose)
    homes = Household.objects.filter(area_range(area_code))
    if words:
        today = clock.today()
        named = Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=today),
            kind="living",
            valid_from__lte=today,
            person__name__contains=words,
        )
        homes = homes.filter(
            Q(pk=words) | Q(place__name__contains=words) | Q(pk__in=named.values("household_id"))
        )
    total = homes.count()
    page = list(
        homes.order_by("area_code", "household_id").values_list(
            "household_id", "area_code", "place__name", "tenure"
        )[start : start + size]
    )
    members = living_members([row[0] for row in page])
    names = dict(
        Person.objects.filter(pk__in=[p for ids in members.values() for p in ids]).values_list(
            "person_id", "name"
        )
    )
    rows = tuple(
        HouseholdRow(
            *row,
            len(members.get(row[0], ())),
            tuple(names.get(p) or p for p in members.get(row[0], ())),
        )
        for row in page
    )
    query = f"area={area_code}; page from {start}; filtered={bool(words)}"
    log_deed(
        viewer,
        holding,
        "list_households",
        purpose,
        query=query,
        count=len(rows),
        ids=[row.household_id for row in rows],
    )
    return rows, total


def _relations(person_ids: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    today = clock.today()
    rows = Relation.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today, person_id__in=person_ids
    )
    return tuple(rows.order_by("person_id", "kind", "other_id").values_list("person_id", "kind", "other_id"))


def _events(viewer: Viewer, subjects: list[tuple[str, str]]) -> tuple[EventRow, ...]:
    """The last events; those that tell of health only where the viewer may read the subject's health."""
    open_to = {
        subject_id for kind, subject_id in subjects if find_holding(viewer, "read_health", kind, subject_id)
    }
    plain = Q(result=None, tube_id=None, contact_class=None)
    rows = Event.objects.filter(
        plain | Q(subject_id__in=open_to),
        subject_id__in=[subject_id for _, subject_id in subjects],
        subject_kind__in={kind for kind, _ in subjects},
    )
    return tuple(EventRow(*row) for row in rows.order_by("-at").values_list(*_EVENT_COLUMNS)[:_EVENTS_SHOWN])
