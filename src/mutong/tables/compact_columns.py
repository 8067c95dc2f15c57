"""A Snapshot in few bytes: for a whole province in memory at once (T1).

People stand household by household, those who live in none first. A yes/no fact takes one byte, a number or a day one
array of whatever type holds it, with a mark where it is not known; only a fact of which some value is known as an
interval has two arrays. `CompactSnapshot` reads like a Snapshot, so the same rules run over both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from mutong.kernel.truth import Truth
from mutong.tables.dictionary import FactSpec, fact_spec
from mutong.tables.snapshot_columns import Coded, Interval, domain_of
from mutong.tables.snapshot_relations import Relations, no_relations


def missing_mark(dtype: np.dtype) -> float | int:
    """What stands in a column of numbers or days where the value is not known: NaN, or the least whole number."""
    return np.nan if np.dtype(dtype).kind == "f" else int(np.iinfo(dtype).min)


@dataclass(frozen=True)
class CompactColumn:
    """One fact for each subject: int8 of Truth; or an index into `words`, -1 where it is not known; or numbers (days
    since 1970-01-01) with `missing_mark` where it is not known. With `upper`, `values` and `upper` are both ends.
    """

    values: np.ndarray
    upper: np.ndarray | None = None
    words: tuple[str, ...] = ()

    def rows(self, which: slice) -> "CompactColumn":
        """The same column for some subjects."""
        return CompactColumn(
            self.values[which], None if self.upper is None else self.upper[which], self.words
        )


class CompactSnapshot:
    """The register on a day, as known at a day, from arrays.

    `starts` says where each household's people begin, with the number of people at its end; whoever stands before
    `starts[0]` lives in none. `columns` are by fact, as long as there are subjects of its kind; a fact that is not
    among them nobody has told. `ids` are texts by kind, left out when rows are enough.
    """

    def __init__(
        self,
        on: date,
        known_at: date,
        starts: np.ndarray,
        columns: Mapping[str, CompactColumn],
        *,
        ids: Mapping[str, np.ndarray] | None = None,
        relations: Relations | None = None,
        specs: Mapping[str, FactSpec] | None = None,
    ) -> None:
        self.on, self.known_at = on, known_at
        self.starts = starts
        self._columns, self._ids = dict(columns), dict(ids or {})
        self._relations, self._specs = relations, dict(specs or {})

    def size(self, kind: str) -> int:
        """How many people or households there are."""
        return int(self.starts[-1]) if kind == "person" else len(self.starts) - 1

    def ids(self, kind: str) -> np.ndarray:
        """The ids of a kind, in order; the number of the row where none were given."""
        if kind not in self._ids:
            self._ids[kind] = np.arange(self.size(kind)).astype(object)
        return self._ids[kind]

    def spec(self, fact: str) -> FactSpec:
        """A fact's declaration."""
        return self._specs.get(fact) or fact_spec(fact)

    def declare(self, specs: Iterable[FactSpec]) -> None:
        """Make known facts that the dictionary lacks, as Snapshot.declare."""
        self._specs |= {spec.key: spec for spec in specs}

    def asked(self, kind: str) -> np.ndarray:
        """Whom the Snapshot is about: everyone."""
        return np.ones(self.size(kind), dtype=bool)

    def compact(self, fact: str) -> CompactColumn | None:
        """A fact's column as it stands; None where nobody has told it."""
        return self._columns.get(fact)

    @cached_property
    def group(self) -> np.ndarray:
        """For each person the household, -1 for none."""
        sizes = np.diff(self.starts)
        homes = np.repeat(np.arange(len(sizes)), sizes)
        return np.concatenate([np.full(int(self.starts[0]), -1, dtype=np.int64), homes])

    def members_of(self, household: int) -> np.ndarray:
        """Rows of the people who live in a household."""
        return np.arange(self.starts[household], self.starts[household + 1])

    @cached_property
    def relations(self) -> Relations:
        """Who is related to whom."""
        return self._relations or no_relations(self.size("person"))

    def related(self, word: str) -> tuple[np.ndarray, np.ndarray]:
        """The pairs (person, other) of a word of RELATIONS, as Snapshot.related."""
        return self.relations.pairs[word]

    def number(self, fact: str) -> Interval:
        """Both ends of a number; an unknown one is its declared domain."""
        spec = self.spec(fact)
        low, high = domain_of(spec)
        column = self._columns.get(fact)
        if column is None:
            size = self.size(spec.subject_kind)
            return Interval(np.full(size, low), np.full(size, high))
        values = column.values.astype(np.float64)
        if column.upper is not None:
            return Interval(values, column.upper.astype(np.float64))
        mark = missing_mark(column.values.dtype)
        lacks = np.isnan(values) if np.isnan(mark) else column.values == mark
        return Interval(np.where(lacks, low, values), np.where(lacks, high, values))

    def day(self, fact: str) -> Interval:
        """Both ends of a day, as days since 1970-01-01."""
        return self.number(fact)

    def truth(self, fact: str) -> np.ndarray:
        """A yes/no fact as int8 of Truth."""
        column = self._columns.get(fact)
        if column is None:
            return np.full(self.size(self.spec(fact).subject_kind), Truth.UNKNOWN, dtype=np.int8)
        return column.values

    def code(self, fact: str) -> Coded:
        """A code or text fact."""
        column = self._columns.get(fact)
        if column is None:
            spec = self.spec(fact)
            return Coded(np.full(self.size(spec.subject_kind), -1, dtype=np.int32), spec.codes)
        return Coded(column.values, column.words)

    def households(self, first: int, last: int) -> "CompactSnapshot":
        """The households from one row up to another, with their people, without copying; the first households bring
        along those who live in none. Relatives are left out, so only rules without relatives answer the same.
        """
        begin, end = int(self.starts[first]) if first else 0, int(self.starts[last])
        rows = {"person": slice(begin, end), "household": slice(first, last)}
        columns = {f: c.rows(rows[self.spec(f).subject_kind]) for f, c in self._columns.items()}
        ids = {kind: array[rows[kind]] for kind, array in self._ids.items()}
        starts = self.starts[first : last + 1] - begin
        return CompactSnapshot(self.on, self.known_at, starts, columns, ids=ids, specs=self._specs)
