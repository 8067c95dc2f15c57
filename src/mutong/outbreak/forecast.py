"""A short forecast of new cases: the renewal equation run forward with the latest reproduction number.

It says what follows if nothing changes: R stays what it was in its window, no control is added or lifted, no case
comes in from elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.reproduction import Reproduction, SerialInterval

LONGEST = 14
LONGEST_GAP = 21
DRAWS = 4_000
SEED = 20220822
_PATH_LIMIT = 1e9


@dataclass(frozen=True)
class Forecast:
    """New cases of each coming day, `day` counted on from the days of the incidence (its last day + 1 first).

    `mean`, `median` and quantiles are over the draws, `total_low` … `total_high` the 95 % interval of all coming days
    together, `total_mean` their mean. `ahead` says how many of the last days are the forecast asked for; those before
    it lie between the last day counted and today. `cases` is what the reproduction number rests on. `method` is
    renewal_poisson or renewal_negative_binomial.
    """

    day: np.ndarray
    mean: np.ndarray
    median: np.ndarray
    q025: np.ndarray
    q25: np.ndarray
    q75: np.ndarray
    q975: np.ndarray
    ahead: int
    total_mean: float
    total_low: float
    total_high: float
    reproduction: float
    cases: float
    method: str


def forecast_cases(
    total: Sequence[float],
    interval: SerialInterval,
    latest: Reproduction,
    days: int = 7,
    gap: int = 0,
    dispersion: float | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Forecast:
    """New cases of `gap` + `days` days after the last day of `total` (cases per day, imported ones included).

    `latest` holds estimates of Cori's method on the same days; its last window's gamma posterior gives R. Each draw
    takes one R and runs I_t ~ Poisson(Σ_s w_s V_{t−s}) on. Without `dispersion` V_t = R I_t; with it the cases of a
    day infect unevenly, V_t ~ gamma of shape k I_t and scale R / k, which makes the number infected by one case
    negative binomial with mean R and dispersion k (a case that infects many does so over its whole course). `days`
    is 1 to 14; the seed is fixed, so that the same figures give the same forecast. Sources: Cori et al. 2013;
    Lloyd-Smith et al. 2005; R package projections. Raises MutongError horizon_not_short, too_few_days_to_forecast,
    gap_too_long (beyond 21 days), not_cori.
    """
    if not 1 <= days <= LONGEST:
        raise MutongError(
            "horizon_not_short",
            Words(
                f"预测 {days} 天；短期预测只做 1 到 {LONGEST} 天。",
                f"A forecast of {days} days was asked for; a short forecast has 1 to {LONGEST}.",
            ),
        )
    found = np.asarray(total, dtype=float)
    if gap > LONGEST_GAP:
        raise MutongError(
            "gap_too_long",
            Words(
                f"最近 {gap} 天的报告还太少；超过 {LONGEST_GAP} 天就不做预测。",
                f"Too little is reported of the last {gap} days; beyond {LONGEST_GAP} there is no forecast.",
            ),
        )
    if latest.method != "cori":
        raise MutongError(
            "not_cori",
            Words(
                "预测要用 cori 法的再生数（当下的传染力）。",
                "A forecast needs the reproduction number of method cori, which is about the present.",
            ),
        )
    if not len(latest) or latest.t_end[-1] != len(found) or len(found) <= interval.mean:
        needed = max(int(interval.mean) + 1, 8)
        raise MutongError(
            "too_few_days_to_forecast",
            Words(
                f"只有 {len(found)} 天可用的数据，没有截至最后一天的再生数估计；窗口要满，且末日要过了平均代际间隔"
                f"（{interval.mean:.1f} 天），至少约 {needed} 天。",
                f"There are {len(found)} days to go by, and no reproduction number up to the last of them: a whole "
                f"window is needed that ends after the mean serial interval ({interval.mean:.1f} days), about "
                f"{needed} days.",
            ),
            needed=needed,
        )
    ahead = gap + days
    weights = interval.over(len(found) + ahead)
    chance = np.random.default_rng(seed)
    r = chance.gamma(latest.shape[-1], latest.scale[-1], draws)
    if dispersion is not None and not np.isfinite(dispersion):
        dispersion = None

    def infecting(cases: np.ndarray) -> np.ndarray:
        if dispersion is None:
            return r[:, None] * cases
        return chance.gamma(dispersion * np.maximum(cases, 0.0)) * (r / dispersion)[:, None]

    pressure = np.zeros((draws, len(found) + ahead))
    pressure[:, : len(found)] = infecting(np.broadcast_to(found, (draws, len(found))))
    paths = np.zeros((draws, ahead))
    for step in range(ahead):
        now = len(found) + step
        expected = pressure[:, :now] @ weights[now:0:-1]
        paths[:, step] = chance.poisson(np.minimum(expected, _PATH_LIMIT))
        pressure[:, now] = infecting(paths[:, step : step + 1])[:, 0]
    q025, q25, median, q75, q975 = np.quantile(paths, (0.025, 0.25, 0.5, 0.75, 0.975), axis=0)
    asked = paths[:, gap:].sum(axis=1)
    return Forecast(
        day=np.arange(len(found) + 1, len(found) + ahead + 1),
        mean=paths.mean(axis=0),
        median=median,
        q025=q025,
        q25=q25,
        q75=q75,
        q975=q975,
        ahead=days,
        total_mean=float(asked.mean()),
        total_low=float(np.quantile(asked, 0.025)),
        total_high=float(np.quantile(asked, 0.975)),
        reproduction=float(latest.mean[-1]),
        cases=float(latest.cases[-1]),
        method="renewal_poisson" if dispersion is None else "renewal_negative_binomial",
    )
