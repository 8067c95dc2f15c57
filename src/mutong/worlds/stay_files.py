"""The table stays of a world: two ordinary weeks and the script, written as Parquet."""

from pathlib import Path

import numpy as np

from mutong.kernel.period import age_on
from mutong.tables.array_frames import CodedTexts, frame_of_arrays
from mutong.tables.frames import write_table
from mutong.worlds.areas import FULL_COMMUNITY
from mutong.worlds.day_places import CLASS_SIZE, TEAM, DayPlaces, make_day_places
from mutong.worlds.days import CHILD, OTHER, SMALL, WORKER, Residents, StayArrays, make_days
from mutong.worlds.homes import Place
from mutong.worlds.outbreak_scenes import Script
from mutong.worlds.people import START, Person
from mutong.worlds.settlement import FULL_TAG, Settlement
from mutong.worlds.streams import stream

_SOURCES = ("residence", "venue_log", "fare_card", "ticket")
_CERTAINTIES = ("observed", "stated")
_SOURCE_OF = {"home": 0, "bus": 2, "train": 3}
_KIND = {"worker": WORKER, "child": CHILD, "infant": SMALL}


def write_stays(folder: Path, settlement: Settlement, script: Script, seed: int) -> tuple[list[Place], int]:
    """Write stays.parquet; gives the places of ordinary days and the number of stays."""
    rng = stream(seed, "days")
    homes = {p.place_id: i for i, p in enumerate(settlement.places)}
    ordinary = [p for h in settlement.full for p in h.members if not p.scripted and p.left_household is None]
    residents, day_places = _residents(settlement, ordinary, homes, rng)
    places = [*settlement.places, *day_places.all()]
    groups, first = {}, len(homes)
    for name in ("workrooms", "classrooms", "yards", "shops", "restaurants", "buses"):
        size = len(getattr(day_places, name))
        groups[name] = np.arange(first, first + size)
        first += size
    arrays = make_days(
        residents, groups["yards"], groups["shops"], groups["restaurants"], groups["buses"], rng
    )
    return day_places.all(), _write(folder, arrays, ordinary, places, script)


def _residents(
    settlement: Settlement, people: list[Person], homes: dict[str, int], rng: np.random.Generator
) -> tuple[Residents, DayPlaces]:
    kind = np.array([_KIND.get(p.role, OTHER) for p in people])
    years = np.array([age_on(p.birth_date, START) if p.birth_date else 85 for p in people])
    local = np.flatnonzero((kind == WORKER) & (rng.random(len(people)) < 0.8))
    pupils = np.flatnonzero((kind == CHILD) & (years >= 3) & (rng.random(len(people)) < 0.6))
    rides = (kind == WORKER) & (rng.random(len(people)) < 0.45)
    places = make_day_places(
        FULL_TAG, FULL_COMMUNITY, len(local), len(pupils), int(rides.sum()), len(settlement.full)
    )
    workroom, classroom = np.full(len(people), -1), np.full(len(people), -1)
    rng.shuffle(local)
    workroom[local] = len(homes) + np.arange(len(local)) // TEAM
    pupils = pupils[np.argsort(years[pupils], kind="stable")]
    classroom[pupils] = len(homes) + len(places.workrooms) + np.arange(len(pupils)) // CLASS_SIZE
    household_number = {id(h): i for i, h in enumerate(settlement.full)}
    household = np.array([household_number[id(p.household)] for p in people])
    home = np.array([homes[p.household.place_id] for p in people])
    return Residents(home, household, kind, workroom, classroom, rides), places


def _write(folder: Path, days: StayArrays, people: list[Person], places: list[Place], script: Script) -> int:
    everybody = {id(p): i for i, p in enumerate(people)}
    ids = [p.person_id for p in people]
    places = [*places, *script.places]
    place_number = {p.place_id: i for i, p in enumerate(places)}
    seats, seat_number = list(days.seats), {seat: i for i, seat in enumerate(days.seats)}
    rows = []
    for presence in script.presences:
        who = everybody.setdefault(id(presence.person), len(ids))
        if who == len(ids):
            ids.append(presence.person.person_id)
        if presence.seat and presence.seat not in seat_number:
            seat_number[presence.seat] = len(seats)
            seats.append(presence.seat)
        rows.append(
            (
                who,
                place_number[presence.place_id],
                int(presence.arrived.timestamp()),
                int(presence.left.timestamp()) if presence.left else -1,
                seat_number.get(presence.seat, -1),
                _CERTAINTIES.index(presence.certainty),
            )
        )
    written = np.array(rows, dtype=np.int64)
    join = np.concatenate
    place = join([days.place, written[:, 1]])
    source_of_place = np.array([_SOURCE_OF.get(p.kind, 1) for p in places])
    columns = {
        "person_id": CodedTexts(join([days.person, written[:, 0]]), ids),
        "place_id": CodedTexts(place, [p.place_id for p in places]),
        "arrived_at": join([days.arrived, written[:, 2]]),
        "left_at": join([days.left, written[:, 3]]),
        "seat": CodedTexts(join([days.seat, written[:, 4]]), seats),
        "certainty": CodedTexts(
            join([np.zeros(len(days.person), dtype=np.int64), written[:, 5]]), _CERTAINTIES
        ),
        "source": CodedTexts(source_of_place[place], _SOURCES),
    }
    return write_table(frame_of_arrays(columns, "stays"), "stays", folder / "stays.parquet")
