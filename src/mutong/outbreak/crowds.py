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


@dataclass(frozen=True)
class Apart:
    """The contacts of one case whom one rule found at one place (numbers): more people than the pack lists."""

    case: int
    rule: int
    place: int
    people: int
    judged: Judged


def set_crowds_apart(
    judged: Judged, rows: np.ndarray, exposers: Exposers, rules: ContactRules, every: Sequence[ContactRule]
) -> tuple[Judged, list[Apart]]:
    """Of these rows the contacts without those of crowds; and each crowd."""
    venues = rules.venues
    crowd = np.array([rule.crowd for rule in every], dtype=bool)
    if venues is None or venues.most_people.value is None or not crowd.any() or not len(rows):
        return judged.pick(rows), []
    most = venues.most_people.value
    rule, place = judged.rule[rows], judged.place[rows]
    here = np.flatnonzero(crowd[rule] & (place >= 0))
    if len(here) <= most:
        return judged.pick(rows), []
    number, rows_of = _combinations([exposers.case[judged.exposer[rows[here]]], rule[here], place[here]])
    # Only combinations with so many rows can have so many people.
    large = np.bincount(number) > most
    some = np.flatnonzero(large[number])
    if not len(some):
        return judged.pick(rows), []
    order = some[np.argsort(number[some], kind="stable")]
    edges = np.flatnonzero(starts_of_runs([number[order]]))
    kept, found = np.ones(len(rows), dtype=bool), []
    for begin, end in zip(edges, [*edges[1:], len(order)], strict=True):
        theirs = here[order[begin:end]]
        whose = judged.exposer[rows[theirs]]
        # One exposer finds each person once at one place.
        people = len(theirs) if (whose == whose[0]).all() else different(judged.person[rows[theirs]])
        if people > most:
            kept[theirs] = False
            found.append((here[rows_of[number[order[begin]]]], people, theirs))
    if not found:
        return judged.pick(rows), []
    apart = judged.pick(rows[np.concatenate([theirs for *_, theirs in found])])
    ends = np.cumsum([len(theirs) for *_, theirs in found])
    return judged.pick(rows[kept]), [
        Apart(
            case=int(exposers.case[judged.exposer[rows[one]]]),
            rule=int(rule[one]),
            place=int(place[one]),
            people=people,
            judged=apart.pick(slice(end - len(theirs), end)),
        )
        for end, (one, people, theirs) in zip(ends, found, strict=True)
    ]


def different(people: np.ndarray) -> int:
    """How many different people (numbers) these are."""
    in_order = np.sort(people)
    return int(np.count_nonzero(starts_of_runs([in_order])))


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
