"""Epidemic curves from rows of table cases, and what the reports of recent days still leave out.

A day is a civil day in Asia/Shanghai. A case counts once, by its onset or by its report; nobody is dropped without
being counted apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.outbreak.estimate import Estimate

Row = Mapping[str, object]
BY = ("onset", "report")
COUNTED = ("confirmed", "asymptomatic", "probable")
DRAWS = 4_000
SEED = 20220822
AT_LEAST = 10
LEAST_SHARE = 0.1


@dataclass(frozen=True)
class Curve:
    """Cases of each civil day, without gaps: `local`, `imported` and `unknown_origin` beside `days`.

    Apart from the days: `without_onset`, cases counted whose onset is not known (on no day of a curve by onset);
    `without_report`, the same for reports; `outside`, cases whose day lies before the first or after the last;
    `not_counted`, rows that are no case (suspected, excluded); `not_yet_known`, reported after the day it was asked
    for. Days, without, outside, not counted and not yet known together are all rows given.
    """

    by: str
    days: tuple[date, ...]
    local: np.ndarray
    imported: np.ndarray
    unknown_origin: np.ndarray
    without_onset: int
    without_report: int
    outside: int
    not_counted: int
    not_yet_known: int

    @property
    def total(self) -> np.ndarray:
        """All cases of each day."""
        return self.local + self.imported + self.unknown_origin


def day_of_report(case: Row) -> date | None:
    """The civil day a case was reported on; None where it is not known."""
    at = case.get("reported_at")
    return civil_day(at) if isinstance(at, datetime) else at


def day_of_onset(case: Row) -> date | None:
    """The day a case fell ill; None where it is not known or it never did."""
    at = case.get("date_onset")
    return civil_day(at) if isinstance(at, datetime) else at


def cases_counted(cases: Sequence[Row], as_of: date | None = None, area: str = "") -> list[Row]:
    """The rows that are cases (confirmed, asymptomatic or probable), of an area by its code's beginning, and reported
    by the end of the day `as_of`. A row without a classification is a case, one without a report is known."""
    return [
        case
        for case in cases
        if _is_case(case) and _lies_in(case, area) and not _later(day_of_report(case), as_of)
    ]


def curve_of(
    cases: Sequence[Row],
    by: str = "onset",
    first: date | None = None,
    last: date | None = None,
    area: str = "",
    as_of: date | None = None,
) -> Curve:
    """The epidemic curve by `onset` or `report` of an area (the beginning of its code; '' for everywhere).

    Days run from `first` to `last`; left out: from the first day with a case to `as_of`, or to the last day with one.
    With `as_of` only cases reported by the end of that day are known. Raises MutongError for another `by`.
    """
    if by not in BY:
        raise MutongError(
            "unknown_day",
            Words(
                f"“{by}”不是曲线的日期；请用 onset（发病）或 report（报告）。",
                f"“{by}” is no day to count by; use onset or report.",
            ),
        )
    here = [case for case in cases if _lies_in(case, area)]
    rows = [case for case in here if _is_case(case)]
    known = [case for case in rows if not _later(day_of_report(case), as_of)]
    day_of = day_of_onset if by == "onset" else day_of_report
    dated = [(day, case.get("origin")) for case in known if (day := day_of(case)) is not None]
    last = last or as_of or max((day for day, _ in dated), default=first)
    first = first or min((day for day, _ in dated if day <= last), default=last)
    size = max((last - first).days + 1, 0) if first and last else 0
    counts = {name: np.zeros(size, dtype=np.int64) for name in ("local", "imported", "unknown")}
    outside = 0
    for day, origin in dated:
        at = (day - first).days
        if 0 <= at < size:
            counts[origin if origin in counts else "unknown"][at] += 1
        else:
            outside += 1
    return Curve(
        by=by,
        days=tuple(first + timedelta(days=k) for k in range(size)),
        local=counts["local"],
        imported=counts["imported"],
        unknown_origin=counts["unknown"],
        without_onset=sum(day_of_onset(case) is None for case in known),
        without_report=sum(day_of_report(case) is None for case in known),
        outside=outside,
        not_counted=len(here) - len(rows),
        not_yet_known=len(rows) - len(known),
    )


def curves_by(
    cases: Sequence[Row],
    group_of: Callable[[Row], str],
    by: str = "onset",
    first: date | None = None,
    last: date | None = None,
    as_of: date | None = None,
) -> dict[str, Curve]:
    """A curve for each group, all over the same days, in the order of the groups' names; they add up to the whole."""
    whole = curve_of(cases, by, first, last, as_of=as_of)
    groups: dict[str, list[Row]] = {}
    for case in cases:
        groups.setdefault(group_of(case), []).append(case)
    if not whole.days:
        return {name: curve_of(rows, by, as_of=as_of) for name, rows in sorted(groups.items())}
    return {
        name: curve_of(rows, by, whole.days[0], whole.days[-1], as_of=as_of)
        for name, rows in sorted(groups.items())
    }


def curves_by_area(cases: Sequence[Row], digits: int, by: str = "onset", **days: date | None):
    """Curves by the first `digits` of the area code (2 province, 4 city, 6 county, 9 township, 12 community); '' for
    cases without an area. `days` as in curves_by."""
    return curves_by(cases, lambda case: str(case.get("area_code") or "")[:digits], by, **days)


def curves_by_chain(cases: Sequence[Row], pairs: Sequence[Row], by: str = "onset", **days: date | None):
    """Curves by chain, from the pairs of `chains_of` (infectee, chain_id); a case in no pair is its own chain."""
    chain_of = {str(pair["infectee"]): str(pair["chain_id"]) for pair in pairs}
    return curves_by(cases, lambda case: chain_of.get(str(case["case_id"]), str(case["case_id"])), by, **days)


@dataclass(frozen=True)
class ReportingDelay:
    """How fast cases are reported: `share[d]` is the share reported within d days of onset, of those reported within
    the longest delay that counts; the last is 1. `reported[d]` of `at_risk[d]` cases had exactly the delay d.

    `n` cases it rests on; `before_onset` of them were reported before they fell ill and count as the day itself.
    `beyond` cases had a longer delay, and take no part.
    """

    share: np.ndarray
    reported: np.ndarray
    at_risk: np.ndarray
    n: int
    before_onset: int
    beyond: int
    method: str = "reverse_hazard"

    def share_within(self, days: int) -> float:
        """The share reported within so many days."""
        return float(self.share[min(days, len(self.share) - 1)]) if days >= 0 else 0.0


def reporting_delay(cases: Sequence[Row], as_of: date, at_least: int = AT_LEAST) -> ReportingDelay:
    """The distribution of delays from onset to report among cases reported by the end of the day `as_of`.

    A recent onset is in the data only if it was reported quickly. The estimate allows for that: the chance that a
    delay of at most d days is exactly d is taken only from cases whose onset lies at least d days back, and
    share(d) = Π_{j>d} (1 − reported_j / at_risk_j). It says nothing about delays longer than any that at least
    `at_least` cases fell ill early enough to show: one date of a wrong year must not speak for the rest. It takes the
    delays to be the same all along; where reports have become faster, the recent days come out too high. Sources:
    Kalbfleisch and Lawless, J Am Stat Assoc 1989; 84: 360-72; Lawless, Can J Stat 1994; 22: 15-31. Raises MutongError
    too_few_delays.
    """
    delays, rooms, early = [], [], 0
    for case in cases_counted(cases, as_of):
        onset, report = day_of_onset(case), day_of_report(case)
        if onset is not None and report is not None and onset <= as_of:
            early += report < onset
            delays.append(max((report - onset).days, 0))
            rooms.append((as_of - onset).days)
    if len(delays) < at_least:
        raise MutongError(
            "too_few_delays",
            Words(
                f"只有 {len(delays)} 例同时有发病和报告日期；估计报告延迟至少要 {at_least} 例。",
                f"Only {len(delays)} cases have both a day of onset and of report; estimating how late reports come "
                f"needs at least {at_least}.",
            ),
            found=len(delays),
            needed=at_least,
        )
    delay, room = np.array(delays), np.array(rooms)
    furthest = int(np.sort(room)[-at_least])
    kept = delay <= furthest
    beyond = int((~kept).sum())
    delay, room = delay[kept], room[kept]
    longest = int(delay.max(initial=0))
    reported = np.bincount(delay, minlength=longest + 1)
    # At risk at d: a delay of at most d, and an onset far enough back that d could have been seen.
    at_risk = np.array([((delay <= d) & (room >= d)).sum() for d in range(longest + 1)])
    shares = _shares(reported / np.maximum(at_risk, 1))
    return ReportingDelay(shares, reported, at_risk, len(delay), early, beyond)


@dataclass(frozen=True)
class Nowcast:
    """What the days of a curve by onset will hold once everything is reported.

    `reported` is what is known, `share` the share known, `expected` the cases expected in the end with a 95 %
    prediction interval `low` … `high`; NaN where too small a share is known to say anything (`least_share`).
    `missing` is expected − reported over all days that are not NaN. `n` cases the shares rest on.
    """

    days: tuple[date, ...]
    reported: np.ndarray
    share: np.ndarray
    expected: np.ndarray
    low: np.ndarray
    high: np.ndarray
    missing: Estimate
    n: int
    method: str = "reverse_hazard_negative_binomial"


def nowcast(
    curve: Curve,
    delay: ReportingDelay,
    as_of: date,
    least_share: float = LEAST_SHARE,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Nowcast:
    """Expected cases of each day of a curve by onset known at the end of the day `as_of`.

    Expected are reported / share (Lawless 1994). The interval joins two doubts, by simulation with a fixed seed: the
    shares (each reverse hazard drawn from a beta distribution of reported and not reported at risk) and the cases
    not yet reported, negative binomial of size reported + ½ and chance share (the posterior of a binomial's total).
    A day that is fully reported keeps its count exactly.
    """
    back = np.array([(as_of - day).days for day in curve.days], dtype=np.int64)
    at = np.clip(back, 0, len(delay.share) - 1)
    share = np.where(back < 0, 0.0, delay.share[at])
    chance = np.random.default_rng(seed)
    rest = delay.at_risk - delay.reported
    uncertain = (delay.reported > 0) & (rest > 0)
    hazards = np.tile((delay.reported / np.maximum(delay.at_risk, 1))[:, None], (1, draws))
    hazards[uncertain] = chance.beta(
        delay.reported[uncertain, None], rest[uncertain, None], (int(uncertain.sum()), draws)
    )
    shares = _shares(hazards)
    reported = curve.total.astype(float)
    expected, low, high = reported.copy(), reported.copy(), reported.copy()
    missing = np.zeros(draws)
    for k in np.flatnonzero(share < 1).tolist():
        if share[k] < least_share:
            expected[k] = low[k] = high[k] = np.nan
            continue
        expected[k] = reported[k] / share[k]
        unseen = chance.negative_binomial(reported[k] + 0.5, np.clip(shares[at[k]], 1e-6, 1.0))
        low[k], high[k] = reported[k] + np.quantile(unseen, (0.025, 0.975))
        missing += unseen
    in_all = Estimate(
        float(np.nansum(expected - reported)), *map(float, np.quantile(missing, (0.025, 0.975)))
    )
    return Nowcast(curve.days, curve.total, share, expected, low, high, in_all, delay.n)


def _shares(hazards: np.ndarray) -> np.ndarray:
    """Π_{j>d} (1 − hazard_j) along the first axis; 1 for the last."""
    stay = np.cumprod((1 - hazards)[:0:-1], axis=0)[::-1]
    return np.concatenate([stay, np.ones_like(hazards[:1])])


def _is_case(case: Row) -> bool:
    return case.get("classification") is None or case["classification"] in COUNTED


def _lies_in(case: Row, area: str) -> bool:
    return not area or str(case.get("area_code") or "").startswith(area)


def _later(day: date | None, as_of: date | None) -> bool:
    return day is not None and as_of is not None and day > as_of
