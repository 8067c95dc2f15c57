"""Which row of the two-clock table of facts speaks for each subject and fact (T6, T9).

Of the rows that hold on the day and were recorded in time, the last recorded wins; of those recorded at one instant
the one that became true last. Rows level in both that say different things conflict. Rows that say the same are one;
the latest confirmation counts, and of sources the first in the order of the alphabet, so that the answer never hangs on
the order of the rows.
"""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class FactRows:
    """Rows of the table facts as arrays, one entry a row.

    `fact` indexes `facts`, `spot` is the subject's place among those of the fact's kind, `recorded` is in microseconds
    since 1970-01-01T00:00Z, `first` and `confirmed` are civil days since 1970-01-01, `low` and `high` have NaN where
    there is none, `value` indexes `values` and `source` indexes `sources` (-1: none), `why` indexes REASON_WORDS and
    is 0 for a row whose state is known.
    """

    fact: np.ndarray
    spot: np.ndarray
    recorded: np.ndarray
    first: np.ndarray
    low: np.ndarray
    high: np.ndarray
    value: np.ndarray
    confirmed: np.ndarray
    source: np.ndarray
    why: np.ndarray
    facts: tuple[str, ...]
    values: tuple[str, ...]
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.fact)

    def take(self, rows: np.ndarray) -> "FactRows":
        """These rows only."""
        return FactRows(*(_taken(getattr(self, field.name), rows) for field in fields(self)))


# The arrays of FactRows with the fewest bytes that hold them: how rows wait on disk between two passes.
ROW_TYPE = np.dtype(
    [
        ("fact", np.int16),
        ("spot", np.int32),
        ("recorded", np.int64),
        ("first", np.int32),
        ("low", np.float64),
        ("high", np.float64),
        ("value", np.int32),
        ("confirmed", np.int32),
        ("source", np.int32),
        ("why", np.int8),
    ]
)


def _taken(column: np.ndarray | tuple, rows: np.ndarray) -> np.ndarray | tuple:
    return column[rows] if isinstance(column, np.ndarray) else column


def winning_rows(rows: FactRows, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows that speak, and which of them conflict with one level with them (a bool for each).

    `starts` gives for each fact where its subjects begin in one numbering of all (one more entry than there are
    facts). One row for each subject and fact of which there is any.
    """
    if not len(rows):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    key = starts[rows.fact] + rows.spot
    latest = np.full(int(starts[-1]), np.iinfo(np.int64).min)
    np.maximum.at(latest, key, rows.recorded)
    top = np.flatnonzero(rows.recorded == latest[key])
    key = key[top]
    several = np.bincount(key, minlength=1)[key] > 1
    alone, level = top[~several], top[several]
    if not len(level):
        return alone, np.zeros(len(alone), dtype=bool)
    kept, conflict = _settle(rows, level, key[several])
    return np.append(alone, kept), np.append(np.zeros(len(alone), dtype=bool), conflict)


def _settle(rows: FactRows, level: np.ndarray, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of rows recorded at one instant for one subject: the one that became true last, and whether it conflicts."""
    by_name = np.argsort(
        np.argsort(np.array([*rows.sources, ""], dtype=object), kind="stable"), kind="stable"
    )
    order = np.lexsort((-by_name[rows.source[level]], rows.confirmed[level], rows.first[level], key))
    level, key = level[order], key[order]
    first = rows.first[level]
    last = np.append(key[1:] != key[:-1], True)
    ends = np.flatnonzero(last)
    group = np.cumsum(last) - last
    newest = first == first[ends][group]
    # Sorted, the rows level in both times stand side by side at the end of their group.
    differs = np.zeros(len(level), dtype=bool)
    differs[1:] = newest[1:] & newest[:-1] & (group[1:] == group[:-1]) & ~_same(rows, level[1:], level[:-1])
    return level[ends], np.bincount(group, weights=differs, minlength=len(ends)) > 0


def _same(rows: FactRows, these: np.ndarray, those: np.ndarray) -> np.ndarray:
    """Whether two rows say the same: both unknown, or the same ends and value."""
    alike = ((rows.why > 0)[these] == (rows.why > 0)[those]) & (rows.value[these] == rows.value[those])
    for ends in (rows.low, rows.high):
        one, other = ends[these], ends[those]
        alike &= (one == other) | (np.isnan(one) & np.isnan(other))
    return alike
