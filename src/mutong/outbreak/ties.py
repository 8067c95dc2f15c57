"""Ties between two people on record (a carer, say), as arrays: who is tied to whom, by what, from when to when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from mutong.kernel.period import start_of_day
from mutong.outbreak.columns import codes_of, second_of
from mutong.outbreak.households import NEVER
from mutong.outbreak.stays import spread


@dataclass(frozen=True)
class Tied:
    """Ties of some people, parallel: whose (a place in what was asked), to whom (`Ties.people`), which, seconds."""

    asked: np.ndarray
    other: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    end: np.ndarray


class Ties:
    """Rows of table relations (person_id, other_id, kind, valid_from, valid_to); a tie is asked from either side.

    `people` are ids as texts, `kinds` what the other is: a word of the table's column `kind` (a carer), or that word
    with `_of` from the other's side (the one cared for is whom the carer is `carer_of`).
    """

    def __init__(self, relations: Iterable[Mapping[str, object]]) -> None:
        rows = list(relations)
        size = len(rows)
        words, codes = codes_of([row[side] for side in ("person_id", "other_id") for row in rows])
        self.people = [word.decode() for word in words.tolist()]
        named = [str(row["kind"]) for row in rows]
        self.kinds = sorted({*named, *(f"{kind}_of" for kind in named)})
        sides = [*named, *(f"{kind}_of" for kind in named)]
        kinds = np.array([self.kinds.index(kind) for kind in sides], dtype=np.int64)
        start, end = (
            np.array([NEVER if row.get(name) is None else second_of(start_of_day(row[name])) for row in rows],
                     dtype=np.int64)
            for name in ("valid_from", "valid_to")
        )  # fmt: skip
        order = np.argsort(codes, kind="stable")
        self._person, self._other = codes[order], np.roll(codes, size)[order]
        self._record = order % max(size, 1)
        self._kind, self._start, self._end = kinds[order], start, end

    def of(self, codes: np.ndarray, start: np.ndarray, end: np.ndarray) -> Tied:
        """Whom each of these people (numbers of `people`; -1 has nobody) was tied to at some time of [start, end)."""
        first, last = (np.searchsorted(self._person, codes, side=side) for side in ("left", "right"))
        asked, turn = spread(np.where(codes < 0, 0, last - first))
        at = first[asked] + turn
        record = self._record[at]
        begin = np.maximum(self._start[record], start[asked])
        finish = np.minimum(self._end[record], end[asked])
        kept = np.flatnonzero(begin < finish)
        return Tied(asked[kept], self._other[at[kept]], self._kind[at[kept]], begin[kept], finish[kept])

    def codes(self, ids: Iterable[str]) -> np.ndarray:
        """The numbers of these people; -1 for those with no tie."""
        place = {one: k for k, one in enumerate(self.people)}
        return np.array([place.get(one, -1) for one in ids], dtype=np.int64)
