"""Meetings: every occasion on which somebody was, or may have been, with an exposer.

One row is one exposer and one other person: living together, two stays at one place, or one encounter. Times are
seconds: surely together in [sure_from, sure_to) (empty when not sure), possibly in [from_, to).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from mutong.outbreak.columns import UNKNOWN_END, codes_of, numbers_of, seconds_of
from mutong.outbreak.exposers import Exposer, Households, window_arrays
from mutong.outbreak.stays import CERTAINTIES, StayStore

HOUSEHOLD, PLACE, ENCOUNTER = range(3)
NO_PLACE = -1


@dataclass(frozen=True)
class Meetings:
    """Parallel arrays. `exposer` counts in the list of exposers, `person` in `People`, `place` and the seats in
    the store (-1 unknown or none); `held_from`/`held_to` is the sure time before the window is applied;
    `open_end` and `unsure_where` tell why a stay is not sure; `lives_with`: recorded to live together then."""

    exposer: np.ndarray
    person: np.ndarray
    place: np.ndarray
    relation: np.ndarray
    sure_from: np.ndarray
    sure_to: np.ndarray
    from_: np.ndarray
    to: np.ndarray
    held_from: np.ndarray
    held_to: np.ndarray
    seat: np.ndarray
    other_seat: np.ndarray
    distance: np.ndarray
    open_end: np.ndarray
    unsure_where: np.ndarray
    lives_with: np.ndarray

    def __len__(self) -> int:
        return len(self.exposer)

    def pick(self, rows: np.ndarray) -> "Meetings":
        """The meetings at these positions (or under this mask)."""
        return Meetings(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


class People:
    """Person ids as numbers: the store's codes first, then those who have no stay."""

    def __init__(self, store: StayStore | None) -> None:
        self._store = store
        self._stored = 0 if store is None else len(store.people)
        self._others: list[str] = []
        self._code: dict[str, int] = {}

    def codes(self, ids: Sequence[str]) -> np.ndarray:
        """The number of each person, given one where there was none."""
        found = self.stored(ids)
        for k in np.flatnonzero(found < 0):
            if ids[k] not in self._code:
                self._code[ids[k]] = self._stored + len(self._others)
                self._others.append(ids[k])
            found[k] = self._code[ids[k]]
        return found

    def stored(self, ids: Sequence[str]) -> np.ndarray:
        """The store's code of each person; -1 for those without a stay."""
        if self._store is None:
            return np.full(len(ids), -1, dtype=np.int64)
        return self._store.person_codes(ids)

    def name(self, code: int) -> str:
        """The id of a number."""
        if code < self._stored:
            return self._store.people[code].decode()
        return self._others[code - self._stored]


def find_meetings(
    exposers: Sequence[Exposer],
    store: StayStore | None,
    households: Households,
    encounters: Mapping[str, Sequence] | None,
    people: People,
    as_of: int,
) -> Meetings:
    """Every meeting of the exposers inside their possible windows, with others than themselves and their case."""
    parts = [_at_home(exposers, households, people)]
    if store is not None and exposers:
        parts.append(_at_places(exposers, store, people, as_of))
    if encounters is not None and exposers:
        parts.append(_encountered(exposers, encounters, people, as_of))
    joined = Meetings(
        **{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Meetings)}
    )
    self_person = people.codes([one.person for one in exposers])
    case_person = people.codes([one.case_person for one in exposers])
    others = (joined.person != self_person[joined.exposer]) & (joined.person != case_person[joined.exposer])
    found = joined.pick(others & (joined.from_ < joined.to))
    _mark_living_together(found, exposers, households, people)
    return found


def _meetings(
    windows: dict[str, np.ndarray], exposer: np.ndarray, relation: int, held: tuple, open_: tuple, **named
) -> Meetings:
    size = len(exposer)
    blank = {
        "place": np.full(size, NO_PLACE, dtype=np.int64),
        "seat": np.full(size, -1, dtype=np.int64),
        "other_seat": np.full(size, -1, dtype=np.int64),
        "distance": np.full(size, np.nan),
        "open_end": np.zeros(size, dtype=bool),
        "unsure_where": np.zeros(size, dtype=bool),
    }
    sure = ~named.get("unsure_where", blank["unsure_where"])
    sure_from = np.maximum(held[0], windows["sure_from"][exposer])
    return Meetings(
        exposer=exposer,
        relation=np.full(size, relation, dtype=np.int8),
        sure_from=sure_from,
        sure_to=np.where(sure, np.minimum(held[1], windows["sure_to"][exposer]), sure_from),
        from_=np.maximum(open_[0], windows["from_"][exposer]),
        to=np.minimum(open_[1], windows["to"][exposer]),
        held_from=held[0],
        held_to=held[1],
        lives_with=np.full(size, relation == HOUSEHOLD),
        **(blank | named),
    )


def _at_home(exposers: Sequence[Exposer], households: Households, people: People) -> Meetings:
    found = [
        (k, *member)
        for k, one in enumerate(exposers)
        for member in households.together(one.person, one.from_, one.to)
    ]
    numbers = [np.array([row[i] for row in found], dtype=np.int64) for i in (0, 2, 3)]
    exposer, start, end = numbers
    return _meetings(
        window_arrays(exposers), exposer, HOUSEHOLD, (start, end), (start, end),
        person=people.codes([row[1] for row in found]),
    )  # fmt: skip


def _at_places(exposers: Sequence[Exposer], store: StayStore, people: People, as_of: int) -> Meetings:
    windows = window_arrays(exposers)
    stored = people.stored([one.person for one in exposers])
    which, own_row = store.rows_of(stored, windows["from_"], windows["to"])
    own = store.rows(own_row)
    own_to = _possible_end(own.ends_by, as_of)
    first, last = store.ranges_at(
        own.place, np.maximum(own.arrived, windows["from_"][which]), np.minimum(own_to, windows["to"][which])
    )
    sizes = last - first
    k = np.repeat(np.arange(len(which)), sizes)
    row = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    other = store.rows(row)
    known_end = np.where(own.left == UNKNOWN_END, own.arrived, own.left)
    other_known_end = np.where(other.left == UNKNOWN_END, other.arrived, other.left)
    start = np.maximum(own.arrived[k], other.arrived)
    return _meetings(
        windows,
        which[k],
        PLACE,
        (start, np.minimum(known_end[k], other_known_end)),
        (start, np.minimum(own_to[k], _possible_end(other.ends_by, as_of))),
        person=other.person.astype(np.int64),
        place=other.place.astype(np.int64),
        seat=own.seat[k].astype(np.int64),
        other_seat=other.seat.astype(np.int64),
        open_end=(own.left == UNKNOWN_END)[k] | (other.left == UNKNOWN_END),
        unsure_where=_unsure(own.certainty, own.radius)[k] | _unsure(other.certainty, other.radius),
    )


def _encountered(
    exposers: Sequence[Exposer], encounters: Mapping[str, Sequence], people: People, as_of: int
) -> Meetings:
    dictionary, codes = codes_of([*encounters["person_a"], *encounters["person_b"]])
    size = len(codes) // 2
    both = np.concatenate([codes[:size], codes[size:]]), np.concatenate([codes[size:], codes[:size]])
    of_code: dict[str, list[int]] = {}
    for k, one in enumerate(exposers):
        of_code.setdefault(one.person, []).append(k)
    names = [word.decode() for word in dictionary.tolist()]
    wanted = np.array([name in of_code for name in names], dtype=bool)
    hits = np.flatnonzero(wanted[both[0]])
    pairs = [(k, at) for at in hits.tolist() for k in of_code[names[both[0][at]]]]
    exposer = np.array([k for k, _ in pairs], dtype=np.int64)
    at = np.array([at for _, at in pairs], dtype=np.int64)
    record = at % max(size, 1)
    start = seconds_of(encounters["start_at"])[record]
    end = seconds_of(encounters["end_at"])[record]
    known = np.where(end == UNKNOWN_END, start, end)
    distance = numbers_of(encounters["distance_m"]) if "distance_m" in encounters else np.full(size, np.nan)
    return _meetings(
        window_arrays(exposers), exposer, ENCOUNTER, (start, known), (start, _possible_end(end, as_of)),
        person=people.codes([names[code] for code in both[1][at]]),
        distance=distance[record].astype(float),
        open_end=end == UNKNOWN_END,
    )  # fmt: skip


def _possible_end(ends: np.ndarray, as_of: int) -> np.ndarray:
    return np.where(ends == UNKNOWN_END, as_of, ends)


def _unsure(certainty: np.ndarray, radius: np.ndarray) -> np.ndarray:
    # A point (cell, scan) with a radius, or with none written, may lie beside the place it was matched to.
    return (certainty == CERTAINTIES.index("point")) & ~(radius == 0)


def _mark_living_together(
    found: Meetings, exposers: Sequence[Exposer], households: Households, people: People
) -> None:
    """Sets `lives_with` where the two are recorded to live together at some time of the meeting."""
    for k, one in enumerate(exposers):
        together = households.together(one.person, one.from_, one.to)
        if not together:
            continue
        mine = np.flatnonzero(found.exposer == k)
        members = people.codes([row[0] for row in together])
        for at in mine[np.isin(found.person[mine], members)]:
            found.lives_with[at] |= any(
                members[i] == found.person[at] and row[1] < found.to[at] and found.from_[at] < row[2]
                for i, row in enumerate(together)
            )
