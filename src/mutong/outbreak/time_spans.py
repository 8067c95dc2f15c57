"""Spans of time at places: put together where they meet, and asked whether they cover others."""

import numpy as np

from mutong.outbreak.columns import index_of

_BITS = 33
_LATEST = 1 << 32


class PlaceSpans:
    """Half-open spans [start, end), whole seconds from 0 to 2**32, at places (ids as bytes).

    Spans at one place that overlap or touch are one. `places` are the ids, ascending; the arrays `place` (a position in
    them), `start` and `end` are parallel, by place and start.
    """

    def __init__(self) -> None:
        self.places = np.zeros(0, dtype="S1")
        self.place, self.start, self.end = (np.zeros(0, dtype=np.int64) for _ in range(3))

    def __len__(self) -> int:
        return len(self.start)

    def columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each span the place (id), its start and its end."""
        return self.places[self.place], self.start, self.end

    def joined(self, places: np.ndarray, start: np.ndarray, end: np.ndarray) -> "PlaceSpans":
        """These spans and more, each with its place (id)."""
        ids, starts, ends = (
            np.concatenate(pair) for pair in zip(self.columns(), (places, start, end), strict=True)
        )
        found = PlaceSpans()
        if not len(ids):
            return found
        found.places, place = np.unique(ids, return_inverse=True)
        begin, finish = _keys(place, starts), _keys(place, ends)
        order = np.argsort(begin, kind="stable")
        begin, reach = begin[order], np.maximum.accumulate(finish[order])
        # A place's last end lies below the next place's first start: the places' numbers stand in the higher bits.
        first = np.flatnonzero(np.append(True, begin[1:] > reach[:-1]))
        last = np.append(first[1:], len(begin)) - 1
        found.place, found.start = begin[first] >> _BITS, begin[first] & ((1 << _BITS) - 1)
        found.end = reach[last] & ((1 << _BITS) - 1)
        return found

    def hold(self, places: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """For each span (its place as an id) whether one of these covers it."""
        if not len(self):
            return np.zeros(len(places), dtype=bool)
        place = index_of(self.places, places)
        begin = _keys(self.place, self.start)
        at = np.searchsorted(begin, _keys(place, start), side="right") - 1
        held = np.maximum(at, 0)
        return (place >= 0) & (at >= 0) & (self.place[held] == place) & (self.end[held] >= _cut(end))


def _cut(seconds: np.ndarray) -> np.ndarray:
    return np.clip(seconds, 0, _LATEST)


def _keys(place: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    return (place.astype(np.int64) << _BITS) | _cut(seconds)
