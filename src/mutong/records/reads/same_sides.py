"""What each record of a pair says and what hangs on it, as far as the viewer may read, for a person to decide."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.duties.models import Duty
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case, Contact
from mutong.records.reads.areas import area_names
from mutong.records.reads.same_people import RIGHT
from mutong.records.reads.subjects import living_households, subject_names
from mutong.records.register.models import Fact, Organisation, Person

_SHOWN_DIGITS = 4
_RUNNING = ("open", "acknowledged")


@dataclass(frozen=True)
class RecordSide:
    """One record: '' or None for what it does not say, and 0 for what does not hang on it.

    `number_end` and `phone_end` are the last four characters, where the viewer may read the whole; `cases` and
    `contacts` are None where the viewer may not read health records there.
    """

    person_id: str
    name: str
    sex: str
    birth_date: date | None
    number_end: str
    phone_end: str
    area: str
    home: str
    organisation: str
    household_ids: tuple[str, ...]
    duties: int
    facts: int
    cases: tuple[str, ...] | None
    contacts: int | None

    @property
    def weight(self) -> tuple[int, int]:
        """How much hangs on it: a household first, then all the rest."""
        return len(self.household_ids), self.duties + self.facts + len(self.cases or ()) + (
            self.contacts or 0
        )


def access_sides(viewer: Viewer, person_ids: Iterable[str], purpose: str) -> dict[str, RecordSide]:
    """The records by id; one audit line. Raises AccessDenied without the right decide_same_person."""
    holding = check_anywhere(viewer, RIGHT, purpose)
    ids = tuple(dict.fromkeys(person_ids))
    people = [one for chunk in chunks(ids) for one in Person.objects.filter(pk__in=chunk)]
    homes = living_households(ids)
    names = subject_names(("household", home) for found in homes.values() for home in found)
    areas = area_names({one.area_code for one in people if one.area_code})
    employers = dict(
        Organisation.objects.filter(pk__in={one.organisation_id for one in people}).values_list("pk", "name")
    )
    duties = _counted(Duty.objects.filter(subject_kind="person", state__in=_RUNNING), "subject_id", ids)
    facts = _counted(Fact.objects.filter(subject_kind="person"), "subject_id", ids)
    contacts = _counted(Contact.objects.all(), "person_id", ids, "case_id")
    cases: dict[str, list[str]] = {}
    for case_id, person in Case.objects.filter(person_id__in=ids).values_list("pk", "person_id"):
        cases.setdefault(person, []).append(case_id)
    log_deed(viewer, holding, "read_same_people", purpose, count=len(people), ids=ids)
    found = {}
    for one in people:
        # A record without an area is shown as far as its reader could read one of the reader's own areas.
        health = viewer.may("read_health", one.area_code)
        found[one.person_id] = RecordSide(
            person_id=one.person_id,
            name=one.name or "",
            sex=one.sex or "",
            birth_date=one.birth_date,
            number_end=_end(one.id_number) if viewer.may("read_id_number", one.area_code) else "",
            phone_end=_end(one.phone) if viewer.may("read_phone", one.area_code) else "",
            area=areas.get(one.area_code or "", ""),
            home="、".join(names.get(("household", home), home) for home in homes.get(one.person_id, ())),
            organisation=employers.get(one.organisation_id, ""),
            household_ids=homes.get(one.person_id, ()),
            duties=duties[one.person_id],
            facts=facts[one.person_id],
            cases=tuple(sorted(cases.get(one.person_id, ()))) if health else None,
            contacts=contacts[one.person_id] if health else None,
        )
    return found


def _end(secret: str | None) -> str:
    return (secret or "")[-_SHOWN_DIGITS:]


def _counted(rows, column: str, ids: tuple[str, ...], distinct: str = "pk") -> Counter:
    found: Counter = Counter()
    for chunk in chunks(ids):
        counted = rows.filter(**{f"{column}__in": chunk}).values_list(column)
        found.update(dict(counted.annotate(n=Count(distinct, distinct=True))))
    return found
