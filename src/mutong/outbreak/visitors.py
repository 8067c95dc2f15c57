"""How many different people were at a place in a time: the crowd against which a shared place is judged."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from mutong.outbreak.overlaps import by_numpy
from mutong.outbreak.stays import StayStore
from mutong.standards.compiled.compiling import compiled_run, numba_is_here

_BLOCK = 4_000_000
_LOAD_FROM, _LOOP_FROM = 40_000_000, 200_000
_SOURCE = Path(__file__).with_name("visitor_loops.py")
_loaded: list[Callable[..., None]] = []


def load_visitor_loop() -> bool:
    """Load (the first time: compile) the loop now, for a process that asks often; False where numba is not here."""
    if not _loaded and numba_is_here():
        run = compiled_run(_SOURCE.read_text(encoding="utf-8"))
        numbers, stored = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint32)
        stored.flags.writeable = False
        run(0, 0, *[numbers] * 3, *[stored] * 4, np.zeros(0, np.int32), numbers)
        _loaded.append(run)
    return bool(_loaded)


def count_visitors(
    store: StayStore, place: np.ndarray, start: np.ndarray, end: np.ndarray, compiled: bool | None = None
) -> np.ndarray:
    """For each k how many different people may have been at place[k] (codes) in [start[k], end[k]), in seconds.

    `compiled` chooses the compiled loop or NumPy; None takes the one that is faster.
    """
    low, high = store.ranges_at(place, start, end)
    rows = int((high - low).sum())
    if compiled is None:
        compiled = (rows >= _LOOP_FROM and bool(_loaded)) or (rows >= _LOAD_FROM and load_visitor_loop())
    return _by_loop(store, low, high, start) if compiled else _by_numpy(store, low, high, start)


def _by_loop(store: StayStore, low: np.ndarray, high: np.ndarray, start: np.ndarray) -> np.ndarray:
    load_visitor_loop()
    count, seen = np.zeros(len(low), dtype=np.int64), np.zeros(len(store.people), dtype=np.int32)
    arrays = store.arrays
    opened = arrays["left"], arrays["open_rows"], arrays["open_ends"]
    _loaded[0](0, len(low), low, high, start, *opened, arrays["person"], seen, count)
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
