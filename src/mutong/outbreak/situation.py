"""The situation of an outbreak from its cases and links: curve, reproduction number, delays, forecast, figures.

Everything here is put together from the modules beside it; each figure carries its interval, how many it rests on
and its method. What cannot be worked out is said, not guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.chains import Chains, chains_of
from mutong.outbreak.delay_families import FAMILIES, day_probabilities
from mutong.outbreak.delay_spans import day_spans, incubation_spans
from mutong.outbreak.delays import DelayFit, SerialIntervals, fit_delays, serial_intervals
from mutong.outbreak.estimate import Estimate
from mutong.outbreak.fatality import corrected_fatality, naive_fatality
from mutong.outbreak.forecast import Forecast, forecast_cases
from mutong.outbreak.growth import growth_of
from mutong.outbreak.incidence import (
    Curve,
    Nowcast,
    cases_counted,
    curve_of,
    day_of_onset,
    day_of_report,
    nowcast,
    reporting_delay,
)
from mutong.outbreak.offspring import Offspring, fit_offspring, offspring_counts, proportion_of_cases
from mutong.outbreak.reproduction import (
    PRIOR,
    WINDOW,
    Reproduction,
    SerialInterval,
    estimate_reproduction,
    gamma_interval,
    windows_of,
)
from mutong.outbreak.situation_figures import Figure, Telling

Row = Mapping[str, object]
GROWTH_DAYS = 14
USED_SHARE = 0.8
PAIRS_AT_LEAST = 10
WINDOW_CASES = 11  # from here on the posterior's coefficient of variation is below 0.3 (Cori et al. 2013)


@dataclass(frozen=True)
class Situation:
    """What is known of an outbreak at the end of the day `as_of`.

    `used_until` is the last day that the reproduction number and the forecast rest on: later days are too little
    reported. `delays` are pairs of a delay's name and its fit, the likeliest family of each first. `warnings` say which
    part asked for is missing, `notes` what a reader should know. `chains` are those of every case known by then.
    """

    as_of: date
    by: str
    area: str
    curve: Curve
    nowcast: Nowcast | None
    used_until: date | None
    interval: SerialInterval | None
    reproduction: Reproduction | None
    forecast: Forecast | None
    delays: tuple[tuple[str, DelayFit | SerialIntervals], ...]
    figures: tuple[Figure, ...]
    warnings: tuple[Words, ...]
    notes: tuple[Words, ...]
    chains: Chains


def situation_of(
    cases: Sequence[Row],
    links: Sequence[Row] = (),
    contacts: Sequence[Row] = (),
    as_of: date | None = None,
    by: str = "onset",
    area: str = "",
    interval: SerialInterval | None = None,
    window: int = WINDOW,
    prior: tuple[float, float] = PRIOR,
    horizon: int = 7,
    growth_days: int = GROWTH_DAYS,
    used_share: float = USED_SHARE,
) -> Situation:
    """The situation from rows of tables cases, links and contacts.

    `as_of`: what was reported by the end of that day; left out, the last day in the data. `area`: the beginning of an
    area code. `interval`: the serial interval; left out, mean and sd of this outbreak's own pairs, where there are
    ten or more. By onset, counts are corrected for reports still to come, and R and the forecast rest on the days of
    which at least `used_share` is reported. Cases of unknown origin count as infected here. Raises MutongError
    no_cases.
    """
    as_of = as_of or max(
        (day for case in cases for day in (day_of_report(case), day_of_onset(case)) if day), default=None
    )
    here = cases_counted(cases, as_of, area)
    if as_of is None or not here:
        raise MutongError(
            "no_cases",
            Words(
                f"截至 {as_of}，区划“{area or '全部'}”没有病例；请核对区划与日期。",
                f"There is no case in area “{area or 'all'}” by {as_of}; check the area and the day.",
            ),
        )
    telling = Telling()
    known = cases_counted(cases, as_of)
    chains = _chains(cases, known, links, contacts, telling)
    intervals = _intervals_of(chains, known, {str(case["case_id"]) for case in here})
    curve = curve_of(cases, by, area=area, as_of=as_of)
    _counts(here, curve, telling)
    corrected = _nowcast(here, known, curve, as_of, telling) if by == "onset" else None
    share = corrected.share if corrected else np.ones(len(curve.days))
    used = int((share >= used_share).sum())
    local = (curve.local + curve.unknown_origin)[:used] / share[:used]
    imported = curve.imported[:used] / share[:used]
    raw = telling.attempt("serial_interval_mean", lambda: serial_intervals(intervals))
    interval = interval or _own_interval(raw, telling)
    offspring = _offspring(chains, here, intervals, as_of, telling)
    found = forecast = None
    if interval:
        found = telling.attempt(
            "reproduction",
            lambda: estimate_reproduction(local, interval, imported, windows_of(used, window), prior),
            needed=True,
        )
    if found is not None:
        forecast = telling.attempt(
            "forecast_total",
            lambda: forecast_cases(
                local + imported, interval, found, horizon, len(curve.days) - used,
                offspring.dispersion.value if offspring and offspring.n >= PAIRS_AT_LEAST else None,
            ),
            needed=True,
        )  # fmt: skip
    if found is not None and len(found):
        last = Estimate(*(float(one[-1]) for one in (found.mean, found.q025, found.q975)))
        telling.add("reproduction", last, round(float(found.cases[-1])), "", found.method)
        if found.cases[-1] < WINDOW_CASES:
            telling.notes.append(
                Words(
                    f"最近窗口只有约 {found.cases[-1]:.0f} 例本土病例；不足 {WINDOW_CASES} 例时再生数主要由先验决定。",
                    f"The latest window holds about {found.cases[-1]:.0f} local cases; below {WINDOW_CASES} the "
                    "reproduction number rests much on its prior.",
                )
            )
    if forecast:
        total = Estimate(forecast.total_mean, forecast.total_low, forecast.total_high)
        telling.add("forecast_total", total, round(forecast.cases), "cases", forecast.method)
    _growth((local + imported)[-growth_days:], telling)
    delays = _delays(here, raw, as_of, telling)
    to_death = next((fit for name, fit in delays if name == "onset_to_death"), None)
    _fatality(here, to_death, as_of, telling)
    return Situation(
        as_of=as_of,
        by=by,
        area=area,
        curve=curve,
        nowcast=corrected,
        used_until=curve.days[used - 1] if used else None,
        interval=interval,
        reproduction=found,
        forecast=forecast,
        delays=delays,
        figures=tuple(telling.figures),
        warnings=tuple(dict.fromkeys(telling.warnings)),
        notes=tuple(dict.fromkeys(telling.notes)),
        chains=chains,
    )


def _counts(here: Sequence[Row], curve: Curve, telling: Telling) -> None:
    telling.count("cases", len(here))
    for name in ("local", "imported"):
        telling.count(name, sum(case.get("origin") == name for case in here))
    telling.count("unknown_origin", sum(case.get("origin") not in ("local", "imported") for case in here))
    telling.count("without_onset", curve.without_onset)
    if curve.outside:
        telling.notes.append(
            Words(
                f"有 {curve.outside} 例的日期在曲线之外。",
                f"{curve.outside} cases lie outside the curve's days.",
            )
        )


def _chains(cases, known, links, contacts, telling: Telling) -> Chains:
    # A link to a case that is reported later, or is no case, is not yet known; a link to a stranger stays.
    silent = {str(case["case_id"]) for case in cases} - {str(case["case_id"]) for case in known}
    told = [row for row in links if not silent & {str(row["infector"]), str(row["infectee"])}]
    known = [
        case | {"source_case_id": None} if case.get("source_case_id") in silent else case for case in known
    ]
    found = chains_of(known, told, [row for row in contacts if str(row["case_id"]) not in silent])
    telling.warnings += found.warnings
    return found


def _intervals_of(chains: Chains, known: Sequence[Row], ids: set[str]) -> list[int]:
    """Serial intervals of the pairs whose infectee is among these ids."""
    onset = {str(case["case_id"]): day for case in known if (day := day_of_onset(case))}
    pairs = ((row["infector"], row["infectee"]) for row in chains.pairs)
    return [(onset[b] - onset[a]).days for a, b in pairs if b in ids and a in onset and b in onset]


def _own_interval(raw: SerialIntervals | None, telling: Telling) -> SerialInterval | None:
    if raw is not None and raw.n >= PAIRS_AT_LEAST:
        found = telling.attempt("reproduction", lambda: gamma_interval(raw.mean.value, raw.sd), needed=True)
        if found:
            telling.notes.append(
                Words(
                    f"代际间隔取自本次疫情的 {raw.n} 对病例：均值 {raw.mean.value:.2f} 天，标准差 {raw.sd:.2f} 天。",
                    f"The serial interval is this outbreak's own, from {raw.n} pairs: mean {raw.mean.value:.2f} days, "
                    f"sd {raw.sd:.2f}.",
                )
            )
        return found
    pairs = raw.n if raw else 0
    telling.warnings.append(
        Words(
            f"没有代际间隔，无法估计再生数和预测：有日期的病例对{f'只有 {pairs}' if raw else '不足 5'} 对，至少要 "
            f"{PAIRS_AT_LEAST} 对；也可另行给出代际间隔。",
            "No serial interval, so no reproduction number and no forecast: there are "
            f"{pairs if raw else 'fewer than 5'} pairs with onsets, {PAIRS_AT_LEAST} are needed; or give a "
            "serial interval.",
        )
    )
    return None


def _nowcast(here, known, curve: Curve, as_of: date, telling: Telling) -> Nowcast | None:
    try:
        delay = reporting_delay(here, as_of)
    except MutongError:
        # Too few cases in the area itself: reports come in as elsewhere in the outbreak.
        delay = telling.attempt("missing_reports", lambda: reporting_delay(known, as_of), needed=True)
    if delay is None:
        return None
    if delay.beyond:
        telling.notes.append(
            Words(
                f"有 {delay.beyond} 例报告比发病晚 {len(delay.share) - 1} 天以上，不参与延迟估计；请核对日期。",
                f"{delay.beyond} cases were reported more than {len(delay.share) - 1} days after onset and take no "
                "part in the reporting delay; check their dates.",
            )
        )
    found = nowcast(curve, delay, as_of)
    telling.add("missing_reports", found.missing, found.n, "cases", found.method)
    silent = int(np.isnan(found.expected).sum())
    if silent:
        telling.notes.append(
            Words(
                f"最近 {silent} 天报告太少，不作修正。",
                f"Too little is reported of the last {silent} days to correct them.",
            )
        )
    return found


def _offspring(chains: Chains, here, intervals, as_of: date, telling: Telling) -> Offspring | None:
    if not chains.out_degree:
        return None
    # A recent case has not yet infected whom it will; only those a long serial interval back are complete.
    reach = timedelta(days=float(np.quantile(intervals, 0.95))) if intervals else timedelta(0)
    done = [case for case in here if (day := day_of_onset(case)) and day + reach <= as_of]
    counts = offspring_counts([str(case["case_id"]) for case in done], chains.out_degree)
    found = telling.attempt("offspring_mean", lambda: fit_offspring(counts))
    if found is None:
        return None
    several = sum(degree > 1 for degree in chains.in_degree.values())
    if several:
        telling.notes.append(
            Words(
                f"有 {several} 例各有几个可能的传染者，每个都计一次，续发人数因此偏高。",
                f"{several} cases have several possible infectors; each of them is counted, so that the numbers "
                "infected are too high.",
            )
        )
    telling.add("offspring_mean", found.reproduction, found.n, "people", found.method)
    telling.add("offspring_dispersion", found.dispersion, found.n, "", found.method)
    # The interval follows k: the proportion grows with k at a given mean.
    mean, k = found.reproduction.value, found.dispersion
    share = Estimate(*(proportion_of_cases(mean, one) for one in (k.value, k.low, k.high)))
    telling.add("proportion_of_cases_80", share, found.n, "share", "expected_of_fit")
    return found


def _growth(counts: np.ndarray, telling: Telling) -> None:
    found = telling.attempt("growth_rate", lambda: growth_of(counts))
    if found is None:
        return
    n = round(found.cases)
    telling.add("growth_rate", found.rate, n, "per_day", found.method)
    for name, figure in (("doubling_time", found.doubling), ("halving_time", found.halving)):
        if figure:
            telling.add(name, figure, n, "days", found.method)


def _delays(here, raw, as_of: date, telling: Telling) -> tuple[tuple[str, DelayFit | SerialIntervals], ...]:
    found: list[tuple[str, DelayFit | SerialIntervals]] = []
    if raw is not None:
        telling.add("serial_interval_mean", raw.mean, raw.n, "days", raw.method)
        found.append(("serial_interval", raw))
    exposed = [case for case in here if case.get("exposed_from") or case.get("exposed_to")]
    onsets = [day_of_onset(case) for case in here]
    ends = {
        "onset_to_report": [day_of_report(case) for case in here],
        "onset_to_isolation": [case.get("isolated_at") for case in here],
        "onset_to_death": [
            case.get("outcome_at") if case.get("outcome") == "died" else None for case in here
        ],
    }
    works = {"incubation": lambda: fit_delays(incubation_spans(exposed))} if exposed else {}
    for name, days in ends.items():
        if any(days):
            # An empty cell is not known (T1), not "still waiting": so the fit is truncated, not censored.
            works[name] = lambda days=days: fit_delays(day_spans(onsets, days, as_of, open_ends=False))
    for name, work in works.items():
        fits = telling.attempt(f"{name}_mean", work)
        if fits:
            found += [(name, fit) for fit in fits]
            telling.add(f"{name}_mean", fits[0].mean, fits[0].n, "days", fits[0].method, fits[0].family)
            if name == "incubation":
                best = fits[0]
                telling.add("incubation_p95", best.p95, best.n, "days", best.method, best.family)
    return tuple(found)


def _fatality(here, to_death: DelayFit | None, as_of: date, telling: Telling) -> None:
    died = [case for case in here if case.get("outcome") == "died" and not _after(case, as_of)]
    if not any(case.get("outcome") for case in here):
        return
    naive = naive_fatality(len(died), len(here))
    telling.add("fatality", naive.share, naive.cases, "share", naive.method)
    undated = sum(not case.get("outcome_at") for case in died)
    if undated:
        telling.notes.append(
            Words(
                f"有 {undated} 例死亡没有日期；计入病死率，不计入延迟。",
                f"{undated} deaths have no date; they count for fatality and not for the delay.",
            )
        )
    ill = np.array([day.toordinal() for case in here if (day := day_of_onset(case)) and day <= as_of])
    if to_death is None or not len(ill):
        return
    # Only the sum of deaths counts, so that those without a date can take part.
    size = as_of.toordinal() - int(ill.min()) + 1
    dead = np.zeros(size, dtype=int)
    dead[-1] = sum(day_of_onset(case) is not None for case in died)
    family = next(one for one in FAMILIES if one.name == to_death.family)
    delay = day_probabilities(family, **to_death.parameters, days=size)
    corrected = telling.attempt(
        "fatality_corrected",
        lambda: corrected_fatality(np.bincount(ill - ill.min(), minlength=size), dead, delay),
    )
    if corrected and corrected.share:
        telling.add("fatality_corrected", corrected.share, corrected.cases, "share", corrected.method)


def _after(case: Row, as_of: date) -> bool:
    return bool(case.get("outcome_at")) and case["outcome_at"] > as_of
