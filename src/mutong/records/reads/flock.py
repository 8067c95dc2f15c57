"""The flock book for people who may read it: the sheep of an area, one sheep with its whole history, pens, doors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models.functions import Substr

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.register.models import Area, Household
from mutong.records.village.book_rows import vaccination_rows
from mutong.records.village.flock_models import Animal, AnimalEvent, Pen
from mutong.records.village.flock_rows import VILLAGE_DIGITS, WITHDRAWN, load_flock, load_some
from mutong.records.village.models import Plot
from mutong.village.book.flock import Flock
from mutong.village.book.rules import BookRules
from mutong.village.book.vaccination import VaccinationLine, read_span

READ, KEEP = "read_books", "keep_books"
_NO_WORDS = Words("", "")


@dataclass(frozen=True)
class FlockBook:
    """The sheep of an area; `homes` are household -> name at the door, `pens` pen -> household ('' for the
    cooperative's own) and room in m² (None: not measured)."""

    area_code: str
    flock: Flock
    homes: Mapping[str, str]
    pens: Mapping[str, tuple[str, float | None]]
    may_keep: bool


@dataclass(frozen=True)
class EventRow:
    """One entry about a sheep as it was written; `withdrawn` is the reason why it counts no more, None while it
    counts."""

    event_id: str
    kind: str
    on: date
    details: Mapping[str, object]
    recorded_at: datetime
    recorded_by: str
    withdrawn: str | None


@dataclass(frozen=True)
class SheepFile:
    """One sheep: its kin and itself as a flock, and everything that was ever written of it, withdrawn entries too."""

    area_code: str
    animal_id: str
    flock: Flock
    rows: tuple[EventRow, ...]
    homes: Mapping[str, str]
    may_keep: bool


def access_flock(viewer: Viewer, area_code: str, rules: BookRules, *, purpose: str) -> FlockBook:
    """The sheep of an area and below; one audit line. Raises AccessDenied without read_books over the area."""
    holding = check_area(viewer, READ, area_code, purpose)
    flock = load_flock(area_code, rules)
    log_deed(
        viewer,
        holding,
        READ,
        purpose,
        query=f"area={area_code}; flock",
        count=len(flock.animals),
        ids=flock.animals,
    )
    return FlockBook(area_code, flock, homes_in(area_code), pens_in(area_code), viewer.may(KEEP, area_code))


def access_sheep(viewer: Viewer, animal_id: str, rules: BookRules, *, purpose: str) -> SheepFile:
    """One sheep with its kin; one audit line. Raises AccessDenied, MutongError `sheep_not_found`."""
    area = Animal.objects.filter(pk=animal_id).values_list("area_code", flat=True).first()
    if area is None:
        raise MutongError("sheep_not_found", Words("账上没有这只羊。", "The book has no such sheep."))
    holding = check_area(viewer, READ, area, purpose)
    log_deed(
        viewer, holding, READ, purpose, subject=("area", area), query="flock; one sheep", ids=[animal_id]
    )
    one = Animal.objects.get(pk=animal_id)
    kin = {animal_id, one.birth_mother_id, one.genetic_mother_id, one.father_id} - {None}
    kin |= set(Animal.objects.filter(birth_mother_id=animal_id).values_list("animal_id", flat=True))
    kin |= set(Animal.objects.filter(father_id=animal_id).values_list("animal_id", flat=True))
    return SheepFile(
        area, animal_id, load_some(kin, rules), _rows(animal_id), homes_in(area), viewer.may(KEEP, area)
    )


def book_areas(viewer: Viewer) -> dict[str, str]:
    """Where the viewer may read books: villages with land or sheep, or a smaller area of their own: code -> name."""
    found: set[str] = set()
    for area in viewer.areas_with(READ):
        if len(area) >= VILLAGE_DIGITS:
            found.add(area)
            continue
        plots = Plot.objects.filter(area_range(area, "household__area_code"))
        found |= set(
            plots.annotate(village=Substr("household__area_code", 1, VILLAGE_DIGITS))
            .values_list("village", flat=True)
            .distinct()
        )
        found |= set(
            Animal.objects.filter(area_range(area)).values_list("village_code", flat=True).distinct()
        )
    return dict(Area.objects.filter(pk__in=found).order_by("area_code").values_list("area_code", "name"))


def areas_with_sheep(viewer: Viewer, right: str) -> tuple[str, ...]:
    """The villages and grids (no larger areas) with sheep over which the viewer has a right of the books."""
    return tuple(
        area
        for area in viewer.areas_with(right)
        if len(area) >= VILLAGE_DIGITS and Animal.objects.filter(area_range(area)).exists()
    )


def keeps_sheep(viewer: Viewer) -> bool:
    """Whether there are sheep, or land for them, where the viewer may read books; else nobody needs the page."""
    return any(
        Animal.objects.filter(area_range(area)).exists()
        or Plot.objects.filter(area_range(area, "household__area_code")).exists()
        for area in viewer.areas_with(READ)
    )


def homes_in(area_code: str) -> dict[str, str]:
    """The households of an area: id -> name at the door."""
    rows = Household.objects.filter(area_range(area_code)).order_by("area_code", "household_id")
    return {home: name or home for home, name in rows.values_list("household_id", "place__name")}


def pens_in(area_code: str) -> dict[str, tuple[str, float | None]]:
    """The pens of an area: name -> household ('' for the cooperative's own) and room in m²."""
    rows = Pen.objects.filter(area_range(area_code)).order_by("name")
    return {
        name: (home or "", room) for name, home, room in rows.values_list("name", "household_id", "area_m2")
    }


def changed_vaccinations(area_code: str) -> list[VaccinationLine]:
    """The vaccination lines as they were changed for a village, the latest last; they hold nothing about anybody."""
    return [
        VaccinationLine(
            line=row.line,
            label=Words(row.label_zh, row.label_en),
            applies_to=row.applies_to,
            first_dose_age=read_span(row.first_dose_age, _NO_WORDS),
            booster_after=read_span(row.booster_after, _NO_WORDS),
            repeat_every=read_span(row.repeat_every, _NO_WORDS),
            before_lambing=read_span(row.before_lambing, _NO_WORDS),
            dose=row.dose,
            source="",
            at="",
            grade="NV",
            confirmed_by=row.confirmed_by,
            confirmed_on=row.confirmed_on,
            note=Words(row.reason, row.reason),
        )
        for row in vaccination_rows(area_code)
    ]


def _rows(animal_id: str) -> tuple[EventRow, ...]:
    rows = list(AnimalEvent.objects.filter(animal_id=animal_id).order_by("on_day", "pk"))
    withdrawn = {row.withdraws_id: row.reason or "" for row in rows if row.withdraws_id is not None}
    return tuple(
        EventRow(
            row.event_id,
            row.kind,
            row.on_day,
            row.details,
            row.recorded_at,
            row.recorded_by,
            withdrawn.get(row.pk),
        )
        for row in rows
        if row.kind != WITHDRAWN
    )
