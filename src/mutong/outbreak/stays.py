"""Who was where, when: a store of stays that answers by place and by person without reading the rest.

The store holds arrays only (memory-mapped), sorted by place and arrival, with the first row of each place, and
an order by person and arrival, with the first of each person. Instants are whole seconds since 1970-01-01 UTC; on
disk they take four bytes. -1 is an end that nobody knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.columns import UNKNOWN_END, index_of
from mutong.outbreak.loops import Loop, plain, stored, whole
from mutong.outbreak.stay_checks import stay_problems
from mutong.outbreak.stay_intake import CERTAINTIES, NAMED, OPEN, STAY, StayIntake
from mutong.outbreak.stay_writing import LAYOUT, Progress, write_stays
from mutong.tables.array_store import check_arrays, new_version, open_arrays

__all__ = ["CERTAINTIES", "StayStore", "Stays"]

_FOREVER = int(OPEN)
_ROWS_AT_ONCE = 1 << 20
Pieces = Mapping[str, Sequence] | Iterable[Mapping[str, Sequence]]
LOOP = Loop("search_loops.py", lambda: (stored(), *[whole()] * 4))


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
    """A store opened for reading; opening maps the files and reads nothing else.

    Raises MutongError `no_array_store` where there is none, `store_of_old_layout` where another version of Mutong
    wrote it.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        mapped, self.notes = open_arrays(self.folder)
        if self.notes.get("layout") != LAYOUT:
            raise MutongError(
                "store_of_old_layout",
                Words(
                    f"停留库 {self.folder.name} 是另一版本写的；请重新建立。",
                    f"The store {self.folder.name} was written by another version; build it again.",
                ),
                folder=str(self.folder),
            )
        # Plain views of the mapped files: a memmap costs as much again for each look-up.
        self.arrays: dict[str, np.ndarray] = {name: np.asarray(array) for name, array in mapped.items()}

    @staticmethod
    def build(folder: Path | str, stays: Pieces, progress: Progress | None = None) -> "StayStore":
        """Write the columns of table stays as the store in `folder`, in place of what was there.

        `stays` maps column names to sequences of equal length: person_id, place_id, arrived_at; and left_at?,
        seat?, certainty?, radius_m?; or gives such pieces one after the other, in any order: memory is bounded by a
        piece, not by the number of stays. Instants are aware datetimes, datetime64 (UTC) or whole seconds. Rows with
        the same person, place, arrival and seat are one stay: a known end wins over an unknown one, the later of
        two known ends wins (so that nobody is missed), the surer certainty wins, and the radius comes with the
        row whose end was kept (the wider of two). Stays of one person that overlap are all kept: nobody can be in
        two places, but either may be the true one. A stay without length counts as one second. `progress(step, done,
        in all)` hears how far it is; the steps are take, lay, place, person, reach. Stopped by an error, by
        `progress` raising one or by Ctrl-C, it leaves what was there before. Raises MutongError `id_missing`,
        `stay_without_arrival`, `stay_ends_before_it_starts` or `stay_out_of_range`.
        """
        return _written(Path(folder), None, stays, progress)

    def append(self, stays: Pieces, progress: Progress | None = None) -> "StayStore":
        """The store with more stays, opened anew; rows that are there already change nothing."""
        return _written(self.folder, 0, stays, progress)

    def copy_with(self, folder: Path | str, stays: Pieces, progress: Progress | None = None) -> "StayStore":
        """A store in another folder with what this one holds and more stays; this one is left as it is."""
        return _written(Path(folder), 0, stays, progress, self)

    def expire(self, before: int, progress: Progress | None = None) -> "StayStore":
        """The store without the stays that were surely over before the instant (seconds), opened anew.

        People, places and seats that have no stay left are forgotten too.
        """
        return _written(self.folder, before, (), progress)

    def verify(self, progress: Progress | None = None) -> tuple[Words, ...]:
        """What is wrong with the store: altered files, rows out of order, offsets that do not add up."""
        return (*check_arrays(self.folder), *stay_problems(self.arrays, progress))

    def __len__(self) -> int:
        return len(self.arrays["arrived"])

    @property
    def people(self) -> np.ndarray:
        """The person ids by code (bytes, UTF-8, ascending)."""
        return self.arrays["person_ids"]

    @property
    def places(self) -> np.ndarray:
        """The place ids by code (bytes, UTF-8, ascending)."""
        return self.arrays["place_ids"]

    @property
    def seats(self) -> np.ndarray:
        """The seats by code (bytes, UTF-8, ascending)."""
        return self.arrays["seat_ids"]

    def person_codes(self, ids: Sequence[str]) -> np.ndarray:
        """The codes of person ids; -1 for those without a stay."""
        return index_of(self.people, ids)

    def place_codes(self, ids: Sequence[str]) -> np.ndarray:
        """The codes of place ids; -1 for those where nobody stayed."""
        return index_of(self.places, ids)

    def rows(self, row: np.ndarray) -> Stays:
        """The stays at these positions of the store."""
        arrays = self.arrays
        row = np.asarray(row)
        left = _seconds(arrays["left"][row])
        return Stays(
            row=row,
            person=arrays["person"][row].astype(np.int64),
            place=arrays["place"][row].astype(np.int64),
            arrived=arrays["arrived"][row].astype(np.int64),
            left=left,
            ends_by=_seconds(self.latest_ends(row)),
            seat=arrays["seat"][row],
            certainty=arrays["certainty"][row],
            radius=arrays["radius"][row],
        )

    def at_place(self, place_id: str, start: int, end: int) -> Stays:
        """The stays at a place that may overlap [start, end), in seconds."""
        code = self.place_codes([place_id])
        if code[0] < 0:
            return self.rows(np.zeros(0, dtype=np.int64))
        first, last = self.ranges_at(code, np.array([start]), np.array([end]))
        found = np.arange(first[0], last[0])
        return self.rows(found[self.latest_ends(found) > start])

    def of_person(self, person_id: str, start: int, end: int) -> Stays:
        """The stays of a person that may overlap [start, end), in seconds, by arrival."""
        return self.rows(self.rows_of(self.person_codes([person_id]), np.array([start]), np.array([end]))[1])

    def rows_of(
        self, people: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """For each k: the rows of people[k] (codes; -1 has none) that may overlap [start[k], end[k]).

        Gives two parallel arrays: k, and the row.
        """
        offsets = self.arrays["person_offsets"]
        known = np.maximum(people, 0)
        if len(offsets) < 2:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        begin = offsets[known]
        which, within = spread(np.where(people < 0, 0, offsets[known + 1] - begin))
        row = self.arrays["by_person"][begin[which] + within].astype(np.int64)
        meets = (self.arrays["arrived"][row] < end[which]) & (self.latest_ends(row) > start[which])
        return which[meets], row[meets]

    def ranges_at(
        self, place: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """For each k the smallest run of rows [first, last) at place[k] (codes) that holds every stay that may
        overlap [start[k], end[k]); a few rows of the run may not overlap."""
        offsets = self.arrays["place_offsets"]
        low, high = offsets[place], offsets[place + 1]
        first = _first_beyond(self.arrays["reach"], low, high, np.clip(start, -1, _FOREVER - 1))
        last = _first_beyond(self.arrays["arrived"], low, high, np.clip(end, 0, _FOREVER) - 1)
        return first, np.maximum(first, last)

    def latest_ends(self, row: np.ndarray) -> np.ndarray:
        """The latest possible ends of these rows as int64 seconds; OPEN (2**32 - 1) where nothing limits one."""
        ends = self.arrays["left"][row]
        spots = np.flatnonzero(ends == OPEN)
        limited = self.arrays["open_rows"]
        if len(spots) and len(limited):
            wanted = row[spots]
            at = np.minimum(np.searchsorted(limited, wanted.astype(limited.dtype)), len(limited) - 1)
            ends[spots] = np.where(limited[at] == wanted, self.arrays["open_ends"][at], OPEN)
        return ends.astype(np.int64)


def spread(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For sizes 2, 0, 3: (0, 0, 2, 2, 2) and (0, 1, 0, 1, 2): whose turn it is, and the how manieth."""
    which = np.repeat(np.arange(len(sizes)), sizes)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _first_beyond(ascending: np.ndarray, low: np.ndarray, high: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """For each k the first place in [low[k], high[k]) with a value above limit[k]; high[k] where there is none."""
    if not LOOP.loaded:
        return _by_columns(ascending, low, high, limit)
    found = np.empty(len(low), dtype=np.int64)
    LOOP(0, len(low), ascending, plain(low), plain(high), plain(limit), found)
    return found


def _by_columns(ascending: np.ndarray, low: np.ndarray, high: np.ndarray, limit: np.ndarray) -> np.ndarray:
    low, high = low.copy(), high.copy()
    while (going_on := low < high).any():
        middle = (low + high) >> 1
        beyond = ascending[np.where(going_on, middle, 0)] > limit
        high = np.where(going_on & beyond, middle, high)
        low = np.where(going_on & ~beyond, middle + 1, low)
    return low


def _seconds(stored: np.ndarray) -> np.ndarray:
    wide = stored.astype(np.int64)
    wide[wide == _FOREVER] = UNKNOWN_END
    return wide


def _written(
    folder: Path,
    since: int | None,
    stays: Pieces,
    progress: Progress | None,
    of: StayStore | None = None,
) -> StayStore:
    """The store written from what it (or the store `of`) holds since an instant (None: nothing) and from more stays."""
    said = progress or _silent
    with new_version(folder) as version:
        intake = StayIntake(version.waiting)
        if since is not None:
            _take_over(StayStore(folder) if of is None else of, since, intake, said)
        for piece in (stays,) if isinstance(stays, Mapping) else stays:
            intake.take(piece)
            said("take", intake.taken, 0)
        write_stays(version, intake, said)
    return StayStore(folder)


def _take_over(store: StayStore, since: int, intake: StayIntake, progress: Progress) -> None:
    codes = {name: intake.texts[name].learn(store.arrays[f"{name}_ids"]) for name in NAMED}
    codes["seat"] = np.append(codes["seat"], np.int32(-1))
    for first in range(0, len(store), _ROWS_AT_ONCE):
        row = np.arange(first, min(first + _ROWS_AT_ONCE, len(store)))
        row = row[store.latest_ends(row) >= since]
        rows = np.empty(len(row), dtype=STAY)
        for name in STAY.names:
            column = store.arrays[name][row]
            rows[name] = codes[name][column] if name in codes else column
        intake.put(rows)
        progress("take over", min(first + _ROWS_AT_ONCE, len(store)), len(store))


def _silent(step: str, done: int, in_all: int) -> None:
    """Says nothing."""
