"""Places that take in too many to list: counted by time, so that an investigator opens the slices that matter.

Only rules that the pack marks `crowd` are counted so, and only above the number the pack gives; whoever a rule of
another kind finds at the same place is listed all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mutong.outbreak.exposers import Exposers
from mutong.outbreak.judging import Judged
from mutong.outbreak.row_order import order_by, starts_of_runs
from mutong.outbreak.stays import spread
from mutong.standards.contacts import ContactRule, ContactRules


@dataclass(frozen=True)
class Slice:
    """How many people were there with the case in [start, end), seconds."""

    start: int
    end: int
    people: int


@dataclass(frozen=True)
class Crowd:
    """One case at one place where a rule found more than the pack lists: how many, from when to when.

    `came` and `left` are the seconds between which each of `person` (numbers) was there with the case; `slice_minutes`
    how long a slice is (None: one slice).
    """

    case_id: str
    place_id: str
    place_name: str
    rule: str
    contact_class: str
    people: int
    first: int
    last: int
    slice_minutes: float | None
    person: np.ndarray = field(repr=False)
    came: np.ndarray = field(repr=False)
    left: np.ndarray = field(repr=False)

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """The people by slices of time; slices without anybody are left out."""
        step = int(self.slice_minutes * 60) if self.slice_minutes else max(self.last - self.first, 1)
        begun = (self.came - self.first) // step
        over = np.maximum((self.left - 1 - self.first) // step, begun)
        row, turn = spread(over - begun + 1)
        # Whoever has two rows in a slice is one person.
        size = len(self.person)
        who = np.unique(self.person, return_inverse=True)[1]
        counts = np.bincount(np.unique((begun[row] + turn) * size + who[row]) // size)
        return tuple(
            Slice(self.first + k * step, min(self.first + (k + 1) * step, self.last), int(counts[k]))
            for k in np.flatnonzero(counts).tolist()
        )


def set_crowds_apart(
    judged: Judged, exposers: Exposers, rules: ContactRules, every: Sequence[ContactRule]
) -> tuple[Judged, list[tuple[int, int, int, Judged]]]:
    """The contacts without those of crowds; and of each crowd the case, the rule, the place and its contacts."""
    venues = rules.venues
    crowd = np.array([rule.crowd for rule in every], dtype=bool)
    if venues is None or venues.most_people.value is None or not crowd.any() or not len(judged):
        return judged, []
    rows = np.flatnonzero(crowd[judged.rule] & (judged.place >= 0))
    if len(rows) <= venues.most_people.value:
        return judged, []
    keys = [exposers.case[judged.exposer[rows]], judged.rule[rows], judged.place[rows]]
    number, rows_of = _combinations(keys)
    kept, found = np.ones(len(judged), dtype=bool), []
    for one in np.flatnonzero(np.bincount(number) > venues.most_people.value).tolist():
        here = rows[number == one]
        if len(np.unique(judged.person[here])) > venues.most_people.value:
            kept[here] = False
            case, rule, place = (int(key[rows_of[one]]) for key in keys)
            found.append((case, rule, place, judged.pick(here)))
    return (judged.pick(np.flatnonzero(kept)) if found else judged), found


def _combinations(keys: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """For each row the number of its combination, and a row of each combination.

    Rows of one combination lie beside each other, mostly: only where runs begin is anything sorted.
    """
    starts = np.flatnonzero(starts_of_runs(keys))
    firsts = [key[starts] for key in keys]
    order = order_by(firsts)
    new = starts_of_runs([key[order] for key in firsts])
    of_run = np.empty(len(starts), dtype=np.int64)
    of_run[order] = np.cumsum(new) - 1
    return np.repeat(of_run, np.diff(np.append(starts, len(keys[0])))), starts[order[new]]
