"""Which events count for a derived fact: yes, no, or unknown where a column is empty or a result still pending (T1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from mutong.kernel.period import civil_day, end_of_day
from mutong.standards.choices import area_holds
from mutong.standards.derived.form import Among, Amount, DerivedFact, Within
from mutong.standards.derived.windows import CompleteSources
from mutong.standards.rules import values as v
from mutong.standards.units import all_units
from mutong.tables.completeness_words import AREA_STATUS
from mutong.tables.event_columns import EventColumns, instants, microseconds, starts_of_days
from mutong.tables.snapshot_columns import day_number

Columns = Mapping[str, Sequence]
PENDING = "pending"


def base_numbers(events: EventColumns, column: str, base: str) -> v.Numbers:
    """A number column in a base unit; anything not negative where it is empty or in another unit."""
    found = events.numbers[column]
    if column == "amount":
        units = {name: unit.factor for name, unit in all_units().items() if unit.base == base}
        found = found * np.array([units.get(unit, np.nan) for unit in events.units], dtype=np.float64)
    found = np.where(found < 0, np.nan, found)
    return v.Numbers(np.where(np.isnan(found), 0.0, found), np.where(np.isnan(found), np.inf, found))


@dataclass(frozen=True)
class AreaStatus:
    """Which areas had which status on which days: (area, status, first day, day after the last)."""

    rows: tuple[tuple[str, str, float, float], ...]
    complete: CompleteSources

    def listed(self, area_code: str, statuses: Sequence[str], day: int) -> int:
        """Whether an area, or one that holds it, had one of the statuses on a civil day; unknown where it is not on
        the list and no source says that the list is whole.
        """
        for area, status, first, last in self.rows:
            if status in statuses and first <= day < last and area_holds(area, area_code):
                return int(v.YES)
        ends = starts_of_days(np.array([day, day + 1]))
        whole = self.complete.covers(AREA_STATUS, area_code, ends[:1], ends[1:])[0]
        return int(v.NO if whole else v.UNKNOWN)


def read_area_status(table: Columns | None, complete: CompleteSources, known_at: date) -> AreaStatus:
    """The table area_status (area_code, status, from, to, recorded_at?); from and to are days or instants. A day on
    part of which an area was listed is a day on which it was.
    """
    if not table or not len(table["area_code"]):
        return AreaStatus((), complete)
    length, known = len(table["area_code"]), microseconds(end_of_day(known_at))
    ends = table.get("to") or [None] * length
    recorded = instants(table["recorded_at"]) if "recorded_at" in table else np.full(length, -1)
    rows = zip(table["area_code"], table["status"], table["from"], ends, recorded, strict=True)
    return AreaStatus(
        tuple(
            (str(area), status, _first_day(start), _day_after(end))
            for area, status, start, end, seen in rows
            if seen < known
        ),
        complete,
    )


def _first_day(value: object) -> float:
    return day_number(civil_day(value) if isinstance(value, datetime) else _day(value))


def _day_after(value: object) -> float:
    if value is None or value == "":
        return np.inf
    if isinstance(value, datetime):
        whole = microseconds(value) == int(starts_of_days(np.array([_first_day(value)]))[0])
        return _first_day(value) + (0 if whole else 1)
    return day_number(_day(value))


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def matches(
    fact: DerivedFact,
    events: EventColumns,
    amount: Callable[[Amount], v.Numbers],
    areas: AreaStatus,
    places: Mapping[str, str],
) -> np.ndarray:
    """For each event (already of the right kind and subject) whether it counts, int8 of Truth, whenever it was.

    `amount` gives a limit's ends for each event; `places` the area code of a place.
    """
    found = np.full(len(events.at), v.YES, dtype=np.int8)
    for condition in fact.conditions:
        each = (
            _among(events, condition) if isinstance(condition, Among) else _within(events, condition, amount)
        )
        found = np.minimum(found, each)
    if fact.listed:
        found = np.minimum(found, _listed(fact, events, areas, places))
    return found


def _among(events: EventColumns, condition: Among) -> np.ndarray:
    open_words = {None} | ({PENDING} if condition.column == "result" else set())
    open_words -= set(condition.words)
    return np.array(
        [
            v.UNKNOWN if word in open_words else v.YES if word in condition.words else v.NO
            for word in events.words[condition.column]
        ],
        dtype=np.int8,
    )


def _within(events: EventColumns, condition: Within, amount: Callable[[Amount], v.Numbers]) -> np.ndarray:
    numbers = base_numbers(events, condition.column, condition.unit)
    found = np.full(len(events.at), v.YES, dtype=np.int8)
    for sign, limit in condition.limits:
        found = np.minimum(found, v.compare(sign, numbers, amount(limit)))
    return found


def _listed(
    fact: DerivedFact, events: EventColumns, areas: AreaStatus, places: Mapping[str, str]
) -> np.ndarray:
    seen: dict[tuple[str, int], int] = {}
    found = np.full(len(events.at), v.UNKNOWN, dtype=np.int8)
    rows = zip(events.words["linked_kind"], events.words["linked_id"], events.day, strict=True)
    for row, (kind, name, day) in enumerate(rows):
        area = name if kind == "area" else places.get(name) if kind == "place" else None
        if area is not None:
            key = (area, int(day))
            if key not in seen:
                seen[key] = areas.listed(area, fact.listed, int(day))
            found[row] = seen[key]
    return found
