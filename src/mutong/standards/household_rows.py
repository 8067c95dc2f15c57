"""The register's rows about one household, of all days: its Snapshot on any day, and the days on which they turn.

Rows turn on the day a fact becomes true, stops being true, becomes known or goes stale; on which somebody joins or
leaves; on which a source begins or ends to be complete. Between two such days the same rows speak.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from mutong.standards.choices import area_holds
from mutong.tables.completeness_words import AREA_STATUS
from mutong.tables.dictionary import FactSpec, fact_dictionary
from mutong.tables.snapshot import Snapshot
from mutong.tables.snapshot_lists import EARLIEST, LATEST, confirmed_day, day_of, micros_of

Columns = Mapping[str, Sequence]
_EPOCH = date(1970, 1, 1)
# What tells who is a member and which standards stand here, whether or not a rule names it.
_ALWAYS_READ = ("alive", "area_code")


@dataclass(frozen=True)
class FactRow:
    """When one row of the table facts holds (from `first` up to, not including, `end`; None: no end), and who says so.

    `recorded` and `confirmed` are civil days, `instant` is the recording in microseconds, `value` the cell as written.
    """

    first: date
    end: date | None
    recorded: date
    confirmed: date
    instant: int
    source: str
    value: str

    def holds(self, on: date, known_at: date) -> bool:
        """Whether it counts on a day as known at another (T6, T9)."""
        return self.first <= on and (self.end is None or on < self.end) and self.recorded <= known_at


@dataclass(frozen=True)
class HouseholdRows:
    """The rows of the tables about a household, its people and whoever they are related to, as columns (name -> list)
    that Snapshot.build takes.
    """

    household_id: str
    people: Columns
    households: Columns
    memberships: Columns
    facts: Columns
    completeness: Columns
    relations: Columns

    def snapshot(
        self, on: date, known_at: date, dictionary: Mapping[str, FactSpec] | None = None
    ) -> Snapshot:
        """The household and its relatives on a day, as known at a day."""
        return Snapshot.build(
            self.people,
            self.households,
            self.memberships,
            self.facts,
            self.declared,
            on=on,
            known_at=known_at,
            dictionary=dictionary,
            relations=self.relations,
        )

    @cached_property
    def fact_rows(self) -> dict[tuple[str, str, str], tuple[FactRow, ...]]:
        """The rows of each fact, by (subject kind, subject id, fact)."""
        found: dict[tuple[str, str, str], list[FactRow]] = {}
        facts = self.facts
        size = len(facts["subject_id"])
        ends, confirmed, values = (
            facts.get(name) or [None] * size for name in ("valid_to", "confirmed_at", "value")
        )
        for row in range(size):
            recorded = confirmed_day(facts["recorded_at"][row])
            last = confirmed_day(confirmed[row])
            found.setdefault(
                (facts["subject_kind"][row], facts["subject_id"][row], facts["fact"][row]), []
            ).append(
                FactRow(
                    _day(day_of(facts["valid_from"][row])) or date.min,
                    _day(day_of(ends[row], LATEST)),
                    _day(recorded) or date.max,
                    _day(recorded if last == EARLIEST else last) or date.max,
                    micros_of(facts["recorded_at"][row]),
                    facts["source"][row] or "",
                    str(values[row] or ""),
                )
            )
        return {key: tuple(rows) for key, rows in found.items()}

    def speaking(self, subject: tuple[str, str], fact: str, on: date, known_at: date) -> FactRow | None:
        """Of a fact's rows the one that speaks for a subject (kind, id) on a day as known at a day."""
        rows = [row for row in self.fact_rows.get((*subject, fact), ()) if row.holds(on, known_at)]
        return max(rows, key=lambda row: (row.instant, row.first), default=None)

    def turning_days(self, read: Mapping[str, FactSpec], known_at: date | None) -> set[date]:
        """Every day on which the rows about the facts `read` may say something else than on the day before, as known at
        a day; None: as known on each day itself.
        """
        wanted = {key: fact_dictionary()[key] for key in _ALWAYS_READ} | dict(read)
        found = {day for day in self._fact_days(wanted, known_at) if day is not None}
        for table in (self.memberships, self.relations):
            found |= _starts_and_ends(table)
        complete = self.declared
        for fact, recorded in zip(complete["fact"], complete["recorded_at"], strict=True):
            day = _day(confirmed_day(recorded))
            if fact in wanted and day is not None and known_at is None:
                found.add(day)
        return found | _starts_and_ends(complete)

    def _fact_days(self, wanted: Mapping[str, FactSpec], known_at: date | None) -> Iterator[date | None]:
        for (_, _, fact), rows in self.fact_rows.items():
            if fact not in wanted:
                continue
            staleness = wanted[fact].staleness_days
            for row in rows:
                if known_at is not None and row.recorded > known_at:
                    continue
                yield from (row.first, row.end)
                if known_at is None:
                    yield row.recorded
                if staleness is not None and row.confirmed < date.max:
                    yield row.confirmed + timedelta(days=staleness + 1)

    @cached_property
    def declared(self) -> Columns:
        """What sources declare themselves complete for where these households live; other rows say nothing of them."""
        areas = {str(code) for code in self.households["area_code"] if code}
        facts = self.facts
        areas |= {
            str(value)
            for fact, value in zip(facts["fact"], facts.get("value") or (), strict=False)
            if fact == "area_code" and value
        }
        table = self.completeness
        kept = [
            row
            for row, (area, word) in enumerate(zip(table["area_code"], table["fact"], strict=True))
            if word == AREA_STATUS or any(area_holds(str(area), code) for code in areas)
        ]
        return {name: [column[row] for row in kept] for name, column in table.items()}


def _day(number: int) -> date | None:
    """A day counted from 1970-01-01; None for one that stands for no day."""
    return None if number in (EARLIEST, LATEST) else _EPOCH + timedelta(days=number)


def _starts_and_ends(table: Columns) -> set[date]:
    days = {day_of(cell) for name in ("valid_from", "valid_to") for cell in table.get(name) or ()}
    return {day for number in days if (day := _day(number)) is not None}
