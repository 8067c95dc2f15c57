"""Which class of the flock a sheep belongs to on a day, and heads by state for the planner.

Classes and labels are those of flock_states. A ewe mated and not yet checked counts as pregnant in the accounts of the
book, and for the planner only by the share that conceives. Age takes over where nobody wrote a weaning; a young sheep
is fattened unless it was kept for breeding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.book.flock import Flock
from mutong.village.book.lives import Animal, Standing, whole_months
from mutong.village.flock_states import DAYS_A_MONTH, FlockRules


@dataclass(frozen=True)
class ClassNow:
    """The class of a sheep and its count of months; `chance` below 1 for a ewe mated and not checked.

    `kind` is '' where the numbers it takes are not settled.
    """

    kind: str
    month: int = 0
    chance: float = 1.0


@dataclass(frozen=True)
class Pregnancy:
    """A ewe that is or may be in lamb: mated on, lambing due between `earliest` and `latest`."""

    mated_on: date
    earliest: date
    due: date
    latest: date
    sure: bool


def pregnancy(flock: Flock, standing: Standing, day: date) -> Pregnancy | None:
    """What is known of a ewe's pregnancy on a day: none once she was found empty, or unchecked long past her time."""
    if standing.mated_on is None or flock.rules.gestation is None:
        return None
    least, usual, most = (standing.mated_on + timedelta(days=days) for days in flock.rules.gestation)
    sure = standing.checked == "yes"
    if not sure and day > most:
        return None
    return Pregnancy(standing.mated_on, least, usual, most, sure)


def class_on(flock: Flock, animal: Animal, day: date) -> ClassNow | None:
    """The class of a sheep at the end of a day; None where it is not there."""
    standing = flock.at(day)[animal.animal_id]
    rules = flock.rules.flock
    if not standing.present:
        return None
    if rules is None:
        return ClassNow("")
    age = None if animal.birth is None else whole_months(animal.birth, day)
    if animal.sex == "male":
        return _male(animal, standing, age, rules)
    if (found := pregnancy(flock, standing, day)) is not None:
        month = min(int((day - found.mated_on).days / DAYS_A_MONTH) + 1, rules.gestation)
        return ClassNow("ewe_pregnant", month, 1.0 if found.sure else rules.conception)
    if standing.lambed_on is not None:
        months = int((day - standing.lambed_on).days / DAYS_A_MONTH) + 1
        if (
            standing.alive
            and standing.weaned_on is None
            and months <= rules.nursing
            and _suckled(flock, animal, standing, day)
        ):
            return ClassNow("ewe_nursing", months)
        return ClassNow("ewe_open")
    if _mated_ever(flock, animal, day) or (standing.stage == "adult" and standing.use != "fattening"):
        return ClassNow("ewe_open")
    return _young(
        standing, age, rules, "ewe_lamb", "fattening_female", "lamb_female", rules.ewe_mated_at, "ewe_open"
    )


def heads_by_state(flock: Flock, day: date) -> dict[str, float]:
    """Heads by the planner's labels (ewe_pregnant_3, lamb_male_0 …) at the end of a day, over all labels of the rules.

    Their sum is the sheep that are there. Raises MutongError `numbers_not_settled`, naming them, where some are open.
    """
    rules = flock.rules.flock
    if rules is None:
        raise MutongError(
            "numbers_not_settled",
            Words(
                "".join(words.zh for words in flock.rules.open),
                " ".join(words.en for words in flock.rules.open),
            ),
        )
    heads = {state.label: 0.0 for state in rules.states}
    for animal in flock.present(day):
        found = class_on(flock, animal, day)
        assert found is not None
        heads[f"{found.kind}_{found.month}"] += found.chance
        if found.chance < 1:
            heads["ewe_open_0"] += 1 - found.chance
    return heads


def heads_by_class(flock: Flock, day: date) -> Mapping[str, int]:
    """Whole heads by class at the end of a day; '' counts sheep whose class the open numbers leave unknown."""
    found: dict[str, int] = {}
    for animal in flock.present(day):
        kind = class_on(flock, animal, day)
        assert kind is not None
        found[kind.kind] = found.get(kind.kind, 0) + 1
    return found


def _male(animal: Animal, standing: Standing, age: int | None, rules: FlockRules) -> ClassNow:
    if standing.stage == "adult" and standing.use != "fattening":
        return ClassNow("ram")
    return _young(standing, age, rules, "ram_lamb", "fattening_male", "lamb_male", rules.ram_used_at, "ram")


def _young(
    standing: Standing,
    age: int | None,
    rules: FlockRules,
    kept: str,
    fattened: str,
    lamb: str,
    until: int,
    then: str,
) -> ClassNow:
    """By its age: suckling, kept or fattened, or grown. Without a birth its stage when it came says what it is."""
    if age is None:
        age = 0 if standing.stage == "lamb" else until if standing.stage in ("", "adult") else rules.nursing
        if standing.stage == "" and standing.use != "fattening":
            return ClassNow(then)
    if age < rules.nursing and standing.weaned_on is None:
        return ClassNow(lamb, age)
    age = max(age, rules.nursing)
    if standing.use != "breeding":
        return ClassNow(fattened, min(age, rules.sold_at))
    return ClassNow(then) if age >= until else ClassNow(kept, age)


def _suckled(flock: Flock, ewe: Animal, standing: Standing, day: date) -> bool:
    """Whether some lamb of the last litter is still there and not weaned; yes where the lambs are not in the book."""
    stood = flock.at(day)
    young = [
        stood[key]
        for key in flock.lambs.get(ewe.animal_id, ())
        if flock.animals[key].birth == standing.lambed_on and flock.events[key]
    ]
    return not young or any(one.present and one.weaned_on is None for one in young)


def _mated_ever(flock: Flock, animal: Animal, day: date) -> bool:
    return any(
        one.kind in ("mated", "lambed", "aborted") and one.on <= day for one in flock.events[animal.animal_id]
    )
