"""Who lives in households that are put forward as members, so that one of them can be named as the member."""

from collections.abc import Iterable

from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.landing.references import chunks
from mutong.records.reads.subjects import living_members
from mutong.records.register.models import Household, Person


def people_of_homes(
    viewer: Viewer, area_code: str, household_ids: Iterable[str], purpose: str
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Household -> (person id, name) of those who share its life today, the eldest first; one audit line.

    Only households of the area are answered. Raises AccessDenied without read_household over it.
    """
    holding = check_area(viewer, "read_household", area_code, purpose)
    wanted = list(household_ids)
    here = [
        home
        for home, area in Household.objects.filter(pk__in=wanted).values_list("pk", "area_code")
        if area.startswith(area_code)
    ]
    members = living_members(here)
    everyone = [person for people in members.values() for person in people]
    names: dict[str, str] = {}
    for chunk in chunks(everyone):
        rows = Person.objects.filter(pk__in=chunk).order_by("birth_date", "person_id")
        names |= {person: name or person for person, name in rows.values_list("pk", "name")}
    order = {person: place for place, person in enumerate(names)}
    log_deed(
        viewer, holding, "read_household", purpose, query="who may join", count=len(here), ids=sorted(here)
    )
    return {
        home: tuple((person, names[person]) for person in sorted(people, key=order.__getitem__))
        for home, people in members.items()
    }
