"""Days from an infector's onset to an infectee's, negative ones included, as probabilities of whole days."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.stats import norm

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.reproduction import SUM_TOLERANCE, SerialInterval

_LONGEST = 400  # days; a serial interval beyond a year is taken as a mistake of its tail, not as evidence
_OUTSIDE = 0.0005


@dataclass(frozen=True)
class Lags:
    """`weights[k]` is the probability of `first` + k days; they sum to 1."""

    first: int
    weights: np.ndarray

    def at(self, days: np.ndarray) -> np.ndarray:
        """The probability of each number of days; 0 outside."""
        place = days - self.first
        inside = (place >= 0) & (place < len(self.weights))
        return np.where(inside, self.weights[np.clip(place, 0, len(self.weights) - 1)], 0.0)

    @cached_property
    def range(self) -> tuple[int, int]:
        """The days, both inside, that at most 0.05 % of the probability lies before, and as much after."""
        below, above = np.cumsum(self.weights), np.cumsum(self.weights[::-1])
        low = int(np.argmax(below > _OUTSIDE))
        high = len(self.weights) - 1 - int(np.argmax(above > _OUTSIDE))
        return self.first + low, self.first + high

    def plus(self, other: "Lags") -> "Lags":
        """The sum of two independent numbers of days (a convolution)."""
        return Lags(self.first + other.first, np.convolve(self.weights, other.weights))

    def reversed(self) -> "Lags":
        """The same days with the opposite sign."""
        return Lags(-(self.first + len(self.weights) - 1), self.weights[::-1])


ON_THE_DAY = Lags(0, np.ones(1))


def lags_given(chances: Mapping[int, float]) -> Lags:
    """Lags from days → probability; days that are not named have 0.

    Raises MutongError lag_weights_wrong for none, a negative one, or a sum that differs from 1 by more than 0.01 (what
    rounding to three digits may do); what is left of the difference is spread in proportion.
    """
    values = np.array(list(chances.values()), dtype=float)
    if not len(values) or not np.isfinite(values).all() or (values < 0).any():
        raise _wrong("有负数、不是数或为空", "are none, negative or no numbers")
    total = float(values.sum())
    if abs(total - 1) > SUM_TOLERANCE:
        raise _wrong(f"合计 {total:g}，应为 1", f"sum to {total:g}, not to 1")
    first, last = min(chances), max(chances)
    weights = np.zeros(last - first + 1)
    for day, chance in chances.items():
        weights[day - first] = chance
    return Lags(first, weights / total)


def lags_of(interval: SerialInterval) -> Lags:
    """Lags as the reproduction number counts them: of one day or more, from the discretised gamma distribution or the
    probabilities given."""
    days = _LONGEST if interval.weights is None else len(interval.weights)
    weights = interval.over(days)
    weights = weights[: int(np.flatnonzero(weights > 0).max()) + 1]
    return Lags(0, weights / weights.sum())


def normal_lags(mean: float, sd: float) -> Lags:
    """Lags from a normal distribution (days), so that negative ones are possible.

    P(d) = Φ((d + ½ − mean)/sd) − Φ((d − ½ − mean)/sd), cut at five sd. A normal is what has been fitted where
    infectees fell ill before their infectors: Du et al., Emerg Infect Dis 2020; 26: 1341-3. Raises MutongError
    lag_weights_wrong.
    """
    if not (np.isfinite(mean) and np.isfinite(sd) and sd > 0):
        raise _wrong(f"标准差是 {sd:g}，应大于 0", f"have the sd {sd:g}; it must exceed 0")
    first, last = int(np.floor(mean - 5 * sd - 0.5)), int(np.ceil(mean + 5 * sd + 0.5))
    edges = np.arange(first, last + 2) - 0.5
    weights = np.diff(norm.cdf(edges, mean, sd))
    return Lags(first, weights / weights.sum())


def _wrong(zh: str, en: str) -> MutongError:
    return MutongError(
        "lag_weights_wrong",
        Words(f"各天数的概率{zh}；请更正。", f"The probabilities of the days {en}; correct them."),
    )
