"""Person ids as numbers: the codes of a store first, then those who have no stay."""

from collections.abc import Sequence

import numpy as np

from mutong.outbreak.columns import as_bytes
from mutong.outbreak.stays import StayStore
from mutong.tables.text_codes import texts_of_bytes


class People:
    """Numbers for person ids while one tracing lasts."""

    def __init__(self, store: StayStore | None) -> None:
        self._store = store
        self.stored_people = 0 if store is None else len(store.people)
        self._others: list[str] = []
        self._code: dict[str, int] = {}

    def codes(self, ids: Sequence[str] | np.ndarray) -> np.ndarray:
        """The number of each person (ids as texts, or an array of bytes), given one where there was none."""
        found = self.stored(ids)
        for k in np.flatnonzero(found < 0).tolist():
            one = ids[k].decode() if as_bytes(ids) else ids[k]
            if one not in self._code:
                self._code[one] = self.stored_people + len(self._others)
                self._others.append(one)
            found[k] = self._code[one]
        return found

    def ids(self, codes: np.ndarray) -> Sequence[str] | np.ndarray:
        """The ids of these numbers: an array of bytes where all of them have stays, else texts."""
        if self._store is not None and (codes < self.stored_people).all():
            return self._store.people[codes]
        return self.names(codes)

    def stored(self, ids: Sequence[str] | np.ndarray) -> np.ndarray:
        """The store's code of each person; -1 for those without a stay."""
        if self._store is None:
            return np.full(len(ids), -1, dtype=np.int64)
        return self._store.person_codes(ids)

    def texts(self, codes: np.ndarray) -> Sequence[str]:
        """The ids of these numbers, as a column where many are asked for."""
        found = self.ids(codes)
        return texts_of_bytes(found) if as_bytes(found) else found

    def names(self, codes: np.ndarray) -> list[str]:
        """The ids of these numbers."""
        held = codes < self.stored_people
        if held.all():
            return [] if self._store is None else [one.decode() for one in self._store.people[codes].tolist()]
        found = [""] * len(codes)
        for k in np.flatnonzero(held).tolist():
            found[k] = self._store.people[codes[k]].decode()
        for k in np.flatnonzero(~held).tolist():
            found[k] = self._others[codes[k] - self.stored_people]
        return found
