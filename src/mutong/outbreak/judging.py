"""Contact rules applied to meetings, whole columns at a time, three-valued.

For each exposer, person, place and relation the first rule in order that says yes or unknown wins. A condition
nobody can answer makes the rule unknown and names what is missing; it never drops the person.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from mutong.outbreak.causes import BitSets
from mutong.outbreak.compiled_judging import judge_places, may_compile
from mutong.outbreak.exposers import Exposers
from mutong.outbreak.meetings import Meetings
from mutong.outbreak.place_facts import NO, UNKNOWN, YES, PlaceFacts
from mutong.outbreak.row_order import starts_of_runs
from mutong.standards.contacts import ContactRule, ContactRules, standards_missing

NO_TIME = -1


@dataclass(frozen=True)
class Judged:
    """Exposer, person, place and relation under the rule that won, as parallel arrays.

    `rule` counts in the pack's rules and then those of the second degree. Times in seconds; `together` the seconds
    together, NO_TIME when not known; `risk` says whether the risk is higher; `causes` and `risk_causes` (sets) name
    what is missing.
    """

    exposer: np.ndarray
    person: np.ndarray
    place: np.ndarray
    rule: np.ndarray
    verdict: np.ndarray
    first: np.ndarray
    last: np.ndarray
    together: np.ndarray
    risk: np.ndarray
    risk_causes: np.ndarray
    causes: np.ndarray

    def __len__(self) -> int:
        return len(self.exposer)

    def pick(self, rows: np.ndarray | slice) -> "Judged":
        """Those at these positions (or under this mask)."""
        return Judged(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @staticmethod
    def joined(parts: "Sequence[Judged]") -> "Judged":
        """Several as one."""
        return Judged(
            **{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Judged)}
        )


@dataclass(frozen=True)
class Bench:
    """What the judging goes by: exposers, the pack's rules, places and seats, the names of causes."""

    exposers: Exposers
    rules: ContactRules
    facts: PlaceFacts
    causes: BitSets


def judge_meetings(
    parts: Iterable[Meetings], tried: Sequence[ContactRule], first_rule: int, bench: Bench
) -> Judged:
    """The winning rule of `tried` for each group of meetings; groups that no rule matches are left out.

    `first_rule` is the number of the first rule in `tried`.
    """
    nothing = np.zeros(0, dtype=np.int64)
    judged = [Judged(*[nothing] * 9, *[bench.causes.empty(0)] * 2)]
    for met in parts:
        if len(met):
            judged += _judge_one_relation(met, tried, first_rule, bench)
    return Judged.joined(judged)


def _judge_one_relation(
    met: Meetings, tried: Sequence[ContactRule], first_rule: int, bench: Bench
) -> Iterator[Judged]:
    new = starts_of_runs([met.occasion, met.person])
    if may_compile(met, bench.causes):
        yield _judge_compiled(met, np.flatnonzero(new), tried, first_rule, bench)
        return
    group = np.cumsum(new) - 1
    undecided = np.ones(int(group[-1]) + 1, dtype=bool)
    of_kind = _rows_by_kind(met.kind)
    for number, rule in enumerate(tried):
        if rule.relation != met.relation:
            continue
        fits = bench.facts.may_be(rule)
        rows = [rows for kind, rows in of_kind.items() if fits[kind]]
        rows = rows[0] if len(rows) == 1 else np.sort(np.concatenate(rows)) if rows else np.zeros(0, np.int64)
        rows = rows[undecided[group[rows]]]
        if len(rows):
            found = _try_rule(rule, met, rows, group[rows], bench)
            if found is not None:
                won, groups = found
                undecided[groups] = False
                won.rule[:] = first_rule + number
                yield won


def _judge_compiled(
    met: Meetings, starts: np.ndarray, tried: Sequence[ContactRule], first_rule: int, bench: Bench
) -> Judged:
    """The same in the compiled loop."""
    won = judge_places(met, starts, tried, bench.rules, bench.exposers, bench.facts, bench.causes)
    return Judged(
        exposer=met.exposer[won.row], person=met.person[won.row], place=met.place[won.row],
        rule=won.rule + first_rule, verdict=won.verdict, first=won.first, last=won.last, together=won.together,
        risk=won.risk, risk_causes=won.risk_causes, causes=won.causes,
    )  # fmt: skip


def _rows_by_kind(kind: np.ndarray) -> dict[int, np.ndarray]:
    """The rows of each kind, in order: a rule then looks at the few kinds it asks about."""
    return {one: np.flatnonzero(kind == one) for one in np.flatnonzero(np.bincount(kind)).tolist()}


def _try_rule(
    rule: ContactRule, met: Meetings, rows: np.ndarray, group: np.ndarray, bench: Bench
) -> tuple[Judged, np.ndarray] | None:
    """The groups this rule wins, and their numbers; None where it wins none."""
    truth, unknown_for = _conditions(rule, met, rows, bench.facts)
    possible = np.flatnonzero(truth >= UNKNOWN)
    if not len(possible):
        return None
    rows, group, truth = rows[possible], group[possible], truth[possible]
    unknown_for = {name: column[possible] for name, column in unknown_for.items()}
    spans = {name: getattr(met, name)[rows] for name in ("sure_from", "sure_to", "from_", "to")}
    sure = (truth == YES) & (spans["sure_to"] > spans["sure_from"])
    starts = np.flatnonzero(starts_of_runs([group]))
    sure_to = np.where(sure, spans["sure_to"], spans["sure_from"])
    low = _time_together(spans["sure_from"], sure_to, group, starts)
    high = _time_together(spans["from_"], spans["to"], group, starts)
    if rule.relation == "tie":
        low = np.zeros_like(high)  # A tie tells that they meet, not for how long.
    verdict = np.where(_of_each(np.logical_or, sure, starts), YES, UNKNOWN)
    if rule.minutes_at_least is not None:
        wanted = rule.minutes_at_least.value
        if wanted is None:
            verdict = np.full(len(starts), UNKNOWN)
        else:
            verdict = np.where(low / 60 >= wanted, YES, np.where(high / 60 < wanted, NO, UNKNOWN))
    sizes = np.diff(np.append(starts, len(group)))
    yes = np.repeat(verdict == YES, sizes)
    counted = sure | ~yes
    begins, finishes = (
        np.where(yes, spans["sure_from"], spans["from_"]),
        np.where(yes, spans["sure_to"], spans["to"]),
    )
    first = _of_each(np.minimum, np.where(counted, begins, np.iinfo(np.int64).max), starts)
    last = _of_each(np.maximum, np.where(counted, finishes, -1), starts)
    causes = _causes(
        met,
        rows,
        spans,
        unknown_for,
        sure,
        starts,
        np.repeat(np.where(verdict == YES, last, -1), sizes),
        bench,
    )
    if (unsure := verdict == UNKNOWN).any():
        more = bench.causes.set_of(standards_missing(bench.rules.numbers(rule)))
        if rule.minutes_at_least is not None and rule.minutes_at_least.value is not None:
            more |= bench.causes.set_of(("minutes",))
        causes = causes | bench.causes.where(unsure, more)
    risk, risk_causes = _risk(rule, low / 60, high / 60, bench.causes)
    exact = (low == high) & (rule.relation not in ("household", "tie")) & (not rule.by_order)
    heads = rows[starts]
    judged = Judged(
        exposer=met.exposer[heads], person=met.person[heads], place=met.place[heads],
        rule=np.zeros(len(starts), dtype=np.int64), verdict=verdict.astype(np.int64), first=first, last=last,
        together=np.where(exact, low, NO_TIME), risk=risk, risk_causes=risk_causes, causes=causes,
    )  # fmt: skip
    if verdict.min() > NO:
        return judged, group[starts]
    won = np.flatnonzero(verdict > NO)
    return judged.pick(won), group[starts[won]]


def _conditions(
    rule: ContactRule, met: Meetings, rows: np.ndarray, facts: PlaceFacts
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """The rule's answer for each meeting, minutes left aside; and by cause where a condition is unknown."""
    truth = np.full(len(rows), np.int8(rule.switch))
    unknown_for: dict[str, np.ndarray] = {}

    def require(answer: np.ndarray, cause: str) -> None:
        nonlocal truth
        truth = np.minimum(truth, answer)
        if (unknown := answer == UNKNOWN).any():
            unknown_for[cause] = unknown_for.get(cause, False) | unknown

    kinds = met.kind[rows]
    if rule.kinds:
        fits = facts.may_be(rule)[kinds]
        require(np.where(kinds == 0, UNKNOWN, np.where(fits, YES, NO)), "place_kind")
    if rule.ventilation:
        air, wanted = met.air[rows], facts.airs.get(rule.ventilation, -1)
        require(np.where(air == 0, UNKNOWN, np.where(air == wanted, YES, NO)), "ventilation")
    if rule.household:
        require(np.where(met.lives_with[rows] == (rule.household == "same"), YES, NO), "household")
    for condition in rule.seats:
        # Only meetings that may still be ones: another kind of place reads seats in another way.
        may = np.flatnonzero(truth >= UNKNOWN)
        answer = np.full(len(rows), NO)
        seats = met.seat[rows[may]], met.other_seat[rows[may]]
        answer[may] = facts.seat_answer(condition, *seats, kinds[may])
        require(answer, "seat")
    if rule.distance_within is not None:
        limit, distance = rule.distance_within.value, met.distance[rows]
        near = np.full(len(rows), UNKNOWN) if limit is None else np.where(distance <= limit, YES, NO)
        require(np.where(np.isnan(distance), UNKNOWN, near), "distance_m")
        if limit is None:
            unknown_for["distance_m"] = np.isnan(distance)
    if rule.unprotected:
        require(YES - met.protected[rows], "protection")
    for fact in rule.needs:
        require(np.full(len(rows), UNKNOWN), fact)
    return truth, unknown_for


def _time_together(start: np.ndarray, end: np.ndarray, group: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Seconds covered by the intervals of each group (by start), time that two of them cover counted once."""
    if len(starts) == len(group):
        return np.maximum(end - start, 0)
    end = np.maximum(end, start)
    shift = group.astype(np.int64) << 41
    reached = np.maximum.accumulate(end + shift) - shift
    before = np.append(0, reached[:-1])
    before[starts] = 0
    return np.add.reduceat(np.maximum(end - np.maximum(start, before), 0), starts)


def _of_each(what: np.ufunc, values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """What comes of the values of each group."""
    return values if len(values) == len(starts) else what.reduceat(values, starts)


def _causes(
    met: Meetings,
    rows: np.ndarray,
    spans: dict[str, np.ndarray],
    unknown_for: dict[str, np.ndarray],
    sure: np.ndarray,
    starts: np.ndarray,
    later_than: np.ndarray,
    bench: Bench,
) -> np.ndarray:
    """What is missing among the meetings that are not sure (and, for a sure contact, would last longer)."""
    causes, exposers = bench.causes, bench.exposers
    found = causes.empty(len(rows))
    here = np.flatnonzero((~sure | (spans["to"] > spans["sure_to"])) & (spans["to"] > later_than))
    if len(here):
        told = causes.empty(len(here))
        for cause, column in unknown_for.items():
            told |= causes.where(column[here], causes.set_of((cause,)))
        told |= causes.where(met.open_end[rows[here]], causes.set_of(("left_at",)))
        told |= causes.where(met.unsure_where[rows[here]], causes.set_of(("certainty",)))
        exposer = met.exposer[rows[here]]
        early = (spans["from_"][here] < exposers.sure_from[exposer]) & (later_than[here] < 0)
        told |= causes.where(early, exposers.start_causes[exposer])
        told |= causes.where(spans["to"][here] > exposers.sure_to[exposer], exposers.end_causes[exposer])
        found[here] = told
    return _of_each(np.bitwise_or, found, starts)


def _risk(
    rule: ContactRule, low: np.ndarray, high: np.ndarray, causes: BitSets
) -> tuple[np.ndarray, np.ndarray]:
    number, size = rule.higher_from_minutes, len(low)
    if number is None:
        return np.full(size, int(rule.higher_risk)), causes.empty(size)
    if number.value is None:
        missing = causes.set_of((f"{number.name}:null_standard",))
        return np.full(size, int(UNKNOWN)), causes.where(np.ones(size, dtype=bool), missing)
    risk = np.where(low >= number.value, YES, np.where(high < number.value, NO, UNKNOWN)).astype(np.int64)
    return risk, causes.where(risk == UNKNOWN, causes.set_of(("minutes",)))
