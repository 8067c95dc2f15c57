"""A figure with its interval, and the interval that a likelihood gives."""

from collections.abc import Callable
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.stats import chi2

LEVEL = 0.95
_STEPS_OUTWARD = 60


@dataclass(frozen=True)
class Estimate:
    """A value and its 95 % interval. `low` and `high` may be infinite: the figures set no limit on that side."""

    value: float
    low: float
    high: float


def likelihood_interval(
    profile: Callable[[float], float], best: float, lower: float, upper: float, level: float = LEVEL
) -> tuple[float, float]:
    """The values around `best` whose profile log-likelihood lies within half a chi-squared quantile of its maximum.

    `profile` gives the log-likelihood at a value, maximised over everything else; `lower` and `upper` end the
    search, and a side on which the profile never falls far enough comes back as minus or plus infinity. Source:
    likelihood-ratio interval, e.g. Venzon and Moolgavkar, Appl Stat 1988; 37: 87-94.
    """
    floor = profile(best) - chi2.ppf(level, 1) / 2

    def height(value: float) -> float:
        return profile(value) - floor

    def limit(end: float, without: float) -> float:
        inside, step = best, (1 if end > best else -1) * max(abs(best), 1.0) * 0.02
        for _ in range(_STEPS_OUTWARD):
            tried = min(inside + step, end) if end > best else max(inside + step, end)
            if height(tried) < 0:
                return float(brentq(height, tried, inside, xtol=1e-7, rtol=1e-9))
            if tried == end:
                break
            inside, step = tried, step * 1.6
        return without

    return limit(lower, -float("inf")), limit(upper, float("inf"))
