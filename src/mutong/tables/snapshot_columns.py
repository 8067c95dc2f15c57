"""Columns of a Snapshot: what is known of one fact, for every subject at once."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from mutong.kernel.truth import Truth
from mutong.tables.dictionary import FactSpec

_EPOCH = date(1970, 1, 1)
_FAR_DAY = 1_000_000.0


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
    """What is known of one fact for each subject: numbers, an index into words, or both ends of a day.

    `low`/`high` hold numbers, days or Truth; `index` holds codes and texts; `reason` says why a value is unknown
    ('' where it is known); `recorded` and `source` tell where a known value comes from.
    """

    low: np.ndarray
    high: np.ndarray
    index: np.ndarray
    words: tuple[str, ...]
    reason: np.ndarray
    source: np.ndarray
    confirmed: np.ndarray


def day_number(day: date) -> float:
    """Days since 1970-01-01."""
    return float((day - _EPOCH).days)


class GrowingColumn:
    """One fact's column while it is being read; `at` holds the recorded instant that won so far."""

    def __init__(self, spec: FactSpec, size: int) -> None:
        self.spec = spec
        low, high = domain_of(spec)
        self.low = np.full(size, low)
        self.high = np.full(size, high)
        self.index = np.full(size, -1, dtype=np.int32)
        self.words: list[str] = list(spec.codes)
        self.reason = np.full(size, "never_asked", dtype=object)
        self.source = np.full(size, "", dtype=object)
        self.confirmed = np.full(size, np.nan)
        self.seen: dict[int, tuple] = {}

    def word(self, text: str) -> int:
        """The index of a word, added when it is new."""
        if text not in self.words:
            self.words.append(text)
        return self.words.index(text)

    def finished(self) -> FactColumn:
        """The column as it will be read."""
        return FactColumn(
            self.low, self.high, self.index, tuple(self.words), self.reason, self.source, self.confirmed
        )


def domain_of(spec: FactSpec) -> tuple[float, float]:
    """Both ends of what a fact may be, in the numbers a column holds."""
    if spec.type == "number":
        return (-np.inf if spec.low is None else spec.low, np.inf if spec.high is None else spec.high)
    if spec.type == "date":
        return (-_FAR_DAY, _FAR_DAY)
    return (float(Truth.NO), float(Truth.YES))


def take_rows(column: FactColumn, rows: np.ndarray) -> FactColumn:
    """The same column with only these rows, in their order."""
    return FactColumn(
        column.low[rows],
        column.high[rows],
        column.index[rows],
        column.words,
        column.reason[rows],
        column.source[rows],
        column.confirmed[rows],
    )
