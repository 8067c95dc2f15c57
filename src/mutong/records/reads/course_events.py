"""The events of everyone in an area whom something happened to that a protocol may start from, for a comparison."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from mutong.kernel import clock
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.references import chunks
from mutong.records.register.models import Event, Membership, Person

_EVENT = (
    "event_id", "kind", "at", "recorded_at", "result", "contact_class", "linked_kind", "linked_id", "tube_id",
    "duty_id",
)  # fmt: skip


@dataclass(frozen=True)
class CourseEvents:
    """Events by person, each as a mapping, and the area in which each person is counted."""

    events: dict[str, list[dict[str, object]]]
    area_of: dict[str, str]


def access_course_events(
    viewer: Viewer, area_code: str, kinds: Iterable[str], *, purpose: str
) -> CourseEvents:
    """Every event of the people of an area (by their home, else their own area) who have one of these kinds.

    Raises AccessDenied without read_health over the whole area; one audit line.
    """
    holding = check_area(viewer, "read_health", area_code, purpose)
    starting = Event.objects.filter(subject_kind="person", kind__in=list(kinds)).values_list(
        "subject_id", flat=True
    )
    ids = tuple(starting.order_by("subject_id").distinct())
    today = clock.today()
    area_of: dict[str, str] = {}
    for chunk in chunks(ids):
        people = Person.objects.filter(area_range(area_code), pk__in=chunk)
        area_of.update(people.values_list("person_id", "area_code"))
        homes = Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=today),
            area_range(area_code, "household__area_code"),
            kind="living",
            valid_from__lte=today,
            person_id__in=chunk,
        )
        area_of.update(homes.values_list("person_id", "household__area_code"))
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for chunk in chunks(tuple(sorted(area_of))):
        rows = Event.objects.filter(subject_kind="person", subject_id__in=chunk)
        for subject, *values in rows.values_list("subject_id", *_EVENT):
            found[subject].append(dict(zip(_EVENT, values, strict=True)))
    count = sum(map(len, found.values()))
    query = f"area={area_code}; events of people in flight"
    log_deed(viewer, holding, "read_events", purpose, query=query, count=count, ids=sorted(found))
    return CourseEvents(dict(found), area_of)
