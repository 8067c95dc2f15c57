"""The register on day D as known at K, in wide columns, with unknown kept apart from no (T1, T6, T9).

Built from the long two-clock tables of DESIGN.md 5. A fact counts when it was recorded before the end of K,
is valid on D, and is the last recorded of those for its subject. A fact whose confirmation is older than its
staleness is unknown, reason `stale`. Where a source declares itself complete for a fact in an area, whoever it
does not list has the dictionary's absent value; nowhere else does absence mean no.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

import numpy as np

from mutong.kernel.truth import Truth
from mutong.tables.dictionary import FactSpec, fact_dictionary, fact_spec
from mutong.tables.snapshot_building import Columns, SnapshotBuilder, group_people
from mutong.tables.snapshot_columns import Coded, FactColumn, GrowingColumn, Interval, take_rows

# Facts that stand as columns of their own table rather than as rows of `facts`.
_PERSON_COLUMNS = ("birth_date", "sex")
_HOUSEHOLD_COLUMNS = ("area_code", "hukou_area_code", "tenure")


class Snapshot:
    """The register on a day, as known at a day. Subjects keep the order in which they were given."""

    def __init__(
        self,
        on: date,
        known_at: date,
        ids: Mapping[str, np.ndarray],
        group: np.ndarray,
        columns: Mapping[str, FactColumn],
    ) -> None:
        self.on = on
        self.known_at = known_at
        self._ids = dict(ids)
        self.group = group
        self._columns = dict(columns)

    @classmethod
    def build(
        cls,
        people: Columns,
        households: Columns,
        memberships: Columns,
        facts: Columns,
        completeness: Columns | None = None,
        *,
        on: date,
        known_at: date | None = None,
        dictionary: Mapping[str, FactSpec] | None = None,
    ) -> "Snapshot":
        """A Snapshot from the columns of the tables (name -> list), rows in any order.

        `known_at` is the day at whose end we look back; left out, it is `on`. Facts of subjects that are not in
        `people` or `households` are passed over; facts that the dictionary lacks raise MutongError.
        """
        known_at = known_at or on
        dictionary = dictionary or fact_dictionary()
        ids = {
            "person": np.array(list(people["person_id"]), dtype=object),
            "household": np.array(list(households["household_id"]), dtype=object),
        }
        places = {kind: {name: i for i, name in enumerate(array)} for kind, array in ids.items()}
        group = group_people(memberships, places, on)
        builder = SnapshotBuilder(ids, places, group, on, known_at, dictionary)
        builder.read_table_columns("person", people, _PERSON_COLUMNS)
        builder.read_table_columns("household", households, _HOUSEHOLD_COLUMNS)
        builder.read_facts(facts)
        builder.close_complete_sources(completeness or {})
        return cls(on, known_at, ids, group, builder.finished())

    def size(self, kind: str) -> int:
        """How many subjects of a kind (person, household) there are."""
        return len(self._ids[kind])

    def ids(self, kind: str) -> np.ndarray:
        """The ids of a kind, in order."""
        return self._ids[kind]

    @cached_property
    def _index(self) -> dict[str, dict[str, int]]:
        return {kind: {name: i for i, name in enumerate(array)} for kind, array in self._ids.items()}

    def index_of(self, kind: str, subject_id: str) -> int:
        """Where a subject stands; KeyError when it is not here."""
        return self._index[kind][subject_id]

    @cached_property
    def _members(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.group, kind="stable")
        return order, np.searchsorted(self.group[order], np.arange(self.size("household") + 1))

    def members_of(self, household: int) -> np.ndarray:
        """Indices of the people who share a household's life on the day."""
        order, starts = self._members
        return order[starts[household] : starts[household + 1]]

    def _column(self, fact: str) -> FactColumn:
        return self._columns.get(fact) or self._unasked(fact)

    def _unasked(self, fact: str) -> FactColumn:
        spec = fact_spec(fact)
        column = GrowingColumn(spec, self.size(spec.subject_kind)).finished()
        self._columns[fact] = column
        return column

    def number(self, fact: str) -> Interval:
        """Both ends of a number fact; an unknown one is its declared domain."""
        column = self._column(fact)
        return Interval(column.low, column.high)

    def day(self, fact: str) -> Interval:
        """Both ends of a date fact, as days since 1970-01-01."""
        return self.number(fact)

    def truth(self, fact: str) -> np.ndarray:
        """A yes/no fact as int8 of Truth."""
        column = self._column(fact)
        return np.where(column.low == column.high, column.low, Truth.UNKNOWN).astype(np.int8)

    def code(self, fact: str) -> Coded:
        """A code or text fact."""
        column = self._column(fact)
        return Coded(column.index, column.words)

    def known(self, fact: str) -> np.ndarray:
        """Whether there is a fresh value; an interval narrower than the domain counts as known."""
        return self._column(fact).reason == ""

    def reason(self, fact: str) -> np.ndarray:
        """Why it is unknown (a word of UNKNOWN_REASONS); '' where it is known."""
        return self._column(fact).reason

    def source(self, fact: str) -> np.ndarray:
        """Where a known value comes from; '' where it is unknown."""
        return self._column(fact).source

    def confirmed(self, fact: str) -> np.ndarray:
        """The day (since 1970-01-01) a value was last confirmed; NaN where there is none."""
        return self._column(fact).confirmed

    def facts(self, kind: str) -> tuple[str, ...]:
        """The facts of a kind of subject that some row speaks of."""
        return tuple(
            f for f, column in self._columns.items() if fact_spec(f).subject_kind == kind and len(column.low)
        )

    def pick(self, household_ids: Iterable[str]) -> "Snapshot":
        """The same register with only these households and the people living in them."""
        chosen = np.array([self.index_of("household", h) for h in household_ids], dtype=np.int64)
        members = [self.members_of(h) for h in chosen]
        people = np.concatenate(members) if members else np.empty(0, dtype=np.int64)
        group = np.repeat(np.arange(len(chosen)), [len(m) for m in members]).astype(np.int64)
        rows = {"person": people, "household": chosen}
        columns = {
            fact: take_rows(column, rows[fact_spec(fact).subject_kind])
            for fact, column in self._columns.items()
        }
        ids = {kind: array[rows[kind]] for kind, array in self._ids.items()}
        return Snapshot(self.on, self.known_at, ids, group, columns)
