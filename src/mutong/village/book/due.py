"""What is due for which sheep and by when: vaccination, tag, lambing, pregnancy check, weaning, end of withdrawal.

All of it is worked out from the events, so that a thing done closes itself and a withdrawn entry opens it again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel.words import Words
from mutong.village.book.classes import pregnancy
from mutong.village.book.flock import Flock
from mutong.village.book.lives import Animal, Standing
from mutong.village.book.vaccination import Span, VaccinationLine
from mutong.village.flock_states import DAYS_A_MONTH

KINDS: dict[str, Words] = {
    "vaccinate": Words("免疫", "vaccinate"),
    "no_dose": Words("没有免疫记录", "no dose on record"),
    "tag": Words("戴耳标", "put in an ear tag"),
    "lambing": Words("预产", "lambing expected"),
    "check": Words("孕检", "check for pregnancy"),
    "wean": Words("断奶", "wean"),
    "withdrawal": Words("休药期满", "withdrawal ends"),
    "disposal": Words("补记无害化处理", "add harmless disposal"),
}


@dataclass(frozen=True)
class Due:
    """One thing due for one sheep: from the first day on, and at the latest by the last (None: no limit is known).

    `line` names the vaccine's line; `to_confirm` says that it rests on a line nobody confirmed, or on a chosen number.
    `fixed` is for what needs no hand: a withdrawal that ends.
    """

    kind: str
    animal_id: str
    from_day: date
    by_day: date | None
    pen: str
    household: str
    words: Words
    line: str = ""
    to_confirm: bool = False
    fixed: bool = False

    def when(self, today: date) -> str:
        """overdue, today, week (begins or ends within seven days), open (may be done, not pressing), or later."""
        soon = today + timedelta(days=7)
        if self.by_day is not None and self.by_day < today:
            return "overdue"
        if self.by_day is None and self.from_day <= today:
            return "open"
        if today in (self.from_day, self.by_day):
            return "today"
        if today < self.from_day <= soon or (self.by_day is not None and self.by_day <= soon):
            return "week"
        return "later" if self.from_day > soon else "open"


def what_is_due(flock: Flock, lines: Sequence[VaccinationLine], today: date) -> list[Due]:
    """Everything due, by its last day; sheep that are gone owe only the record of their disposal."""
    found: list[Due] = []
    for animal in flock.animals.values():
        standing = flock.at(today)[animal.animal_id]
        if not standing.present:
            found += _disposal(flock, animal, standing)
            continue
        for part in (_tag, _breeding, _weaning, _withdrawal):
            found += part(flock, animal, standing, today)
        for line in lines:
            found += _doses(flock, animal, standing, line, today)
    return sorted(found, key=lambda one: (one.by_day or date.max, one.from_day, one.kind, one.animal_id))


def expected_lambings(flock: Flock, today: date) -> list[tuple[Animal, Standing, Due]]:
    """Ewes in lamb or mated and not found empty, by the day they are due."""
    found = []
    for animal in flock.present(today):
        standing = flock.at(today)[animal.animal_id]
        found += [
            (animal, standing, one)
            for one in _breeding(flock, animal, standing, today)
            if one.kind == "lambing"
        ]
    return sorted(found, key=lambda row: (row[2].from_day, row[0].animal_id))


def _due(
    kind: str, standing: Standing, animal: Animal, start: date, end: date | None, words: Words, **more
) -> Due:
    return Due(kind, animal.animal_id, start, end, standing.pen, standing.household, words, **more)


def _tag(flock: Flock, animal: Animal, standing: Standing, today: date) -> Iterator[Due]:
    if standing.tag:
        return
    days = flock.rules.tag_within
    born = animal.birth if standing.entered_how == "born" else None
    by = born + timedelta(days=days) if born and days is not None else None
    yield _due("tag", standing, animal, born or standing.entered_on or today, by, KINDS["tag"])


def _breeding(flock: Flock, animal: Animal, standing: Standing, today: date) -> Iterator[Due]:
    found = pregnancy(flock, standing, today)
    if found is None:
        return
    words = KINDS["lambing"]
    if not found.sure:
        words = Words("预产（未孕检）", "lambing expected (not checked)")
    yield _due("lambing", standing, animal, found.earliest, found.latest, words, to_confirm=True)
    if standing.checked != "yes" and flock.rules.check_after is not None:
        start = found.mated_on + timedelta(days=flock.rules.check_after)
        yield _due("check", standing, animal, start, found.earliest, KINDS["check"], to_confirm=True)


def _weaning(flock: Flock, animal: Animal, standing: Standing, today: date) -> Iterator[Due]:
    rules = flock.rules.flock
    if (
        rules is None
        or animal.birth is None
        or standing.weaned_on
        or standing.entered_how not in ("born", "listed")
    ):
        return
    day = animal.birth + timedelta(days=round(rules.nursing * DAYS_A_MONTH))
    # Of a sheep long grown nobody writes a weaning any more.
    if today < day + timedelta(days=round(DAYS_A_MONTH)):
        yield _due("wean", standing, animal, day, None, KINDS["wean"], to_confirm=True)


def _withdrawal(flock: Flock, animal: Animal, standing: Standing, today: date) -> Iterator[Due]:
    if standing.held_until and standing.held_until >= today:
        words = Words(
            f"休药期满（{standing.held_by}），可以出售", f"withdrawal of {standing.held_by} ends; may be sold"
        )
        yield _due(
            "withdrawal", standing, animal, standing.held_until, standing.held_until, words, fixed=True
        )


def _disposal(flock: Flock, animal: Animal, standing: Standing) -> Iterator[Due]:
    if standing.left_how != "died" or standing.left_on is None:
        return
    deaths = [one for one in flock.events[animal.animal_id] if one.kind == "died"]
    if deaths and deaths[-1].details.get("disposal", "none") == "none":
        yield _due("disposal", standing, animal, standing.left_on, standing.left_on, KINDS["disposal"])


def _doses(
    flock: Flock, animal: Animal, standing: Standing, line: VaccinationLine, today: date
) -> Iterator[Due]:
    if not line.timed:
        return
    given = sorted(
        one.on
        for one in flock.events[animal.animal_id]
        if one.kind == "vaccinated" and one.details.get("vaccine") == line.line and one.on <= today
    )
    if line.before_lambing is not None:
        yield from _before_lambing(flock, animal, standing, line, line.before_lambing, given, today)
        return
    if line.applies_to == "ewes" and animal.sex != "female":
        return
    first = _first_dose(animal, standing, line)
    if line.applies_to == "lambs" and first is None:
        return
    found = _next_dose(line, given, first)
    label = line.label
    if found is not None:
        words = Words(f"免疫：{label.zh}", f"vaccinate: {label.en}")
        yield _dose("vaccinate", standing, animal, line, *found, words)
    elif not given:
        words = Words(f"没有免疫记录：{label.zh}", f"no dose on record: {label.en}")
        yield _dose("no_dose", standing, animal, line, standing.entered_on or today, None, words)


def _first_dose(animal: Animal, standing: Standing, line: VaccinationLine) -> tuple[date, date] | None:
    """When the first dose is due by age; None for a sheep whose birth nobody knows, or that came when it was older.

    Such a one may have had its dose elsewhere: it is told as having none on record, not as overdue since its birth.
    """
    if line.first_dose_age is None or animal.birth is None or not animal.birth_exact:
        return None
    start, end = line.first_dose_age.after(animal.birth)
    return None if standing.entered_on is not None and end < standing.entered_on else (start, end)


def _next_dose(
    line: VaccinationLine, given: Sequence[date], first: tuple[date, date] | None
) -> tuple[date, date | None] | None:
    """When the next dose is due; None where nothing says so: nothing to begin from, or no time to repeat."""
    if not given:
        return first
    # A booster belongs to the first dose of a young sheep; a grown one is only repeated.
    if len(given) == 1 and line.booster_after is not None and first is not None:
        return line.booster_after.after(given[0])
    return None if line.repeat_every is None else line.repeat_every.after(given[-1])


def _before_lambing(
    flock: Flock,
    animal: Animal,
    standing: Standing,
    line: VaccinationLine,
    span: Span,
    given: Iterable[date],
    today: date,
) -> Iterator[Due]:
    found = pregnancy(flock, standing, today)
    if found is None or any(day >= found.mated_on for day in given):
        return
    start, end = span.before(found.due)
    words = Words(f"产前免疫：{line.label.zh}", f"vaccinate before lambing: {line.label.en}")
    yield _dose("vaccinate", standing, animal, line, start, end, words)


def _dose(
    kind: str,
    standing: Standing,
    animal: Animal,
    line: VaccinationLine,
    start: date,
    end: date | None,
    words: Words,
) -> Due:
    return _due(kind, standing, animal, start, end, words, line=line.line, to_confirm=not line.confirmed)
