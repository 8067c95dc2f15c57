"""How a Snapshot is read out of the long two-clock tables (T1, T6, T9)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from mutong.kernel.period import end_of_day
from mutong.kernel.truth import Truth
from mutong.tables.dictionary import fact_spec
from mutong.tables.snapshot_columns import FactColumn, GrowingColumn, day_number, domain_of

Columns = Mapping[str, Sequence]
_YES_WORDS = {
    "yes": Truth.YES,
    "no": Truth.NO,
    "true": Truth.YES,
    "false": Truth.NO,
    "是": Truth.YES,
    "否": Truth.NO,
}


def _day_of(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _instant_of(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def group_people(memberships: Columns, places: Mapping[str, Mapping[str, int]], on: date) -> np.ndarray:
    """For each person the index of the household whose life they share on the day; -1 for none."""
    group = np.full(len(places["person"]), -1, dtype=np.int64)
    if not memberships:
        return group
    ends = memberships.get("valid_to") or [None] * len(memberships["person_id"])
    rows = zip(
        memberships["person_id"],
        memberships["household_id"],
        memberships["kind"],
        memberships["valid_from"],
        ends,
        strict=True,
    )
    for person, household, kind, start, end in rows:
        if kind != "living" or person not in places["person"] or household not in places["household"]:
            continue
        first, last = _day_of(start), _day_of(end)
        if (first is None or first <= on) and (last is None or on < last):
            group[places["person"][person]] = places["household"][household]
    return group


class SnapshotBuilder:
    """Takes in the tables one after the other, then gives the columns."""

    def __init__(self, ids, places, group, on, known_at, dictionary) -> None:
        self.ids, self.places, self.group = ids, places, group
        self.on, self.known_end, self.dictionary = on, end_of_day(known_at), dictionary
        self.columns: dict[str, GrowingColumn] = {}

    def column(self, fact: str) -> GrowingColumn:
        """The growing column of a fact; MutongError for a fact the dictionary lacks."""
        if fact not in self.columns:
            spec = self.dictionary.get(fact) or fact_spec(fact)
            self.columns[fact] = GrowingColumn(spec, len(self.ids.get(spec.subject_kind, ())))
        return self.columns[fact]

    def read_table_columns(self, kind: str, table: Columns, names: Sequence[str]) -> None:
        """Facts that are columns of people or households."""
        for name in names:
            if name not in table or name not in self.dictionary:
                continue
            if self.dictionary[name].subject_kind != kind:
                continue
            column = self.column(name)
            for i, value in enumerate(table[name]):
                if value is not None and value != "":
                    self._set(column, i, None, None, value)
                    column.reason[i], column.source[i] = "", "register"

    def read_facts(self, facts: Columns) -> None:
        """The long table: the last recorded row that holds on the day wins; a tie of different values conflicts."""
        if not facts:
            return
        names = (
            "subject_kind", "subject_id", "fact", "state", "low", "high", "value",
            "valid_from", "valid_to", "recorded_at", "confirmed_at", "source", "unknown_reason",
        )  # fmt: skip
        length = len(facts["subject_id"])
        lists = [facts.get(name) or [None] * length for name in names]
        for kind, subject, fact, state, low, high, value, start, end, recorded, confirmed, source, why in zip(
            *lists, strict=True
        ):
            spot = self.places.get(kind, {}).get(subject)
            first, last, known = _day_of(start), _day_of(end), _instant_of(recorded)
            if spot is None or known is None or known >= self.known_end:
                continue
            if (first is not None and first > self.on) or (last is not None and self.on >= last):
                continue
            column = self.column(fact)
            content = (state, low, high, value)
            before = column.seen.get(spot)
            if before is not None and (
                before[0] > (known, first) or (before[0] == (known, first) and before[1] == content)
            ):
                continue
            conflict = before is not None and before[0] == (known, first)
            column.seen[spot] = ((known, first), content)
            self._forget(column, spot, "conflicting" if conflict else (why or "never_asked"))
            if conflict or state == "unknown":
                continue
            asked = _instant_of(confirmed) or known
            stale = column.spec.staleness_days
            column.confirmed[spot] = day_number(asked.date())
            if stale is not None and asked.date() + timedelta(days=stale) < self.on:
                column.reason[spot] = "stale"
                continue
            self._set(column, spot, low, high, value)
            column.reason[spot], column.source[spot] = "", source or ""

    def _forget(self, column: GrowingColumn, spot: int, why: str) -> None:
        column.low[spot], column.high[spot] = domain_of(column.spec)
        column.index[spot], column.reason[spot], column.source[spot] = -1, why, ""

    def _set(
        self, column: GrowingColumn, spot: "int | np.ndarray", low: object, high: object, value: object
    ) -> None:
        kind = column.spec.type
        if kind == "number":
            if low in (None, "") and high in (None, "") and value not in (None, ""):
                low = high = value
            if low not in (None, ""):
                column.low[spot] = float(low)
            if high not in (None, ""):
                column.high[spot] = float(high)
        elif kind == "date":
            day = _day_of(value)
            if day is not None:
                column.low[spot] = column.high[spot] = day_number(day)
        elif kind == "boolean":
            column.low[spot] = column.high[spot] = float(_YES_WORDS[str(value).lower()])
        else:
            column.index[spot] = column.word(str(value))

    def close_complete_sources(self, completeness: Columns) -> None:
        """Absence means the dictionary's absent value, only where a source declares itself complete."""
        if not completeness:
            return
        ends = completeness.get("valid_to") or [None] * len(completeness["fact"])
        rows = zip(
            completeness["source"],
            completeness["fact"],
            completeness["area_code"],
            completeness["valid_from"],
            ends,
            completeness["recorded_at"],
            strict=True,
        )
        for source, fact, area, start, end, recorded in rows:
            first, last, known = _day_of(start), _day_of(end), _instant_of(recorded)
            if (
                known is None
                or known >= self.known_end
                or (first and first > self.on)
                or (last and self.on >= last)
            ):
                continue
            column = self.column(fact)
            if column.spec.absent == "":
                continue
            silent = (column.reason == "never_asked") & self._within(column.spec.subject_kind, area)
            silent[[spot for spot in column.seen]] = False
            if silent.any():
                self._set(column, silent, None, None, column.spec.absent)
                column.reason[silent], column.source[silent] = "", source

    def _within(self, kind: str, area: str) -> np.ndarray:
        """Which subjects lie in an area; a person where the household lives."""
        column = self.columns.get("area_code")
        if column is None:
            return np.zeros(len(self.ids[kind]), dtype=bool)
        inside = np.array([word == area or word.startswith(area) for word in column.words] + [False])
        homes = inside[column.index]
        if kind == "household":
            return homes
        padded = np.append(homes, False)
        return padded[self.group]

    def finished(self) -> dict[str, FactColumn]:
        """Every column that some row spoke of."""
        return {fact: column.finished() for fact, column in self.columns.items()}
