"""Two ordinary weeks: who is at home, at work, in a summer class, in a shop, on a bus, at a table, all at once.

Days are 2022-08-08 to 2022-08-21. Everything is whole seconds since 1970-01-01 UTC in arrays; nobody who follows a
script is here, and no place of a script is used.
"""

from dataclasses import dataclass, field

import numpy as np

from mutong.worlds.day_places import BUS_SEATS, TABLES, TRIPS

FIRST_DAY = 1_659_888_000  # 2022-08-08 00:00 +08:00
DAY, MINUTE, DAYS = 86_400, 60, 14
WORKER, CHILD, OTHER, SMALL = 0, 1, 2, 3


@dataclass
class Residents:
    """The people of ordinary days as arrays: home, work and class are place numbers (-1: none)."""

    home: np.ndarray
    household: np.ndarray
    kind: np.ndarray
    workroom: np.ndarray
    classroom: np.ndarray
    rides: np.ndarray


@dataclass
class StayArrays:
    """Stays as parallel arrays; `seat` indexes `seats`, -1 for none."""

    person: np.ndarray
    place: np.ndarray
    arrived: np.ndarray
    left: np.ndarray
    seat: np.ndarray
    seats: list[str]


@dataclass
class _Day:
    """The stays of one day as they are gathered, and when each person first leaves and last comes home."""

    start: int
    leaves: np.ndarray
    returns: np.ndarray
    parts: list[tuple[np.ndarray, ...]] = field(default_factory=list)

    def add(
        self, who: np.ndarray, place: np.ndarray, arrived: np.ndarray, left: np.ndarray, seat=None
    ) -> None:
        """Stays of `who`; times are seconds of the day."""
        seats = np.full(len(who), -1) if seat is None else seat
        places = np.broadcast_to(place, len(who))
        self.parts.append((who, places, self.start + arrived, self.start + left, seats))

    def away(self, who: np.ndarray, leaves: np.ndarray, returns: np.ndarray) -> None:
        """These people are out between two times of the day."""
        self.leaves[who] = np.minimum(self.leaves[who], leaves)
        self.returns[who] = np.maximum(self.returns[who], returns)


def make_days(
    residents: Residents,
    yards: np.ndarray,
    shops: np.ndarray,
    restaurants: np.ndarray,
    buses: np.ndarray,
    rng: np.random.Generator,
) -> StayArrays:
    """Fourteen days of stays for everybody; `yards`, `shops`, `restaurants`, `buses` are place numbers."""
    seats = [f"{row:02d}{letter}" for row in range(1, BUS_SEATS // 4 + 1) for letter in "ABCD"]
    seats += [f"T{table:02d}" for table in range(1, TABLES + 1)]
    parts: list[tuple[np.ndarray, ...]] = []
    size = len(residents.home)
    for number in range(DAYS):
        weekday = number % 7 < 5
        day = _Day(FIRST_DAY + number * DAY, np.full(size, DAY), np.zeros(size, dtype=np.int64))
        if weekday:
            _work(residents, day, buses, shops, rng)
            _classes(residents, day, rng)
        _errands(residents, day, shops, weekday, rng)
        dining = _dinners(residents, day, restaurants, rng)
        _home(residents, day, dining, yards, rng)
        parts += day.parts
    person, place, arrived, left, seat = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((arrived, person))
    return StayArrays(person[order], place[order], arrived[order], left[order], seat[order], seats)


def _minutes(rng: np.random.Generator, low: int, high: int, size: int) -> np.ndarray:
    return rng.integers(low, high, size) * MINUTE


def _work(
    residents: Residents, day: _Day, buses: np.ndarray, shops: np.ndarray, rng: np.random.Generator
) -> None:
    who = np.flatnonzero(
        (residents.kind == WORKER) & (residents.workroom >= 0) & (rng.random(len(day.leaves)) < 0.93)
    )
    leaves = _minutes(rng, 7 * 60 + 30, 8 * 60 + 10, len(who))
    begins = leaves + _minutes(rng, 12, 25, len(who))
    ends = _minutes(rng, 17 * 60 + 10, 18 * 60, len(who))
    returns = ends + _minutes(rng, 12, 25, len(who))
    riding = residents.rides[who]
    leaves[riding], begins[riding] = _ride(day, who[riding], buses, 6 * 60 + 50, rng)
    ends[riding], returns[riding] = _ride(day, who[riding], buses, 17 * 60 + 10, rng)
    noon = _minutes(rng, 11 * 60 + 50, 12 * 60 + 10, len(who))
    again = _minutes(rng, 12 * 60 + 50, 13 * 60 + 10, len(who))
    room = residents.workroom[who]
    day.add(who, room, begins, noon)
    day.add(who, room, again, ends)
    shop = rng.random(len(who)) < 0.2
    some, start = who[shop], returns[shop]
    stop = start + _minutes(rng, 8, 25, len(some))
    day.add(some, rng.choice(shops, len(some)), start, stop)
    returns[shop] = stop + 5 * MINUTE
    day.away(who, leaves, returns)


def _ride(
    day: _Day, who: np.ndarray, buses: np.ndarray, first_minute: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Seat everybody on a trip, one to a seat; gives when they leave for it and when they are where they go."""
    slots = rng.permutation(len(buses) * BUS_SEATS * TRIPS)[: len(who)]
    seat, bus, trip = slots % BUS_SEATS, slots // BUS_SEATS % len(buses), slots // (BUS_SEATS * len(buses))
    start = (first_minute + 25 * trip) * MINUTE
    day.add(who, buses[bus], start, start + 18 * MINUTE, seat)
    return start - 6 * MINUTE, start + 24 * MINUTE


def _classes(residents: Residents, day: _Day, rng: np.random.Generator) -> None:
    who = np.flatnonzero((residents.classroom >= 0) & (rng.random(len(day.leaves)) < 0.9))
    begins = _minutes(rng, 8 * 60 + 50, 9 * 60, len(who))
    ends = _minutes(rng, 11 * 60 + 30, 11 * 60 + 40, len(who))
    day.add(who, residents.classroom[who], begins, ends)
    day.away(who, begins - 10 * MINUTE, ends + 10 * MINUTE)


def _errands(
    residents: Residents, day: _Day, shops: np.ndarray, weekday: bool, rng: np.random.Generator
) -> None:
    free = (day.returns == 0) & (residents.kind != SMALL)
    who = np.flatnonzero(free & (rng.random(len(free)) < np.where(residents.kind == OTHER, 0.6, 0.45)))
    begins = _minutes(rng, 9 * 60, 16 * 60 + 30, len(who))
    ends = begins + _minutes(rng, 12, 45, len(who))
    day.add(who, rng.choice(shops, len(who)), begins, ends)
    day.away(who, begins - 8 * MINUTE, ends + 8 * MINUTE)


def _dinners(
    residents: Residents, day: _Day, restaurants: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Households that dine out, each at a table of its own; gives who does, and when by day.add."""
    households = np.unique(residents.household)
    tables = rng.permutation(len(restaurants) * TABLES)
    count = min(len(tables), int(len(households) * 0.05))
    chosen = rng.permutation(len(households))[:count]
    table_of = np.full(int(households.max()) + 1, -1)
    table_of[households[chosen]] = tables[:count]
    table = table_of[residents.household]
    late = day.returns > 18 * 3600 + 55 * 60
    who = np.flatnonzero((table >= 0) & ~late)
    seat = BUS_SEATS + table[who] % TABLES
    start, end = np.full(len(who), 19 * 3600), np.full(len(who), 20 * 3600 + 10 * MINUTE)
    day.add(who, restaurants[table[who] // TABLES], start, end, seat)
    dining = np.zeros(len(table), dtype=bool)
    dining[who] = True
    return dining


def _home(
    residents: Residents, day: _Day, dining: np.ndarray, yards: np.ndarray, rng: np.random.Generator
) -> None:
    """At home whenever not out; after supper some walk in a yard of the compound."""
    everybody = np.arange(len(residents.home))
    out = day.returns > 0
    zero = np.zeros(len(everybody), dtype=np.int64)
    walking = ~dining & (day.returns < 18 * 3600 + 50 * 60) & (rng.random(len(everybody)) < 0.3)
    last = np.where(dining | walking, 18 * 3600 + 58 * 60, DAY)
    stays_in, goes_out = everybody[~out], everybody[out]
    day.add(stays_in, residents.home[stays_in], zero[stays_in], last[stays_in])
    day.add(goes_out, residents.home[goes_out], zero[goes_out], day.leaves[goes_out])
    evening = goes_out[last[goes_out] > day.returns[goes_out]]
    day.add(evening, residents.home[evening], day.returns[evening], last[evening])
    walkers = np.flatnonzero(walking)
    back = 19 * 3600 + _minutes(rng, 25, 70, len(walkers))
    day.add(walkers, yards[residents.household[walkers] % len(yards)], np.full(len(walkers), 19 * 3600), back)
    day.add(walkers, residents.home[walkers], back + 3 * MINUTE, np.full(len(walkers), DAY))
    dined = everybody[dining]
    day.add(
        dined, residents.home[dined], np.full(len(dined), 20 * 3600 + 25 * MINUTE), np.full(len(dined), DAY)
    )
