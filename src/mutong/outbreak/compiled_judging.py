"""The rules of places tried in a compiled loop, for a process that traces often; the answers are those of `judging`.

Rules, seats and causes become tables of numbers once for each call; the loop (judging_loops.py) then looks at each
group of meetings once instead of at each column for each rule.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.outbreak.causes import BitSets
from mutong.outbreak.exposers import Exposers
from mutong.outbreak.loops import Loop, plain, whole
from mutong.outbreak.meetings import Meetings
from mutong.outbreak.place_facts import PlaceFacts
from mutong.standards.contacts import ContactRule, ContactRules, SeatCondition, standards_missing

# Fewer meetings are judged by columns sooner than the tables are made.
COMPILED_FROM = 2_000
_CAUSES = (
    "place_kind", "ventilation", "seat", "distance_m", "protection", "left_at", "certainty", "minutes",
)  # fmt: skip
_MET = ("exposer", "kind", "air", "seat", "other_seat", "sure_from", "sure_to", "from_", "to")
_SEEN = ("open_end", "unsure_where", "lives_with")
_PRESENT, _ABSENT, _SAME, _WITHIN, _WITHIN_UNKNOWN = range(5)
_NOT_ASKED, _SAME_HOME, _OTHER_HOME = 0, 1, 2
_GIVEN, _NULL = 1, 2


@dataclass(frozen=True)
class Won:
    """The groups that a rule won, as parallel arrays: a row of each, the rule (its place among those tried), verdict,
    first and last second, seconds together (-1 not known), risk, and what is missing (sets of bits)."""

    row: np.ndarray
    rule: np.ndarray
    verdict: np.ndarray
    first: np.ndarray
    last: np.ndarray
    together: np.ndarray
    risk: np.ndarray
    causes: np.ndarray
    risk_causes: np.ndarray


def _nothing() -> tuple:
    table, truths = np.zeros((0, 0), dtype=np.int64), np.zeros(0, dtype=bool)
    return (
        whole(), (whole(),) * len(_MET), (truths,) * len(_SEEN), (whole(),) * 4, table, np.zeros((0, 0)), table, table,
        np.zeros(0), whole(), table, *[whole()] * 3, table, table, whole(1),
    )  # fmt: skip


LOOP = Loop("judging_loops.py", _nothing)


def may_compile(met: Meetings, causes: BitSets) -> bool:
    """Whether the loop is there for these meetings, and worth it."""
    return (
        LOOP.loaded
        and met.relation == "place"
        and len(met) >= COMPILED_FROM
        and causes.kind is np.int64  # more causes than a machine word has bits are judged by columns
    )


def judge_places(
    met: Meetings,
    starts: np.ndarray,
    tried: Sequence[ContactRule],
    rules: ContactRules,
    exposers: Exposers,
    facts: PlaceFacts,
    causes: BitSets,
    run: Callable[..., None] = LOOP,
) -> Won:
    """The first rule that wins each group of meetings (a group begins at each of `starts`); `run` replaces the loop."""
    here = [(number, rule) for number, rule in enumerate(tried) if rule.relation == met.relation]
    groups = np.append(starts, len(met)).astype(np.int64)
    room = int(np.diff(groups).max(initial=0))
    won, sets = np.empty((7, len(starts)), dtype=np.int64), np.empty((2, len(starts)), dtype=np.int64)
    count = np.zeros(1, dtype=np.int64)
    columns = [plain(getattr(met, name), np.int64) for name in _MET]
    about = (exposers.sure_from, exposers.sure_to, exposers.start_causes, exposers.end_causes)
    run(
        0,
        len(starts),
        groups,
        tuple(columns),
        tuple(plain(getattr(met, name), bool) for name in _SEEN),
        tuple(plain(one, np.int64) for one in about),
        *_rules([rule for _, rule in here], [number for number, _ in here], rules, facts, causes),
        *_seats([rule for _, rule in here], met, facts),
        np.array([causes.set_of((name,)) for name in _CAUSES], dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        won,
        sets,
        count,
    )
    size = int(count[0])
    return Won(*won[:, :size], *sets[:, :size])


def _rules(
    tried: Sequence[ContactRule],
    numbers: Sequence[int],
    rules: ContactRules,
    facts: PlaceFacts,
    causes: BitSets,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A line of whole numbers and one of measures for each rule; for each kind of place the rules that may fit it."""
    table = np.zeros((len(tried), 16), dtype=np.int64)
    measures = np.zeros((len(tried), 2), dtype=float)
    asked = 0
    for line, measured, number, rule in zip(table, measures, numbers, tried, strict=True):
        minutes, risk = rule.minutes_at_least, rule.higher_from_minutes
        more = causes.set_of(standards_missing(rules.numbers(rule)))
        if minutes is not None and minutes.value is not None:
            more |= causes.set_of(("minutes",))
        line[:12] = (
            number,
            int(rule.switch),
            bool(rule.kinds),
            facts.airs.get(rule.ventilation, -1) if rule.ventilation else -2,
            {"": _NOT_ASKED, "same": _SAME_HOME}.get(rule.household, _OTHER_HOME),
            rule.distance_within is not None,
            rule.unprotected,
            causes.set_of(rule.needs),
            _mode(minutes),
            more,
            asked,
            asked + len(rule.seats),
        )
        asked += len(rule.seats)
        null = causes.set_of((f"{risk.name}:null_standard",)) if _mode(risk) == _NULL else 0
        line[12:] = _mode(risk), int(rule.higher_risk), null, rule.by_order
        measured[:] = [one.value if _mode(one) == _GIVEN else 0 for one in (minutes, risk)]
    fits = np.full((len(facts.kinds), len(tried) + 1), -1, dtype=np.int64)
    for kind, line in enumerate(np.array([facts.may_be(rule) for rule in tried]).T):
        found = np.flatnonzero(line)
        fits[kind, : len(found)] = found
    return table, measures, fits


def _mode(number: object) -> int:
    return 0 if number is None else (_NULL if number.value is None else _GIVEN)


def _seats(
    tried: Sequence[ContactRule], met: Meetings, facts: PlaceFacts
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What the rules ask of seats: conditions, distances, the parts of the seats that were met, by part and kind."""
    asked = [(rule, condition) for rule in tried for condition in rule.seats]
    names = list(dict.fromkeys(condition.part for _, condition in asked))
    conditions = np.array(
        [(_what(condition), names.index(condition.part)) for _, condition in asked], dtype=np.int64
    ).reshape(-1, 2)
    within = np.array(
        [
            one.within.value if one.within is not None and one.within.value is not None else 0
            for _, one in asked
        ],
        dtype=float,
    )
    offsets = np.full((len(names), len(facts.kinds) + 1), -1, dtype=np.int64)
    tables: list[np.ndarray] = []
    kinds_asked = {
        part: np.any([facts.may_be(rule) for rule, one in asked if one.part == part], axis=0)
        for part in names
    }
    size = facts.seats + 1
    rows = (
        np.flatnonzero(np.any(list(kinds_asked.values()), axis=0)[met.kind])
        if names
        else np.zeros(0, np.int64)
    )
    seen, kinds = np.zeros((len(facts.kinds), size), dtype=bool), met.kind[rows]
    for seats in (met.seat, met.other_seat):
        seen[kinds, seats[rows]] = True
    for kind in np.flatnonzero(seen.any(axis=1)).tolist():
        seats = np.flatnonzero(seen[kind])
        for place, part in enumerate(names):
            if kinds_asked[part][kind]:
                offsets[place, kind] = len(tables) * size
                tables.append(facts.table_of_parts(kind, part, seats))
    offsets[:, -1] = size
    return conditions, within, np.concatenate([*tables, np.zeros(0, dtype=np.int64)]), offsets


def _what(condition: SeatCondition) -> int:
    if condition.present:
        return _PRESENT
    if condition.absent:
        return _ABSENT
    if condition.within is None:
        return _SAME
    return _WITHIN if condition.within.value is not None else _WITHIN_UNKNOWN
