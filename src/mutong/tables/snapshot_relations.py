"""Who is related to whom in a Snapshot, read both ways: a child's parent is a parent's child.

A row of the table relations says what the other person is to the person: parent, spouse, guardian or carer. Someone
who is not in the Snapshot stands as -1: that there is such a relative is known, of them nothing is (T1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

Columns = Mapping[str, Sequence]

# The word a rule uses, seen from the person: (the kind of row, whether it is read backwards).
RELATIONS = {
    "parents": ("parent", False),
    "children": ("parent", True),
    "spouses": ("spouse", False),
    "guardians": ("guardian", False),
    "wards": ("guardian", True),
    "carers": ("carer", False),
    "cared_for": ("carer", True),
}
# The fact of a person that tells whether everyone so related is on record.
COMPLETE_WHEN = {
    "parents": "relatives_recorded",
    "children": "relatives_recorded",
    "spouses": "relatives_recorded",
    "guardians": "carers_recorded",
    "wards": "carers_recorded",
    "carers": "carers_recorded",
    "cared_for": "carers_recorded",
}
BOTH_WAYS = ("spouse",)
Pairs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Relations:
    """For each word of RELATIONS the pairs (person, other) as row numbers, in order of person; -1: not in the Snapshot.

    `starts` gives for each word where each person's pairs begin (one more entry than there are people).
    """

    pairs: Mapping[str, Pairs]
    starts: Mapping[str, np.ndarray]

    def of(self, word: str, people: np.ndarray) -> np.ndarray:
        """Everyone so related to any of these people (with repetitions, -1 for whoever is not here)."""
        return self.pairs[word][1][_within(self.starts[word], people)[0]]

    def around(self, people: np.ndarray) -> np.ndarray:
        """Everyone here who is related to any of these people in any way, each once."""
        found = np.concatenate([self.of(word, people) for word in self.pairs])
        return np.unique(found[found >= 0])

    def take(self, people: np.ndarray) -> "Relations":
        """The relations of these people only, numbered in their order; a relative left out becomes -1."""
        order = np.argsort(people, kind="stable")
        ordered = people[order]
        pairs: dict[str, Pairs] = {}
        for word, (_, others) in self.pairs.items():
            rows, owners = _within(self.starts[word], people)
            other = others[rows]
            if len(ordered):
                place = np.minimum(np.searchsorted(ordered, other), len(ordered) - 1)
                other = np.where(ordered[place] == other, order[place], -1)
            pairs[word] = (owners, other)
        return relations_of_pairs(pairs, len(people))


def _within(starts: np.ndarray, people: np.ndarray) -> Pairs:
    """The rows of these people's pairs, and for each row whose it is (a place in `people`)."""
    lengths = starts[people + 1] - starts[people]
    owners = np.repeat(np.arange(len(people)), lengths)
    before = np.cumsum(lengths) - lengths
    rows = np.arange(len(owners)) - np.repeat(before - starts[people], lengths)
    return rows, owners


def relations_of_pairs(pairs: Mapping[str, Pairs], size: int) -> Relations:
    """Relations out of the pairs of each word, in order of person; `size` is the number of people."""
    edges = np.arange(size + 1)
    return Relations(pairs, {word: np.searchsorted(owners, edges) for word, (owners, _) in pairs.items()})


def read_relations(table: Columns | None, places: Mapping[str, int], on: date) -> Relations | None:
    """The relations that hold on a day; None where there are none. Of two rows that say the same one counts.

    `places` numbers the people of the Snapshot; rows of which neither person is among them are passed over.
    """
    if not table or not len(table["person_id"]):
        return None
    length = len(table["person_id"])
    starts, ends = (table.get(name) or [None] * length for name in ("valid_from", "valid_to"))
    found: dict[str, set[tuple[str, str]]] = {}
    rows = zip(table["person_id"], table["other_id"], table["kind"], starts, ends, strict=True)
    for person, other, kind, start, end in rows:
        first, last = _day_of(start), _day_of(end)
        if (first is None or first <= on) and (last is None or on < last):
            found.setdefault(kind, set()).add((person, other))
            if kind in BOTH_WAYS:
                found[kind].add((other, person))
    pairs = {}
    for word, (kind, backwards) in RELATIONS.items():
        numbered = sorted(
            (places[pair[backwards]], places.get(pair[not backwards], -1))
            for pair in found.get(kind, ())
            if pair[backwards] in places
        )
        both = np.array(numbered, dtype=np.int64).reshape(-1, 2)
        pairs[word] = (both[:, 0], both[:, 1])
    return relations_of_pairs(pairs, len(places))


def no_relations(size: int) -> Relations:
    """Nobody related to anybody on record."""
    empty = np.empty(0, dtype=np.int64)
    return relations_of_pairs({word: (empty, empty) for word in RELATIONS}, size)


def _day_of(value: object) -> date | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
