"""Columns of a Snapshot: what is known of one fact, for every subject at once, in as few bytes as hold it exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from mutong.kernel.truth import Truth
from mutong.tables.dictionary import UNKNOWN_REASONS, FactSpec

# What the small numbers in `FactColumn.reason` stand for; 0: known.
REASON_WORDS = ("", *UNKNOWN_REASONS)
KNOWN, NEVER_ASKED, STALE, CONFLICTING = (
    REASON_WORDS.index(word) for word in ("", "never_asked", "stale", "conflicting")
)
MISSING_DAY = np.int32(-(2**31))
_EPOCH = date(1970, 1, 1)
_FAR_DAY = 1_000_000.0
# Below this many subjects nothing is gained by narrowing a column.
_WORTH_NARROWING = 4096
_NARROW_WORDS = 30_000


@dataclass(frozen=True)
class Interval:
    """Least and greatest possible value of a number for each subject; infinite where the domain has no end."""

    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Coded:
    """A code for each subject as an index into `words`; -1 where it is not known."""

    index: np.ndarray
    words: tuple[str, ...]


@dataclass(frozen=True)
class FactColumn:
    """What is known of one fact for each subject; parallel arrays.

    A number or day has `low` and `high` (days since 1970-01-01) and no `index`; a yes/no fact has `index` as int8 of
    Truth; a code or text has `index` into `words`, -1 where it is not known. `reason` indexes REASON_WORDS, `source`
    indexes `sources`, `confirmed` is the day of the last confirmation (MISSING_DAY: none).
    """

    low: np.ndarray | None
    high: np.ndarray | None
    index: np.ndarray | None
    words: tuple[str, ...]
    reason: np.ndarray
    source: np.ndarray
    sources: tuple[str, ...]
    confirmed: np.ndarray

    def __len__(self) -> int:
        return len(self.reason)

    def __bool__(self) -> bool:
        return True


def day_number(day: date) -> float:
    """Days since 1970-01-01."""
    return float((day - _EPOCH).days)


def domain_of(spec: FactSpec) -> tuple[float, float]:
    """Both ends of what a fact may be, in the numbers a column holds."""
    if spec.type == "number":
        return (-np.inf if spec.low is None else spec.low, np.inf if spec.high is None else spec.high)
    if spec.type == "date":
        return (-_FAR_DAY, _FAR_DAY)
    return (float(Truth.NO), float(Truth.YES))


class OpenColumn:
    """One fact's column while it is being made; it begins as never asked throughout.

    `spoken_of` holds the subjects about whom some row that counts says something, if only that it is unknown.
    """

    def __init__(self, spec: FactSpec, size: int) -> None:
        self.spec, self.size = spec, size
        self.low = self.high = self.index = None
        if spec.type in ("number", "date"):
            low, high = domain_of(spec)
            self.low, self.high = np.full(size, low), np.full(size, high)
        elif spec.type == "boolean":
            self.index = np.full(size, Truth.UNKNOWN, dtype=np.int8)
        else:
            self.index = np.full(size, -1, dtype=np.int32)
        self.words: dict[str, int] = {word: i for i, word in enumerate(spec.codes)}
        self.reason = np.full(size, NEVER_ASKED, dtype=np.int8)
        self.source = np.zeros(size, dtype=np.int32)
        self.confirmed = np.full(size, MISSING_DAY, dtype=np.int32)
        self.spoken_of = np.empty(0, dtype=np.int64)

    def word_codes(self, texts: Sequence[str]) -> np.ndarray:
        """The index of each text among the column's words; new ones are added in the order of the alphabet."""
        for text in sorted(set(texts) - self.words.keys()):
            self.words[text] = len(self.words)
        return np.array([self.words[text] for text in texts], dtype=np.int32)

    def forget(self, rows: np.ndarray) -> None:
        """Set these subjects back to nothing known."""
        if self.low is not None:
            self.low[rows], self.high[rows] = domain_of(self.spec)
        else:
            self.index[rows] = Truth.UNKNOWN if self.spec.type == "boolean" else -1
        self.source[rows], self.confirmed[rows] = 0, MISSING_DAY

    def finished(self, sources: tuple[str, ...]) -> FactColumn:
        """The column as it will be read."""
        low, high, index, source = self.low, self.high, self.index, self.source
        if self.size >= _WORTH_NARROWING:
            low, high = narrowed(low), narrowed(high)
            if index is not None and len(self.words) < _NARROW_WORDS:
                index = index.astype(np.int16, copy=False) if self.spec.type != "boolean" else index
            source = source.astype(np.int16) if len(sources) < _NARROW_WORDS else source
        words = tuple(self.words)
        return FactColumn(low, high, index, words, self.reason, source, sources, self.confirmed)


def narrowed(numbers: np.ndarray | None) -> np.ndarray | None:
    """The same numbers in four bytes each where none of them loses anything by it."""
    if numbers is None:
        return None
    small = numbers.astype(np.float32)
    return small if np.array_equal(small.astype(np.float64), numbers) else numbers


def take_rows(column: FactColumn, rows: np.ndarray) -> FactColumn:
    """The same column with only these rows, in their order."""
    low, high, index = (
        None if ends is None else ends[rows] for ends in (column.low, column.high, column.index)
    )
    return FactColumn(
        low,
        high,
        index,
        column.words,
        column.reason[rows],
        column.source[rows],
        column.sources,
        column.confirmed[rows],
    )
