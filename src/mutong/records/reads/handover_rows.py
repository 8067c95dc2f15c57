"""What settling hand-overs is told: rows of some people, the duties that hang on them, homes, who sends. No pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mutong.duties.handovers import ANSWERED, BY_LETTER, RUNNING
from mutong.records.duties.models import Duty, HandOver
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case
from mutong.records.reads.same_people import same_people
from mutong.records.reads.subjects import living_households
from mutong.records.register.models import Event, Household, Person


@dataclass(frozen=True)
class Handed:
    """Where somebody on the way is counted: the holder's area, and whether by letter."""

    area_code: str
    by_letter: bool


@dataclass(frozen=True)
class OnTheWay:
    """A hand-over as far as settling it needs: whose, in which state, between which areas, in whose hand."""

    hand_over_id: str
    person_id: str | None
    state: str
    sender: str | None
    case_id: str | None
    from_area: str | None
    from_post: str | None
    to_area: str | None
    home_area: str | None
    holder_post: str | None
    event_id: str | None
    duty_id: str | None


@dataclass(frozen=True)
class DutyOfHolder:
    """The duty that hangs on a hand-over: its state, its post, and the kind of event that closed it ('' while open)."""

    duty_id: str
    state: str
    post_id: str
    evidence: str
    evidence_kind: str


def hand_overs_of(person_ids: Iterable[str]) -> list[OnTheWay]:
    """The hand-overs of these people, in any state and under any record; each names the record that is kept."""
    same = same_people()
    rows = [
        OnTheWay(*values)
        for chunk in chunks(same.all_of(person_ids))
        for values in HandOver.objects.filter(person_id__in=chunk)
        .order_by("pk")
        .values_list(*OnTheWay.__dataclass_fields__)
    ]
    return [replace(row, person_id=same.kept_of(row.person_id)) for row in rows]


def hand_overs_named(ids: Iterable[str]) -> list[OnTheWay]:
    """The hand-overs with these ids."""
    return [
        OnTheWay(*values)
        for chunk in chunks(tuple(ids))
        for values in HandOver.objects.filter(pk__in=chunk)
        .order_by("pk")
        .values_list(*OnTheWay.__dataclass_fields__)
    ]


def held_areas(person_ids: Iterable[str]) -> dict[str, Handed]:
    """Where people on the way are counted now, under each of their records.

    Whoever is in nobody's hand here any more is counted outside.
    """
    same = same_people()
    handed: dict[str, Handed] = {}
    for chunk in chunks(same.all_of(person_ids)):
        rows = HandOver.objects.filter(person_id__in=chunk, state__in=(*RUNNING, ANSWERED))
        for person, state, holder, to_area in rows.values_list(
            "person_id", "state", "holder_area", "to_area"
        ):
            area = to_area if state == ANSWERED else holder
            handed[person] = Handed(area or "", state in BY_LETTER)
    # Each record as its own hand-over says, else as that of another record of the person.
    others = {one: own for person, own in handed.items() for one in same.all_of([person])}
    return {**others, **handed}


def duties_of_holders(event_ids: Iterable[str]) -> dict[str, DutyOfHolder]:
    """Event -> the duty that hangs on it and was not superseded."""
    found: dict[str, DutyOfHolder] = {}
    for chunk in chunks(tuple(event_ids)):
        rows = Duty.objects.filter(subject_kind="person", anchor_event__in=chunk).exclude(state="superseded")
        duties = list(rows.values_list("anchor_event", "duty_id", "state", "post_id", "evidence"))
        kinds = dict(
            Event.objects.filter(pk__in=[row[4] for row in duties if row[4]]).values_list("pk", "kind")
        )
        for anchor, duty_id, state, post_id, evidence in duties:
            found[anchor] = DutyOfHolder(duty_id, state, post_id, evidence or "", kinds.get(evidence, ""))
    return found


def tie_duties(rows: Iterable[OnTheWay], duties: dict[str, DutyOfHolder]) -> None:
    """Note on each running hand-over which duty hangs on it and which post owes that."""
    for row in rows:
        duty = duties.get(row.event_id or "")
        wanted = (duty.duty_id, duty.post_id) if duty else (None, row.holder_post)
        if (row.duty_id, row.holder_post) != wanted:
            HandOver.objects.filter(pk=row.hand_over_id).update(duty_id=wanted[0], holder_post=wanted[1])


def homes_of(person_ids: Iterable[str]) -> dict[str, str]:
    """Where people live: their own area, else that of the household whose life they share; nobody without either.

    As the kept record of a person says, else any other.
    """
    same, asked = same_people(), tuple(person_ids)
    ids = same.all_of(asked)
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        rows = Person.objects.filter(pk__in=chunk).exclude(area_code=None)
        found.update(rows.values_list("pk", "area_code"))
    lost = [one for one in ids if one not in found]
    homes = {person: households[0] for person, households in living_households(lost).items()}
    for chunk in chunks(tuple(set(homes.values()))):
        areas = dict(Household.objects.filter(pk__in=chunk).values_list("pk", "area_code"))
        found.update({person: areas[home] for person, home in homes.items() if home in areas})
    records = {person: same.records.get(person, (person,)) for person in asked}
    told = {person: [found[one] for one in own if one in found] for person, own in records.items()}
    return {person: areas[0] for person, areas in told.items() if areas}


def case_areas(case_ids: Iterable[str]) -> dict[str, str]:
    """Case -> the area it is counted in."""
    return {
        case: area
        for chunk in chunks(tuple(case_ids))
        for case, area in Case.objects.filter(pk__in=chunk).values_list("pk", "area_code")
    }
