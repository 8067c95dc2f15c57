"""Pairs of cases that something speaks for: a contact, a place shared in time, one area within the serial interval.

Cases are numbered in the order of their ids, so that the order of rows changes nothing. A pair is one number,
infectee · n + infector. Days are civil days (ordinals), instants whole seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.outbreak.columns import UNKNOWN_END, second_of
from mutong.outbreak.infector_weights import (
    NO_DAY,
    ONSET,
    REPORT,
    SPECIMEN,
    EvidenceWeights,
    Timing,
)

Row = Mapping[str, object]
FAR = 10_000_000  # beyond any ordinal of a day
MOST_PAIRS = 20_000_000  # about 4 GB while they are weighed
_AT_ONCE = 2_000_000
_EPOCH = date(1970, 1, 1).toordinal()
_CHINA_SECONDS = 8 * 3600
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class CaseDays:
    """Cases as columns, by number. `day` stands for the onset, `kind` says which day it is (NO_DAY: none). `ill`: the
    day by which the case was infected (onset, else specimen, else report). Windows of exposure, and days on which
    it infects, have both ends inside; an end that is not known is ±FAR."""

    ids: tuple[str, ...]
    day: np.ndarray
    kind: np.ndarray
    ill: np.ndarray
    exposed_from: np.ndarray
    exposed_to: np.ndarray
    infects_from: np.ndarray
    infects_to: np.ndarray
    area: np.ndarray
    imported: np.ndarray
    of_person: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    def excluded(self, infectee: np.ndarray, infector: np.ndarray) -> np.ndarray:
        """Whether the infectee's window of exposure lies wholly outside the days on which the infector infects."""
        return (self.infects_to[infector] < self.exposed_from[infectee]) | (
            self.infects_from[infector] > self.exposed_to[infectee]
        )


def case_days(known: Mapping[str, Row], strangers: Sequence[str], weights: EvidenceWeights) -> CaseDays:
    """Rows of table cases (and ids that only links name) as columns."""
    ids = tuple(sorted({*known, *strangers}))
    rows = [known.get(one, {}) for one in ids]
    found = np.full((3, len(ids)), FAR, dtype=np.int64)
    for kind, column in ((ONSET, "date_onset"), (SPECIMEN, "date_specimen"), (REPORT, "reported_at")):
        found[kind] = [_day(row.get(column), FAR) for row in rows]
    day, ill = np.full(len(ids), FAR), np.full(len(ids), FAR)
    kinds = np.full(len(ids), NO_DAY)
    for kind in (REPORT, SPECIMEN, ONSET):
        there = found[kind] < FAR
        ill = np.where(there, found[kind], ill)
        if weights.delay_of(kind) is not None:
            day, kinds = np.where(there, found[kind], day), np.where(there, kind, kinds)
    infects_from, infects_to = np.full(len(ids), -FAR), np.full(len(ids), FAR)
    after = weights.lags.range[1] if weights.infectious_after is None else weights.infectious_after
    for kind in (ONSET, SPECIMEN, REPORT):
        delay = weights.delay_of(kind)
        if delay is not None:
            low, high = delay.range
            of_kind = kinds == kind
            infects_from = np.where(of_kind, day - high - weights.infectious_before, infects_from)
            infects_to = np.where(of_kind, day - low + after, infects_to)
    isolated = np.array([_day(row.get("isolated_at"), FAR) for row in rows], dtype=np.int64)
    areas = [str(row.get("area_code") or "")[: weights.area_digits] for row in rows]
    return CaseDays(
        ids=ids,
        day=day,
        kind=kinds,
        ill=ill,
        exposed_from=np.array([_day(row.get("exposed_from"), -FAR) for row in rows], dtype=np.int64),
        exposed_to=np.array([_day(row.get("exposed_to"), FAR) for row in rows], dtype=np.int64),
        infects_from=infects_from,
        infects_to=np.minimum(infects_to, isolated),
        area=np.unique(areas, return_inverse=True)[1].astype(np.int64).ravel(),
        imported=np.array([row.get("origin") == "imported" for row in rows], dtype=bool),
        of_person={
            str(row["person_id"]): k for k, row in enumerate(rows) if row.get("person_id") is not None
        },
    )


@dataclass(frozen=True)
class Spoken:
    """Pairs (ascending, each once) and how much speaks for each; `words` names what, where that differs by pair."""

    pair: np.ndarray
    strength: np.ndarray
    words: np.ndarray

    def of(self, pair: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The strength of each of these pairs (0 where nothing speaks for it), and its place here (-1: nowhere)."""
        if not len(self.pair):
            return np.zeros(len(pair)), np.full(len(pair), -1)
        at = np.minimum(np.searchsorted(self.pair, pair), len(self.pair) - 1)
        there = self.pair[at] == pair
        return np.where(there, self.strength[at], 0.0), np.where(there, at, -1)


def contact_pairs(cases: CaseDays, contacts: Sequence[Row], weights: EvidenceWeights) -> Spoken:
    """Rows of table contacts whose person became a case; of several rows of a pair the strongest speaks.

    A row says nothing when it lies wholly after the day by which the contact was infected, or wholly outside the
    contact's window of exposure. A verdict other than yes and unknown says nothing either.
    """
    number = {case_id: k for k, case_id in enumerate(cases.ids)}
    kept: list[tuple[int, Row]] = []
    for row in contacts:
        infectee, infector = cases.of_person.get(str(row["person_id"])), number.get(str(row["case_id"]))
        if infectee is None or infector is None or infectee == infector:
            continue
        first = _day(row.get("first_at"), -FAR)
        last = _day(row.get("last_at"), FAR if first == -FAR else first)
        early, late = int(cases.exposed_from[infectee]), min(
            int(cases.exposed_to[infectee]), int(cases.ill[infectee])
        )  # fmt: skip
        if row["verdict"] in ("yes", "unknown") and first <= late and last >= early:
            kept.append((infectee * len(cases) + infector, row))
    pair = np.array([one for one, _ in kept], dtype=np.int64)
    minutes = [row.get("minutes") for _, row in kept]
    strength = weights.strength(
        np.array([float(row.get("degree") or 1) for _, row in kept]),
        np.array([str(row.get("class") or "") for _, row in kept]),
        np.array([row["verdict"] == "yes" for _, row in kept], dtype=bool),
        np.array([np.nan if one is None else float(one) for one in minutes]),
    )
    rule = np.array([str(row.get("rule") or "") for _, row in kept], dtype=object)
    order = np.lexsort((rule.astype(str), -strength, pair))
    first_of = order[np.append(True, np.diff(pair[order]) != 0)] if len(order) else order
    return Spoken(pair[first_of], strength[first_of], rule[first_of])


def place_pairs(cases: CaseDays, stays: Sequence[Row], weights: EvidenceWeights) -> Spoken:
    """Rows of table stays: people who were at one place at one time; minutes of all such times are added.

    A time counts when it lies on the days on which the one infects, not after the day by which the other was
    infected, and in the other's window of exposure. A stay without an end counts for its first second.
    """
    rows = [
        (of, str(row["place_id"]), second_of(row["arrived_at"]), second_of(row.get("left_at")))
        for row in stays
        if (of := cases.of_person.get(str(row["person_id"]))) is not None
    ]
    size = len(cases)
    case = np.array([row[0] for row in rows], dtype=np.int64)
    place = np.unique([row[1] for row in rows], return_inverse=True)[1].astype(np.int64).ravel()
    start = np.array([row[2] for row in rows], dtype=np.int64)
    end = np.array([row[3] for row in rows], dtype=np.int64)
    end = np.where(end == UNKNOWN_END, start + 1, end)
    order = np.lexsort((case, end, start, place))
    case, place, start, end = case[order], place[order], start[order], end[order]
    if not len(case):
        return Spoken(case, np.zeros(0), np.zeros(0, dtype=object))
    span = int(end.max() - start.min()) + 2
    key = place * span + (start - start.min())
    upto = np.searchsorted(key, place * span + (end - start.min()), side="left")
    count = np.maximum(upto - np.arange(len(case)) - 1, 0)
    pairs, minutes = [], []
    for chosen in _portions(count):
        one = np.repeat(chosen, count[chosen])
        other = one + 1 + _within(count[chosen])
        for a, b in ((one, other), (other, one)):
            counts, long = _together(cases, case[a], case[b], start, end, one, other)
            pairs.append((case[a] * size + case[b])[counts])
            minutes.append(long[counts])
    pair, where = np.unique(np.concatenate(pairs), return_inverse=True)
    together = np.bincount(where.ravel(), np.concatenate(minutes), len(pair))
    strength = weights.place * weights.longer(together)
    return Spoken(pair, strength, np.zeros(len(pair), dtype=object))


def _together(cases: CaseDays, infectee, infector, start, end, one, other):
    """Whether each time together counts, and its minutes."""
    begin, until = np.maximum(start[one], start[other]), np.minimum(end[one], end[other])
    first, last = _civil(begin), _civil(until - 1)
    early = np.maximum(cases.infects_from[infector], cases.exposed_from[infectee])
    late = np.minimum(cases.infects_to[infector], np.minimum(cases.exposed_to[infectee], cases.ill[infectee]))
    counts = (infectee != infector) & (until > begin) & (last >= early) & (first <= late)
    return counts, (until - begin) / 60


def area_pairs(cases: CaseDays, infectees: np.ndarray, timing: Timing) -> np.ndarray:
    """Pairs of one area whose lag lies in the range of the serial interval, ascending, for infectees marked True.

    Raises MutongError too_many_candidates beyond 20 million.
    """
    there = np.flatnonzero(cases.kind != NO_DAY)
    if not len(there):
        return np.zeros(0, dtype=np.int64)
    low, high = timing.widest(cases.kind[there])
    day = cases.day - int(cases.day[there].min()) + max(high, 0)
    span = int(day[there].max()) + max(-low, 0) + 1
    key = cases.area * span + day
    order = there[np.argsort(key[there], kind="stable")]
    asked = np.flatnonzero(infectees & (cases.kind != NO_DAY))
    # A day before the first or after the last of its area would fall into the next area: there is room for both.
    first = np.searchsorted(key[order], cases.area[asked] * span + np.maximum(day[asked] - high, 0), "left")
    upto = np.searchsorted(
        key[order], cases.area[asked] * span + np.minimum(day[asked] - low, span - 1), "right"
    )
    count = np.maximum(upto - first, 0)
    if int(count.sum()) > MOST_PAIRS:
        raise MutongError(
            "too_many_candidates",
            Words(
                f"只凭时间就有 {int(count.sum()):,} 对可能的传染关系；请用更长的区划码（--area-digits）缩小范围，"
                "或不把时间单独作为依据（--no-timing-alone）。",
                f"Timing alone makes {int(count.sum()):,} possible pairs; narrow them with more digits of the area "
                "code (--area-digits), or do not let timing alone be evidence (--no-timing-alone).",
            ),
        )
    found = []
    for chosen in _portions(count):
        infectee = np.repeat(asked[chosen], count[chosen])
        infector = order[np.repeat(first[chosen], count[chosen]) + _within(count[chosen])]
        inside = timing.in_range(
            cases.day[infectee] - cases.day[infector], cases.kind[infectee], cases.kind[infector]
        )
        inside &= (infectee != infector) & ~cases.excluded(infectee, infector)
        found.append(np.sort((infectee * len(cases) + infector)[inside]))
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _portions(count: np.ndarray):
    """Places 0 … n − 1 in turn, so many at once that their counts sum to about two million."""
    part = (np.cumsum(count) - count) // _AT_ONCE
    edges = np.flatnonzero(np.diff(part)) + 1
    yield from np.split(np.arange(len(count)), edges)


def _within(count: np.ndarray) -> np.ndarray:
    """0 … c − 1 for each count c, one after the other."""
    total = np.cumsum(count)
    return np.arange(int(total[-1]) if len(total) else 0) - np.repeat(total - count, count)


def _civil(second: np.ndarray) -> np.ndarray:
    return (second + _CHINA_SECONDS) // _DAY_SECONDS + _EPOCH


def _day(value: object, unknown: int) -> int:
    if value is None:
        return unknown
    return (civil_day(value) if isinstance(value, datetime) else value).toordinal()
