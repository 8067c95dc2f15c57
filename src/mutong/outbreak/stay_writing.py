"""Writing a store of stays in pieces: piles of places, each sorted and merged; then piles of people; then reaches.

Memory is bounded by some piles, whatever the number of stays; each file is written from its start to its end.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np

from mutong.outbreak.row_order import order_by, starts_of_runs
from mutong.outbreak.stay_intake import NAMED, OPEN, STAY, StayIntake
from mutong.tables.array_store import ArrayFile, NewVersion
from mutong.tables.row_shelf import RowShelf

# What is going on, how many rows are done, and how many there are.
Progress = Callable[[str, int, int], None]
LAYOUT = 2
PILE_ROWS = 3_000_000
_SHELF_BYTES = 1 << 29
_VISIT = np.dtype([("person", "u4"), ("arrived", "u4"), ("place", "u4"), ("row", "u4"), ("open", "?")])
_END = np.dtype([("row", "u4"), ("end", "u4")])
_TYPES = {
    "place": np.uint32, "person": np.uint32, "arrived": np.uint32, "left": np.uint32, "certainty": np.int8,
    "radius": np.float32,
}  # fmt: skip


def write_stays(version: NewVersion, intake: StayIntake, progress: Progress) -> None:
    """Write the rows of an intake as a store. Ids that no row has are left out."""
    intake.finish()
    places, of_place = intake.texts["place"].ranked(intake.counts("place") > 0)
    people, of_person = intake.texts["person"].ranked(intake.counts("person") > 0)
    seats, of_seat = intake.texts["seat"].ranked(intake.counts("seat") > 0)
    numbers = {"place": of_place, "person": of_person, "seat": np.append(of_seat, np.int32(-1))}
    counts = {
        name: _ranked_counts(intake.counts(name), numbers[name], len(ids))
        for name, ids in (("place", places), ("person", people))
    }
    writing = _Writing(version, intake, numbers, counts, progress)
    writing.by_place(np.int16 if len(seats) < 2**15 else np.int32)
    writing.by_person()
    writing.reaches()
    for name, ids in zip(NAMED, (people, places, seats), strict=True):
        version.write(f"{name}_ids", ids)
    version.notes.update(
        table="stays", layout=LAYOUT, stays=writing.size, people=len(people), places=len(places),
        taken=intake.taken, merged=writing.taken - writing.size, open_ends=writing.open_ends,
    )  # fmt: skip


def _ranked_counts(counts: np.ndarray, ranks: np.ndarray, size: int) -> np.ndarray:
    found = np.zeros(size, dtype=np.int64)
    found[ranks[ranks >= 0]] = counts[ranks >= 0]
    return found


class _Writing:
    """One store being written: the files so far and what the steps pass on."""

    def __init__(
        self,
        version: NewVersion,
        intake: StayIntake,
        numbers: Mapping[str, np.ndarray],
        counts: Mapping[str, np.ndarray],
        progress: Progress,
    ) -> None:
        self.version, self.intake, self.numbers, self.counts = version, intake, numbers, counts
        self.progress, self.pile_rows = progress, PILE_ROWS
        self.taken = len(intake)
        self.size = self.open_ends = 0
        self.files: dict[str, ArrayFile] = {}
        self.visits = self._shelf("visits", self._piles("person"), _VISIT)
        self.ends: RowShelf | None = None

    def _piles(self, name: str) -> np.ndarray:
        """The pile of each place or person: neighbours, about as many rows in each pile."""
        counts = self.counts[name]
        return ((np.cumsum(counts) - counts) // self.pile_rows).astype(np.int32)

    def _shelf(self, name: str, piles: np.ndarray, kind: np.dtype) -> RowShelf:
        groups = int(piles[-1]) + 1 if len(piles) else 1
        return RowShelf(groups, kind, self.version.waiting / name, _SHELF_BYTES)

    def by_place(self, seat_type: type) -> None:
        """Write the rows by place and arrival, those that are one stay merged; and lay them aside by person."""
        piles, person_piles = self._piles("place"), self._piles("person")
        groups = int(piles[-1]) + 1 if len(piles) else 1
        with self._shelf("stays", piles, STAY) as shelf:
            laid = 0
            for rows in self.intake:
                rows = rows.copy()
                for name in NAMED:
                    rows[name] = self.numbers[name][rows[name]]
                shelf.add(piles[rows["place"]], rows)
                laid += len(rows)
                self.progress("lay", laid, self.taken)
            self.intake.clear()
            kinds = {**_TYPES, "seat": seat_type}
            self.files = {name: self.version.array(name, kind) for name, kind in kinds.items()}
            counts = np.zeros(len(self.counts["place"]), dtype=np.int64)
            for rows in _ahead(lambda group: merged(shelf.take(group)), range(groups)):
                self._put(rows, person_piles)
                if len(rows):
                    first = int(rows["place"][0])
                    found = np.bincount(rows["place"] - first)
                    counts[first : first + len(found)] += found
                self.progress("place", self.size, self.taken)
        self.version.write("place_offsets", np.append(0, np.cumsum(counts)))

    def _put(self, rows: np.ndarray, person_piles: np.ndarray) -> None:
        for name, file in self.files.items():
            file.append(rows[name])
        visits = np.empty(len(rows), dtype=_VISIT)
        for name in ("person", "arrived", "place"):
            visits[name] = rows[name]
        visits["row"] = np.arange(self.size, self.size + len(rows))
        visits["open"] = rows["left"] == OPEN
        self.visits.add(person_piles[rows["person"]], visits)
        self.size += len(rows)

    def by_person(self) -> None:
        """Write the order by person and arrival; and find the latest possible ends of stays whose end is unknown."""
        piles = self._piles("person")
        groups = int(piles[-1]) + 1 if len(piles) else 1
        by_person = self.version.array("by_person", np.uint32)
        counts = np.zeros(len(self.counts["person"]), dtype=np.int64)
        self.ends = RowShelf(
            self.size // self.pile_rows + 1, _END, self.version.waiting / "ends", _SHELF_BYTES
        )
        with self.visits as shelf:
            for visits, ends in _ahead(lambda group: _in_order(shelf.take(group)), range(groups)):
                by_person.append(visits["row"])
                if len(visits):
                    first = int(visits["person"][0])
                    found = np.bincount(visits["person"] - first)
                    counts[first : first + len(found)] += found
                self.open_ends += int(visits["open"].sum())
                self.ends.add((ends["row"] // self.pile_rows).astype(np.int32), ends)
                self.progress("person", by_person.rows, self.size)
        self.version.write("person_offsets", np.append(0, np.cumsum(counts)))

    def reaches(self) -> None:
        """Write for each row the latest possible end up to it at its place; and the ends found for unknown ones."""
        reach = self.version.array("reach", np.uint32)
        open_rows, open_ends = (self.version.array(name, np.uint32) for name in ("open_rows", "open_ends"))
        before = (0, 0)
        with self.ends as shelf:
            for group, first in enumerate(range(0, self.size, self.pile_rows)):
                last = min(first + self.pile_rows, self.size)
                place, left = (self.files[name].read(first, last) for name in ("place", "left"))
                known = shelf.take(group)
                known = known.take(np.argsort(known["row"]))
                left[known["row"] - first] = known["end"]
                open_rows.append(known["row"])
                open_ends.append(known["end"])
                key = (place.astype(np.uint64) << np.uint64(32)) | left
                key[0] = max(int(key[0]), (before[0] << 32 | before[1]) if before[0] == place[0] else 0)
                key = np.maximum.accumulate(key)
                part = key.astype(np.uint32)
                before = int(place[-1]), int(part[-1])
                reach.append(part)
                self.progress("reach", last, self.size)


def merged(rows: np.ndarray) -> np.ndarray:
    """Rows (STAY) by place and arrival, one for each person, place, arrival and seat."""
    # Of rows that are one stay the one to keep comes last: a known end after none, the later, the surer, the wider.
    open_first = rows["left"] + np.uint32(1)
    radius = np.where(np.isnan(rows["radius"]), np.float32(-1), rows["radius"]).view(np.int32)
    columns = [rows[name] for name in ("place", "arrived", "person", "seat")]
    rows = rows.take(order_by([*columns, open_first, -rows["certainty"], radius]))
    new = starts_of_runs([rows[name] for name in ("place", "arrived", "person", "seat")])
    if new.all():
        return rows
    starts = np.flatnonzero(new)
    kept = rows.take(np.append(starts[1:], len(rows)) - 1)
    kept["certainty"] = np.minimum.reduceat(rows["certainty"], starts)
    return kept


def _in_order(visits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Visits by person and arrival; and (row, latest possible end) of those with an unknown end that has a limit."""
    visits = visits.take(order_by([visits["person"], visits["arrived"], visits["row"]]))
    waiting = np.flatnonzero(visits["open"])
    spots, ends = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint32)]
    if len(waiting):
        person, place, arrived = (np.ascontiguousarray(visits[n]) for n in ("person", "place", "arrived"))
        size = len(person)
        # From each such stay look ahead, first past the run of stays at its own place, then row by row.
        new_run = starts_of_runs([person, place])
        run_end = np.append(np.flatnonzero(new_run)[1:], size)[np.cumsum(new_run) - 1]
        ahead = run_end[waiting]
        while len(waiting):
            inside = np.minimum(ahead, size - 1)
            over = (ahead >= size) | (person[inside] != person[waiting])
            found = ~over & (place[inside] != place[waiting]) & (arrived[inside] > arrived[waiting])
            spots.append(waiting[found])
            ends.append(arrived[inside[found]])
            going_on = ~(over | found)
            waiting, ahead = waiting[going_on], ahead[going_on] + 1
    spot = np.concatenate(spots)
    bounded = np.empty(len(spot), dtype=_END)
    bounded["row"], bounded["end"] = visits["row"][spot], np.concatenate(ends)
    return visits, bounded


def _ahead(work: Callable, groups: range) -> Iterator:
    """The results in order; while one is written the next is worked out."""
    with ThreadPoolExecutor(2) as workers:
        coming = iter(groups)
        waiting = [workers.submit(work, group) for group in islice(coming, 2)]
        try:
            while waiting:
                done = waiting.pop(0).result()
                waiting += [workers.submit(work, group) for group in islice(coming, 1)]
                yield done
        finally:
            for one in waiting:
                one.cancel()
