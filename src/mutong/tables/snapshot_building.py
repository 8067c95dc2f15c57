"""How the columns of a Snapshot are made out of the rows that count (T1, T6, T9)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.tables.completeness_words import is_no_fact
from mutong.tables.dictionary import FactSpec, fact_spec
from mutong.tables.fact_winners import FactRows, winning_rows
from mutong.tables.snapshot_columns import (
    CONFLICTING,
    KNOWN,
    NEVER_ASKED,
    STALE,
    FactColumn,
    OpenColumn,
    day_number,
)

# Facts that stand as columns of their own table rather than as rows of `facts`.
PERSON_COLUMNS = ("birth_date", "sex")
HOUSEHOLD_COLUMNS = ("area_code", "hukou_area_code", "tenure")
REGISTER = "register"
_YES_WORDS = {
    "yes": Truth.YES,
    "no": Truth.NO,
    "true": Truth.YES,
    "false": Truth.NO,
    "是": Truth.YES,
    "否": Truth.NO,
}


class SnapshotBuilder:
    """Takes in the tables one after the other, then gives the columns.

    `sizes` has the number of subjects of each kind, `group` the household of each person (-1: none).
    """

    def __init__(
        self, sizes: Mapping[str, int], group: np.ndarray, on: date, dictionary: Mapping[str, FactSpec]
    ) -> None:
        self.sizes, self.group, self.dictionary = sizes, group, dictionary
        self.day = int(day_number(on))
        self.columns: dict[str, OpenColumn] = {}
        self.sources: dict[str, int] = {"": 0}

    def column(self, fact: str) -> OpenColumn:
        """The open column of a fact; MutongError for a fact the dictionary lacks."""
        if fact not in self.columns:
            spec = self.dictionary.get(fact) or fact_spec(fact)
            self.columns[fact] = OpenColumn(spec, self.sizes.get(spec.subject_kind, 0))
        return self.columns[fact]

    def source(self, name: str) -> int:
        """The number of a source."""
        return self.sources.setdefault(name, len(self.sources))

    def take_table_column(self, fact: str, codes: np.ndarray, texts: Sequence[str]) -> None:
        """A fact that is a column of people or households: for each subject an index into `texts`, -1 for none."""
        if fact in self.dictionary:
            column, given = self.column(fact), np.flatnonzero(codes >= 0)
            self._set(column, given, _Stated(codes[given], texts))
            column.reason[given], column.source[given] = KNOWN, self.source(REGISTER)

    def take_facts(self, rows: FactRows) -> None:
        """The rows that hold on the day and were recorded in time, in any order."""
        columns = [self.column(fact) for fact in rows.facts]
        starts = np.cumsum([0, *(column.size for column in columns)])
        winners, conflict = winning_rows(rows, starts)
        by_fact = np.argsort(rows.fact[winners], kind="stable")
        winners, conflict = winners[by_fact], conflict[by_fact]
        edges = np.searchsorted(rows.fact[winners], np.arange(len(columns) + 1))
        sources = np.array([*(self.source(name) for name in rows.sources), 0], dtype=np.int32)
        for column, start, end in zip(columns, edges[:-1], edges[1:], strict=True):
            if start < end:
                self._take_winners(column, rows, winners[start:end], conflict[start:end], sources)

    def _take_winners(
        self,
        column: OpenColumn,
        rows: FactRows,
        winners: np.ndarray,
        conflict: np.ndarray,
        sources: np.ndarray,
    ) -> None:
        spots, confirmed = rows.spot[winners], rows.confirmed[winners]
        reason = rows.why[winners]
        column.forget(spots)
        column.spoken_of = spots
        stated = ~conflict & (reason == KNOWN)
        column.confirmed[spots[stated]] = confirmed[stated]
        if conflict.any():
            reason = np.where(conflict, CONFLICTING, reason)
        if column.spec.staleness_days is not None:
            stale = stated & (confirmed + column.spec.staleness_days < self.day)
            reason, stated = np.where(stale, STALE, reason), stated & ~stale
        column.reason[spots] = reason
        rows_stated, spots = winners[stated], spots[stated]
        column.source[spots] = sources[rows.source[rows_stated]]
        values = _Stated(rows.value[rows_stated], rows.values, rows.low[rows_stated], rows.high[rows_stated])
        self._set(column, spots, values)

    def _set(self, column: OpenColumn, spots: np.ndarray, stated: "_Stated") -> None:
        kind = column.spec.type
        if kind == "number":
            low, high = stated.ends(column.spec)
            column.low[spots] = np.where(np.isnan(low), column.low[spots], low)
            column.high[spots] = np.where(np.isnan(high), column.high[spots], high)
        elif kind == "date":
            day = stated.read(column.spec, _day_text)
            column.low[spots] = column.high[spots] = day
        elif kind == "boolean":
            column.index[spots] = stated.read(column.spec, _answer_text)
        else:
            used, which = stated.texts_used(column.spec)
            column.index[spots] = column.word_codes(used)[which]

    def close_complete_source(self, source: str, fact: str, area: str) -> None:
        """Absence means the dictionary's absent value, only where a source declares itself complete."""
        if is_no_fact(fact):
            return
        column = self.column(fact)
        if column.spec.absent == "" or not column.size:
            return
        silent = (column.reason == NEVER_ASKED) & self._within(column.spec.subject_kind, area)
        silent[column.spoken_of] = False
        rows = np.flatnonzero(silent)
        if len(rows):
            self._set(column, rows, _Stated(np.zeros(len(rows), dtype=np.int32), (column.spec.absent,)))
            column.reason[rows], column.source[rows] = KNOWN, self.source(source)

    def _within(self, kind: str, area: str) -> np.ndarray:
        """Which subjects lie in an area; a person where the household lives."""
        column = self.columns.get("area_code")
        if column is None:
            return np.zeros(self.sizes[kind], dtype=bool)
        inside = np.array([word.startswith(area) for word in column.words] + [False])
        homes = inside[column.index]
        return homes if kind == "household" else np.append(homes, False)[self.group]

    def finished(self) -> dict[str, FactColumn]:
        """Every column that some row spoke of."""
        sources = tuple(self.sources)
        return {fact: column.finished(sources) for fact, column in self.columns.items()}


class _Stated:
    """What some subjects' rows state: an index into texts (-1: none), and the ends of numbers (NaN: none)."""

    def __init__(
        self,
        codes: np.ndarray,
        texts: Sequence[str],
        low: np.ndarray | None = None,
        high: np.ndarray | None = None,
    ) -> None:
        self.codes, self.texts, self.low, self.high = codes, texts, low, high

    def texts_used(self, spec: FactSpec) -> tuple[list[str], np.ndarray]:
        """The texts there are and, for each subject, which; MutongError where one is lacking."""
        if len(self.codes) and self.codes.min() < 0:
            raise _no_value(spec, "")
        seen = np.zeros(len(self.texts), dtype=bool)
        seen[self.codes] = True
        place = np.cumsum(seen) - 1
        return [self.texts[i] for i in np.flatnonzero(seen)], place[self.codes]

    def read(self, spec: FactSpec, of: Callable[[str], float]) -> np.ndarray:
        """Each subject's text as a number; MutongError for a text that is none."""
        used, which = self.texts_used(spec)
        return np.array([_number_of(spec, text, of) for text in used], dtype=np.float64)[which]

    def ends(self, spec: FactSpec) -> tuple[np.ndarray, np.ndarray]:
        """Both ends; a number written as a value is both."""
        size = len(self.codes)
        low = np.full(size, np.nan) if self.low is None else self.low
        high = np.full(size, np.nan) if self.high is None else self.high
        written = np.flatnonzero((self.codes >= 0) & np.isnan(low) & np.isnan(high))
        if len(written):
            value = _Stated(self.codes[written], self.texts).read(spec, float)
            low, high = low.copy(), high.copy()
            low[written] = high[written] = value
        return low, high


def _day_text(text: str) -> float:
    return day_number(date.fromisoformat(text[:10]))


def _answer_text(text: str) -> float:
    return float(_YES_WORDS[text.lower()])


def _number_of(spec: FactSpec, text: str, of: Callable[[str], float]) -> float:
    try:
        return of(text)
    except (KeyError, ValueError) as error:
        raise _no_value(spec, text) from error


def _no_value(spec: FactSpec, text: str) -> MutongError:
    kind = {
        "boolean": "yes, no",
        "date": "2022-08-22",
        "number": "1200",
        "code": ", ".join(spec.codes) or "…",
    }
    wanted = kind.get(spec.type, "…")
    return MutongError(
        "bad_fact_value",
        Words(
            f"事实“{spec.key}”写的是“{text}”，应写成：{wanted}。",
            f"The fact “{spec.key}” says “{text}”; write it like: {wanted}.",
        ),
        fact=spec.key,
        value=text,
    )
