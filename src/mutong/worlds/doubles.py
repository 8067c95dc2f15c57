"""People who stand in the register twice: on the ledger of residents and on a workplace's list. Truth goes with them.

Everyone is picked from a stream of its own, so that nothing else in the world moves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.worlds.areas import FULL_COMMUNITY
from mutong.worlds.people import Household, Person
from mutong.worlds.resident_numbers import made_up_number
from mutong.worlds.streams import stream

EMPLOYER = "O0005"
_ORDER = 480  # beyond what the book of numbers gives out on any day
PHONE_PREFIX = "1200000"  # 120 calls an ambulance: no telephone's own number begins so


@dataclass(frozen=True)
class SecondRecord:
    """A row of people beside somebody's own; `same`: it is that person; `how` they can be told to be."""

    row: tuple[object, ...]
    of: Person
    same: bool
    how: str


@dataclass(frozen=True)
class _Told:
    """What the workplace's list says of somebody."""

    name: str
    birth: date | str
    number: str = ""
    phone: str = ""


def plant_doubles(households: list[Household], taken: set[str], people: int, seed: int) -> list[SecondRecord]:
    """Second records with ids after the `people` others; those they copy get the number or phone that they share.

    `households` are ordinary ones; whoever is `taken` (holds a post) is left alone.
    """
    free = [
        one
        for household in households
        if household.area_code.startswith(FULL_COMMUNITY) and not household.planted
        for one in household.members
        if one.role == "worker" and one.birth_date and not (one.scripted or one.number)
        and one.left_household is None and one.person_id not in taken
    ]  # fmt: skip
    rng = stream(seed, "doubles")
    picked = [free[i] for i in sorted(rng.choice(len(free), len(_SCRIPT), replace=False).tolist())]
    rng.shuffle(picked)
    made = []
    for k, (one, (how, same, tell)) in enumerate(zip(picked, _SCRIPT, strict=True)):
        told = tell(one, k)
        row = (
            f"P{people + k + 1:06d}", told.name, one.sex, told.birth, told.number, told.phone,
            one.household.area_code, EMPLOYER,
        )  # fmt: skip
        made.append(SecondRecord(row, one, same, how))
    return made


def _by_number(one: Person, k: int) -> _Told:
    one.id_number = made_up_number(one.birth_date, one.sex, _ORDER + k)
    return _Told(one.name, one.birth_date, one.id_number)


def _by_number_misspelt(one: Person, k: int) -> _Told:
    told = _by_number(one, k)
    return _Told(one.name[:-1] + ("华" if one.name[-1] != "华" else "花"), "", told.number)


def _by_phone(one: Person, k: int) -> _Told:
    one.phone = f"{PHONE_PREFIX}{k:04d}"
    return _Told(f"{one.name[0]} {one.name[1:]}", one.birth_date, "", one.phone)


def _by_likeness(one: Person, k: int) -> _Told:
    return _Told(one.name, one.birth_date)


def _namesake(one: Person, k: int) -> _Told:
    one.id_number = made_up_number(one.birth_date, one.sex, _ORDER + k)
    return _Told(
        one.name,
        one.birth_date,
        made_up_number(one.birth_date, one.sex, _ORDER + k + 1),
        f"{PHONE_PREFIX}{k:04d}",
    )


def _shared_phone(one: Person, k: int) -> _Told:
    one.phone = f"{PHONE_PREFIX}{k:04d}"
    return _Told(one.name[0] + "小满", one.birth_date + timedelta(days=9_000), "", one.phone)


_SCRIPT: tuple[tuple[str, bool, Callable[[Person, int], _Told]], ...] = (
    *((("number", True, _by_number),) * 3),
    ("number", True, _by_number_misspelt),
    *((("phone_birth", True, _by_phone),) * 4),
    *((("likeness", True, _by_likeness),) * 3),
    ("namesake", False, _namesake),
    ("shared_phone", False, _shared_phone),
)
