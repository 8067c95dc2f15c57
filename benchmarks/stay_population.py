"""A made-up city's stays over fourteen days, for the benchmark of the stay store and of tracing; nobody in it lives.

Everybody has a home, most a room of work or study, and a few buses, shops and restaurants, whose sizes have a heavy
tail. Some ends are unknown, buses and restaurants write seats, some positions are points with a radius. Written piece
by piece in no order, so that the size is bounded by the disk.
"""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from mutong.kernel.period import CHINA

START = datetime(2022, 8, 8, tzinfo=CHINA)
DAYS = 14
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60
_PEOPLE_AT_ONCE = 100_000
_HOME_SIZES = np.array([0.25, 0.29, 0.22, 0.14, 0.07, 0.03])
STAYS_OF_A_PERSON = 40.8
# Of each kind: people for one place, visits of a person in a day, from and to hour, minutes, share of unknown ends, and
# the most visits a place has in a day (a vehicle, a supermarket, a canteen).
_VISITS = {
    "bus": (250, 0.6, (6, 21), (8, 45), 0.02, 600),
    "shop": (150, 0.5, (8, 21), (5, 50), 0.04, 4_000),
    "restaurant": (350, 0.25, (11, 20), (25, 90), 0.03, 600),
}
_CODES = {"bus": "B", "shop": "S", "restaurant": "R"}
_FAVOURITES = 3


@dataclass(frozen=True)
class City:
    """What was written: the number of people, of places, of stays, the largest place and the files."""

    people: int
    places: int
    stays: int
    largest: int
    stay_file: Path
    place_file: Path
    member_file: Path


def make_city(folder: Path, stays: int, seed: int = 20220822, in_parts: bool = False) -> City:
    """Write stays.parquet, places.parquet and memberships.parquet of about so many stays; the same for one seed.

    `in_parts` leaves the stays as a folder of parts, each of some people's.
    """
    chance = np.random.default_rng(seed)
    people = max(int(stays / STAYS_OF_A_PERSON), 100)
    parts = folder / "parts"
    parts.mkdir(parents=True)
    homes = _homes(chance, people)
    rooms = _rooms(chance, people)
    visited = {kind: _weights(chance, kind, people) for kind in _VISITS}
    crowd = {kind: np.zeros(len(weights), dtype=np.int64) for kind, weights in visited.items()}
    written = 0
    for piece, first in enumerate(range(0, people, _PEOPLE_AT_ONCE)):
        who = np.arange(first, min(first + _PEOPLE_AT_ONCE, people))
        frame = pl.concat(
            [_at_home(chance, who, homes), _at_work(chance, who, rooms)]
            + [_visits(chance, who, kind, weights, crowd[kind]) for kind, weights in visited.items()]
        ).sample(fraction=1.0, shuffle=True, seed=seed + piece)
        frame.select(_as_table()).write_parquet(parts / f"{piece:05d}.parquet", row_group_size=500_000)
        written += len(frame)
    stay_file = folder / "stays.parquet"
    if in_parts:
        parts.rename(stay_file)
    else:
        # Days come in one after the other: pieces are laid beside each other in an order of their own.
        order = chance.permutation(len(list(parts.glob("*.parquet"))))
        pl.scan_parquet([parts / f"{piece:05d}.parquet" for piece in order]).sink_parquet(
            stay_file, row_group_size=500_000
        )
        shutil.rmtree(parts)
    places = _places(chance, homes, rooms, visited)
    places.write_parquet(folder / "places.parquet")
    _members(homes).write_parquet(folder / "memberships.parquet")
    largest = max(int(one.max()) for one in crowd.values())
    return City(
        people, len(places), written, largest, stay_file, folder / "places.parquet",
        folder / "memberships.parquet",
    )  # fmt: skip


def person_ids(people: np.ndarray) -> pl.Series:
    """Ids of people by their number."""
    return _ids("P", people)


def _ids(letter: str, numbers: np.ndarray) -> pl.Series:
    return pl.select(pl.lit(letter) + pl.Series(numbers).cast(pl.String).str.zfill(8)).to_series()


def _homes(chance: np.random.Generator, people: int) -> np.ndarray:
    sizes = chance.choice(6, people, p=_HOME_SIZES) + 1
    return np.repeat(np.arange(people), sizes)[:people]


def _rooms(chance: np.random.Generator, people: int) -> np.ndarray:
    """The room of work or study of each person; -1 for none. Rooms hold from two to some hundred people."""
    sizes = np.clip((chance.pareto(1.8, people // 4 + 1) * 6 + 2).astype(np.int64), 2, 300)
    room = np.repeat(np.arange(len(sizes)), sizes)
    at = chance.permutation(people)
    has = at[: int(people * 0.75)]
    rooms = np.full(people, -1)
    rooms[has] = room[: len(has)]
    return rooms


def _weights(chance: np.random.Generator, kind: str, people: int) -> np.ndarray:
    per_place, a_day, *_, most = _VISITS[kind]
    weights = chance.pareto(1.2, max(people // per_place, 5)) + 0.05
    for _ in range(5):
        weights = np.minimum(weights / weights.sum(), most / (people * a_day))
    return np.cumsum(weights / weights.sum())


def _at_home(chance: np.random.Generator, who: np.ndarray, homes: np.ndarray) -> pl.DataFrame:
    person = np.repeat(who, DAYS)
    day = np.tile(np.arange(DAYS), len(who))
    arrived = day * _DAY + 17 * _HOUR + chance.integers(0, 5 * 60, len(day)) * _MINUTE
    left = (day + 1) * _DAY + 6 * _HOUR + chance.integers(0, 2 * 60, len(day)) * _MINUTE
    known = chance.random(len(day)) < 0.99
    return _frame(chance, person, _ids("H", homes[person]), arrived, left, known)


def _at_work(chance: np.random.Generator, who: np.ndarray, rooms: np.ndarray) -> pl.DataFrame:
    workers = who[rooms[who] >= 0]
    person = np.repeat(workers, DAYS)
    day = np.tile(np.arange(DAYS), len(workers))
    there = (day % 7 < 5) & (chance.random(len(day)) < 0.95)
    person, day = person[there], day[there]
    arrived = day * _DAY + 8 * _HOUR + chance.integers(0, 90, len(day)) * _MINUTE
    left = arrived + chance.integers(6 * 60, 9 * 60, len(day)) * _MINUTE
    known = chance.random(len(day)) < 0.98
    return _frame(chance, person, _ids("W", rooms[person]), arrived, left, known)


def _visits(
    chance: np.random.Generator, who: np.ndarray, kind: str, weights: np.ndarray, crowd: np.ndarray
) -> pl.DataFrame:
    _, a_day, hours, minutes, open_ends, _ = _VISITS[kind]
    person = who[chance.integers(0, len(who), int(len(who) * a_day * DAYS))]
    favourite = np.searchsorted(weights, chance.random((len(who), _FAVOURITES)))
    favourite = np.minimum(favourite, len(weights) - 1)
    place = favourite[person - who[0], chance.integers(0, _FAVOURITES, len(person))]
    crowd += np.bincount(place, minlength=len(crowd))
    arrived = (
        chance.integers(0, DAYS, len(person)) * _DAY
        + chance.integers(hours[0] * 60, hours[1] * 60, len(person)) * _MINUTE
    )
    left = arrived + chance.integers(*minutes, len(person)) * _MINUTE
    known = chance.random(len(person)) >= open_ends
    if kind == "shop":
        seat = pl.Series([None], dtype=pl.String).gather(np.zeros(len(person), dtype=np.int64))
    else:
        words = (
            [f"{row:02d}{letter}" for row in range(1, 12) for letter in "ABCD"]
            if kind == "bus"
            else [f"T{table:02d}" for table in range(1, 41)]
        )
        number = chance.integers(0, len(words), len(person))
        seat = pl.Series([*words, None]).gather(
            np.where(chance.random(len(person)) < 0.9, number, len(words))
        )
    return _frame(chance, person, _ids(_CODES[kind], place), arrived, left, known, seat)


def _frame(
    chance: np.random.Generator,
    person: np.ndarray,
    place: pl.Series,
    arrived: np.ndarray,
    left: np.ndarray,
    known: np.ndarray,
    seat: pl.Series | None = None,
) -> pl.DataFrame:
    size = len(person)
    begin = int(START.timestamp())
    sureness = chance.choice(3, size, p=(0.6, 0.35, 0.05))
    radius = np.where(sureness == 2, chance.choice((0.0, 30.0, 50.0, 100.0), size), np.nan)
    return pl.DataFrame(
        {
            "person_id": person_ids(person),
            "place_id": place,
            "arrived_at": arrived + begin,
            "left_at": left + begin,
            "known": known,
            "seat": pl.Series([None] * size, dtype=pl.String) if seat is None else seat,
            "certainty": pl.Series(["observed", "stated", "point"]).gather(sureness),
            "radius_m": radius,
        }
    )


def _as_table() -> list[pl.Expr]:
    def instant(cell: pl.Expr) -> pl.Expr:
        return (cell * 1_000_000).cast(pl.Datetime("us", "Asia/Shanghai"))

    return [
        "person_id",
        "place_id",
        instant(pl.col("arrived_at")),
        instant(pl.when("known").then("left_at")).alias("left_at"),
        "seat",
        "certainty",
        pl.col("radius_m").fill_nan(None),
        pl.lit("made_up").alias("source"),
    ]


def _places(
    chance: np.random.Generator, homes: np.ndarray, rooms: np.ndarray, visited: dict[str, np.ndarray]
) -> pl.DataFrame:
    parts = [
        pl.DataFrame({"place_id": _ids("H", np.unique(homes)), "kind": "home"}),
        pl.DataFrame({"place_id": _ids("W", np.unique(rooms[rooms >= 0])), "kind": "workroom"}),
    ]
    parts += [
        pl.DataFrame({"place_id": _ids(_CODES[kind], np.arange(len(weights))), "kind": kind})
        for kind, weights in visited.items()
    ]
    whole = pl.concat(parts)
    air = pl.Series(["closed", "open", None]).gather(chance.choice(3, len(whole), p=(0.6, 0.35, 0.05)))
    return whole.with_columns(
        name=pl.lit("场所") + pl.col("place_id"), area_code=pl.lit("140109901001"), ventilation=air
    )


def _members(homes: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person_id": person_ids(np.arange(len(homes))),
            "household_id": _ids("H", homes),
            "kind": "living",
            "valid_from": date(2020, 1, 1),
            "valid_to": pl.Series([None] * len(homes), dtype=pl.Date),
        }
    )
