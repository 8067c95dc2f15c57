"""New sheep in the flock book: listed when it is opened, bought, moved in, or born with their litter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.book_keeping import household_area, keeper_of, log_keeping, refused, stamp
from mutong.records.actions.keep_flock_book import Kept, LineReport, said, tag_elsewhere, write_events
from mutong.records.village.flock_models import Animal as AnimalRow
from mutong.records.village.flock_models import AnimalEvent
from mutong.records.village.flock_rows import last_number, load_flock, new_animal_row, numbers_of
from mutong.village.book.flock import Flock, NewLamb, litter
from mutong.village.book.lives import Animal, Event
from mutong.village.book.rules import BookRules
from mutong.village.book.tags import own_number


@dataclass(frozen=True)
class NewSheep:
    """A sheep that comes in: `key` is its place in the form or sheet, `tag` its checked tag ('' where it bears none).

    `number` is the farm's own number, where it has one already; one is given where it bears no tag.
    """

    key: str
    sex: str
    tag: str = ""
    number: str = ""
    breed: str | None = None
    birth: date | None = None
    birth_exact: bool = True
    details: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Arrivals:
    """Sheep that came in one way (listed, bought, came) on a day; `details` hold for each that says nothing else."""

    sent_id: str
    kind: str
    on: date
    details: Mapping[str, object]
    sheep: tuple[NewSheep, ...]


@dataclass(frozen=True)
class Lambing:
    """A lambing as its form said it: lambs born alive (sex, birth weight in kg or None), how many were dead."""

    sent_id: str
    ewe: str
    on: date
    lambs: tuple[tuple[str, float | None], ...]
    dead: int = 0
    details: Mapping[str, object] | None = None
    genetic_mother: str = ""


def enter_arrivals(
    viewer: Viewer, area_code: str, arrivals: Arrivals, rules: BookRules, *, purpose: str
) -> Kept:
    """Write new sheep with how they came; lines that cannot be are told and left out.

    A tag the book knows of a sheep that left is that sheep coming back. Raises AccessDenied without keep_books;
    MutongError `no_sheep_named`.
    """
    if not arrivals.sheep:
        raise refused("no_sheep_named", "请至少写一只羊。", "Write one sheep at least.", "keys")
    reports: list[LineReport] = []
    again = 0
    holding = keeper_of(viewer, area_code, purpose)
    with transaction.atomic():
        log_keeping(viewer, holding, purpose, area_code, f"flock; kind={arrivals.kind}", [])
        before = set(AnimalEvent.objects.filter(sent_id=arrivals.sent_id).values_list("animal_id", flat=True))
        flock = load_flock(area_code, rules)
        numbers = numbers_of(area_code)
        nth = last_number(area_code, arrivals.on, "Y")
        seen: set[str] = set()
        told = stamp(holding, AnimalRow)
        for place, one in enumerate(arrivals.sheep):
            animal_id = f"{arrivals.sent_id}:{place}"
            back = flock.find(one.tag) if one.tag else None
            if one.tag not in seen and (animal_id in before or (back and back.animal_id in before)):
                again += 1
                seen |= {one.tag} - {""}
                continue
            number = one.number
            if not number and not one.tag:
                nth += 1
                number = own_number(arrivals.on.year, nth, "Y")
            new = Animal(animal_id, number, one.sex, one.breed, one.birth, one.birth_exact)
            details = {**arrivals.details, **(one.details or {})}
            try:
                words = _one_arrival(flock, new, one, arrivals, details, area_code, seen, numbers)
            except MutongError as error:
                reports.append(LineReport(one.key, "", False, (error.words,)))
                continue
            animal, events, area, warnings = words
            if animal.animal_id == animal_id:
                new_animal_row(animal, area, told).save(force_insert=True)
            else:
                AnimalRow.objects.filter(pk=animal.animal_id).update(area_code=area)
            write_events(holding, arrivals.sent_id, events)
            reports.append(LineReport(one.key, animal.animal_id, True, warnings))
    return Kept(tuple(reports), again)


def enter_lambing(
    viewer: Viewer, area_code: str, lambing: Lambing, rules: BookRules, *, purpose: str
) -> Kept:
    """Write a lambing and its lambs, each with a number of the farm's own; the first line is the ewe's.

    Raises AccessDenied without keep_books; MutongError for whatever refuses the lambing (nothing is written then):
    `ewe_not_found`, `mother_not_found`, `only_ewes`, `already_gone`, `lambed_twice`, `in_future`, `no_lambs`.
    """
    holding = keeper_of(viewer, area_code, purpose)
    with transaction.atomic():
        log_keeping(viewer, holding, purpose, area_code, "flock; kind=lambed", [])
        if AnimalEvent.objects.filter(sent_id=lambing.sent_id).exists():
            return Kept((), 1)
        flock = load_flock(area_code, rules)
        ewe = flock.find(lambing.ewe)
        if ewe is None:
            raise refused(
                "ewe_not_found", f"账上没有母羊“{lambing.ewe}”，请核对耳标。",
                f"The book has no ewe “{lambing.ewe}”; check the tag.", "ewe",
            )  # fmt: skip
        genetic = flock.find(lambing.genetic_mother) if lambing.genetic_mother else None
        if lambing.genetic_mother and (genetic is None or genetic.sex != "female"):
            raise refused(
                "mother_not_found", f"账上没有供体母羊“{lambing.genetic_mother}”。",
                f"The book has no donor ewe “{lambing.genetic_mother}”.", "genetic_mother",
            )  # fmt: skip
        told = {"alive": len(lambing.lambs), "dead": lambing.dead, **(lambing.details or {})}
        event = Event(
            f"{lambing.sent_id}:{ewe.animal_id}", ewe.animal_id, "lambed", lambing.on, told, 1 << 60
        )
        troubles = flock.with_event(event, clock.today())
        if troubles and troubles[0].refused:
            field = "on" if troubles[0].code in ("in_future", "lambed_twice", "already_gone") else "ewe"
            raise MutongError(troubles[0].code, troubles[0].words, field=field)
        nth = last_number(area_code, lambing.on, "L")
        lambs = [
            NewLamb(f"{lambing.sent_id}:{k}", own_number(lambing.on.year, nth + k + 1), sex, kg)
            for k, (sex, kg) in enumerate(lambing.lambs)
        ]
        born = litter(flock, ewe, event, lambs, genetic.animal_id if genetic else None)
        area = AnimalRow.objects.values_list("area_code", flat=True).get(pk=ewe.animal_id)
        row = stamp(holding, AnimalRow)
        for animal, _ in born:
            new_animal_row(animal, area, row).save(force_insert=True)
        write_events(holding, lambing.sent_id, [event, *(birth for _, birth in born)])
    lines = [LineReport(flock.name(ewe.animal_id), ewe.animal_id, True, said(troubles))]
    lines += [LineReport(animal.number, animal.animal_id, True) for animal, _ in born]
    return Kept(tuple(lines))


def _one_arrival(
    flock: Flock,
    new: Animal,
    one: NewSheep,
    arrivals: Arrivals,
    details: dict[str, object],
    area_code: str,
    seen: set[str],
    numbers: set[str],
) -> tuple[Animal, list[Event], str, tuple[Words, ...]]:
    """The sheep with its events, its area and warnings. Raises MutongError for a line that cannot be."""
    details = {name: value for name, value in details.items() if value not in ("", None)}
    home = str(details.get("household") or "")
    area = household_area(area_code, home) if home else area_code
    if one.tag and one.tag in seen:
        raise refused(
            "tag_twice", f"耳标 {one.tag} 在这一批里出现了两次。", f"Tag {one.tag} stands twice here.", "tag"
        )
    known = flock.find(one.tag) if one.tag else None
    animal = known or new
    if known is None and one.number and (one.number in numbers):
        raise refused(
            "number_in_use",
            f"场内编号“{one.number}”已有别的羊使用。",
            f"The number “{one.number}” is in use.",
            "number",
        )
    event = Event(
        f"{arrivals.sent_id}:{animal.animal_id}:in",
        animal.animal_id,
        arrivals.kind,
        arrivals.on,
        details,
        1 << 60,
    )
    events = [event]
    if one.tag and known is None:
        tagged = Event(
            f"{arrivals.sent_id}:{new.animal_id}:tag",
            new.animal_id,
            "tagged",
            arrivals.on,
            {"tag": one.tag},
            1 << 61,
        )
        events.append(tagged)
        other = tag_elsewhere(one.tag, new.animal_id)
        if other is not None:
            raise MutongError(other.code, other.words, field="tag")
    trial = flock if known else Flock([new], [], flock.rules)
    troubles = trial.with_event(event, clock.today())
    if known is None and len(events) > 1:
        # The tag is checked on a sheep that has come in.
        later = Flock([new], [event], flock.rules).with_event(events[1], clock.today())
        troubles += [trouble for trouble in later if trouble.code != "in_future"]
    refusals = [t for t in troubles if t.refused]
    if refusals:
        raise MutongError(refusals[0].code, refusals[0].words)
    if one.tag:
        seen.add(one.tag)
    if one.number:
        numbers.add(one.number)
    return animal, events, area, said(troubles)
