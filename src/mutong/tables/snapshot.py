"""The register on day D as known at K, in wide columns, with unknown kept apart from no (T1, T6, T9).

Built from the long two-clock tables of DESIGN.md 5. A fact counts when it was recorded before the end of K,
is valid on D, and is the last recorded of those for its subject. A fact whose confirmation is older than its
staleness is unknown, reason `stale`. Where a source declares itself complete for a fact in an area, whoever it
does not list has the dictionary's absent value; nowhere else does absence mean no.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from mutong.kernel.truth import Truth
from mutong.tables.dictionary import FactSpec, fact_dictionary, fact_spec
from mutong.tables.frames import Frame
from mutong.tables.snapshot_building import HOUSEHOLD_COLUMNS, PERSON_COLUMNS, SnapshotBuilder
from mutong.tables.snapshot_columns import (
    KNOWN,
    MISSING_DAY,
    REASON_WORDS,
    Coded,
    FactColumn,
    Interval,
    OpenColumn,
    take_rows,
)
from mutong.tables.snapshot_lists import Columns, coded_texts, counting, fact_rows, group_people
from mutong.tables.snapshot_reading import Progress, ReadGroup, ReadingPlan, read_groups
from mutong.tables.snapshot_relations import Relations, no_relations, read_relations


def _further(dictionary: Mapping[str, FactSpec]) -> dict[str, FactSpec]:
    """The facts that are not in the dictionary that ships."""
    return {key: spec for key, spec in dictionary.items() if key not in fact_dictionary()}


class Snapshot:
    """The register on a day, as known at a day. Subjects keep the order in which they were given."""

    def __init__(
        self,
        on: date,
        known_at: date,
        ids: Mapping[str, np.ndarray],
        group: np.ndarray,
        columns: Mapping[str, FactColumn],
        relations: Relations | None = None,
        specs: Mapping[str, FactSpec] | None = None,
        asked: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        self.on = on
        self.known_at = known_at
        self._ids = dict(ids)
        self.group = group
        self._columns = dict(columns)
        self._relations = relations
        self._specs = dict(specs or {})
        self._asked = dict(asked or {})
        self._words: dict[tuple[str, str], np.ndarray] = {}

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
        relations: Columns | None = None,
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
        sizes = {kind: len(array) for kind, array in ids.items()}
        builder = SnapshotBuilder(sizes, group, on, dictionary)
        for table, names in ((people, PERSON_COLUMNS), (households, HOUSEHOLD_COLUMNS)):
            for name in names:
                if name in table:
                    builder.take_table_column(name, *coded_texts(table[name]))
        rows = fact_rows(facts, places, lambda fact: builder.column(fact).spec, on, known_at)
        if rows is not None:
            builder.take_facts(rows)
        if completeness:
            for row in counting(completeness, on, known_at):
                builder.close_complete_source(
                    *(completeness[name][row] for name in ("source", "fact", "area_code"))
                )
        related = read_relations(relations, places["person"], on)
        return cls(on, known_at, ids, group, builder.finished(), related, _further(dictionary))

    @classmethod
    def read(
        cls,
        folder: str | Path,
        *,
        on: date,
        known_at: date | None = None,
        areas: Sequence[str] = (),
        dictionary: Mapping[str, FactSpec] | None = None,
    ) -> "Snapshot":
        """The register of a folder (Parquet or CSV tables), whole or the households of some areas with their people."""
        plan = ReadingPlan(on, known_at or on, areas=tuple(areas))
        dictionary = dictionary or fact_dictionary()
        (only,) = read_groups(Path(folder), plan, dictionary)
        return cls._of_group(plan, only, dictionary)

    @classmethod
    def read_in_groups(
        cls,
        folder: str | Path,
        plan: ReadingPlan,
        dictionary: Mapping[str, FactSpec] | None = None,
        progress: Progress | None = None,
    ) -> Iterator["Snapshot"]:
        """The register of a folder as one Snapshot after the other, each of whole households and about as many people
        as the plan says; `asked` tells them from the relatives who came along. Every subject is asked about once.
        """
        dictionary = dictionary or fact_dictionary()
        for found in read_groups(Path(folder), plan, dictionary, progress):
            yield cls._of_group(plan, found, dictionary)

    @classmethod
    def of_frames(
        cls,
        tables: Mapping[str, Frame],
        plan: ReadingPlan,
        dictionary: Mapping[str, FactSpec],
        asked: set[str],
    ) -> "Snapshot":
        """A Snapshot of frames with the types of their tables, about the subjects `asked` by id."""
        (only,) = read_groups(tables, plan, dictionary)
        about = {kind: np.array([one in asked for one in ids], dtype=bool) for kind, ids in only.ids.items()}
        return cls._of_group(plan, replace(only, asked=about), dictionary)

    @classmethod
    def _of_group(cls, plan: ReadingPlan, found: ReadGroup, dictionary: Mapping[str, FactSpec]) -> "Snapshot":
        further = _further(dictionary)
        return cls(
            plan.on,
            plan.known_at,
            found.ids,
            found.group,
            found.columns,
            found.relations,
            further,
            found.asked,
        )

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

    def asked(self, kind: str) -> np.ndarray:
        """Whom of a kind the Snapshot is about; the others came along because they are related to them."""
        asked = self._asked.get(kind)
        return np.ones(self.size(kind), dtype=bool) if asked is None else asked

    @cached_property
    def relations(self) -> Relations:
        """Who is related to whom on the day."""
        return self._relations or no_relations(self.size("person"))

    def related(self, word: str) -> tuple[np.ndarray, np.ndarray]:
        """The pairs (person, other) of a word of RELATIONS such as `parents`, as row numbers in order of person; the
        other is -1 where they are not in the Snapshot. The dead are among them.
        """
        return self.relations.pairs[word]

    def with_columns(self, columns: Mapping[str, FactColumn], specs: Iterable[FactSpec]) -> "Snapshot":
        """The same register with further facts, worked out from elsewhere, as columns."""
        more = self._specs | {spec.key: spec for spec in specs}
        return Snapshot(
            self.on, self.known_at, self._ids, self.group, {**self._columns, **columns}, self._relations, more,
            self._asked,
        )  # fmt: skip

    def declare(self, specs: Iterable[FactSpec]) -> None:
        """Make known facts that the dictionary lacks, such as those a pack derives from events; until a column is
        there they are unknown.
        """
        self._specs |= {spec.key: spec for spec in specs}

    def has_column(self, fact: str) -> bool:
        """Whether anything at all was read of a fact."""
        return fact in self._columns

    def may_have(self, fact: str) -> bool:
        """Whether there is such a fact: in the dictionary, or made known here."""
        return fact in self._specs or fact in fact_dictionary()

    def spec(self, fact: str) -> FactSpec:
        """A fact's declaration: one made known here, or the dictionary's. MutongError when there is neither."""
        return self._specs.get(fact) or fact_spec(fact)

    def _members_of_all(self, households: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The people of several households, one household after the other, and for each the place of theirs."""
        order, starts = self._members
        lengths = starts[households + 1] - starts[households]
        home = np.repeat(np.arange(len(households)), lengths)
        skipped = np.repeat(np.cumsum(lengths) - lengths - starts[households], lengths)
        return order[np.arange(len(home)) - skipped], home

    def _column(self, fact: str) -> FactColumn:
        return self._columns.get(fact) or self._unasked(fact)

    def _unasked(self, fact: str) -> FactColumn:
        spec = self.spec(fact)
        column = OpenColumn(spec, self.size(spec.subject_kind)).finished(("",))
        self._columns[fact] = column
        return column

    def number(self, fact: str) -> Interval:
        """Both ends of a number fact; an unknown one is its declared domain."""
        column = self._column(fact)
        if column.low is None:
            unknown = column.index == Truth.UNKNOWN
            low, high = np.where(unknown, Truth.NO, column.index), np.where(unknown, Truth.YES, column.index)
            return Interval(low.astype(np.float64), high.astype(np.float64))
        return Interval(*(ends.astype(np.float64, copy=False) for ends in (column.low, column.high)))

    def day(self, fact: str) -> Interval:
        """Both ends of a date fact, as days since 1970-01-01."""
        return self.number(fact)

    def truth(self, fact: str) -> np.ndarray:
        """A yes/no fact as int8 of Truth."""
        return self._column(fact).index

    def code(self, fact: str) -> Coded:
        """A code or text fact."""
        column = self._column(fact)
        return Coded(column.index, column.words)

    def known(self, fact: str) -> np.ndarray:
        """Whether there is a fresh value; an interval narrower than the domain counts as known."""
        return self._column(fact).reason == KNOWN

    def reason(self, fact: str) -> np.ndarray:
        """Why it is unknown (a word of UNKNOWN_REASONS); '' where it is known."""
        return self._said(fact, "reason", REASON_WORDS)

    def reason_codes(self, fact: str) -> np.ndarray:
        """Why it is unknown, as small numbers that index REASON_WORDS of snapshot_columns; 0 where it is known."""
        return self._column(fact).reason

    def source(self, fact: str) -> np.ndarray:
        """Where a known value comes from; '' where it is unknown."""
        return self._said(fact, "source", self._column(fact).sources)

    def confirmed(self, fact: str) -> np.ndarray:
        """The day (since 1970-01-01) a value was last confirmed; NaN where there is none."""
        day = self._column(fact).confirmed
        return np.where(day == MISSING_DAY, np.nan, day)

    def _said(self, fact: str, of: str, words: tuple[str, ...]) -> np.ndarray:
        if (fact, of) not in self._words:
            self._words[fact, of] = np.array(words, dtype=object)[getattr(self._column(fact), of)]
        return self._words[fact, of]

    def facts(self, kind: str) -> tuple[str, ...]:
        """The facts of a kind of subject that some row speaks of."""
        return tuple(
            f for f, column in self._columns.items() if self.spec(f).subject_kind == kind and len(column)
        )

    def pick(self, household_ids: Iterable[str], hops: int | None = None) -> "Snapshot":
        """The same register with only these households and the people living in them.

        Whoever is related to them comes along with their household, so that a rule about relatives answers the same;
        `asked` tells them apart. `hops` limits how far that goes (None: as far as there are relations); a relative
        left out is one of whom nothing is known.
        """
        asked = np.array([self.index_of("household", h) for h in household_ids], dtype=np.int64)
        return self.pick_rows(asked, np.empty(0, dtype=np.int64), hops)

    def pick_rows(self, asked: np.ndarray, alone: np.ndarray, hops: int | None = None) -> "Snapshot":
        """As `pick`, for households by row number, and people by row number who live in none."""
        homes, along = self._with_relatives(asked, alone, hops)
        members, home = self._members_of_all(homes)
        people = np.concatenate([members, along])
        group = np.append(home, np.full(len(along), -1, dtype=np.int64))
        rows = {"person": people, "household": homes}
        columns = {
            fact: take_rows(column, rows[self.spec(fact).subject_kind])
            for fact, column in self._columns.items()
            if self.spec(fact).subject_kind in rows
        }
        ids = {kind: array[rows[kind]] for kind, array in self._ids.items()}
        own = np.arange(len(homes)) < len(asked)
        living = (group >= 0) & np.append(own, False)[group]
        chosen = {"household": own, "person": living | ((group < 0) & np.isin(people, alone))}
        relations = None if self._relations is None else self._relations.take(people)
        return Snapshot(self.on, self.known_at, ids, group, columns, relations, self._specs, chosen)

    def _with_relatives(
        self, asked: np.ndarray, alone: np.ndarray, hops: int | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """These households and those of their people's relatives; these people and the relatives who live in none."""
        if self._relations is None:
            return asked, alone
        homes, newly, fringe, step = asked, asked, alone, 0
        while (len(newly) or len(fringe)) and (hops is None or step < hops):
            around = self._relations.around(np.append(self._members_of_all(newly)[0], fringe))
            home = self.group[around]
            newly = np.setdiff1d(home[home >= 0], homes)
            fringe = np.setdiff1d(around[home < 0], alone)
            homes, alone = np.append(homes, newly), np.append(alone, fringe)
            step += 1
        return homes, alone
