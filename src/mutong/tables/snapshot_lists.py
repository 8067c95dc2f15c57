"""The two-clock tables as plain lists, turned into the arrays a Snapshot is made of.

Each different cell is read once, however many rows hold it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime

import numpy as np

from mutong.kernel.period import CHINA, end_of_day
from mutong.tables.dictionary import UNKNOWN_REASONS, FactSpec
from mutong.tables.fact_winners import FactRows
from mutong.tables.snapshot_columns import KNOWN, NEVER_ASKED, REASON_WORDS, day_number

Columns = Mapping[str, Sequence]
EARLIEST = np.iinfo(np.int32).min // 2
LATEST = np.iinfo(np.int32).max // 2


def coded(cells: Iterable[Hashable]) -> tuple[np.ndarray, list]:
    """Cells as an index into the different cells there are."""
    found: dict = {}
    index = [found.setdefault(cell, len(found)) for cell in cells]
    return np.array(index, dtype=np.int64), list(found)


def coded_texts(cells: Iterable[object]) -> tuple[np.ndarray, list[str]]:
    """Cells as an index into their texts; -1 where there is none."""
    index, different = coded(cells)
    if not different:
        return index, []
    none = [cell is None or cell == "" for cell in different]
    place = np.where(none, -1, np.arange(len(different)))
    return place[index], ["" if cell is None else str(cell) for cell in different]


def read_cells(cells: Iterable[Hashable], of: Callable[[object], float], kind: type) -> np.ndarray:
    """Each cell as a number."""
    index, different = coded(cells)
    return np.array([of(cell) for cell in different], dtype=kind)[index]


def day_of(cell: object, missing: int = EARLIEST) -> int:
    """A day (date, instant or text) in days since 1970-01-01, by the calendar of Asia/Shanghai (T9)."""
    if cell is None or cell == "":
        return missing
    if isinstance(cell, datetime):
        return int(day_number(cell.astimezone(CHINA).date() if cell.tzinfo else cell.date()))
    return int(day_number(cell if isinstance(cell, date) else date.fromisoformat(str(cell)[:10])))


def micros_of(cell: object) -> int:
    """An instant in microseconds since 1970-01-01T00:00Z; one without a zone is China's; none lies far ahead."""
    if cell is None or cell == "":
        return np.iinfo(np.int64).max
    instant = cell if isinstance(cell, datetime) else datetime.fromisoformat(str(cell))
    instant = instant if instant.tzinfo else instant.replace(tzinfo=CHINA)
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def number_of(cell: object) -> float:
    """A number; NaN where there is none."""
    return np.nan if cell is None or cell == "" else float(cell)


def reason_code(reason: object) -> int:
    """A word of UNKNOWN_REASONS as its number; none is never asked."""
    return REASON_WORDS.index(reason) if reason in UNKNOWN_REASONS else NEVER_ASKED


def confirmed_day(cell: object) -> int:
    """The civil day of an instant; EARLIEST where there is none."""
    if isinstance(cell, str) and len(cell) > 10:
        cell = datetime.fromisoformat(cell)
    return day_of(cell)


def holding(table: Columns, on: date) -> np.ndarray:
    """Which rows hold on a day: valid_from <= on < valid_to."""
    length = len(table["valid_from"])
    day = int(day_number(on))
    start = read_cells(table["valid_from"], day_of, np.int64)
    end = read_cells(table.get("valid_to") or [None] * length, lambda cell: day_of(cell, LATEST), np.int64)
    return (start <= day) & (day < end)


def counting(table: Columns, on: date, known_at: date) -> np.ndarray:
    """The rows that hold on a day and were recorded before the end of the other."""
    recorded = read_cells(table["recorded_at"], micros_of, np.int64)
    return np.flatnonzero(holding(table, on) & (recorded < micros_of(end_of_day(known_at))))


def group_people(memberships: Columns, places: Mapping[str, Mapping[str, int]], on: date) -> np.ndarray:
    """For each person the index of the household whose life they share on the day; -1 for none.

    Of several the one that began last counts, then the last in the order of the alphabet.
    """
    group = np.full(len(places["person"]), -1, dtype=np.int64)
    if not memberships or not len(memberships["person_id"]):
        return group
    living = np.array([kind == "living" for kind in memberships["kind"]])
    rows = np.flatnonzero(living & holding(memberships, on))
    starts = memberships["valid_from"]
    people, homes = places["person"], places["household"]
    chosen: dict[int, tuple[int, str]] = {}
    for row in rows:
        person, home = people.get(memberships["person_id"][row]), memberships["household_id"][row]
        if person is not None and home in homes:
            found = (day_of(starts[row]), home)
            if person not in chosen or chosen[person] < found:
                chosen[person] = found
    group[list(chosen)] = [homes[home] for _, home in chosen.values()]
    return group


def fact_rows(
    facts: Columns,
    places: Mapping[str, Mapping[str, int]],
    specs: Callable[[str], FactSpec],
    on: date,
    known_at: date,
) -> FactRows | None:
    """The rows of the table facts that count on a day as known at another, of subjects that are here; None for none.

    `specs` gives a fact's declaration or raises MutongError. A row about another kind of subject than the fact is
    declared for is passed over.
    """
    if not facts or not len(facts["subject_id"]):
        return None
    kept = counting(facts, on, known_at)
    kinds, subjects = facts["subject_kind"], facts["subject_id"]
    spots = [places.get(kinds[row], {}).get(subjects[row], -1) for row in kept]
    spot = np.array(spots, dtype=np.int64)
    kept, spot = kept[spot >= 0], spot[spot >= 0]
    if not len(kept):
        return None
    everything = len(kept) == len(subjects)
    length = len(subjects)

    def cells(name: str) -> Sequence:
        column = facts.get(name) or [None] * length
        return column if everything else [column[row] for row in kept]

    fact, names = coded(cells("fact"))
    declared = np.array([specs(name).subject_kind for name in names], dtype=object)[fact]
    right = np.array(cells("subject_kind"), dtype=object) == declared
    value, values = coded_texts(cells("value"))
    source, sources = coded_texts(cells("source"))
    confirmed = read_cells(cells("confirmed_at"), confirmed_day, np.int64)
    recorded = read_cells(cells("recorded_at"), confirmed_day, np.int64)
    unknown = np.array([state == "unknown" for state in cells("state")])
    rows = FactRows(
        fact=fact,
        spot=spot,
        recorded=read_cells(cells("recorded_at"), micros_of, np.int64),
        first=read_cells(cells("valid_from"), day_of, np.int64),
        low=read_cells(cells("low"), number_of, np.float64),
        high=read_cells(cells("high"), number_of, np.float64),
        value=value,
        confirmed=np.where(confirmed == EARLIEST, recorded, confirmed),
        source=source,
        why=np.where(unknown, read_cells(cells("unknown_reason"), reason_code, np.int64), KNOWN),
        facts=tuple(names),
        values=tuple(values),
        sources=tuple(sources),
    )
    return rows if right.all() else rows.take(np.flatnonzero(right))
