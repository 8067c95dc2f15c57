"""Case fatality: deaths among cases, and the same allowing for cases whose outcome is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy
from scipy.stats import beta

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.estimate import Estimate

_STEP = 1e-4
_DROP = 1.92
_POISSON_FROM = 100
_POISSON_BELOW = 0.05


@dataclass(frozen=True)
class Fatality:
    """The share of cases that die, with 95 % interval; None where the figures do not allow one.

    `outcomes` is what the deaths are divided by: the cases (naive), or the cases whose outcome is expected to be
    known (corrected). `method` is clopper_pearson or delay_corrected.
    """

    share: Estimate | None
    deaths: int
    cases: int
    outcomes: float
    method: str


def naive_fatality(deaths: int, cases: int) -> Fatality:
    """Deaths among cases with the exact binomial interval (Clopper and Pearson, Biometrika 1934; 26: 404-13).

    Too low while outcomes are still to come. Raises MutongError more_deaths_than_cases.
    """
    _check(deaths, cases)
    if not cases:
        return Fatality(None, deaths, cases, 0.0, "clopper_pearson")
    low = float(beta.ppf(0.025, deaths, cases - deaths + 1)) if deaths else 0.0
    high = float(beta.ppf(0.975, deaths + 1, cases - deaths)) if deaths < cases else 1.0
    return Fatality(Estimate(deaths / cases, low, high), deaths, cases, float(cases), "clopper_pearson")


def corrected_fatality(cases: Sequence[int], deaths: Sequence[int], delay: Sequence[float]) -> Fatality:
    """Fatality allowing for the delay from onset to death.

    `cases` and `deaths` are counts per day over the same days, `delay[d]` the probability (or density) of d days. The
    expected number of known outcomes is u = Σ_t Σ_d cases_{t−d} delay_d; the likelihood of the share p is binomial,
    D log p + (u − D) log (1 − p), or Poisson with mean p·round(u) from 100 cases on where D/u is below 5 %; the
    estimate is its maximum and the interval all shares within 1.92 of it, on steps of 0.0001. Source: Nishiura et
    al., PLoS ONE 2009; 4: e6852, as in the R package cfr at commit 29ee12a (`cfr_static`); later versions differ.
    Where fewer outcomes are expected than people died, there is no estimate. Raises MutongError.
    """
    ill, died, lag = (np.asarray(one, dtype=float) for one in (cases, deaths, delay))
    if len(ill) != len(died):
        raise MutongError(
            "counts_of_two_lengths",
            Words(
                f"病例有 {len(ill)} 天，死亡有 {len(died)} 天；应一样长。",
                f"There are {len(ill)} days of cases and {len(died)} of deaths; they must be as many.",
            ),
        )
    total, dead = round(ill.sum()), round(died.sum())
    _check(dead, total)
    known = float(np.convolve(ill, lag[: len(ill)])[: len(ill)].sum()) if total and len(lag) else 0.0
    if known < max(dead, 0.5):
        return Fatality(None, dead, total, known, "delay_corrected")
    share = np.arange(1, round(1 / _STEP) + 1) * _STEP
    whole = round(known)
    if total >= _POISSON_FROM and dead / whole < _POISSON_BELOW:
        height = xlogy(dead, share * whole) - share * whole - gammaln(dead + 1)
    else:
        height = xlogy(dead, share) + xlog1py(known - dead, -share)
    within = share[height >= height.max() - _DROP]
    best = share[int(np.argmax(height))]
    found = Estimate(*(round(float(one), 4) for one in (best, within[0], within[-1])))
    return Fatality(found, dead, total, known, "delay_corrected")


def _check(deaths: int, cases: int) -> None:
    if not 0 <= deaths <= cases:
        raise MutongError(
            "more_deaths_than_cases",
            Words(
                f"死亡 {deaths} 例，病例 {cases} 例；死亡应在 0 与病例数之间。",
                f"{deaths} deaths among {cases} cases; deaths must lie between 0 and the cases.",
            ),
        )
