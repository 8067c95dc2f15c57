"""Sheep as lines of a list and as one file: class, age, pen, household, what is due, what was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from mutong.desk.book_frame import SEXES
from mutong.desk.parts import NO_WORDS
from mutong.desk.writing import UNKNOWN, day_words
from mutong.kernel.words import Words
from mutong.records.reads.flock import EventRow, FlockBook, SheepFile
from mutong.village.book.breeds import BREEDS
from mutong.village.book.classes import class_on, pregnancy
from mutong.village.book.due import Due
from mutong.village.book.event_kinds import event_kind, value_words
from mutong.village.book.flock import Flock, age_words
from mutong.village.book.lives import Animal, Standing
from mutong.village.book.vaccination import VaccinationLine
from mutong.village.flock_states import CLASSES

_NOT_SETTLED = Words("未能分类", "class not known")
_LEFT = {
    "sold": Words("已出售", "sold"),
    "slaughtered": Words("已屠宰", "slaughtered"),
    "died": Words("已死亡", "died"),
    "left": Words("已调出", "moved out"),
}


@dataclass(frozen=True)
class SheepLine:
    """One sheep of a list."""

    animal_id: str
    url: str
    name: str
    sex: Words
    kind: str
    class_words: Words
    age: Words
    age_days: int
    breed: Words
    pen: str
    household: str
    home: Words
    weight: Words
    held: Words
    due: tuple[Words, ...]
    overdue: bool


@dataclass(frozen=True)
class EventLine:
    """One entry about a sheep."""

    event_id: str
    on: date
    label: Words
    parts: tuple[tuple[Words, Words], ...]
    recorded_at: datetime
    recorded_by: str
    withdrawn: str | None


@dataclass(frozen=True)
class KinLine:
    """Another sheep that this one belongs to."""

    url: str
    name: str
    words: Words


def sheep_lines(book: FlockBook, due: Sequence[Due], today: date) -> list[SheepLine]:
    """The sheep that are there today, in the order of their tags."""
    of: dict[str, list[Due]] = {}
    for one in due:
        if one.when(today) in ("overdue", "today", "week"):
            of.setdefault(one.animal_id, []).append(one)
    lines = [
        _line(book, animal, book.flock.at(today)[animal.animal_id], of.get(animal.animal_id, ()), today)
        for animal in book.flock.present(today)
    ]
    return sorted(lines, key=lambda line: (not line.name.isdigit(), line.name))


def class_words(flock: Flock, animal: Animal, today: date) -> Words:
    """The class of a sheep today with its month, or what became of it."""
    found = class_on(flock, animal, today)
    standing = flock.at(today)[animal.animal_id]
    if found is None:
        return _LEFT.get(standing.left_how, Words("不在账上", "not in the book"))
    if not found.kind:
        return _NOT_SETTLED
    words = CLASSES[found.kind]
    if found.kind == "ewe_pregnant":
        sure = Words("", "") if found.chance == 1 else Words("（未孕检）", " (not checked)")
        return Words(f"{words.zh} 第 {found.month} 月{sure.zh}", f"{words.en}, month {found.month}{sure.en}")
    return words


def held_words(standing: Standing, today: date) -> Words:
    """That a sheep may not be sold or slaughtered yet; empty where it may."""
    if standing.held_until and today < standing.held_until:
        day = day_words(standing.held_until)
        return Words(f"休药期内，{day.zh}前不得出售", f"withdrawal: not to be sold before {day.en}")
    if standing.held_unknown:
        return Words(
            f"“{standing.held_unknown}”休药期未写",
            f"the withdrawal of “{standing.held_unknown}” is not known",
        )
    return NO_WORDS


def breed_words(breed: str | None) -> Words:
    """A breed as people call it; as it was written where the list does not know it."""
    return UNKNOWN if not breed else BREEDS.get(breed, Words(breed, breed))


def home_words(household: str, homes: Mapping[str, str]) -> Words:
    """Whose sheep it is."""
    if not household:
        return Words("合作社（集体）", "the cooperative")
    door = homes.get(household, household)
    return Words(door, door)


def event_lines(file: SheepFile, vaccines: Sequence[VaccinationLine]) -> list[EventLine]:
    """Everything written of a sheep, the latest first; withdrawn entries with their reason."""
    names = {one.line: one.label for one in vaccines}
    return [
        EventLine(
            row.event_id,
            row.on,
            event_kind(row.kind).label,
            _parts(row, file.homes, names),
            row.recorded_at,
            row.recorded_by,
            row.withdrawn,
        )
        for row in reversed(file.rows)
    ]


def kin_lines(file: SheepFile, today: date) -> list[KinLine]:
    """Mothers, father and lambs that are in the book."""
    flock, me = file.flock, file.flock.animals[file.animal_id]
    roles = (
        (me.mother_id, Words("生母", "birth mother")),
        (me.genetic_mother_id, Words("供体母亲（遗传）", "genetic mother")),
        (me.father_id, Words("父亲", "father")),
    )
    lines = [_kin(flock, key, words) for key, words in roles if key and key in flock.animals]
    for key, one in flock.animals.items():
        if file.animal_id in (one.mother_id, one.father_id):
            about = class_words(flock, one, today)
            born = day_words(one.birth)
            lines.append(
                _kin(flock, key, Words(f"后代 {born.zh} {about.zh}", f"offspring, {born.en}, {about.en}"))
            )
    return lines


def sheep_pairs(file: SheepFile, today: date) -> list[tuple[Words, Words]]:
    """What a sheep is, in pairs of name and value."""
    flock, me = file.flock, file.flock.animals[file.animal_id]
    now = flock.at(today)[file.animal_id]
    pairs = [
        (Words("性别", "Sex"), SEXES[me.sex]),
        (Words("类别", "Class"), class_words(flock, me, today)),
        (Words("年龄", "Age"), age_words(me, today)),
        (Words("品种", "Breed"), breed_words(me.breed)),
        (Words("归哪户", "Household"), home_words(now.household, file.homes)),
        (Words("圈舍", "Pen"), Words(now.pen or "—", now.pen or "—")),
    ]
    if me.number and now.tag:
        pairs.append((Words("场内编号", "Own number"), Words(me.number, me.number)))
    if now.old_tags:
        old = "、".join(now.old_tags)
        pairs.append((Words("旧耳标", "Earlier tags"), Words(old, old)))
    if now.weight_kg is not None:
        day = day_words(now.weighed_on)
        pairs.append(
            (
                Words("体重", "Weight"),
                Words(f"{now.weight_kg:g} 公斤（{day.zh}）", f"{now.weight_kg:g} kg ({day.en})"),
            )
        )
    if (found := pregnancy(flock, now, today)) is not None and now.present:
        early, late = day_words(found.earliest), day_words(found.latest, year=False)
        pairs.append((Words("预产", "Lambing"), Words(f"{early.zh}～{late.zh}", f"{early.en} to {late.en}")))
    return pairs


def _line(book: FlockBook, animal: Animal, now: Standing, due: Sequence[Due], today: date) -> SheepLine:
    found = class_on(book.flock, animal, today)
    weight = NO_WORDS
    if now.weight_kg is not None:
        weight = Words(f"{now.weight_kg:g} 公斤", f"{now.weight_kg:g} kg")
    return SheepLine(
        animal_id=animal.animal_id,
        url=reverse("flock_sheep", args=[animal.animal_id]),
        name=book.flock.name(animal.animal_id),
        sex=SEXES[animal.sex],
        kind=found.kind if found else "",
        class_words=class_words(book.flock, animal, today),
        age=age_words(animal, today),
        age_days=(today - animal.birth).days if animal.birth else -1,
        breed=breed_words(animal.breed),
        pen=now.pen,
        household=now.household,
        home=home_words(now.household, book.homes),
        weight=weight,
        held=held_words(now, today),
        due=tuple(dict.fromkeys(one.words for one in due)),
        overdue=any(one.when(today) == "overdue" for one in due),
    )


def _parts(
    row: EventRow, homes: Mapping[str, str], vaccines: Mapping[str, Words]
) -> tuple[tuple[Words, Words], ...]:
    parts = []
    for field in event_kind(row.kind).fields:
        if field.name not in row.details:
            continue
        value = row.details[field.name]
        words = value_words(field, value)
        if field.type == "household":
            words = home_words(str(value), homes)
        elif field.type == "vaccine":
            words = vaccines.get(str(value), words)
        parts.append((field.label, words))
    return tuple(parts)


def _kin(flock: Flock, key: str, words: Words) -> KinLine:
    return KinLine(reverse("flock_sheep", args=[key]), flock.name(key), words)
