"""Probable pairs as rows, made one at a time: an outbreak of a hundred thousand has millions of them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mutong.outbreak.infectors import Infectors

_DIGITS = 6


@dataclass(frozen=True)
class ProbablePairs(Sequence):
    """Rows infectee, infector, probability, chain_id, basis: for each case its infectors by falling probability, then
    infector None for a source that is not in the data, where that is possible."""

    found: Infectors
    chain_of: tuple[str, ...]

    def __len__(self) -> int:
        """How many rows."""
        return int(self._starts[-1])

    def __getitem__(self, place: int | slice) -> dict[str, object] | list[dict[str, object]]:
        """One row by its place, or a list of rows."""
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(len(self)))]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        case = bisect_right(self._starts, at) - 1
        return self._row(case, at - int(self._starts[case]))

    def __iter__(self) -> Iterator[dict[str, object]]:
        """All rows in order."""
        for case in range(len(self.found.ids)):
            for k in range(int(self._starts[case + 1] - self._starts[case])):
                yield self._row(case, k)

    @cached_property
    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        return self.found.first_of()

    @cached_property
    def _starts(self) -> np.ndarray:
        rows = self._pairs[1] + (self.found.unseen > 0)
        return np.append(0, np.cumsum(rows))

    def _row(self, case: int, k: int) -> dict[str, object]:
        first, count = self._pairs
        if k < count[case]:
            at = first[case] + k
            infector, basis = self.found.ids[self.found.infector[at]], str(self.found.basis[at])
            probability = float(self.found.probability[at])
        else:
            infector, probability = None, float(self.found.unseen[case])
            basis = "imported" if self.found.imported[case] else "unlinked"
        return {
            "infectee": self.found.ids[case],
            "infector": infector,
            "probability": round(probability, _DIGITS),
            "chain_id": self.chain_of[case],
            "basis": basis,
        }
