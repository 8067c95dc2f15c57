"""The rows of the flock book as the sheep and events that the village layer works with; no right is asked here."""

from collections.abc import Iterable, Iterator
from datetime import date

from mutong.records.columns import area_range
from mutong.records.village.flock_models import Animal as AnimalRow
from mutong.records.village.flock_models import AnimalEvent
from mutong.village.book.flock import Flock
from mutong.village.book.lives import Animal, Event
from mutong.village.book.rules import BookRules

WITHDRAWN = "withdrawn"
VILLAGE_DIGITS = 12
_AT_ONCE = 500


def village_of(area_code: str) -> str:
    """The code of the village that an area lies in; of a township and larger its own."""
    return area_code[:VILLAGE_DIGITS]


def load_flock(area_code: str, rules: BookRules) -> Flock:
    """Every sheep of an area that ever stood in the book, with the events that count."""
    rows = AnimalRow.objects.filter(area_range(area_code)).order_by("animal_id")
    return _flock([_animal(row) for row in rows], rules)


def load_some(animal_ids: Iterable[str], rules: BookRules) -> Flock:
    """Some sheep with the events that count."""
    found: list[Animal] = []
    for chunk in _batches(sorted(set(animal_ids))):
        found += [_animal(row) for row in AnimalRow.objects.filter(pk__in=chunk).order_by("animal_id")]
    return _flock(found, rules)


def standing_events(animal_ids: Iterable[str]) -> list[Event]:
    """The events that count of some sheep, in the order of writing: neither withdrawn nor withdrawals."""
    events: list[Event] = []
    for chunk in _batches(list(animal_ids)):
        rows = (
            AnimalEvent.objects.filter(animal_id__in=chunk)
            .exclude(kind=WITHDRAWN)
            .exclude(pk__in=AnimalEvent.objects.filter(withdraws__isnull=False).values("withdraws_id"))
        )
        events += [event_of(row) for row in rows]
    return sorted(events, key=lambda one: one.nth)


def event_of(row: AnimalEvent) -> Event:
    """A row as an event; the row's own number is its place in the order of writing."""
    return Event(row.event_id, row.animal_id, row.kind, row.on_day, row.details, row.pk)


def new_animal_row(animal: Animal, area_code: str, stamp: dict[str, object]) -> AnimalRow:
    """A sheep as a row that is not saved yet."""
    return AnimalRow(
        animal_id=animal.animal_id,
        village_code=village_of(area_code),
        area_code=area_code,
        number=animal.number or None,
        sex=animal.sex,
        breed=animal.breed,
        birth_date=animal.birth,
        birth_exact=animal.birth_exact,
        birth_mother_id=animal.mother_id,
        genetic_mother_id=animal.genetic_mother_id,
        father_id=animal.father_id,
        **stamp,
    )


def last_number(area_code: str, on: date, letter: str) -> int:
    """The last of the farm's own numbers given out in a village in a year."""
    start = f"{letter}{on.year % 100:02d}-"
    last = (
        AnimalRow.objects.filter(village_code=village_of(area_code), number__startswith=start)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return int(last.removeprefix(start)) if last else 0


def numbers_of(area_code: str) -> set[str]:
    """Every number of the farm's own in an area's village."""
    rows = AnimalRow.objects.filter(village_code=village_of(area_code), number__isnull=False)
    return set(rows.values_list("number", flat=True))


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """Ids in portions that both databases take in one question."""
    every = list(ids)
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))


def _animal(row: AnimalRow) -> Animal:
    return Animal(
        row.animal_id, row.number or "", row.sex, row.breed, row.birth_date, row.birth_exact, row.birth_mother_id,
        row.genetic_mother_id, row.father_id,
    )  # fmt: skip


def _flock(animals: list[Animal], rules: BookRules) -> Flock:
    return Flock(animals, standing_events([one.animal_id for one in animals]), rules)
