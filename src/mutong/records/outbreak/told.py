"""What interviews say now, as tracing takes it: stays, encounters, who lives with the case.

Nothing of it is written into the register's own tables: a statement that is corrected or taken back counts no more,
and what was imported stays what it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mutong.outbreak.columns import second_of
from mutong.outbreak.onset_statements import ONSET_FACT
from mutong.records.outbreak.models import Sought, Statement
from mutong.records.register.models import Membership

SAID = ("stay", "met", "nobody_else", "onset", "isolated", "lives_with", "note", "withdrawn")
WITHDRAWN = "withdrawn"
SOURCE = "interview"
_STAY_COLUMNS = ("person_id", "place_id", "arrived_at", "left_at", "seat", "certainty")
_HOME_OF_CASE = "interview:"
# Since when two people live together is seldom asked; without a day it counts for all the days that matter.
_EVER = date(1970, 1, 2)
# How both were masked: one mask of two does not say whether that was effective protection.
_PROTECTED = {"yes": True, "none": False}


@dataclass(frozen=True)
class Told:
    """A statement that counts now; of somebody met at a stay, place and times are those of the stay as it is told now.

    `about` is the statement of that stay that counts now, '' where there is none.
    """

    statement_id: str
    case_id: str
    case_person: str
    kind: str
    informant: str
    asked_by: str
    said_at: datetime
    recorded_at: datetime
    about: str
    place_id: str | None
    arrived_at: datetime | None
    left_at: datetime | None
    seat: str | None
    mask: str | None
    sure: bool
    person_id: str | None
    name: str | None
    phone: str | None
    distance_m: float | None
    day: date | None
    at: datetime | None
    note: str | None
    before: str | None

    @property
    def certainty(self) -> str:
        """How a stay of it counts in the stay store: one that the informant is not sure of is only a point."""
        return "stated" if self.sure else "point"


def told_now(**of: object) -> tuple[Told, ...]:
    """The statements that count now, oldest first; `of` narrows them to a case (`case_id`)."""
    rows = list(Statement.objects.filter(**of).select_related("case").order_by("recorded_at", "statement_id"))
    follower = {row.replaces_id: row for row in rows if row.replaces_id}
    standing = {
        row.statement_id: row for row in rows if row.statement_id not in follower and row.kind != WITHDRAWN
    }
    found = []
    for row in standing.values():
        stay = None
        if row.about_id:
            last = _last(row.about_id, follower)
            stay = standing.get(last)
            # Whoever was met at a stay that was taken back was not met there.
            if stay is None:
                continue
        found.append(_told(row, stay))
    return tuple(found)


def _last(statement_id: str, follower: Mapping[str, Statement]) -> str:
    while statement_id in follower:
        statement_id = follower[statement_id].statement_id
    return statement_id


def _told(row: Statement, stay: Statement | None) -> Told:
    return Told(
        statement_id=row.statement_id,
        case_id=row.case_id,
        case_person=row.case.person_id,
        kind=row.kind,
        informant=row.informant,
        asked_by=row.asked_by,
        said_at=row.said_at,
        recorded_at=row.recorded_at,
        about=stay.statement_id if stay else "",
        place_id=row.place_id or (stay.place_id if stay else None),
        arrived_at=row.arrived_at or (stay.arrived_at if stay else None),
        left_at=row.left_at or (stay.left_at if stay and not row.arrived_at else None),
        seat=row.seat,
        mask=row.mask,
        sure=row.sure and (stay is None or stay.sure),
        person_id=row.person_id,
        name=row.name,
        phone=row.phone,
        distance_m=row.distance_m,
        day=row.day,
        at=row.at,
        note=row.note,
        before=row.before,
    )


def told_stays() -> dict[str, list]:
    """Columns of table stays: where cases say they were, whom they met at places, and those found from lists."""
    columns: dict[str, list] = {name: [] for name in _STAY_COLUMNS}

    def add(person: str, place: str, start: int, end: int, seat: str | None, certainty: str) -> None:
        for name, value in zip(_STAY_COLUMNS, (person, place, start, end, seat, certainty), strict=True):
            columns[name].append(value)

    for one in told_now(kind__in=("stay", "met", WITHDRAWN)):
        who = one.case_person if one.kind == "stay" else one.person_id
        if who and one.place_id:
            start, end = second_of(one.arrived_at), second_of(one.left_at)
            add(who, one.place_id, start, end, one.seat, one.certainty)
    for found in Sought.objects.exclude(person=None).order_by("sought_id"):
        for start, end in found.spans:
            add(found.person_id, found.place_id, start, end, found.seat, found.certainty)
    return columns


def told_encounters(person_ids: Iterable[str]) -> list[tuple]:
    """Encounters of these people that interviews tell of: person_a, person_b, start, end, metres, protected, source.

    Somebody met where there is no place to speak of, and somebody met at a place of whom it is said how near.
    """
    people = set(person_ids)
    return [
        (
            one.case_person,
            one.person_id,
            one.arrived_at,
            one.left_at,
            one.distance_m,
            _PROTECTED.get(one.mask or ""),
            SOURCE,
        )
        for one in told_now(kind__in=("stay", "met", WITHDRAWN))
        if one.kind == "met"
        and one.person_id
        and one.arrived_at
        and (one.place_id is None or one.distance_m is not None)
        and people & {one.case_person, one.person_id}
    ]


def told_onsets(person_ids: Iterable[str]) -> list[dict[str, object]]:
    """Days of onset that interviews tell of these people now, as rows of table facts: each informant is a source."""
    return [
        {
            "subject_id": one.case_person,
            "fact": ONSET_FACT,
            "state": "known",
            "value": one.day.isoformat(),
            "source": SOURCE,
            "recorded_at": one.recorded_at,
        }
        for one in told_now(kind__in=("onset", WITHDRAWN), case__person_id__in=tuple(person_ids))
        if one.day
    ]


def told_living() -> list[dict[str, object]]:
    """Rows of table memberships: whoever is said to live with a case shares its home, as long as is told."""
    told = told_now(kind__in=("lives_with", WITHDRAWN))
    if not told:
        return []
    people = {one.case_person for one in told}
    homes: dict[str, str] = {}
    of_case = Membership.objects.filter(person_id__in=people, kind="living").order_by("valid_from")
    homes.update(of_case.values_list("person_id", "household_id"))
    rows = []
    for one in told:
        # A case without a known household shares one that exists for this tracing alone.
        home = homes.get(one.case_person) or f"{_HOME_OF_CASE}{one.case_person}"
        members = [one.person_id] if one.case_person in homes else [one.person_id, one.case_person]
        rows += [
            {
                "person_id": member,
                "household_id": home,
                "kind": "living",
                "valid_from": one.day or _EVER,
                "valid_to": None,
            }
            for member in members
            if member
        ]
    return rows
