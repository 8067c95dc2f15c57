"""Contact rules applied to meetings, a whole column at a time, three-valued.

For each exposer, person, place and relation the first rule in order that says yes or unknown wins. A condition
nobody can answer makes the rule unknown and names what is missing; it never drops the person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.outbreak.exposers import Exposer
from mutong.outbreak.meetings import ENCOUNTER, HOUSEHOLD, PLACE, Meetings
from mutong.outbreak.stays import StayStore
from mutong.standards.contacts import ContactRule, ContactRules, SeatCondition, standards_missing

NO, UNKNOWN, YES = (np.int8(one) for one in (Truth.NO, Truth.UNKNOWN, Truth.YES))
_RELATION = {"household": HOUSEHOLD, "place": PLACE, "encounter": ENCOUNTER}
_UNREAD, _WITHOUT = -2, -1


class PlaceFacts:
    """What the rules ask of places and seats, by the codes of a store."""

    def __init__(
        self, store: StayStore | None, places: Sequence[Mapping[str, object]], rules: ContactRules
    ) -> None:
        self.rules = rules
        ids = [] if store is None else [one.decode() for one in store.places]
        known = {str(row["place_id"]): row for row in places}
        self.ids = ids
        self.kinds = np.array([str(known.get(one, {}).get("kind") or "") for one in ids] + [""])
        self.ventilation = np.array([str(known.get(one, {}).get("ventilation") or "") for one in ids] + [""])
        self.seats = [] if store is None else [one.decode() for one in store.seats]
        self._parts: dict[tuple[str, str], np.ndarray] = {}
        self._words: dict[str, int] = {}

    def seat_parts(self, kinds: np.ndarray, seats: np.ndarray, part: str) -> np.ndarray:
        """For each seat code at a place of that kind the number of its part: -2 not known, -1 has none."""
        found = np.full(len(seats), _UNREAD, dtype=np.int64)
        for kind in np.unique(kinds):
            here = kinds == kind
            found[here] = self._table(str(kind), part)[seats[here]]
        return found

    def _table(self, kind: str, part: str) -> np.ndarray:
        if (kind, part) not in self._parts:
            numbers = [self._number(self.rules.seat_parts(kind, seat), part) for seat in self.seats]
            self._parts[kind, part] = np.array([*numbers, _UNREAD], dtype=np.int64)  # [-1]: seat not known
        return self._parts[kind, part]

    def _number(self, parts: Mapping[str, str | None] | None, part: str) -> int:
        if parts is None:
            return _UNREAD
        if part not in parts:
            return _WITHOUT
        text = parts[part]
        if text is None:
            return _UNREAD
        # Words get numbers far from each other and from real ones: never "within" n of another.
        return int(text) if text.isdigit() else self._words.setdefault(text, (len(self._words) + 1) << 40)


@dataclass(frozen=True)
class Judged:
    """One exposer, person, place and relation under the rule that won. Times in seconds; `minutes` None when
    not known; `risk` says whether the risk is higher; `causes` names what is missing."""

    exposer: int
    person: int
    place: int
    rule: ContactRule
    verdict: Truth
    first: int
    last: int
    minutes: float | None
    risk: Truth
    risk_causes: tuple[str, ...]
    causes: tuple[str, ...]


def judge_meetings(
    meetings: Meetings,
    exposers: Sequence[Exposer],
    rules: ContactRules,
    tried: Sequence[ContactRule],
    facts: PlaceFacts,
) -> list[Judged]:
    """The winning rule of `tried` for each group of meetings; groups that no rule matches are left out."""
    order = np.lexsort((meetings.place, meetings.relation, meetings.person, meetings.exposer))
    meetings = meetings.pick(order)
    if not len(meetings):
        return []
    new = np.ones(len(meetings), dtype=bool)
    new[1:] = False
    for name in ("exposer", "person", "relation", "place"):
        column = getattr(meetings, name)
        new[1:] |= column[1:] != column[:-1]
    group = np.cumsum(new) - 1
    undecided = np.ones(group[-1] + 1, dtype=bool)
    judged: list[Judged] = []
    for rule in tried:
        rows = np.flatnonzero(undecided[group] & (meetings.relation == _RELATION[rule.relation]))
        if len(rows):
            judged += _try_rule(rule, meetings.pick(rows), group[rows], exposers, rules, facts, undecided)
    return judged


def _try_rule(
    rule: ContactRule,
    met: Meetings,
    group: np.ndarray,
    exposers: Sequence[Exposer],
    rules: ContactRules,
    facts: PlaceFacts,
    undecided: np.ndarray,
) -> list[Judged]:
    truth, unknown_for = _conditions(rule, met, facts)
    possible = truth >= UNKNOWN
    if not possible.any():
        return []
    met, group, truth = met.pick(possible), group[possible], truth[possible]
    unknown_for = {name: column[possible] for name, column in unknown_for.items()}
    sure = (truth == YES) & (met.sure_to > met.sure_from)
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    low = _minutes_together(met.sure_from, np.where(sure, met.sure_to, met.sure_from), group, starts)
    high = _minutes_together(met.from_, met.to, group, starts)
    any_sure = np.maximum.reduceat(sure, starts)
    verdict = np.where(any_sure, YES, UNKNOWN)
    if rule.minutes_at_least is not None:
        wanted = rule.minutes_at_least.value
        if wanted is None:
            verdict = np.full(len(starts), UNKNOWN)
        else:
            verdict = np.where(low >= wanted, YES, np.where(high < wanted, NO, UNKNOWN))
    ends = np.append(starts[1:], len(group))
    judged = []
    for g in np.flatnonzero(verdict > NO).tolist():
        rows = slice(starts[g], ends[g])
        undecided[group[starts[g]]] = False
        answer = Truth(int(verdict[g]))
        counted = sure[rows] if answer == Truth.YES else np.ones(ends[g] - starts[g], dtype=bool)
        begins = met.sure_from if answer == Truth.YES else met.from_
        finishes = met.sure_to if answer == Truth.YES else met.to
        first, last = int(begins[rows][counted].min()), int(finishes[rows][counted].max())
        causes = _causes(rule, met, rows, unknown_for, sure, exposers, last if answer == Truth.YES else -1)
        if answer == Truth.UNKNOWN:
            causes = (*standards_missing(rules.numbers(rule)), *causes)
            if rule.minutes_at_least is not None and rule.minutes_at_least.value is not None:
                causes = (*causes, "minutes")
        risk, risk_causes = _risk(rule, float(low[g]), float(high[g]))
        judged.append(
            Judged(
                exposer=int(met.exposer[starts[g]]),
                person=int(met.person[starts[g]]),
                place=int(met.place[starts[g]]),
                rule=rule,
                verdict=answer,
                first=first,
                last=last,
                minutes=round(float(low[g]), 1)
                if low[g] == high[g] and rule.relation != "household"
                else None,
                risk=risk,
                risk_causes=risk_causes,
                causes=tuple(dict.fromkeys(causes)),
            )
        )
    return judged


def _conditions(
    rule: ContactRule, met: Meetings, facts: PlaceFacts
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """The rule's answer for each meeting, minutes left aside; and by cause where a condition is unknown."""
    truth = np.full(len(met), np.int8(rule.switch))
    unknown_for: dict[str, np.ndarray] = {}

    def require(answer: np.ndarray, cause: str) -> None:
        nonlocal truth
        truth = np.minimum(truth, answer)
        unknown_for[cause] = unknown_for.get(cause, np.zeros(len(met), dtype=bool)) | (answer == UNKNOWN)

    kinds = facts.kinds[met.place]
    if rule.kinds:
        fits = np.where(np.isin(kinds, rule.kinds), YES, NO)
        require(np.where(kinds == "", UNKNOWN, fits), "place_kind")
    if rule.ventilation:
        air = facts.ventilation[met.place]
        require(np.where(air == "", UNKNOWN, np.where(air == rule.ventilation, YES, NO)), "ventilation")
    if rule.household:
        require(np.where(met.lives_with == (rule.household == "same"), YES, NO), "household")
    for condition in rule.seats:
        require(_seat_answer(condition, met, kinds, facts), "seat")
    if rule.distance_within is not None:
        limit = rule.distance_within.value
        near = np.full(len(met), UNKNOWN) if limit is None else np.where(met.distance <= limit, YES, NO)
        require(np.where(np.isnan(met.distance), UNKNOWN, near), "distance_m")
        if limit is None:
            unknown_for["distance_m"] = np.isnan(met.distance)
    for fact in rule.needs:
        require(np.full(len(met), UNKNOWN), fact)
    return truth, unknown_for


def _seat_answer(condition: SeatCondition, met: Meetings, kinds: np.ndarray, facts: PlaceFacts) -> np.ndarray:
    other = facts.seat_parts(kinds, met.other_seat, condition.part)
    if condition.present:
        return np.where(other == _UNREAD, UNKNOWN, np.where(other == _WITHOUT, NO, YES))
    own = facts.seat_parts(kinds, met.seat, condition.part)
    if condition.within is None:
        fits = np.where(own == other, YES, NO)
    elif condition.within.value is None:
        fits = np.full(len(own), UNKNOWN)
    else:
        fits = np.where(np.abs(own - other) <= condition.within.value, YES, NO)
    neither = (own == _WITHOUT) | (other == _WITHOUT)
    unread = (own == _UNREAD) | (other == _UNREAD)
    return np.where(neither, NO, np.where(unread, UNKNOWN, fits))


def _minutes_together(
    start: np.ndarray, end: np.ndarray, group: np.ndarray, starts: np.ndarray
) -> np.ndarray:
    """Minutes covered by the intervals of each group, time that two of them cover counted once."""
    order = np.lexsort((start, group))
    start, end, shift = start[order], np.maximum(end, start)[order], group[order].astype(np.int64) << 41
    reached = np.maximum.accumulate(end + shift) - shift
    before = np.append(0, reached[:-1])
    before[starts] = 0
    covered = np.maximum(end - np.maximum(start, before), 0)
    return np.add.reduceat(covered, starts) / 60


def _causes(
    rule: ContactRule,
    met: Meetings,
    rows: slice,
    unknown_for: Mapping[str, np.ndarray],
    sure: np.ndarray,
    exposers: Sequence[Exposer],
    later_than: int,
) -> tuple[str, ...]:
    """What is missing among the meetings that are not sure (and, for a sure contact, would last longer)."""
    here = ~sure[rows] | (met.to[rows] > met.sure_to[rows])
    if later_than >= 0:
        here &= met.to[rows] > later_than
    if not here.any():
        return ()
    causes = [cause for cause, column in unknown_for.items() if column[rows][here].any()]
    if met.open_end[rows][here].any():
        causes.append("left_at")
    if met.unsure_where[rows][here].any():
        causes.append("certainty")
    exposer = exposers[int(met.exposer[rows][0])]
    if (met.from_[rows][here] < exposer.sure_from).any() and later_than < 0:
        causes += [cause for cause in exposer.start_causes if not cause.endswith(":null_standard")]
    if (met.to[rows][here] > exposer.sure_to).any():
        causes += exposer.end_causes
    return tuple(causes)


def _risk(rule: ContactRule, low: float, high: float) -> tuple[Truth, tuple[str, ...]]:
    number = rule.higher_from_minutes
    if number is None:
        return rule.higher_risk, ()
    if number.value is None:
        return Truth.UNKNOWN, (f"{number.name}:null_standard",)
    if low >= number.value:
        return Truth.YES, ()
    return (Truth.NO, ()) if high < number.value else (Truth.UNKNOWN, ("minutes",))
