"""How many people a case infects, day by day: the instantaneous reproduction number of Cori and others and the case
reproduction number of Wallinga and Teunis, both as the R package EpiEstim works them out.

Days are numbered from 1, the first day of the incidence. Cases of day 1 have no known infector: they count as
imported. Sources: Cori et al., Am J Epidemiol 2013; 178: 1505-12; Wallinga and Teunis, Am J Epidemiol 2004; 160:
509-16; EpiEstim 3.0.0 (`estimate_R`, `discr_si`, `wallinga_teunis`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from scipy.special import gammainc
from scipy.stats import binom, gamma

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

PRIOR = (5.0, 5.0)
WINDOW = 7
SUM_TOLERANCE = 0.01  # EpiEstim's own: published distributions are rounded
_TAIL = 1e-13


@dataclass(frozen=True)
class SerialInterval:
    """Days from an infector's onset to an infectee's. `weights[s]` is the probability of s days; None stands for the
    discretised gamma of this mean and sd (days)."""

    mean: float
    sd: float
    weights: np.ndarray | None = None

    def over(self, days: int) -> np.ndarray:
        """The probabilities of 0 … days − 1 days (what lies beyond is cut off, not spread over the rest)."""
        if self.weights is None:
            return discretised_gamma(self.mean, self.sd, days)
        found = np.zeros(days)
        held = self.weights[:days]
        found[: len(held)] = held
        return found

    def moments(self, days: int) -> tuple[float, float]:
        """Mean and sd as EpiEstim counts them: of the given probabilities; of a discretised gamma only of what lies
        within so many days, so that a long serial interval looks shorter while there are few days."""
        return (self.mean, self.sd) if self.weights is not None else _moments(self.over(days))


@dataclass(frozen=True)
class Reproduction:
    """One estimate for each window. `t_start` and `t_end` are days counted from 1, both inside.

    `cases` are the people counted as locally infected in the window (Cori) or as infectors (Wallinga-Teunis);
    `shape` and `scale` the gamma posterior (Cori; empty otherwise). `left_out` counts windows without an estimate:
    those that end before the mean serial interval has passed (Cori), or that hold no case or none before them
    (Wallinga-Teunis). `method` is cori or wallinga_teunis.
    """

    t_start: np.ndarray
    t_end: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    q025: np.ndarray
    median: np.ndarray
    q975: np.ndarray
    cases: np.ndarray
    shape: np.ndarray
    scale: np.ndarray
    si_mean: float
    si_sd: float
    left_out: int
    method: str

    def __len__(self) -> int:
        return len(self.t_start)

    def rows(self) -> list[dict[str, float]]:
        """The columns of rt.csv: t_start, t_end, mean, sd, q025, median, q975."""
        names = ("t_start", "t_end", "mean", "sd", "q025", "median", "q975")
        columns = [getattr(self, name).tolist() for name in names]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def discretised_gamma(mean: float, sd: float, days: int) -> np.ndarray:
    """Probabilities of serial intervals of 0 … days − 1 days from a gamma distribution shifted by one day.

    Source: Cori et al. 2013, web appendix 11 (`discr_si`): with a = ((mean − 1)/sd)² and b = sd²/(mean − 1),
    w_k = k F(k) + (k−2) F(k−2) − 2 (k−1) F(k−1) + ab (2 F'(k−1) − F'(k−2) − F'(k)), where F and F' are gamma
    distribution functions of shapes a and a + 1. Raises MutongError si_mean_too_small or si_sd_not_positive.
    """
    check_interval_moments(mean, sd)
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)
    day = np.arange(-2.0, days)

    def up_to(of_shape: float) -> np.ndarray:
        return gammainc(of_shape, np.maximum(day, 0.0) / scale)

    first = day * up_to(shape)
    second = up_to(shape + 1)
    weights = first[2:] + first[:-2] - 2 * first[1:-1]
    weights += shape * scale * (2 * second[1:-1] - second[:-2] - second[2:])
    return np.maximum(weights, 0.0)


def check_interval_moments(mean: float, sd: float) -> None:
    """Raises MutongError si_mean_too_small (the gamma is shifted by a day) or si_sd_not_positive."""
    if not mean > 1:
        raise MutongError(
            "si_mean_too_small",
            Words(
                f"代际间隔均值是 {mean:g} 天；这里用平移一天的伽马分布，均值必须大于 1 天。",
                f"The mean serial interval is {mean:g} days; the gamma distribution used here is shifted by one day, "
                "so the mean must exceed 1.",
            ),
        )
    if not sd > 0:
        raise MutongError(
            "si_sd_not_positive",
            Words(
                f"代际间隔标准差是 {sd:g}；必须大于 0。",
                f"The sd of the serial interval is {sd:g}; it must exceed 0.",
            ),
        )


def gamma_interval(mean: float, sd: float) -> SerialInterval:
    """A serial interval by its mean and sd (days). Raises MutongError as check_interval_moments."""
    check_interval_moments(mean, sd)
    return SerialInterval(float(mean), float(sd))


def given_interval(weights: Sequence[float]) -> SerialInterval:
    """A serial interval by its probabilities of 0, 1, 2 … days.

    Raises MutongError si_weight_at_zero, si_negative_weight or si_not_one (a sum that differs from 1 by more than
    0.01, which is what rounding to three digits may do).
    """
    found = np.asarray(weights, dtype=float)
    if len(found) and found[0] != 0:
        raise MutongError(
            "si_weight_at_zero",
            Words(
                f"代际间隔为 0 天的概率是 {found[0]:g}；第一个数对应 0 天，必须是 0。",
                f"The serial interval has probability {found[0]:g} at 0 days; the first number stands for 0 days "
                "and must be 0.",
            ),
        )
    if not np.isfinite(found).all() or (found < 0).any():
        raise MutongError(
            "si_negative_weight",
            Words(
                "代际间隔的概率里有负数或不是数；请更正。",
                "A probability of the serial interval is negative or no number; correct it.",
            ),
        )
    total = float(found.sum())
    if abs(total - 1) > SUM_TOLERANCE:
        raise MutongError(
            "si_not_one",
            Words(
                f"代际间隔的概率合计 {total:g}；应为 1（允许四舍五入差 {SUM_TOLERANCE:g}）。",
                f"The probabilities of the serial interval sum to {total:g}; they must sum to 1 (rounding may make "
                f"{SUM_TOLERANCE:g}).",
            ),
        )
    mean, sd = _moments(found)
    return SerialInterval(mean, sd, found)


def windows_of(days: int, length: int = WINDOW) -> tuple[np.ndarray, np.ndarray]:
    """Windows of `length` days sliding by one day, from day 2 on. Raises MutongError window_too_short, too_few_days."""
    if length < 1:
        raise MutongError(
            "window_too_short",
            Words(f"窗口是 {length} 天；至少 1 天。", f"The window is {length} days; it needs at least 1."),
        )
    if days < length + 1:
        raise MutongError(
            "too_few_days",
            Words(
                f"只有 {days} 天的数据；{length} 天的窗口从第 2 天起，至少要 {length + 1} 天。",
                f"There are {days} days; windows of {length} days start on day 2 and need at least {length + 1}.",
            ),
            needed=length + 1,
        )
    start = np.arange(2, days - length + 2)
    return start, start + length - 1


def check_days(days: Sequence[date]) -> None:
    """Raises MutongError dates_not_ascending or days_missing unless the days follow one another without a gap."""
    for before, after in pairwise(days):
        if after <= before:
            raise MutongError(
                "dates_not_ascending",
                Words(
                    f"{after} 排在 {before} 之后；日期要从早到晚、不重复。",
                    f"{after} follows {before}; dates must ascend, each once.",
                ),
            )
        if (after - before).days > 1:
            raise MutongError(
                "days_missing",
                Words(
                    f"{before} 与 {after} 之间缺了日期；没有病例的日子写 0（mutong rt 可用 --missing-days zero）。",
                    f"Days are missing between {before} and {after}; write 0 for a day without cases (mutong rt "
                    "takes --missing-days zero).",
                ),
            )


def estimate_reproduction(
    local: Sequence[float],
    interval: SerialInterval,
    imported: Sequence[float] | None = None,
    windows: tuple[Sequence[int], Sequence[int]] | None = None,
    prior: tuple[float, float] = PRIOR,
) -> Reproduction:
    """The instantaneous reproduction number by windows (Cori et al. 2013; EpiEstim's `estimate_R`).

    `local` and `imported` are cases per day; imported cases infect but are not counted as infected here. `windows`
    are first and last days counted from 1 (left out: 7 days, sliding); `prior` is mean and sd of the gamma prior.
    The posterior is a gamma of shape a + Σ local and scale 1/(1/b + Σ Λ), with Λ_t = Σ_s w_s I_{t−s}. Raises
    MutongError for negative counts, windows that start on day 1 or end outside, and a prior that is not positive.
    """
    here, total = _counts(local, imported)
    start, end = _windows(windows, len(total))
    mean, sd = prior
    if not (mean > 0 and sd > 0):
        raise MutongError(
            "prior_not_positive",
            Words(
                f"先验均值 {mean:g}、标准差 {sd:g}；两者都必须大于 0。",
                f"The prior has mean {mean:g} and sd {sd:g}; both must exceed 0.",
            ),
        )
    weights = interval.over(len(total))
    si_mean, si_sd = interval.moments(len(total))
    kept = end > si_mean
    start, end = start[kept], end[kept]
    infected = _sums(here, start, end)
    shape = (mean / sd) ** 2 + infected
    scale = 1 / (mean / sd**2 + _sums(infectivity(total, weights), start, end))
    q025, median, q975 = (gamma.ppf(p, shape, scale=scale) for p in (0.025, 0.5, 0.975))
    return Reproduction(
        start, end, shape * scale, np.sqrt(shape) * scale, q025, median, q975, infected, shape, scale,
        si_mean, si_sd, int((~kept).sum()), "cori",
    )  # fmt: skip


def estimate_case_reproduction(
    local: Sequence[float],
    interval: SerialInterval,
    imported: Sequence[float] | None = None,
    windows: tuple[Sequence[int], Sequence[int]] | None = None,
) -> Reproduction:
    """The case reproduction number by windows of the infectors' onset (Wallinga and Teunis 2004).

    Means equal EpiEstim's `wallinga_teunis`: a case of day t was infected on day j with probability
    w_{t−j} I_j / Λ_t. EpiEstim takes sd and quantiles from a number of simulated trees, so that they change with the
    seed; here they are exact. The number that a window's cases infected is a sum of independent binomial numbers,
    one for each later day, and its distribution is worked out by convolution; quantiles are the smallest value
    reached with that probability. Nothing corrects for infections still to come, so that the last windows are too
    low. Raises MutongError as estimate_reproduction, and counts_not_whole.
    """
    here, total = _counts(local, imported)
    whole = np.rint(here).astype(np.int64)
    if not np.allclose(here, whole) or not np.allclose(total, np.rint(total)):
        raise MutongError(
            "counts_not_whole",
            Words(
                "Wallinga-Teunis 法要求每天的病例数是整数；修正过的期望数请用 cori 法。",
                "The method of Wallinga and Teunis needs whole numbers of cases; use cori for corrected counts.",
            ),
        )
    start, end = _windows(windows, len(total))
    before = np.concatenate([[0.0], np.cumsum(total)])
    kept = (before[start - 1] > 0) & (_sums(total, start, end) > 0)
    start, end = start[kept], end[kept]
    weights = interval.over(len(total))
    pressure = infectivity(total, weights)
    found = []
    for first, last in zip(start.tolist(), end.tolist(), strict=True):
        infectors = np.zeros(len(total))
        infectors[first - 1 : last] = total[first - 1 : last]
        share = np.divide(
            infectivity(infectors, weights), pressure, out=np.zeros(len(total)), where=pressure > 0
        )
        found.append(_infected_by(whole, share, infectors.sum()))
    figures = np.array(found, dtype=float).reshape(-1, 5).T
    si_mean, si_sd = interval.moments(len(total))
    return Reproduction(
        start, end, *figures, _sums(total, start, end), np.empty(0), np.empty(0),
        si_mean, si_sd, int((~kept).sum()), "wallinga_teunis",
    )  # fmt: skip


def infectivity(total: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Λ_t = Σ_s w_s I_{t−s}: the infectious pressure of each day from the cases of days before (0 on day 1)."""
    return np.convolve(total, weights)[: len(total)]


def _counts(local: Sequence[float], imported: Sequence[float] | None) -> tuple[np.ndarray, np.ndarray]:
    """Cases infected here and all cases, the first day's counted as imported."""
    here = np.array(local, dtype=float)
    away = np.zeros(len(here)) if imported is None else np.array(imported, dtype=float)
    if len(away) != len(here):
        raise MutongError(
            "counts_of_two_lengths",
            Words(
                f"本土病例有 {len(here)} 天，输入病例有 {len(away)} 天；应一样长。",
                f"There are {len(here)} days of local and {len(away)} of imported cases; they must be as many.",
            ),
        )
    for which, counts in ((Words("本土", "local"), here), (Words("输入", "imported"), away)):
        wrong = np.flatnonzero(~(counts >= 0) | ~np.isfinite(counts))
        if len(wrong):
            raise MutongError(
                "negative_count",
                Words(
                    f"第 {wrong[0] + 1} 天的{which.zh}病例数是 {counts[wrong[0]]:g}；应为 0 或正数。",
                    f"Day {wrong[0] + 1} has {counts[wrong[0]]:g} {which.en} cases; it must be 0 or more.",
                ),
            )
    total = here + away
    if len(here):
        here[0] = 0.0
    return here, total


def _windows(windows: tuple[Sequence[int], Sequence[int]] | None, days: int) -> tuple[np.ndarray, np.ndarray]:
    if windows is None:
        return windows_of(days)
    start, end = (np.asarray(one, dtype=np.int64) for one in windows)
    if len(start) != len(end) or (start > end).any() or (end > days).any():
        raise MutongError(
            "bad_windows",
            Words(
                f"窗口要成对、起不晚于止、止不超过第 {days} 天。",
                f"Windows need a first and a last day each, first not after last, last at most day {days}.",
            ),
        )
    if (start < 2).any():
        raise MutongError(
            "window_starts_on_day_one",
            Words(
                "窗口不能从第 1 天开始：第 1 天的病例没有已知传染者，按输入计。请从第 2 天起。",
                "A window cannot start on day 1: the cases of day 1 have no known infector and count as imported. "
                "Start on day 2.",
            ),
        )
    return start, end


def _sums(counts: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    return np.array([counts[a - 1 : b].sum() for a, b in zip(start.tolist(), end.tolist(), strict=True)])


def _moments(weights: np.ndarray) -> tuple[float, float]:
    day = np.arange(len(weights))
    mean = float(weights @ day)
    return mean, float(np.sqrt(max(weights @ day**2 - mean**2, 0.0)))


def _infected_by(local: np.ndarray, share: np.ndarray, infectors: float) -> tuple[float, ...]:
    """Mean, sd, q025, median, q975 of (people infected by a window's cases) / (those cases)."""
    share = np.clip(share, 0.0, 1.0)
    lowest, chances = 0, np.ones(1)
    for number, chance in zip(local[share > 0].tolist(), share[share > 0].tolist(), strict=True):
        if number:
            # Only what can be told from zero takes part, so that large outbreaks stay quick.
            first, last = (int(one) for one in binom.ppf([_TAIL, 1 - _TAIL], number, chance))
            chances = np.convolve(chances, binom.pmf(np.arange(first, last + 1), number, chance))
            lowest += first
    reached = np.cumsum(chances)
    quantiles = [lowest + int(np.searchsorted(reached, p - 1e-12)) for p in (0.025, 0.5, 0.975)]
    mean, variance = float(local @ share), float(local @ (share * (1 - share)))
    return mean / infectors, variance**0.5 / infectors, *(one / infectors for one in quantiles)
