"""Which stays at some places overlap some times: run by run, in compiled loops where that is worth it.

A run of rows that may overlap is found by binary search in the arrivals and reaches of the place; it is then looked
through, by NumPy or by the same loop compiled (numba, where it is installed). Memory is bounded by a block and by what
overlaps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from mutong.outbreak.loops import Loop, stored, whole
from mutong.outbreak.stay_intake import CERTAINTIES, OPEN
from mutong.outbreak.stays import StayStore, spread

FOREVER = int(OPEN)
_POINT = CERTAINTIES.index("point")
_BLOCK = 4_000_000
# Loading what was compiled takes half a second: as long as NumPy needs for so many rows.
_LOAD_FROM = 40_000_000
_LOOP_FROM = 20_000
LOOP = Loop("overlap_loops.py", lambda: (*[whole()] * 3, *[stored()] * 3, *[whole()] * 3, whole(1)))


Wanted = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Others:
    """Stays that overlap, as parallel arrays: numbers of the store and seconds (int64).

    `end` is the latest possible one, FOREVER where nothing limits it; `open_end` where nobody knows it;
    `unsure_where` where the place is not sure.
    """

    person: np.ndarray
    arrived: np.ndarray
    end: np.ndarray
    open_end: np.ndarray
    seat: np.ndarray
    unsure_where: np.ndarray


def overlapping_stays(
    store: StayStore,
    place: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    wanted: Wanted | None = None,
    compiled: bool | None = None,
    runs: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[np.ndarray, Others]:
    """For each k every stay at place[k] (codes) that may overlap [start[k], end[k]), in seconds: k, and the stays.

    `wanted(k, row)` gives the places of those that count; the others are not looked at further.
    `compiled` chooses the compiled loop or NumPy; None takes the one that is faster. `runs` is what the store's
    `ranges_at` gives for them, where it was asked already.
    """
    low, high = runs or store.ranges_at(place, start, end)
    rows = int((high - low).sum())
    if compiled is None:
        compiled = (rows >= _LOOP_FROM and LOOP.loaded) or (rows >= _LOAD_FROM and LOOP.load())
    look = by_loop if compiled else by_numpy
    nothing = np.zeros(0, dtype=np.int64)
    parts = [(nothing, nothing, nothing)]
    for block in _blocks(high - low):
        which, row, ends = look(store, low[block], high[block], start[block])
        which += block.start
        if wanted is not None:
            asked = wanted(which, row)
            which, row, ends = which[asked], row[asked], ends[asked]
        parts.append((which, row, ends))
    which, row, ends = (
        parts[-1] if len(parts) == 2 else (np.concatenate(one) for one in zip(*parts, strict=True))
    )
    arrays = store.arrays
    certainty = arrays["certainty"][row]
    unsure = certainty == _POINT
    points = np.flatnonzero(unsure)
    unsure[points] = unsure_where(certainty[points], arrays["radius"][row[points]])
    others = Others(
        person=arrays["person"][row].astype(np.int64),
        arrived=arrays["arrived"][row].astype(np.int64),
        end=ends,
        open_end=arrays["left"][row] == OPEN,
        seat=arrays["seat"][row].astype(np.int64),
        unsure_where=unsure,
    )
    return which, others


def unsure_where(certainty: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Whether a point (cell, scan) with a radius, or with none written, may lie beside the place it was matched to."""
    return (certainty == _POINT) & ~(radius == 0)


def _blocks(sizes: np.ndarray) -> Iterator[slice]:
    """Neighbours whose runs together are not longer than a block, or one alone that is."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + _BLOCK, side="right")), first + 1)
        yield slice(first, last)
        first = last


Found = tuple[np.ndarray, np.ndarray, np.ndarray]


def by_numpy(store: StayStore, low: np.ndarray, high: np.ndarray, start: np.ndarray) -> Found:
    """For each k the rows of [low[k], high[k]) whose possible end lies after start[k]: k, the row and the end."""
    which, within = spread(high - low)
    row = low[which] + within
    since = start[which]
    # Whether an end that nobody knows has a limit is asked only of those; it counts as the latest of all before.
    kept = np.flatnonzero(store.arrays["left"][row] > since)
    which, row, since = which[kept], row[kept], since[kept]
    ends = store.latest_ends(row)
    if (over := ends <= since).any():
        which, row, ends = which[~over], row[~over], ends[~over]
    return which, row, ends


def by_loop(store: StayStore, low: np.ndarray, high: np.ndarray, start: np.ndarray) -> Found:
    """The same by the compiled loop."""
    most = int((high - low).sum())
    which, row, ends = (np.empty(most, dtype=np.int64) for _ in range(3))
    count, arrays = np.zeros(1, dtype=np.int64), store.arrays
    opened = arrays["left"], arrays["open_rows"], arrays["open_ends"]
    LOOP(0, len(low), low, high, start, *opened, which, row, ends, count)
    return tuple(one[: count[0]].copy() for one in (which, row, ends))
