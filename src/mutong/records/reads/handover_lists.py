"""Lines of outside lists whom nobody has found yet, and whom in the register they may be. For the system, not pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mutong.duties.handovers import RUNNING
from mutong.records.duties.models import HandOver
from mutong.records.encryption import index_of
from mutong.records.reads.same_people import same_people
from mutong.records.register.models import Event, Person
from mutong.register.same_person.names import written_form


@dataclass(frozen=True)
class ListLine:
    """A line of an outside list without a person; `holder_post` is None until somebody was told to look."""

    hand_over_id: str
    state: str
    sender: str
    reference: str
    case_id: str | None
    contact_class: str | None
    exposed_at: datetime | None
    sent_at: datetime
    reply_by: date | None
    from_area: str | None
    to_area: str
    holder_post: str | None
    given_person_id: str | None
    given_name: str | None
    given_id_number: str | None
    given_phone: str | None


def lines_to_find(ids: Iterable[str] | None = None) -> list[ListLine]:
    """The running lines that name nobody of the register yet: all, or those with these ids."""
    rows = HandOver.objects.filter(person=None, state__in=RUNNING)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return [ListLine(*values) for values in rows.order_by("pk").values_list(*ListLine.__dataclass_fields__)]


def person_of_line(line: ListLine) -> str | None:
    """The one person of the register whom a line certainly means: by resident number, person id, or phone and name.

    None where nobody fits, where several do, or where number and id speak of two people: then somebody has to look.
    """
    by_number = _ids(id_number_index=index_of(line.given_id_number)) if line.given_id_number else set()
    by_id = _ids(pk=line.given_person_id) if line.given_person_id else set()
    sure = by_number | by_id
    if not sure and line.given_phone and line.given_name:
        known = Person.objects.filter(phone_index=index_of(line.given_phone)).values_list("pk", "name")
        wanted = written_form(line.given_name)
        sure = {person for person, name in known if written_form(name or "") == wanted}
    # Two records of one person are no doubt.
    people = set(map(same_people().kept_of, sure))
    return people.pop() if len(people) == 1 else None


def areas_to_search() -> dict[str, int]:
    """Area -> how many of its lines nobody has found yet."""
    found: dict[str, int] = {}
    for area in HandOver.objects.filter(person=None, state__in=RUNNING).values_list("to_area", flat=True):
        found[area] = found.get(area, 0) + 1
    return found


def searches_of(start: str, end: str) -> dict[str, list[tuple[str, datetime]]]:
    """Area -> (kind, instant) of its searches' beginnings and ends, in order."""
    rows = Event.objects.filter(subject_kind="area", kind__in=(start, end)).order_by("at", "event_id")
    found: dict[str, list[tuple[str, datetime]]] = {}
    for area, kind, at in rows.values_list("subject_id", "kind", "at"):
        found.setdefault(area, []).append((kind, at))
    return found


def _ids(**where: object) -> set[str]:
    return set(Person.objects.filter(**where).values_list("pk", flat=True)[:2])
