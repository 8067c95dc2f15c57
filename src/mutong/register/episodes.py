"""One illness, one case: a person cannot be two cases of a line list at one time, nor one case two people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from mutong.kernel.period import civil_day
from mutong.register.faults import RowFault
from mutong.tables.remedies import remedy

Row = Mapping[str, object]
_DAYS = ("date_onset", "date_specimen", "reported_at")
_ENDED = ("recovered", "died")


def episode_of(case: Row) -> tuple[date, date] | None:
    """The first and the last day of a case (a row of table cases); None for one that was excluded.

    It begins on the earliest of onset, specimen and report. An ended case without a day of outcome is taken to last
    until its report; one that has not ended lasts for ever.
    """
    if case["classification"] == "excluded":
        return None
    days = [_day(case[name]) for name in _DAYS if case.get(name) is not None]
    first = min(days)
    if case.get("outcome") not in _ENDED:
        return first, date.max
    last = case.get("outcome_at")
    return first, max(first, last if last is not None else _day(case["reported_at"]))  # type: ignore[type-var]


def check_episodes(rows: Sequence[Row], existing: Iterable[Row] = ()) -> list[RowFault]:
    """Rows of table cases that give a case to another person, or a person a second case at the same time.

    `existing` are the register's rows of these cases and of these people; a row takes the place of the one with its
    case id, except for what it leaves blank. Of two rows that disagree the first stands.
    """
    there = {str(row["case_id"]): row for row in existing}
    episodes: dict[object, dict[str, tuple[date, date] | None]] = {}
    for case_id, row in there.items():
        episodes.setdefault(row["person_id"], {})[case_id] = episode_of(row)
    owner = {case_id: row["person_id"] for case_id, row in there.items()}
    faults = []
    for i, row in enumerate(rows):
        case_id, person = str(row["case_id"]), row["person_id"]
        if owner.setdefault(case_id, person) != person:
            words = remedy("case_of_another_person", case=case_id, person=owner[case_id])
            faults.append(RowFault(i, "person_id", "case_of_another_person", words))
            continue
        found = episode_of(_with_what_is_there(row, there.get(case_id)))
        own = episodes.setdefault(person, {})
        other = _overlapping(found, own, case_id)
        if other is not None:
            words = remedy("same_episode", case=other, own=case_id)
            faults.append(RowFault(i, "person_id", "same_episode", words))
            continue
        own[case_id] = found
    return faults


def _with_what_is_there(row: Row, before: Row | None) -> Row:
    if before is None:
        return row
    return {**before, **{name: value for name, value in row.items() if value is not None}}


def _overlapping(
    found: tuple[date, date] | None, own: Mapping[str, tuple[date, date] | None], case_id: str
) -> str | None:
    """Another case of the person whose days overlap; None where there is none."""
    if found is None:
        return None
    for other, days in own.items():
        if other != case_id and days is not None and found[0] <= days[1] and days[0] <= found[1]:
            return other
    return None


def _day(value: object) -> date:
    return civil_day(value) if isinstance(value, datetime) else value  # type: ignore[return-value]
