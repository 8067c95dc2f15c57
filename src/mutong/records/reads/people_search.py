"""Finding a person by name or id, within the areas where the viewer may read people."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.columns import area_range
from mutong.records.reads.same_people import same_people
from mutong.records.reads.subjects import living_households, subject_names
from mutong.records.register.models import Person


@dataclass(frozen=True)
class FoundPerson:
    """One person who matches, with the door where they live ('' where none is known)."""

    person_id: str
    name: str
    birth_date: date | None
    door: str


def search_people(viewer: Viewer, words: str, purpose: str, *, size: int = 30) -> tuple[FoundPerson, ...]:
    """The first people whose name holds the words or whose id they are; nobody for no words.

    Only where the viewer's own areas give the right read_person; one audit line. Raises AccessDenied without it.
    """
    holding = check_anywhere(viewer, "read_person", purpose)
    if not words.strip():
        return ()
    where = Q(pk__in=[])
    for area in viewer.areas_with("read_person"):
        where |= area_range(area)
    same = same_people()
    rows = list(
        Person.objects.filter(where, Q(name__contains=words.strip()) | Q(pk=words.strip()))
        .order_by("name", "person_id")
        .values_list("person_id", "name", "birth_date")[:size]
    )
    # One line for one person: another record leads to the one that is kept, where that was found too.
    there = {row[0] for row in rows}
    rows = [row for row in rows if same.kept_of(row[0]) == row[0] or same.kept_of(row[0]) not in there]
    homes = {person: found[0] for person, found in living_households([row[0] for row in rows]).items()}
    doors = subject_names(("household", home) for home in homes.values())
    ids = [row[0] for row in rows]
    log_deed(viewer, holding, "search_people", purpose, query="by name or id", count=len(ids), ids=ids)
    return tuple(
        FoundPerson(
            person_id, name or person_id, birth, doors.get(("household", homes.get(person_id, "")), "")
        )
        for person_id, name, birth in rows
    )
