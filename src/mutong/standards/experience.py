"""What is known of a fact among like people: of the same age band and place, in the same register.

Used only to guess what an answer may turn out to be when questions are chosen; no finding rests on it.
"""

from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from mutong.standards.question_weights import weight
from mutong.standards.rules.single_numbers import whole_years
from mutong.standards.rules.subjects import Single, Subject
from mutong.tables.snapshot import Snapshot
from mutong.tables.snapshot_columns import day_number

_BANDS = tuple(f"age_band_{place}" for place in (1, 2, 3))
_NOBODY = -1


class Experience:
    """The known values of every fact of a Snapshot, by age band and county."""

    def __init__(self, snapshot: Snapshot) -> None:
        # Only columns are kept: the Snapshot itself must be free to go.
        self._columns = {
            kind: {key: _column(snapshot, key) for key in snapshot.facts(kind)} for kind in _KINDS
        }
        self._birth = snapshot.number("birth_date")
        self._on = int(day_number(snapshot.on))
        codes, self._digits = snapshot.code("area_code"), int(weight("area_digits"))
        counties = np.array([*(word[: self._digits] for word in codes.words), ""], dtype=object)
        home = counties[codes.index]
        self._county = {"household": home, "person": np.append(home, "")[snapshot.group]}
        self._least = int(weight("least_known"))
        self._pools: dict[tuple, tuple[Single, ...] | None] = {}

    @cached_property
    def _bands(self) -> np.ndarray:
        births, which = np.unique(self._birth.low, return_inverse=True)
        bands = np.array([_band(whole_years(float(birth), self._on)) for birth in births] or [0])
        return np.where(self._birth.low == self._birth.high, bands[which], _NOBODY)

    def values(self, subject: Subject, key: str, kind: str) -> tuple[Single, ...] | None:
        """The values of a fact known of like subjects, in order; None where too few are known."""
        band = _NOBODY
        if subject.kind == "person":
            low, high = subject.fact("birth_date", "day")
            band = _band(whole_years(low, self._on)) if low == high else _NOBODY
        county = subject.area_code[: self._digits]
        for like in ((band, county), (band, ""), (_NOBODY, "")):
            found = self._pool(subject.kind, key, kind, *like)
            if found is not None:
                return found
        return None

    def _pool(self, of: str, key: str, kind: str, band: int, county: str) -> tuple[Single, ...] | None:
        name = (of, key, band, county)
        if name not in self._pools:
            self._pools[name] = self._gathered(of, key, kind, band, county)
        return self._pools[name]

    def _gathered(self, of: str, key: str, kind: str, band: int, county: str) -> tuple[Single, ...] | None:
        column = self._columns[of].get(key)
        if column is None:
            return None
        low, high, index, words = column
        held = index >= 0 if kind == "code" else low == high
        if band != _NOBODY:
            held = held & (self._bands == band)
        if county:
            held = held & (self._county[of] == county)
        if np.count_nonzero(held) < self._least:
            return None
        if kind == "code":
            return tuple(sorted(words[i] for i in index[held]))
        values = np.sort(low[held])
        return (
            tuple(int(v) for v in values) if kind == "truth" else tuple((float(v), float(v)) for v in values)
        )


_KINDS = ("person", "household")
_kept: "WeakKeyDictionary[Snapshot, Experience]" = WeakKeyDictionary()


def experience_of(snapshot: Snapshot) -> Experience:
    """What a Snapshot knows, gathered once for as long as the Snapshot is in use."""
    found = _kept.get(snapshot)
    if found is None:
        found = _kept[snapshot] = Experience(snapshot)
    return found


def _band(years: float) -> int:
    return sum(years >= weight(name) for name in _BANDS)


def _column(snapshot: Snapshot, key: str) -> tuple:
    ends, codes = snapshot.number(key), snapshot.code(key)
    return ends.low, ends.high, codes.index, codes.words
