"""The bare look-up in sorted arrays, written by hand for numba: who was where a case was while the case was there.

It reads the same arrays as a store of stays and gives the same meetings; no rules, no reasons, no texts.
"""

import numba
import numpy as np

from mutong.outbreak.stays import StayStore

_OPEN = 0xFFFFFFFF


@numba.njit(cache=True, inline="always")
def _first_beyond(values, low, high, limit):
    while low < high:
        middle = (low + high) >> 1
        if values[middle] > limit:
            high = middle
        else:
            low = middle + 1
    return low


@numba.njit(cache=True)
def _limited(row, open_rows, open_ends):
    at = _first_beyond(open_rows, 0, len(open_rows), np.int64(row) - 1)
    return np.int64(open_ends[at]) if at < len(open_rows) and open_rows[at] == row else np.int64(_OPEN)


@numba.njit(cache=True)
def _runs(
    people, since, until, by_person, of_person, of_place, place, arrived, left, reach, open_rows, open_ends
):
    """The cases' own stays in their windows, each with the run of rows that may overlap it."""
    most = 0
    for k in range(len(people)):
        most += of_person[people[k] + 1] - of_person[people[k]]
    runs = np.empty((most, 5), np.int64)
    count = 0
    for k in range(len(people)):
        for at in range(of_person[people[k]], of_person[people[k] + 1]):
            own = by_person[at]
            end = np.int64(left[own])
            if end == _OPEN:
                end = _limited(own, open_rows, open_ends)
            start, end = max(np.int64(arrived[own]), since[k]), min(end, until[k])
            if start < end:
                low, high = of_place[place[own]], of_place[place[own] + 1]
                runs[count, 0], runs[count, 1], runs[count, 2] = k, start, end
                runs[count, 3] = _first_beyond(reach, low, high, start)
                runs[count, 4] = _first_beyond(arrived, low, high, end - 1)
                count += 1
    return runs[:count]


@numba.njit(cache=True)
def _meet(runs, people, place, person, arrived, left, open_rows, open_ends):
    most = (runs[:, 4] - runs[:, 3]).sum()
    case, other, where = np.empty(most, np.int32), np.empty(most, np.uint32), np.empty(most, np.uint32)
    begin, finish = np.empty(most, np.int64), np.empty(most, np.int64)
    count = 0
    for at in range(len(runs)):
        k, since, until = runs[at, 0], runs[at, 1], runs[at, 2]
        for row in range(runs[at, 3], runs[at, 4]):
            end = np.int64(left[row])
            if end > since:
                if end == _OPEN:
                    end = _limited(row, open_rows, open_ends)
                start, end = max(np.int64(arrived[row]), since), min(end, until)
                if start < end and person[row] != people[k]:
                    case[count], other[count], where[count] = k, person[row], place[row]
                    begin[count], finish[count] = start, end
                    count += 1
    return case[:count], other[:count], where[:count], begin[:count], finish[:count]


def meet_by_hand(store: StayStore, people: np.ndarray, since: np.ndarray, until: np.ndarray) -> tuple:
    """Case, other person, place (codes), from and to of every meeting of these people in their windows."""
    arrays = store.arrays

    def named(*names: str) -> list[np.ndarray]:
        return [arrays[name] for name in names]

    offsets = named("by_person", "person_offsets", "place_offsets")
    opened = named("open_rows", "open_ends")
    runs = _runs(people, since, until, *offsets, *named("place", "arrived", "left", "reach"), *opened)
    return _meet(runs, people, *named("place", "person", "arrived", "left"), *opened)
