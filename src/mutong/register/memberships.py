"""Who belongs to which household when: one living household a day, one hukou household a day (T9)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from mutong.kernel.period import Period
from mutong.register.faults import RowFault
from mutong.tables.remedies import remedy

Row = Mapping[str, object]
_CODES = {"living": "two_living_households", "hukou": "two_hukou_households"}


def _key(row: Row) -> tuple[object, ...]:
    return row["person_id"], row["household_id"], row["kind"], row["valid_from"]


def _period(row: Row) -> Period:
    return Period(row["valid_from"], row.get("valid_to"))  # type: ignore[arg-type]


def check_memberships(rows: Sequence[Row], existing: Iterable[Row] = ()) -> list[RowFault]:
    """Incoming memberships that would put a person into two households of one kind on one day.

    Living and hukou households may differ. `existing` are those in the register; an incoming row with the same key
    (person, household, kind, valid_from) takes the place of the old one. Of incoming rows that disagree among
    themselves the first stands. Periods of one household that overlap are refused too.
    """
    people = {row["person_id"] for row in rows}
    before = [row for row in existing if row["person_id"] in people]
    replaced = {_key(row): i for i, row in enumerate(rows)}
    old_keys = {_key(row) for row in before}
    # Rows that end an old membership are looked at first, so that the order of a file does not matter.
    order = sorted(range(len(rows)), key=lambda i: _key(rows[i]) not in old_keys)
    faults: dict[int, RowFault] = {}
    while True:
        standing: dict[tuple[object, object], list[Row]] = {}
        for row in before:
            if replaced.get(_key(row)) is None or replaced[_key(row)] in faults:
                standing.setdefault((row["person_id"], row["kind"]), []).append(row)
        restored = False
        for i in order:
            if i in faults:
                continue
            others = standing.setdefault((rows[i]["person_id"], rows[i]["kind"]), [])
            fault = _conflict(i, rows[i], others)
            if fault is None:
                others.append(rows[i])
                continue
            faults[i] = fault
            # A refused change leaves the old row in force; the others must be held against it once more.
            restored = restored or _key(rows[i]) in old_keys
        if not restored:
            return [faults[i] for i in sorted(faults)]


def _conflict(i: int, row: Row, others: Iterable[Row]) -> RowFault | None:
    period = _period(row)
    for other in others:
        beside = _period(other)
        if not period.overlaps(beside):
            continue
        day: date = max(period.start, beside.start)  # type: ignore[type-var, assignment]
        fields = {"person": row["person_id"], "day": day.isoformat(), "one": other["household_id"]}
        if other["household_id"] == row["household_id"]:
            words = remedy("overlapping_memberships", **fields)
            return RowFault(i, "valid_from", "overlapping_memberships", words)
        code = _CODES[str(row["kind"])]
        return RowFault(i, "household_id", code, remedy(code, **fields, other=row["household_id"]))
    return None


def living_on(rows: Iterable[Row], day: date) -> dict[str, list[str]]:
    """Household id -> ids of the people who live in it on the day."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["kind"] == "living" and _period(row).holds(day):
            found.setdefault(str(row["household_id"]), []).append(str(row["person_id"]))
    return found
