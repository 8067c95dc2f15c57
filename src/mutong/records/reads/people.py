"""One person, as far as the viewer may read."""

from dataclasses import dataclass
from datetime import date

from mutong.records.access import Viewer, check_anywhere, check_subject, find_holding, log_deed
from mutong.records.encryption import index_of
from mutong.records.reads.fact_rows import FactRow, facts_for
from mutong.records.reads.subjects import living_households
from mutong.records.register.models import Person


@dataclass(frozen=True)
class PersonFile:
    """A person, the households whose life they share now, and the facts the viewer may read.

    Phone and resident number are not here: `access_phone` and `access_id_number` give them, each on record.
    """

    person_id: str
    name: str | None
    sex: str | None
    birth_date: date | None
    area_code: str | None
    organisation_id: str | None
    household_ids: tuple[str, ...]
    facts: tuple[FactRow, ...]
    may_read_health: bool
    may_read_assistance: bool


def person_name(person_id: str) -> str:
    """The name of a person who acts for an office or is already shown to the viewer; '' where there is none."""
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or ""


def access_person(viewer: Viewer, person_id: str, purpose: str) -> PersonFile:
    """The person's file. Raises AccessDenied; the reading is on record."""
    holding = check_subject(viewer, "read_person", "person", person_id, purpose)
    person = Person.objects.get(pk=person_id)
    facts = facts_for(viewer, [("person", person_id)])
    log_deed(viewer, holding, "read_person", purpose, subject=("person", person_id), count=1 + len(facts))
    return PersonFile(
        person_id=person_id,
        name=person.name,
        sex=person.sex,
        birth_date=person.birth_date,
        area_code=person.area_code,
        organisation_id=person.organisation_id,
        household_ids=living_households([person_id]).get(person_id, ()),
        facts=facts,
        may_read_health=find_holding(viewer, "read_health", "person", person_id) is not None,
        may_read_assistance=find_holding(viewer, "read_assistance", "person", person_id) is not None,
    )


def access_phone(viewer: Viewer, person_id: str, purpose: str) -> str | None:
    """The person's phone; None where none is known. Raises AccessDenied; the reading is on record."""
    return _secret(viewer, "read_phone", "phone", person_id, purpose)


def access_id_number(viewer: Viewer, person_id: str, purpose: str) -> str | None:
    """The person's resident number; None where none is known. Raises AccessDenied; the reading is on record."""
    return _secret(viewer, "read_id_number", "id_number", person_id, purpose)


def find_person(viewer: Viewer, id_number: str, purpose: str) -> str | None:
    """The id of the person with a resident number, if the viewer may read that person; else None, as if not there."""
    holding = check_anywhere(viewer, "read_id_number", purpose)
    found = Person.objects.filter(id_number_index=index_of(id_number)).values_list("person_id", flat=True)
    readable = [p for p in found if find_holding(viewer, "read_id_number", "person", p)]
    log_deed(viewer, holding, "find_person", purpose, count=len(readable), ids=readable)
    return readable[0] if readable else None


def _secret(viewer: Viewer, right: str, column: str, person_id: str, purpose: str) -> str | None:
    holding = check_subject(viewer, right, "person", person_id, purpose)
    value = Person.objects.filter(pk=person_id).values_list(column, flat=True).first()
    log_deed(viewer, holding, right, purpose, subject=("person", person_id))
    return value
