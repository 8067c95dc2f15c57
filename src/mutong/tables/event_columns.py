"""The table events as arrays: who, what, when and when known, for facts over windows of time (T6, T9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from mutong.kernel.period import end_of_day, start_of_day

Columns = Mapping[str, Sequence]
WORD_COLUMNS = ("result", "class", "source", "tube_id", "linked_kind", "linked_id")
NUMBER_COLUMNS = ("amount", "pool_size")
_EIGHT_HOURS = 8 * 3_600_000_000
_DAY = 86_400_000_000
FOREVER = 2**62
_FAR_DAY = 365_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class EventColumns:
    """Events known at the end of a day, one entry an event, in the order of the table.

    `at` is microseconds since 1970-01-01T00:00Z. `words` holds texts by column, None where there is none; `numbers`
    float64 by column, NaN where there is none; `units` the unit of `amount`.
    """

    subject_kind: np.ndarray
    subject_id: np.ndarray
    kind: np.ndarray
    at: np.ndarray
    words: Mapping[str, np.ndarray]
    numbers: Mapping[str, np.ndarray]
    units: np.ndarray

    def take(self, rows: np.ndarray) -> "EventColumns":
        """Only these events."""
        return EventColumns(
            self.subject_kind[rows],
            self.subject_id[rows],
            self.kind[rows],
            self.at[rows],
            {name: array[rows] for name, array in self.words.items()},
            {name: array[rows] for name, array in self.numbers.items()},
            self.units[rows],
        )

    @property
    def day(self) -> np.ndarray:
        """The civil day of each event, as days since 1970-01-01."""
        return (self.at + _EIGHT_HOURS) // _DAY


def read_events(table: Columns, known_at: date) -> EventColumns:
    """The events of a table (column -> list) that were recorded before the end of a day (T6)."""
    length = len(table.get("subject_id", ()))
    end = microseconds(end_of_day(known_at))
    recorded = instants(table["recorded_at"]) if length else np.empty(0, dtype=np.int64)
    found = EventColumns(
        _texts(table, "subject_kind", length),
        _texts(table, "subject_id", length),
        _texts(table, "kind", length),
        instants(table["at"]) if length else np.empty(0, dtype=np.int64),
        {name: _texts(table, name, length) for name in WORD_COLUMNS},
        {name: _numbers(table, name, length) for name in NUMBER_COLUMNS},
        _texts(table, "unit", length),
    )
    return found.take(recorded < end)


def _texts(table: Columns, name: str, length: int) -> np.ndarray:
    found = np.full(length, None, dtype=object)
    if name in table:
        found[:] = [value or None for value in table[name]]
    return found


def _numbers(table: Columns, name: str, length: int) -> np.ndarray:
    if name not in table:
        return np.full(length, np.nan)
    return np.array(
        [np.nan if value in (None, "") else float(value) for value in table[name]], dtype=np.float64
    )


def instants(values: Sequence) -> np.ndarray:
    """Instants (aware datetimes, or texts with a zone) as microseconds since 1970-01-01T00:00Z."""
    return np.array([microseconds(value) for value in values], dtype=np.int64)


def microseconds(value: datetime | str) -> int:
    """One instant as microseconds since 1970-01-01T00:00Z. Raises ValueError without a zone (T9)."""
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; write it with one, such as +08:00 (T9)")
    return (instant - _EPOCH) // timedelta(microseconds=1)


def starts_of_days(days: np.ndarray) -> np.ndarray:
    """The first instant of civil days (days since 1970-01-01; beyond a thousand years from then: forever)."""
    near = np.clip(days, -_FAR_DAY, _FAR_DAY).astype(np.int64)
    each, which = np.unique(near, return_inverse=True)
    first = [microseconds(start_of_day(_EPOCH.date() + timedelta(days=int(day)))) for day in each]
    found = np.array(first, dtype=np.int64)[which].reshape(near.shape)
    return np.where(days >= _FAR_DAY, FOREVER, np.where(days <= -_FAR_DAY, -FOREVER, found))
