"""How many different people were at a place in a time: the crowd against which a shared place is judged."""

import numpy as np

from mutong.outbreak.loops import Loop, stored, whole
from mutong.outbreak.overlaps import by_numpy
from mutong.outbreak.stays import StayStore

_BLOCK = 4_000_000
_LOAD_FROM, _LOOP_FROM = 40_000_000, 200_000
LOOP = Loop("visitor_loops.py", lambda: (*[whole()] * 3, *[stored()] * 4, np.zeros(0, np.int32), whole()))


def count_visitors(
    store: StayStore, place: np.ndarray, start: np.ndarray, end: np.ndarray, compiled: bool | None = None
) -> np.ndarray:
    """For each k how many different people may have been at place[k] (codes) in [start[k], end[k]), in seconds.

    `compiled` chooses the compiled loop or NumPy; None takes the one that is faster.
    """
    low, high = store.ranges_at(place, start, end)
    rows = int((high - low).sum())
    if compiled is None:
        compiled = (rows >= _LOOP_FROM and LOOP.loaded) or (rows >= _LOAD_FROM and LOOP.load())
    return _by_loop(store, low, high, start) if compiled else _by_numpy(store, low, high, start)


def _by_loop(store: StayStore, low: np.ndarray, high: np.ndarray, start: np.ndarray) -> np.ndarray:
    count, seen = np.zeros(len(low), dtype=np.int64), np.zeros(len(store.people), dtype=np.int32)
    arrays = store.arrays
    opened = arrays["left"], arrays["open_rows"], arrays["open_ends"]
    LOOP(0, len(low), low, high, start, *opened, arrays["person"], seen, count)
    return count


def _by_numpy(store: StayStore, low: np.ndarray, high: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The same without a compiler: block by block, so that memory is bounded; no rows are sorted."""
    count, last = np.zeros(len(low), dtype=np.int64), np.zeros(len(store.people), dtype=np.int64)
    part = np.cumsum(high - low) // _BLOCK
    for some in np.split(np.arange(len(low)), np.flatnonzero(np.diff(part)) + 1) if len(low) else ():
        which, row, _ = by_numpy(store, low[some], high[some], start[some])
        people = store.arrays["person"][row]
        ends = np.cumsum(np.bincount(which, minlength=len(some)))
        for query, here in zip(some.tolist(), np.split(people, ends[:-1]), strict=True):
            # Of one person's rows the last to be written stays: as many places remain as there are people.
            turn = np.arange(len(here))
            last[here] = turn
            count[query] = np.count_nonzero(last[here] == turn)
    return count
