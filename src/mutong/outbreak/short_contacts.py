"""Contacts too short for a rule that somebody states: those surely together for less than so many minutes.

Nobody is left out for want of knowledge: where the time together is not known, the most it can have been counts, and
where that has no bound the contact is kept.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from mutong.outbreak.columns import UNKNOWN_END
from mutong.outbreak.encounter_episodes import episodes_of

Row = Mapping[str, object]


@dataclass(frozen=True)
class ShortContacts:
    """Rows of table contacts that stay, and what was left out: rows, and people of whom no row stays."""

    kept: list[Row]
    rows_left_out: int
    people_left_out: int


def no_bound(row: Row) -> float:
    """Nothing more is known of the time together."""
    return inf


def encounter_bound(
    encounters: Mapping[str, Sequence], encounter_rules: Collection[str], person_of_case: Mapping[str, str]
) -> Callable[[Row], float]:
    """For contacts by a rule about encounters the minutes that all encounters of the two last, whenever they were;
    infinity where one has no known end, and for contacts by other rules."""
    found = episodes_of(encounters)
    minutes: dict[tuple[str, str], float] = {}
    pairs = zip(found.people[found.a], found.people[found.b], found.covered.tolist(), strict=True)
    for a, b, seconds in pairs:
        minutes[a, b] = minutes.get((a, b), 0.0) + (inf if seconds == UNKNOWN_END else seconds / 60)

    def bound(row: Row) -> float:
        if row["rule"] not in encounter_rules:
            return inf
        exposer = row["via_person_id"] or person_of_case[str(row["case_id"])]
        one, other = sorted((str(exposer), str(row["person_id"])), key=str.encode)
        return minutes.get((one, other), inf)

    return bound


def without_short(
    rows: Sequence[Row], minutes: float, bound: Callable[[Row], float] = no_bound
) -> ShortContacts:
    """The contacts without those who were surely together for less than `minutes` with the case (or, at the second
    degree, with the contact between), all their rows put together; rows that then hang on nobody go with them.

    `bound` gives the most minutes a row can stand for, where the row itself does not say.
    """
    most: dict[tuple, float] = {}
    for row in rows:
        pair = _pair(row)
        most[pair] = most.get(pair, 0.0) + _most_minutes(row, bound)
    kept = [row for row in rows if most[_pair(row)] >= minutes]
    before = _least_degrees(rows)
    while True:
        now = _least_degrees(kept)
        hanging = [row for row in kept if _hangs(row, before) <= _hangs(row, now)]
        if len(hanging) == len(kept):
            break
        kept = hanging
    people = {row["person_id"] for row in rows} - {row["person_id"] for row in kept}
    return ShortContacts(kept, len(rows) - len(kept), len(people))


def _least_degrees(rows: Sequence[Row]) -> dict[tuple, int]:
    """The least degree of each case and person."""
    found: dict[tuple, int] = {}
    for row in rows:
        one = row["case_id"], row["person_id"]
        found[one] = min(found.get(one, row["degree"]), row["degree"])
    return found


def _hangs(row: Row, degrees: Mapping[tuple, int]) -> bool:
    """Whether the contact between is there, at a lower degree (of whoever needs none: yes)."""
    via = row["case_id"], row["via_person_id"]
    return row["via_person_id"] is None or degrees.get(via, row["degree"]) < row["degree"]


def _pair(row: Row) -> tuple:
    return row["case_id"], row["via_person_id"], row["person_id"]


def _most_minutes(row: Row, bound: Callable[[Row], float]) -> float:
    """The most that the two can have been together by this row; infinity where nothing bounds it."""
    if row["minutes"] is not None:
        return float(row["minutes"])
    # With an unknown verdict of the first degree the first and last instant span every meeting there may have been;
    # elsewhere they may span the sure meetings only.
    first, last = row["first_at"], row["last_at"]
    spans_all = row["verdict"] == "unknown" and row["via_person_id"] is None
    span = inf
    if spans_all and first is not None and last is not None:
        span = (last - first).total_seconds() / 60
    return min(span, bound(row))
