"""Who stands where when a register is read in groups of households: numbers, groups, and who comes along.

People and households are numbered group by group. Relatives who live elsewhere come along with their whole household,
at the end of a group, so that a rule about them finds what it needs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mutong.tables.snapshot_relations import Relations

KINDS = ("person", "household")


@dataclass(frozen=True)
class Group:
    """One group: the numbers of its own subjects, then of those who come along; `own` counts the first."""

    numbers: Mapping[str, np.ndarray]
    own: Mapping[str, int]
    home: np.ndarray


class Members:
    """The numbering. `home` has for each person (in file order) the household's number, -1 for none.

    `order` lists the people of the file in the new numbering; households keep theirs. `people_at_once` None makes one
    group of everybody and keeps the order of the file.
    """

    def __init__(self, home: np.ndarray, households: int, people_at_once: int | None) -> None:
        size = len(home)
        if people_at_once is None or size <= people_at_once:
            group_of_home, group_of = np.zeros(households, dtype=np.int64), np.zeros(size, dtype=np.int64)
        else:
            living = np.bincount(home[home >= 0], minlength=households)
            group_of_home = (np.cumsum(living) - living) // people_at_once
            group_of = np.append(group_of_home, 0)[home]
            alone = np.flatnonzero(home < 0)
            after = int(group_of_home[-1]) + 1 if households else 0
            group_of[alone] = after + np.arange(len(alone)) // people_at_once
        self.order = np.argsort(group_of, kind="stable")
        self.home = home[self.order]
        self.count = int(max(group_of.max(initial=0), group_of_home.max(initial=0))) + 1
        edges = np.arange(self.count + 1)
        self._starts = {
            "person": np.searchsorted(group_of[self.order], edges),
            "household": np.searchsorted(group_of_home, edges),
        }
        self._along: list[dict[str, np.ndarray]] = [
            {kind: np.empty(0, dtype=np.int64) for kind in KINDS} for _ in range(self.count)
        ]
        self._copies: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def bring_along(self, relations: Relations, hops: int) -> None:
        """Let the relatives of each group's people come along, and theirs, `hops` times."""
        by_home = np.argsort(self.home, kind="stable")
        edges = np.searchsorted(self.home[by_home], np.arange(self._starts["household"][-1] + 1))
        for place in range(self.count):
            people = np.arange(*self._span("person", place))
            homes = np.arange(*self._span("household", place))
            fringe, own_people, own_homes = people, people, homes
            for _ in range(hops):
                around = np.setdiff1d(relations.around(fringe), people)
                new_homes = np.setdiff1d(self.home[around][self.home[around] >= 0], homes)
                housed = [by_home[edges[h] : edges[h + 1]] for h in new_homes]
                fringe = np.unique(np.concatenate([around, *housed])).astype(np.int64)
                people, homes = np.union1d(people, fringe), np.union1d(homes, new_homes)
            self._along[place] = {
                "person": np.setdiff1d(people, own_people),
                "household": np.setdiff1d(homes, own_homes),
            }
        for kind in KINDS:
            self._copies[kind] = self._copied(kind)

    def _copied(self, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Who is copied into other groups: where each subject's copies begin, their group, their place there."""
        numbers = np.concatenate([along[kind] for along in self._along])
        lengths = [len(along[kind]) for along in self._along]
        groups = np.repeat(np.arange(self.count), lengths)
        own = np.diff(self._starts[kind])
        spots = np.concatenate([own[g] + np.arange(n) for g, n in enumerate(lengths)])
        order = np.argsort(numbers, kind="stable")
        starts = np.searchsorted(numbers[order], np.arange(self._starts[kind][-1] + 1))
        return starts, groups[order], spots[order]

    def _span(self, kind: str, place: int) -> tuple[int, int]:
        return int(self._starts[kind][place]), int(self._starts[kind][place + 1])

    def groups(self) -> Iterator[Group]:
        """Each group in turn."""
        for place in range(self.count):
            numbers, own = {}, {}
            for kind in KINDS:
                start, end = self._span(kind, place)
                numbers[kind] = np.append(np.arange(start, end), self._along[place][kind]).astype(np.int64)
                own[kind] = end - start
            homes = numbers["household"]
            home = self.home[numbers["person"]]
            by_number = np.argsort(homes, kind="stable")
            spot = np.minimum(np.searchsorted(homes[by_number], home), max(len(homes) - 1, 0))
            here = (home >= 0) & (homes[by_number][spot] == home) if len(homes) else np.zeros(len(home), bool)
            yield Group(numbers, own, np.where(here, by_number[spot] if len(homes) else -1, -1))

    def places(self, kind: str, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where rows about these subjects go: (row, group, place in the group); a row may go to several groups."""
        starts = self._starts[kind]
        group = np.searchsorted(starts, numbers, side="right") - 1
        rows, spot = np.arange(len(numbers)), numbers - starts[group]
        if kind not in self._copies:
            return rows, group, spot
        first, groups, spots = self._copies[kind]
        many = first[numbers + 1] - first[numbers]
        again = np.repeat(rows, many)
        before = np.cumsum(many) - many
        which = np.arange(len(again)) - np.repeat(before, many) + first[numbers[again]]
        return np.append(rows, again), np.append(group, groups[which]), np.append(spot, spots[which])
