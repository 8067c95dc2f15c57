"""Distributions of delays: gamma, lognormal, Weibull, each by shape and scale, with what a likelihood of days needs.

A delay that began some time in one interval and ended some time in another has a closed likelihood through the
integrals of the distribution function and of what remains of it. Source of the doubly interval-censored likelihood:
Reich et al., Stat Med 2009; 28: 2769-84 (uniform over the interval of the start).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gamma as gamma_function
from scipy.special import gammainc, gammaincc, gammaincinv, gammaln, ndtr, ndtri

Curve = Callable[[np.ndarray, float], np.ndarray]


@dataclass(frozen=True)
class Family:
    """A family at scale 1, each function of delay and shape: distribution function, what remains, log density, both
    again weighted by length; mean, sd and quantile of a shape; the shapes to search."""

    name: str
    below: Curve
    above: Curve
    log_density: Curve
    long_below: Curve
    long_above: Curve
    mean: Callable[[float], float]
    sd: Callable[[float], float]
    quantile: Callable[[float, float], float]
    shapes: tuple[float, float]


def _log(y: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.log(y)


def _power(y: np.ndarray, k: float) -> np.ndarray:
    with np.errstate(over="ignore"):
        return y**k


GAMMA = Family(
    name="gamma",
    below=lambda y, a: gammainc(a, y),
    above=lambda y, a: gammaincc(a, y),
    log_density=lambda y, a: (a - 1) * _log(y) - y - gammaln(a),
    long_below=lambda y, a: gammainc(a + 1, y),
    long_above=lambda y, a: gammaincc(a + 1, y),
    mean=lambda a: a,
    sd=lambda a: a**0.5,
    quantile=lambda p, a: float(gammaincinv(a, p)),
    shapes=(0.02, 2_000.0),
)

# Scale is the median, shape the sd of the logarithm.
LOGNORMAL = Family(
    name="lognormal",
    below=lambda y, s: ndtr(_log(y) / s),
    above=lambda y, s: ndtr(-_log(y) / s),
    log_density=lambda y, s: -_log(y) - np.log(s) - 0.5 * np.log(2 * np.pi) - _log(y) ** 2 / (2 * s * s),
    long_below=lambda y, s: ndtr(_log(y) / s - s),
    long_above=lambda y, s: ndtr(s - _log(y) / s),
    mean=lambda s: float(np.exp(s * s / 2)),
    sd=lambda s: float(np.exp(s * s / 2) * np.sqrt(np.expm1(s * s))),
    quantile=lambda p, s: float(np.exp(s * ndtri(p))),
    shapes=(0.02, 4.0),
)

WEIBULL = Family(
    name="weibull",
    below=lambda y, k: -np.expm1(-_power(y, k)),
    above=lambda y, k: np.exp(-_power(y, k)),
    log_density=lambda y, k: np.log(k) + (k - 1) * _log(y) - _power(y, k),
    long_below=lambda y, k: gammainc(1 + 1 / k, _power(y, k)),
    long_above=lambda y, k: gammaincc(1 + 1 / k, _power(y, k)),
    mean=lambda k: float(gamma_function(1 + 1 / k)),
    sd=lambda k: float(np.sqrt(max(gamma_function(1 + 2 / k) - gamma_function(1 + 1 / k) ** 2, 0.0))),
    quantile=lambda p, k: float((-np.log1p(-p)) ** (1 / k)),
    shapes=(0.1, 60.0),
)

FAMILIES = (GAMMA, LOGNORMAL, WEIBULL)


@dataclass(frozen=True)
class Along:
    """A distribution at points x (days): `below` F(x), `above` 1 − F(x), `area_below` ∫₀ˣ F (0 for x ≤ 0), `area_above`
    ∫ₓ^∞ (1 − F), the mean time still to come (before 0 nothing has ended, so it grows with −x)."""

    below: np.ndarray
    above: np.ndarray
    area_below: np.ndarray
    area_above: np.ndarray


def along(family: Family, x: np.ndarray, shape: float, scale: float) -> Along:
    """The distribution and its integrals at each x."""
    y, mean = np.maximum(x, 0.0) / scale, family.mean(shape)
    below, above = family.below(y, shape), family.above(y, shape)
    return Along(
        below,
        above,
        scale * (y * below - mean * family.long_below(y, shape)),
        scale * (mean * family.long_above(y, shape) - y * above) + np.maximum(-x, 0.0),
    )


def day_probabilities(family: Family, shape: float, scale: float, days: int) -> np.ndarray:
    """The probability that the end falls 0 … days − 1 civil days after the start, which is uniform within its day."""
    area = along(family, np.arange(-1.0, days + 1), shape, scale).area_below
    return np.maximum(area[2:] - 2 * area[1:-1] + area[:-2], 0.0)
