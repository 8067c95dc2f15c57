"""Who was where, when: a store of stays that answers by place and by person without reading the rest.

The store holds arrays only (memory-mapped), sorted by place and arrival, with the first row of each place, and
an order by person and arrival, with the first of each person. Instants are whole seconds since 1970-01-01 UTC;
-1 is an end that nobody knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.columns import UNKNOWN_END, codes_of, index_of, numbers_of, seconds_of
from mutong.tables.array_store import check_arrays, open_arrays, write_arrays

CERTAINTIES = ("observed", "stated", "point")
_FOREVER = np.int64(1) << 40
_PLACE_BITS = 41  # a key is place << 41 | instant, so that one sorted array answers for every place
_ROWS = ("person", "place", "arrived", "left", "seat", "certainty", "radius")


@dataclass(frozen=True)
class Stays:
    """Some stays of a store: parallel arrays, in the order of the store.

    `row` is the position in the store; `person`, `place` and `seat` are codes of the store's dictionaries
    (`seat` -1: not known); `ends_by` is the latest possible end: `left` where known, else the same person's next
    arrival at another place, else -1.
    """

    row: np.ndarray
    person: np.ndarray
    place: np.ndarray
    arrived: np.ndarray
    left: np.ndarray
    ends_by: np.ndarray
    seat: np.ndarray
    certainty: np.ndarray
    radius: np.ndarray

    def __len__(self) -> int:
        return len(self.row)


class StayStore:
    """A store opened for reading; opening maps the files and reads nothing else."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._arrays, self.notes = open_arrays(self.folder)

    @staticmethod
    def build(folder: Path | str, stays: Mapping[str, Sequence]) -> "StayStore":
        """Write the columns of table stays as the store in `folder`, in place of what was there.

        `stays` maps column names to sequences of equal length: person_id, place_id, arrived_at; and left_at?,
        seat?, certainty?, radius_m?. Instants are aware datetimes, datetime64 (UTC) or whole seconds. Rows with
        the same person, place, arrival and seat are one stay: a known end wins over an unknown one, the later of
        two known ends wins (so that nobody is missed), the surer certainty wins. A stay without length counts as
        one second. Raises MutongError `stay_ends_before_it_starts` or `stay_without_arrival`; nothing is then
        written.
        """
        people, person = codes_of(stays["person_id"])
        places, place = codes_of(stays["place_id"])
        size = len(person)
        seats, seat = codes_of(_column(stays, "seat", size), empty_is_unknown=True)
        rows = {
            "person": person,
            "place": place,
            "arrived": seconds_of(stays["arrived_at"]),
            "left": seconds_of(_column(stays, "left_at", size)),
            "seat": seat,
            "certainty": _certainty_codes(_column(stays, "certainty", size)),
            "radius": numbers_of(_column(stays, "radius_m", size)),
        }
        _write(Path(folder), rows, people, places, seats)
        return StayStore(folder)

    def append(self, stays: Mapping[str, Sequence]) -> "StayStore":
        """The store with more stays, opened anew; rows that are there already change nothing."""
        mine = self._whole_columns()
        size = len(stays["person_id"])
        joined = {
            "person_id": np.concatenate([mine["person_id"], np.asarray(stays["person_id"], dtype=object)]),
            "place_id": np.concatenate([mine["place_id"], np.asarray(stays["place_id"], dtype=object)]),
            "arrived_at": np.concatenate([mine["arrived_at"], seconds_of(stays["arrived_at"])]),
            "left_at": np.concatenate([mine["left_at"], seconds_of(_column(stays, "left_at", size))]),
            "seat": [*mine["seat"], *_column(stays, "seat", size)],
            "certainty": [*mine["certainty"], *_column(stays, "certainty", size)],
            "radius_m": np.concatenate([mine["radius_m"], numbers_of(_column(stays, "radius_m", size))]),
        }
        return StayStore.build(self.folder, joined)

    def expire(self, before: int) -> "StayStore":
        """The store without the stays that were surely over before the instant (seconds), opened anew."""
        keep = (self.left >= before) | ((self.left == UNKNOWN_END) & (self._ends(_FOREVER) >= before))
        rows = {name: np.asarray(self._arrays[name])[keep] for name in _ROWS}
        _write(self.folder, rows, *(self._arrays[f"{n}_ids"] for n in ("person", "place", "seat")))
        return StayStore(self.folder)

    def verify(self) -> tuple[Words, ...]:
        """What is wrong with the store: altered files, rows out of order, offsets that do not add up."""
        problems = list(check_arrays(self.folder))
        size, arrays = len(self), self._arrays
        short = [
            name
            for name in (*_ROWS, "ends_by", "arrived_key", "reach_key", "by_person")
            if len(arrays[name]) != size
        ]
        if short:
            named = ", ".join(short)
            problems.append(Words(f"这些列长短不一：{named}。", f"These columns differ in length: {named}."))
            return tuple(problems)
        same_place = arrays["place"][1:] == arrays["place"][:-1]
        in_order = (arrays["place"][1:] > arrays["place"][:-1]) | (
            same_place & (arrays["arrived"][1:] >= arrays["arrived"][:-1])
        )
        if not in_order.all():
            problems.append(
                Words("停留没有按场所和到达时间排序。", "The stays are not sorted by place and arrival.")
            )
        for name in ("place", "person"):
            counts = np.bincount(arrays[name], minlength=len(arrays[f"{name}_ids"])) if size else np.zeros(0)
            offsets = arrays[f"{name}_offsets"]
            if not np.array_equal(np.diff(offsets), counts):
                problems.append(
                    Words(
                        f"{name} 的起始位置与行数不符。", f"The offsets by {name} do not add up to the rows."
                    )
                )
        if not np.array_equal(np.sort(arrays["by_person"]), np.arange(size)):
            problems.append(Words("按人索引缺行或重行。", "The index by person misses or repeats rows."))
        return tuple(problems)

    def __len__(self) -> int:
        return len(self._arrays["arrived"])

    @property
    def left(self) -> np.ndarray:
        """The known ends of all stays, -1 where unknown."""
        return self._arrays["left"]

    @property
    def people(self) -> np.ndarray:
        """The person ids by code (bytes, UTF-8, ascending)."""
        return self._arrays["person_ids"]

    @property
    def places(self) -> np.ndarray:
        """The place ids by code (bytes, UTF-8, ascending)."""
        return self._arrays["place_ids"]

    @property
    def seats(self) -> np.ndarray:
        """The seats by code (bytes, UTF-8, ascending)."""
        return self._arrays["seat_ids"]

    def person_codes(self, ids: Sequence[str]) -> np.ndarray:
        """The codes of person ids; -1 for those without a stay."""
        return index_of(self.people, ids)

    def place_codes(self, ids: Sequence[str]) -> np.ndarray:
        """The codes of place ids; -1 for those where nobody stayed."""
        return index_of(self.places, ids)

    def rows(self, row: np.ndarray) -> Stays:
        """The stays at these positions of the store."""
        arrays = self._arrays
        named = {name: np.asarray(arrays[name][row]) for name in (*_ROWS, "ends_by")}
        return Stays(row=np.asarray(row), **named)

    def at_place(self, place_id: str, start: int, end: int) -> Stays:
        """The stays at a place that may overlap [start, end), in seconds."""
        code = self.place_codes([place_id])
        if code[0] < 0:
            return self.rows(np.zeros(0, dtype=np.int64))
        first, last = self.ranges_at(code, np.array([start]), np.array([end]))
        found = np.arange(first[0], last[0])
        return self.rows(found[self._ends(_FOREVER, found) > start])

    def of_person(self, person_id: str, start: int, end: int) -> Stays:
        """The stays of a person that may overlap [start, end), in seconds, by arrival."""
        return self.rows(self.rows_of(self.person_codes([person_id]), np.array([start]), np.array([end]))[1])

    def rows_of(
        self, people: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """For each k: the rows of people[k] (codes; -1 has none) that may overlap [start[k], end[k]).

        Gives two parallel arrays: k, and the row.
        """
        offsets = self._arrays["person_offsets"]
        known = np.maximum(people, 0)
        sizes = (
            np.where(people < 0, 0, offsets[known + 1] - offsets[known]) if len(offsets) > 1 else people * 0
        )
        which = np.repeat(np.arange(len(people)), sizes)
        within = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        row = self._arrays["by_person"][offsets[known[which]] + within] if len(which) else which
        meets = (self._arrays["arrived"][row] < end[which]) & (self._ends(_FOREVER, row) > start[which])
        return which[meets], row[meets]

    def ranges_at(
        self, place: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """For each k the smallest run of rows [first, last) at place[k] (codes) that holds every stay that may
        overlap [start[k], end[k]); a few rows of the run may not overlap."""
        shift = place.astype(np.int64) << _PLACE_BITS
        first = np.searchsorted(
            self._arrays["reach_key"], shift + np.clip(start, 0, _FOREVER - 1), side="right"
        )
        last = np.searchsorted(self._arrays["arrived_key"], shift + np.clip(end, 0, _FOREVER), side="left")
        return first, np.maximum(first, last)

    def _ends(self, unknown: int, row: np.ndarray | slice = slice(None)) -> np.ndarray:
        ends = self._arrays["ends_by"][row]
        return np.where(ends == UNKNOWN_END, unknown, ends)

    def _whole_columns(self) -> dict[str, np.ndarray | list]:
        arrays = self._arrays
        texts = {
            name: np.array([one.decode() for one in arrays[f"{name}_ids"]] + [None], dtype=object)
            for name in ("person", "place", "seat")
        }
        return {
            "person_id": texts["person"][arrays["person"]],
            "place_id": texts["place"][arrays["place"]],
            "seat": list(texts["seat"][arrays["seat"]]),
            "arrived_at": np.asarray(arrays["arrived"]),
            "left_at": np.asarray(arrays["left"]),
            "certainty": [CERTAINTIES[one] for one in arrays["certainty"]],
            "radius_m": np.asarray(arrays["radius"]),
        }


def _write(folder: Path, rows: dict[str, np.ndarray], people, places, seats) -> None:
    arrived, left = rows["arrived"], rows["left"]
    missing = np.flatnonzero(arrived == UNKNOWN_END)
    if len(missing):
        raise MutongError(
            "stay_without_arrival",
            Words(
                f"有 {len(missing)} 条停留没有到达时间（第一条是第 {missing[0] + 1} 条）；请补上。",
                f"{len(missing)} stays have no arrival (first: stay {missing[0] + 1}); write when they began.",
            ),
        )
    backwards = np.flatnonzero((left != UNKNOWN_END) & (left < arrived))
    if len(backwards):
        raise MutongError(
            "stay_ends_before_it_starts",
            Words(
                f"有 {len(backwards)} 条停留的离开早于到达（第一条是第 {backwards[0] + 1} 条）；请更正。",
                f"{len(backwards)} stays end before they start (first: stay {backwards[0] + 1}); correct them.",
            ),
        )
    rows["left"] = np.where(left == arrived, left + 1, left)
    rows = _collapsed(rows)
    size = len(rows["arrived"])
    by_person = np.lexsort((rows["arrived"], rows["person"]))
    ends_by = _latest_ends(rows, by_person)
    place_key = rows["place"].astype(np.int64) << _PLACE_BITS
    write_arrays(
        folder,
        {
            **rows,
            "ends_by": ends_by,
            "arrived_key": place_key + rows["arrived"],
            "reach_key": _reach_key(ends_by, place_key),
            "by_person": by_person,
            "place_offsets": _offsets(rows["place"], len(places)),
            "person_offsets": _offsets(rows["person"], len(people)),
            "person_ids": people,
            "place_ids": places,
            "seat_ids": seats,
        },
        {"table": "stays", "stays": size, "people": len(people), "places": len(places)},
    )


def _collapsed(rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The rows sorted by place and arrival, one for each person, place, arrival and seat."""
    # Within a group the row to keep comes last: known ends after unknown (-1), later after earlier, surer last.
    order = np.lexsort(
        (-rows["certainty"], rows["left"], rows["seat"], rows["person"], rows["arrived"], rows["place"])
    )
    sorted_rows = {name: column[order] for name, column in rows.items()}
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for name in ("place", "arrived", "person", "seat"):
        same &= sorted_rows[name][1:] == sorted_rows[name][:-1]
    last = np.append(~same, True) if len(order) else np.zeros(0, dtype=bool)
    first = np.insert(~same, 0, True) if len(order) else last
    if len(order):
        starts = np.flatnonzero(first)
        sorted_rows["certainty"][last] = np.minimum.reduceat(sorted_rows["certainty"], starts)
    return {name: column[last] for name, column in sorted_rows.items()}


def _latest_ends(rows: dict[str, np.ndarray], by_person: np.ndarray) -> np.ndarray:
    """Where the end is unknown: the person's next later arrival at another place; -1 when there is none."""
    ends_by = rows["left"].copy()
    person, place, arrived = (rows[name][by_person] for name in ("person", "place", "arrived"))
    size = len(person)
    waiting = np.flatnonzero(ends_by[by_person] == UNKNOWN_END)
    if not len(waiting):
        return ends_by
    # From each such stay look ahead, first past the run of stays at its own place, then row by row.
    new_run = np.append(True, (person[1:] != person[:-1]) | (place[1:] != place[:-1]))
    run_end = np.append(np.flatnonzero(new_run)[1:], size)[np.cumsum(new_run) - 1]
    ahead = run_end[waiting]
    while len(waiting):
        inside = np.minimum(ahead, size - 1)
        over = (ahead >= size) | (person[inside] != person[waiting])
        found = ~over & (place[inside] != place[waiting]) & (arrived[inside] > arrived[waiting])
        ends_by[by_person[waiting[found]]] = arrived[inside[found]]
        going_on = ~(over | found)
        waiting, ahead = waiting[going_on], ahead[going_on] + 1
    return ends_by


def _reach_key(ends_by: np.ndarray, place_key: np.ndarray) -> np.ndarray:
    """The latest possible end among this row and the rows before it at the same place, as a key."""
    ends = np.where(ends_by == UNKNOWN_END, _FOREVER, ends_by)
    return np.maximum.accumulate(ends + place_key) if len(ends) else ends


def _offsets(codes: np.ndarray, size: int) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=size)[:size])]).astype(np.int64)


def _column(stays: Mapping[str, Sequence], name: str, size: int) -> Sequence:
    return stays[name] if name in stays else [None] * size


def _certainty_codes(values: Sequence) -> np.ndarray:
    codes = {name: code for code, name in enumerate(CERTAINTIES)}
    # A stay that does not say how sure it is was stated by somebody.
    return np.array([codes.get(value, codes["stated"]) for value in values], dtype=np.int8)
