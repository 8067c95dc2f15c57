"""One case as an interviewer needs it: what was imported of its stays, what was told, whom to look for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.outbreak.columns import instant_of, second_of
from mutong.outbreak.stay_intake import CERTAINTIES
from mutong.records.access import Viewer, check_area, find_holding, log_deed
from mutong.records.outbreak.models import Case, Contact, Sought, Statement
from mutong.records.outbreak.movement import open_imported
from mutong.records.outbreak.told import Told, told_now
from mutong.records.reads.onset_statements import with_onset_spans
from mutong.records.reads.place_search import FoundPlace, places_named
from mutong.records.reads.subjects import living_households, living_members, subject_names
from mutong.records.register.models import Household, Person

_CASE = (
    "case_id", "person_id", "classification", "reported_at", "date_onset", "date_specimen", "exposed_from",
    "exposed_to", "isolated_at", "origin", "source_case_id", "outcome", "outcome_at", "area_code",
)  # fmt: skip


@dataclass(frozen=True)
class KnownStay:
    """One stay of the case: imported (`statement_id` '') or told. `left_at` None where nobody knows it."""

    key: str
    place_id: str
    arrived_at: datetime
    left_at: datetime | None
    seat: str
    certainty: str
    statement_id: str
    mask: str | None = None


@dataclass(frozen=True)
class StatementRow:
    """One statement as it was said, whether it counts still, and what follows it."""

    statement_id: str
    kind: str
    informant: str
    asked_by: str
    said_at: datetime
    recorded_at: datetime
    replaces: str | None
    stands: bool
    words: str


@dataclass(frozen=True)
class SoughtRow:
    """Somebody to look for: named in an interview (`statement_id`) or in a list (`sought_id`).

    `matches` are people of the register who have the phone or resident number by now.
    """

    statement_id: str
    sought_id: str
    name: str
    phone: str
    note: str
    place_id: str | None
    first_at: datetime | None
    last_at: datetime | None
    seat: str
    reason: str
    matches: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class InterviewFile:
    """A case, its stays in some days, what stands of what was told, every statement, places, and people to look for.

    `members` are those recorded to live with the case (id, name); ids are '' where nothing is known.
    """

    case: dict[str, object]
    person_name: str
    household_id: str
    home_place_id: str
    members: tuple[tuple[str, str], ...]
    stays: tuple[KnownStay, ...]
    told: tuple[Told, ...]
    history: tuple[StatementRow, ...]
    sought: tuple[SoughtRow, ...]
    places: Mapping[str, FoundPlace]
    names: Mapping[str, str]


def access_interviewed_case(viewer: Viewer, case_id: str, purpose: str) -> dict[str, object]:
    """The case's row of table cases, with the span of onset where sources differ.

    Raises AccessDenied without the right interview; MutongError `case_not_found`.
    """
    area = Case.objects.filter(pk=case_id).values_list("area_code", flat=True).first()
    holding = check_area(viewer, "interview", area or "0", purpose)
    row = Case.objects.filter(pk=case_id).values(*_CASE).first()
    if row is None:
        raise MutongError(
            "case_not_found",
            Words(f"没有病例 {case_id}；请核对编号。", f"There is no case {case_id}; check the id."),
        )
    log_deed(viewer, holding, "read_interview", purpose, subject=("case", case_id))
    return with_onset_spans([row])[0]


def access_interview(
    viewer: Viewer, case: Mapping[str, object], start: int, end: int, purpose: str
) -> InterviewFile:
    """What is known of the case (a row of `access_interviewed_case`) between two instants (seconds).

    Raises AccessDenied without the right read_movement, MutongError `case_is_closed`.
    """
    case_id, person_id = str(case["case_id"]), str(case["person_id"])
    store = open_imported(viewer, case_id, purpose)
    told = told_now(case_id=case_id)
    stays = _stays(store, told, person_id, start, end)
    sought = (*_unknown(viewer, told), *_on_lists(viewer, stays))
    people = {person_id, *(one.person_id for one in told if one.person_id)}
    home = living_households([person_id]).get(person_id, ("",))[0]
    members = living_members([home]).get(home, ()) if home else ()
    names = _names(people | set(members))
    home_place = Household.objects.filter(pk=home).values_list("place_id", flat=True).first() or ""
    places = {home_place, *(stay.place_id for stay in stays)} | {
        one.place_id for one in (*told, *sought) if one.place_id
    }
    return InterviewFile(
        case=dict(case),
        person_name=names.get(person_id, person_id),
        household_id=home,
        home_place_id=home_place,
        members=tuple((one, names.get(one, one)) for one in members if one != person_id),
        stays=tuple(sorted(stays, key=lambda one: (one.arrived_at, one.statement_id))),
        told=told,
        history=_history(case_id, {one.statement_id for one in told}),
        sought=sought,
        places=places_named(places),
        names=names,
    )


def contacts_of(case_id: str) -> frozenset[str]:
    """Whoever is listed as a contact of the case now; for telling what a tracing added."""
    return frozenset(Contact.objects.filter(case_id=case_id).values_list("person_id", flat=True))


def access_new_contacts(
    viewer: Viewer, case_id: str, before: frozenset[str], purpose: str
) -> tuple[tuple[str, str], ...]:
    """Whoever is listed as a contact of the case now and was not `before`: (id, name), by name.

    One audit line where there is anybody. Raises AccessDenied without the right interview in the case's area.
    """
    area = Case.objects.values_list("area_code", flat=True).get(pk=case_id)
    holding = check_area(viewer, "interview", area, purpose)
    fresh = contacts_of(case_id) - before
    if not fresh:
        return ()
    log_deed(
        viewer, holding, "read_new_contacts", purpose, subject=("case", case_id), count=len(fresh),
        ids=sorted(fresh),
    )  # fmt: skip
    return tuple(sorted(_names(set(fresh)).items(), key=lambda pair: pair[1]))


def is_on_list_of(viewer: Viewer, case_id: str, person_id: str, sought_id: str, purpose: str) -> bool:
    """Whether somebody to look for, not found yet, was listed where and when the case (that person) was.

    Raises as `open_movement`; opening the case's stays is one audit line.
    """
    row = Sought.objects.filter(pk=sought_id, person=None).first()
    if row is None:
        return False
    store = open_imported(viewer, case_id, purpose)
    start, end = row.spans[0][0], second_of(clock.now())
    return _lists_meet(row, _stays(store, told_now(case_id=case_id), person_id, start, end))


def _stays(store, told: tuple[Told, ...], person_id: str, start: int, end: int) -> list[KnownStay]:
    """The case's imported stays between two instants (seconds), and all that are told."""
    stays = [
        KnownStay(
            f"{place_id}@{arrived}",
            place_id,
            instant_of(arrived),
            instant_of(left),
            seat,
            CERTAINTIES[certainty],
            "",
        )
        for place_id, arrived, left, seat, certainty in _imported(store, person_id, start, end)
    ]
    stays += [
        KnownStay(
            one.statement_id, str(one.place_id), one.arrived_at, one.left_at, one.seat or "", one.certainty,
            one.statement_id, one.mask,
        )
        for one in told
        if one.kind == "stay"
    ]  # fmt: skip
    return stays


def _names(person_ids: set[str]) -> dict[str, str]:
    return {one: name for (_, one), name in subject_names(("person", one) for one in person_ids).items()}


def _imported(store, person_id: str, start: int, end: int):
    if store is None:
        return
    found = store.of_person(person_id, start, end)
    for k in range(len(found)):
        seat = store.seats[found.seat[k]].decode() if found.seat[k] >= 0 else ""
        place_id = store.places[found.place[k]].decode()
        yield place_id, int(found.arrived[k]), int(found.left[k]), seat, int(found.certainty[k])


def _history(case_id: str, standing: set[str]) -> tuple[StatementRow, ...]:
    rows = (
        Statement.objects.filter(case_id=case_id)
        .select_related("place", "person")
        .order_by("-recorded_at", "-statement_id")
    )
    return tuple(
        StatementRow(
            row.statement_id, row.kind, row.informant, row.asked_by, row.said_at, row.recorded_at,
            row.replaces_id, row.statement_id in standing, _words(row),
        )
        for row in rows
    )  # fmt: skip


def _words(row: Statement) -> str:
    """The parts of a statement as they were said, without words of any language of ours."""
    times = [f"{one.astimezone(CHINA):%m-%d %H:%M}" for one in (row.arrived_at, row.left_at) if one]
    parts = (
        row.place.name if row.place else None,
        "–".join(times) or None,
        row.seat,
        (row.person.name or row.person_id) if row.person else row.name,
        row.day.isoformat() if row.day else None,
        f"{row.at.astimezone(CHINA):%m-%d %H:%M}" if row.at else None,
        f"{row.distance_m:g} m" if row.distance_m is not None else None,
        row.note,
    )
    return " · ".join(part for part in parts if part)


def _unknown(viewer: Viewer, told: tuple[Told, ...]) -> list[SoughtRow]:
    """People met whom nobody could name in the register."""
    wanted = [one for one in told if one.kind == "met" and not one.person_id]
    rows = Statement.objects.filter(pk__in=[one.statement_id for one in wanted]).values_list(
        "pk", "phone_index"
    )
    index = dict(rows)
    return [
        SoughtRow(
            one.statement_id, "", one.name or "", one.phone or "", one.note or "", one.place_id,
            one.arrived_at, one.left_at, one.seat or "", "not_in_register",
            _matches(viewer, phone_index=index.get(one.statement_id)),
        )
        for one in wanted
    ]  # fmt: skip


def _on_lists(viewer: Viewer, stays: list[KnownStay]) -> list[SoughtRow]:
    """People of lists whom the register does not know, at places and times at which the case was there."""
    found = []
    for row in Sought.objects.filter(person=None, place_id__in={one.place_id for one in stays}):
        if _lists_meet(row, stays):
            found.append(
                SoughtRow(
                    "", row.sought_id, row.name or "", row.phone or "", "", row.place_id,
                    instant_of(row.spans[0][0]), instant_of(row.spans[-1][1]), row.seat or "", row.reason,
                    _matches(viewer, id_number_index=row.id_number_index)
                    or _matches(viewer, phone_index=row.phone_index),
                )
            )  # fmt: skip
    return found


def _lists_meet(row: Sought, stays: list[KnownStay]) -> bool:
    spans = [(instant_of(a), instant_of(b)) for a, b in row.spans]
    here = [one for one in stays if one.place_id == row.place_id]
    return any(_meet(one.arrived_at, one.left_at, *span) for one in here for span in spans)


def _meet(arrived: datetime, left: datetime | None, start: datetime, end: datetime | None) -> bool:
    """Whether two stays may overlap; one without a known end may."""
    return (left is None or start < left) and (end is None or arrived < end)


def _matches(viewer: Viewer, **index: str | None) -> tuple[tuple[str, str], ...]:
    """People with the number whom the viewer may read, (id, name)."""
    ((column, value),) = index.items()
    if value is None:
        return ()
    return tuple(
        (person_id, name or person_id)
        for person_id, name in Person.objects.filter(**{column: value}).values_list("person_id", "name")[:5]
        if find_holding(viewer, "read_person", "person", person_id) is not None
    )
