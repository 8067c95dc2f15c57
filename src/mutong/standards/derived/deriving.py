"""Working out derived facts for everyone in a Snapshot: further columns, read like any other fact.

Absence answers no, nought or long ago only where sources declare themselves complete for every kind of event, for the
whole window, where the subject lives; elsewhere it leaves the answer open (T1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

import numpy as np

from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.derived.form import Amount, DerivedFact
from mutong.standards.derived.matching import AreaStatus, base_numbers, matches, read_area_status
from mutong.standards.derived.windows import CompleteSources, Ends, complete_sources, window_ends
from mutong.standards.parameters import Parameters
from mutong.standards.rules import values as v
from mutong.standards.rules.family import HoldsRules, families
from mutong.tables.completeness_words import EVENTS
from mutong.tables.dictionary import FactSpec
from mutong.tables.event_columns import FOREVER, EventColumns, read_events
from mutong.tables.snapshot import Snapshot
from mutong.tables.snapshot_columns import KNOWN, FactColumn, OpenColumn, day_number, domain_of

Columns = Mapping[str, Sequence]
SOURCE, STATED = "events", "stated"
_EIGHT_HOURS, _DAY = 8 * 3_600_000_000, 86_400_000_000


class HoldsDerived(HoldsRules, Protocol):
    """What of a Pack is needed here."""

    derived: Mapping[str, DerivedFact]


def derived_facts(packs: Iterable[HoldsDerived]) -> dict[str, FactSpec]:
    """The declarations of the facts that packs, and those they are within, derive; by key (`pack:name`)."""
    every = (one for pack in packs for one in (*pack.ancestors, pack))
    return {fact.spec.key: fact.spec for one in every for fact in one.derived.values()}


def derive(
    snapshot: Snapshot,
    packs: Iterable[HoldsDerived],
    events: Columns,
    area_status: Columns | None = None,
    completeness: Columns | None = None,
    *,
    places: Columns | None = None,
    choices: Choices = NO_CHOICES,
    at: datetime | None = None,
) -> Snapshot:
    """The Snapshot with a column for each fact the packs derive for people and households.

    `events`, `area_status` (area_code, status, from, to), `completeness` and `places` are tables as name -> list. `at`
    is the instant of the screen on the Snapshot's day; left out, the end of that day. What was recorded after the
    Snapshot's `known_at` is not known (T6). A value that somebody stated stands where the events leave it open.
    """
    known = read_events(events, snapshot.known_at)
    complete = complete_sources(completeness, snapshot.known_at)
    areas = read_area_status(area_status, complete, snapshot.known_at)
    homes = dict(zip(places["place_id"], places["area_code"], strict=True)) if places else {}
    columns: dict[str, FactColumn] = {}
    specs: dict[str, FactSpec] = {}
    for family in families(packs, choices):
        around = _Around(
            snapshot.on, snapshot.known_at, at, family.parameters, choices, complete, areas, homes
        )
        for fact in (fact for pack in family.packs for fact in pack.derived.values()):
            key, kind = fact.spec.key, fact.spec.subject_kind
            if key in specs:
                continue
            specs[key] = fact.spec
            if kind in ("person", "household"):
                found = _Deriving(around, fact, known, *_subjects(snapshot, kind), snapshot).column()
                columns[key] = _stated_where_open(found, snapshot, fact.spec)
    return snapshot.with_columns(columns, specs.values())


def derive_for_areas(
    area_codes: Sequence[str],
    packs: Iterable[HoldsDerived],
    events: Columns,
    completeness: Columns | None = None,
    *,
    on: date,
    known_at: date | None = None,
    choices: Choices = NO_CHOICES,
    at: datetime | None = None,
) -> dict[str, FactColumn]:
    """The facts that packs derive for areas, by key: a column with a value for each of `area_codes`."""
    known_at = known_at or on
    known, complete = read_events(events, known_at), complete_sources(completeness, known_at)
    ids, found = np.array(list(area_codes), dtype=object), {}
    for family in families(packs, choices):
        around = _Around(on, known_at, at, family.parameters, choices, complete, AreaStatus((), complete), {})
        for fact in (fact for pack in family.packs for fact in pack.derived.values()):
            if fact.spec.subject_kind == "area":
                places = np.arange(len(ids))
                found[fact.spec.key] = _Deriving(around, fact, known, ids, places, tuple(ids), None).column()
    return found


def _subjects(snapshot: Snapshot, kind: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """The ids of a kind, for each an index into area codes, and these codes ('' last: not known)."""
    codes = snapshot.code("area_code")
    household = np.where(codes.index < 0, len(codes.words), codes.index)
    area = household if kind == "household" else np.append(household, len(codes.words))[snapshot.group]
    return snapshot.ids(kind), area, (*codes.words, "")


@dataclass(frozen=True)
class _Around:
    """What is the same for every fact of a family of packs."""

    on: date
    known_at: date
    at: datetime | None
    parameters: Parameters
    choices: Choices
    complete: CompleteSources
    areas: AreaStatus
    places: Mapping[str, str]


class _Deriving:
    """Works out one fact for its subjects."""

    def __init__(
        self,
        around: _Around,
        fact: DerivedFact,
        events: EventColumns,
        ids: np.ndarray,
        area: np.ndarray,
        area_codes: tuple[str, ...],
        snapshot: Snapshot | None,
    ) -> None:
        self.around, self.fact, self.snapshot = around, fact, snapshot
        self.area, self.area_codes, self.size = area, area_codes, len(ids)
        place = {name: row for row, name in enumerate(ids)}
        kinds = set(fact.kinds)
        wanted = [
            row
            for row, (of, kind) in enumerate(zip(events.subject_kind, events.kind, strict=True))
            if of == fact.spec.subject_kind and kind in kinds and events.subject_id[row] in place
        ]
        self.events = events.take(np.array(wanted, dtype=np.int64))
        self.subject = np.array([place[name] for name in self.events.subject_id], dtype=np.int64)

    def column(self) -> FactColumn:
        """The fact's column."""
        start, end = window_ends(
            self.fact.window, self.around.on, self.around.at, self._amount, self._day_fact, self.size
        )
        counts = matches(self.fact, self.events, self._limit, self.around.areas, self.around.places)
        at, who = self.events.at, self.subject
        surely = (start.high[who] <= at) & (at < end.low[who])
        maybe = (start.low[who] <= at) & (at < end.high[who])
        sure, possible = surely & (counts == v.YES), maybe & (counts != v.NO)
        low, high = _MADE[self.fact.how](self, sure, possible, start, end)
        return self._filled(low, high)

    def _amount(self, amount: Amount) -> v.Numbers:
        """An amount for each subject; anything not negative where its parameter is null (T4)."""
        if not amount.parameter:
            return v.exactly(amount.value)
        around = self.around
        values = [
            around.parameters.look_up_chosen(
                amount.parameter, around.choices, around.on, around.known_at, code
            ).value
            for code in self.area_codes
        ]
        low = np.array([0.0 if value is None else float(value) for value in values])
        high = np.array([np.inf if value is None else float(value) for value in values])
        return v.Numbers(low[self.area], high[self.area])

    def _limit(self, amount: Amount) -> v.Numbers:
        """An amount for each event."""
        found = self._amount(amount)
        ends = (np.broadcast_to(end, (self.size,))[self.subject] for end in (found.low, found.high))
        return v.Numbers(*ends)

    def _day_fact(self, key: str) -> v.Numbers:
        days = self.snapshot.day(key)
        return v.Numbers(days.low, days.high)

    def _covered(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """For whom every kind of event is on record from `start` to `end`."""
        found = np.zeros(self.size, dtype=bool)
        complete = self.around.complete
        for place in np.unique(self.area):
            rows = self.area == place
            each = [
                complete.covers(EVENTS + kind, self.area_codes[place], start[rows], end[rows])
                for kind in self.fact.kinds
            ]
            found[rows] = np.logical_and.reduce(each)
        return found

    def _counted(self, events: np.ndarray) -> np.ndarray:
        return np.bincount(self.subject[events], minlength=self.size).astype(np.float64)

    def exists(
        self, sure: np.ndarray, possible: np.ndarray, start: Ends, end: Ends
    ) -> tuple[np.ndarray, ...]:
        """Yes where one is seen, no where none can be, else open."""
        none = self._covered(start.low, end.high) & (self._counted(possible) == 0)
        yes = self._counted(sure) > 0
        return np.where(yes, 2.0, 0.0), np.where(yes | ~none, 2.0, 0.0)

    def count(self, sure: np.ndarray, possible: np.ndarray, start: Ends, end: Ends) -> tuple[np.ndarray, ...]:
        """Those seen at least."""
        whole = self._covered(start.low, end.high)
        return self._counted(sure), np.where(whole, self._counted(possible), np.inf)

    def sum(self, sure: np.ndarray, possible: np.ndarray, start: Ends, end: Ends) -> tuple[np.ndarray, ...]:
        """What was seen at least; no amount is below nought."""
        amounts = base_numbers(self.events, self.fact.value, self.fact.spec.unit)
        low, high = (
            np.bincount(self.subject[events], weights=ends[events], minlength=self.size)
            for events, ends in ((sure, amounts.low), (possible, amounts.high))
        )
        return low, np.where(self._covered(start.low, end.high), high, np.inf)

    def last(self, sure: np.ndarray, possible: np.ndarray, start: Ends, end: Ends) -> tuple[np.ndarray, ...]:
        """The last seen at the earliest; where there was none in the window, some day before it."""
        earliest = self._last_day(sure)
        seen = self._last_day(possible)
        latest = np.where(np.isneginf(seen), _day_of(start.high) - 1, seen)
        after = np.where(np.isneginf(seen), start.low, ((seen + 1) * _DAY - _EIGHT_HOURS))
        rest = np.clip(after, -FOREVER, FOREVER).astype(np.int64)
        # Events of the day itself do not move the day, so the record need only be whole from the next.
        whole = self._covered(np.where(np.isneginf(seen), start.low, rest), end.high)
        until = np.where(whole, latest, _day_of(end.high - 1))
        far_low, far_high = _FAR
        return np.maximum(earliest, far_low), np.clip(np.maximum(until, earliest), far_low, far_high)

    def _last_day(self, events: np.ndarray) -> np.ndarray:
        found = np.full(self.size, -np.inf)
        np.maximum.at(found, self.subject[events], self.events.day[events].astype(np.float64))
        return found

    def days_since(
        self, sure: np.ndarray, possible: np.ndarray, start: Ends, end: Ends
    ) -> tuple[np.ndarray, ...]:
        """Days from the last to the day of the screen."""
        low, high = self.last(sure, possible, start, end)
        on = day_number(self.around.on)
        return np.where(high >= _FAR[1], -np.inf, on - high), np.where(low <= _FAR[0], np.inf, on - low)

    def _filled(self, low: np.ndarray, high: np.ndarray) -> FactColumn:
        least, most = domain_of(self.fact.spec)
        known = (low > least) | (high < most)
        found = OpenColumn(self.fact.spec, self.size)
        if found.low is None:
            found.index[:] = np.where(low == high, low, v.UNKNOWN)
        else:
            found.low[:], found.high[:] = low, high
        found.reason[known], found.source[known] = KNOWN, 1
        found.confirmed[known] = day_number(self.around.on)
        return found.finished(("", SOURCE))


_FAR = (-1_000_000.0, 1_000_000.0)
_MADE = {
    "exists": _Deriving.exists,
    "count": _Deriving.count,
    "sum": _Deriving.sum,
    "last": _Deriving.last,
    "days_since": _Deriving.days_since,
}


def _day_of(instant: np.ndarray) -> np.ndarray:
    return ((instant + _EIGHT_HOURS) // _DAY).astype(np.float64)


def _stated_where_open(found: FactColumn, snapshot: Snapshot, spec: FactSpec) -> FactColumn:
    """What somebody stated, where the events leave the value open and what was stated does not contradict them."""
    if not snapshot.has_column(spec.key):
        return found
    said, stated = snapshot.number(spec.key), snapshot.known(spec.key)
    if found.low is None:
        taken = stated & (found.index == v.UNKNOWN)
        values = {"index": np.where(taken, snapshot.truth(spec.key), found.index).astype(np.int8)}
    else:
        low, high = np.maximum(found.low, said.low), np.minimum(found.high, said.high)
        taken = stated & (found.low != found.high) & (low <= high)
        values = {"low": np.where(taken, low, found.low), "high": np.where(taken, high, found.high)}
    return replace(
        found,
        **values,
        reason=np.where(taken, KNOWN, found.reason).astype(np.int8),
        source=np.where(taken, 2, found.source).astype(np.int16),
        sources=("", SOURCE, STATED),
    )
