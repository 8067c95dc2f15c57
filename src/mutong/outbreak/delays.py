"""Delays of an outbreak fitted: serial interval, incubation period, from onset to report, isolation or death.

Fits are by maximum likelihood on what is known of each delay (`delay_spans`), their intervals by profile likelihood.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.stats import norm, t

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.delay_families import FAMILIES, GAMMA, LOGNORMAL, Family
from mutong.outbreak.delay_spans import (
    Likelihood,
    Spans,
    exact_spans,
    furthest,
    likelihood_of,
    method_of,
    midpoints,
)
from mutong.outbreak.estimate import Estimate, likelihood_interval

AT_LEAST = 5
_ENDLESS = 20  # a median so many times what could be seen is no estimate


@dataclass(frozen=True)
class DelayFit:
    """A fitted delay (days): figures with 95 % intervals, parameters by name, log-likelihood and AIC.

    `parameters`: shape and scale; of a lognormal scale is the median and shape the sd of the logarithm; of a normal
    mean and sd. `method` says which likelihood: density, interval_censored, right_censored, right_truncated or a
    join of these.
    """

    family: str
    n: int
    censored: int
    parameters: dict[str, float]
    mean: Estimate
    median: Estimate
    p95: Estimate
    sd: float
    log_likelihood: float
    aic: float
    method: str


@dataclass(frozen=True)
class SerialIntervals:
    """Serial intervals of pairs as they are (days): the mean with Student's interval, median, sd (n − 1), how many are
    negative or zero; and fits, the normal on all, gamma and lognormal on those above zero (none with too few)."""

    n: int
    negative: int
    zero: int
    mean: Estimate
    median: float
    sd: float
    fits: tuple[DelayFit, ...]
    method: str = "raw_pairs"


def serial_intervals(days: Sequence[float], at_least: int = AT_LEAST) -> SerialIntervals:
    """Serial intervals from days between the onsets of infector and infectee; negative ones count as they are.

    Nothing is taken from this on pairs that are still to come (right truncation) or on missed cases in between.
    Raises MutongError too_few_delays.
    """
    found = np.asarray(days, dtype=float)
    _enough(len(found), at_least)
    n, mean, sd = len(found), float(found.mean()), float(found.std(ddof=1))
    half = float(t.ppf(0.975, n - 1)) * sd / n**0.5
    fits = [_normal_fit(found)] if sd > 0 else []
    above = found[found > 0]
    if len(above) >= at_least and above.std() > 0:
        fits += [fit_delay(exact_spans(above), family, at_least) for family in (GAMMA, LOGNORMAL)]
    return SerialIntervals(
        n=n,
        negative=int((found < 0).sum()),
        zero=int((found == 0).sum()),
        mean=Estimate(mean, mean - half, mean + half),
        median=float(np.median(found)),
        sd=sd,
        fits=tuple(fits),
    )


def fit_delays(spans: Spans, at_least: int = AT_LEAST) -> list[DelayFit]:
    """Gamma, lognormal and Weibull on the same delays, the likeliest (least AIC) first.

    A family whose likelihood has no end is left out; raises as fit_delay where none is left.
    """
    _check(spans, at_least)
    log_likelihood = likelihood_of(spans)
    found, refused = [], None
    for family in FAMILIES:
        try:
            found.append(_fit(spans, family, log_likelihood))
        except MutongError as refusal:
            refused = refusal
    if refused is not None and not found:
        raise refused
    return sorted(found, key=lambda fit: fit.aic)


def fit_delay(spans: Spans, family: Family, at_least: int = AT_LEAST) -> DelayFit:
    """One family by maximum likelihood; mean, median and 95th percentile with profile-likelihood intervals.

    Raises MutongError too_few_delays (fewer than `at_least` that have ended), delay_not_positive, and
    delay_without_end: the data allow ever longer delays, as a few truncated ones may.
    """
    _check(spans, at_least)
    return _fit(spans, family, likelihood_of(spans))


def _check(spans: Spans, at_least: int) -> None:
    _enough(len(spans) - spans.censored, at_least)
    if (spans.end_high <= spans.start_low).any():
        raise MutongError(
            "delay_not_positive",
            Words(
                "有的间隔为 0 或负数；这里的分布只容正数，请改用正态分布或去掉这些间隔。",
                "Some delays are 0 or negative; these distributions hold positive ones only. Use the normal, or leave "
                "such delays out.",
            ),
        )


def _fit(spans: Spans, family: Family, log_likelihood: Likelihood) -> DelayFit:
    def likelihood(log_shape: float, log_scale: float) -> float:
        return log_likelihood(family, float(np.exp(log_shape)), float(np.exp(log_scale)))

    bounds = tuple(np.log(family.shapes))
    middle = float(np.exp(np.log(midpoints(spans)).mean()))
    starts = [(np.log(shape), np.log(middle / family.quantile(0.5, shape))) for shape in (0.7, 2.0)]
    best = min(
        (
            minimize(
                lambda p: -likelihood(*p),
                start,
                method="Nelder-Mead",
                bounds=[bounds, (None, None)],
                options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2_000},
            )
            for start in starts
        ),
        key=lambda one: one.fun,
    )
    shape, scale = (float(np.exp(one)) for one in best.x)
    if scale * family.quantile(0.5, shape) > _ENDLESS * furthest(spans):
        raise MutongError(
            "delay_without_end",
            Words(
                "已结束的间隔太少或太近，数据容许任意长的间隔，无法估计。",
                "The delays that have ended are too few or too recent: the data allow ever longer ones, so there is no "
                "estimate.",
            ),
        )

    def figure(unit) -> Estimate:
        # At a fixed figure the scale follows from the shape, so that the profile is a search over the shape alone.
        def profile(log_value: float) -> float:
            near = minimize_scalar(
                lambda log_shape: -likelihood(log_shape, log_value - np.log(unit(np.exp(log_shape)))),
                bounds=bounds,
                method="bounded",
                options={"xatol": 1e-4},
            )
            return -float(near.fun)

        value = float(np.log(scale * unit(shape)))
        low, high = likelihood_interval(profile, value, value - 8, value + 8)
        return Estimate(*(float(np.exp(one)) for one in (value, low, high)))

    return DelayFit(
        family=family.name,
        n=len(spans),
        censored=spans.censored,
        parameters={"shape": shape, "scale": scale},
        mean=figure(family.mean),
        median=figure(lambda of: family.quantile(0.5, of)),
        p95=figure(lambda of: family.quantile(0.95, of)),
        sd=scale * family.sd(shape),
        log_likelihood=-float(best.fun),
        aic=2 * float(best.fun) + 4,
        method=method_of(spans),
    )


def _normal_fit(days: np.ndarray) -> DelayFit:
    n, mean, sd = len(days), float(days.mean()), float(days.std())
    half = float(t.ppf(0.975, n - 1)) * float(days.std(ddof=1)) / n**0.5
    middle = Estimate(mean, mean - half, mean + half)

    def profile(p95: float) -> float:
        # With the percentile fixed the mean follows from the sd.
        near = minimize_scalar(
            lambda log_sd: -norm.logpdf(days, p95 - norm.ppf(0.95) * np.exp(log_sd), np.exp(log_sd)).sum(),
            bounds=(np.log(sd) - 3, np.log(sd) + 3),
            method="bounded",
        )
        return -float(near.fun)

    top = mean + float(norm.ppf(0.95)) * sd
    low, high = likelihood_interval(profile, top, top - 20 * sd, top + 20 * sd)
    likelihood = float(norm.logpdf(days, mean, sd).sum())
    return DelayFit(
        "normal", n, 0, {"mean": mean, "sd": sd}, middle, middle, Estimate(top, low, high), sd,
        likelihood, 4 - 2 * likelihood, "density",
    )  # fmt: skip


def _enough(found: int, at_least: int) -> None:
    if found < at_least:
        raise MutongError(
            "too_few_delays",
            Words(
                f"只有 {found} 个已知的间隔；至少要 {at_least} 个才能估计。",
                f"Only {found} delays are known; an estimate needs at least {at_least}.",
            ),
            found=found,
            needed=at_least,
        )
