"""How fast an outbreak grows: growth rate and doubling time from log-linear growth of daily counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.estimate import Estimate

DAYS_AT_LEAST = 4
CASES_AT_LEAST = 5
_ROUNDS = 60


@dataclass(frozen=True)
class Growth:
    """Growth per day (of the logarithm) and the days in which cases double.

    `doubling` is None where the rate is not above 0; then `halving` holds the days in which they halve, and the other
    way round. An interval whose other end lies beyond no growth at all has an infinite `high`. `dispersion` is the
    scatter around the curve (1: Poisson); the interval is widened by it.
    """

    rate: Estimate
    doubling: Estimate | None
    halving: Estimate | None
    days: int
    cases: float
    dispersion: float
    method: str = "poisson_regression"


def growth_of(counts: Sequence[float]) -> Growth:
    """Growth of daily counts, one a day, days without cases as 0.

    Log-linear regression log μ_t = a + r t with Poisson likelihood, so that days without cases take part; the
    standard error is multiplied by the root of the Pearson dispersion where that exceeds 1, and the interval is
    Student's with days − 2 degrees of freedom. Source: McCullagh and Nelder, Generalized Linear Models, 2nd ed., ch.
    6 (quasi-likelihood). Raises MutongError too_few_days (4) or too_few_cases (5).
    """
    found = np.asarray(counts, dtype=float)
    if len(found) < DAYS_AT_LEAST:
        raise MutongError(
            "too_few_days",
            Words(
                f"只有 {len(found)} 天；估计增长速度至少要 {DAYS_AT_LEAST} 天。",
                f"There are {len(found)} days; a rate of growth needs at least {DAYS_AT_LEAST}.",
            ),
            needed=DAYS_AT_LEAST,
        )
    if found.sum() < CASES_AT_LEAST or (found > 0).sum() < 2:
        raise MutongError(
            "too_few_cases",
            Words(
                f"这些天只有 {found.sum():g} 例；估计增长速度至少要 {CASES_AT_LEAST} 例，且分布在两天以上。",
                f"These days hold {found.sum():g} cases; a rate of growth needs at least {CASES_AT_LEAST}, on two days "
                "or more.",
            ),
            needed=CASES_AT_LEAST,
        )
    day = np.arange(len(found)) - (len(found) - 1) / 2
    rate = 0.0
    for _ in range(_ROUNDS):
        # The level is what makes the expected sum equal the sum; only the rate needs a search.
        shape = np.exp(np.clip(rate * day, -500, 500))
        expected = shape * found.sum() / shape.sum()
        middle = (expected @ day) / expected.sum()
        information = float(expected @ (day - middle) ** 2)
        step = float((found - expected) @ day) / max(information, 1e-12)
        rate += float(np.clip(step, -1.0, 1.0))
        if abs(step) < 1e-12:
            break
    free = len(found) - 2
    scatter = float(((found - expected) ** 2 / np.maximum(expected, 1e-12)).sum()) / free
    half = float(t.ppf(0.975, free)) * (max(scatter, 1.0) / information) ** 0.5
    return Growth(
        rate=Estimate(rate, rate - half, rate + half),
        doubling=_time_to_factor_two(rate, rate - half, rate + half),
        halving=_time_to_factor_two(-rate, -rate - half, -rate + half),
        days=len(found),
        cases=float(found.sum()),
        dispersion=scatter,
    )


def _time_to_factor_two(rate: float, low: float, high: float) -> Estimate | None:
    if rate <= 0:
        return None
    double = float(np.log(2))
    return Estimate(double / rate, double / high, double / low if low > 0 else float("inf"))
