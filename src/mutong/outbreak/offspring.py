"""How unevenly cases infect: the number of people each case infected, chances that an outbreak dies out, chain sizes.

The number infected is negative binomial with mean R and dispersion k (the smaller, the more uneven; infinity is
Poisson). Source: Lloyd-Smith et al., Nature 2005; 438: 355-9.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, xlogy
from scipy.stats import chi2, nbinom, poisson

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.estimate import LEVEL, Estimate, likelihood_interval

_INFINITY = float("inf")
_LOG_K = (-12.0, 14.0)


@dataclass(frozen=True)
class Offspring:
    """R and k with 95 % profile-likelihood intervals; k is infinite where the counts are not more uneven than Poisson.

    `n` cases, who infected `infected` people in all.
    """

    reproduction: Estimate
    dispersion: Estimate
    n: int
    infected: int
    log_likelihood: float
    method: str = "negative_binomial"


def offspring_counts(case_ids: Iterable[str], out_degree: Mapping[str, int]) -> list[int]:
    """How many people each case infected, zeros included: a case that infected nobody is in no link."""
    return [int(out_degree.get(case_id, 0)) for case_id in case_ids]


def fit_offspring(counts: Sequence[int]) -> Offspring:
    """Negative binomial by maximum likelihood from the numbers infected by each case, with zeros.

    Raises MutongError too_few_cases (2), negative_count, or nobody_infected (then k says nothing).
    """
    if len(counts) < 2:
        raise MutongError(
            "too_few_cases",
            Words(
                f"只有 {len(counts)} 例；至少要 2 例。",
                f"There are {len(counts)} cases; at least 2 are needed.",
            ),
            needed=2,
        )
    if min(counts) < 0:
        raise MutongError(
            "negative_count",
            Words("续发人数不能是负数。", "The number of people infected cannot be negative."),
        )
    if not sum(counts):
        raise MutongError(
            "nobody_infected",
            Words(
                "这些病例没有一例续发，无法估计分布。",
                "None of these cases infected anybody; there is no distribution to fit.",
            ),
        )
    value, times = np.unique(np.asarray(counts, dtype=np.int64), return_counts=True)
    mean = float(value @ times) / len(counts)

    def likelihood(r: float, log_k: float) -> float:
        return float(times @ _log_chances(value, r, float(np.exp(log_k))))

    def best_k(r: float) -> tuple[float, float]:
        near = minimize_scalar(
            lambda log_k: -likelihood(r, log_k), bounds=_LOG_K, method="bounded", options={"xatol": 1e-9}
        )
        return float(near.x), -float(near.fun)

    log_k, height = best_k(mean)
    even = float(times @ _log_chances(value, mean, _INFINITY))
    uneven = height > even + 1e-9
    if not uneven:
        log_k, height = _LOG_K[1], even
    low_r, high_r = likelihood_interval(
        lambda log_r: max(
            best_k(float(np.exp(log_r)))[1], float(times @ _log_chances(value, float(np.exp(log_r)), _INFINITY))
        ),
        float(np.log(mean)), float(np.log(mean)) - 12, float(np.log(mean)) + 12,
    )  # fmt: skip
    low_k, high_k = likelihood_interval(lambda of: likelihood(mean, of), log_k, *_LOG_K)
    if even >= height - chi2.ppf(LEVEL, 1) / 2:
        high_k = _INFINITY
    return Offspring(
        reproduction=Estimate(mean, float(np.exp(low_r)), float(np.exp(high_r))),
        dispersion=Estimate(
            float(np.exp(log_k)) if uneven else _INFINITY, float(np.exp(low_k)), float(np.exp(high_k))
        ),
        n=len(counts),
        infected=int(sum(counts)),
        log_likelihood=height,
    )


def probability_extinct(
    reproduction: float,
    dispersion: float,
    introductions: int = 1,
    individual_control: float = 0.0,
    population_control: float = 0.0,
) -> float:
    """The chance that an outbreak from so many introductions dies out by itself: the smallest root of s = g(s), to the
    power of the introductions.

    g(s) = c + (1 − c) (1 + (1 − p) R (1 − s)/k)^−k, with c the share of cases fully controlled and p the share of
    everybody's transmission prevented. Source: Lloyd-Smith et al. 2005 and Kucharski et al., Emerg Infect Dis 2020,
    as in the R package superspreading (which searches between 0.001 and 0.999; here the root is exact). 1 where the
    mean number infected does not exceed 1. Raises MutongError for what is no number of people or no share.
    """
    _check_chances(reproduction, dispersion, introductions, individual_control, population_control)
    kept, mean = 1 - individual_control, (1 - population_control) * reproduction
    if kept * mean <= 1:
        return 1.0

    def excess(s: float) -> float:
        return individual_control + kept * _generating(s, mean, dispersion) - s

    # s = 1 is always a root; below it the curve dips under the line just left of 1 and starts above it at 0.
    right = 1 - 1e-12
    while excess(right) >= 0 and right > 0.5:
        right = 1 - (1 - right) * 4
    root = brentq(excess, 0.0, right, xtol=1e-15) if excess(right) < 0 else 1.0
    return float(root) ** introductions


def probability_epidemic(
    reproduction: float,
    dispersion: float,
    introductions: int = 1,
    individual_control: float = 0.0,
    population_control: float = 0.0,
) -> float:
    """The chance that the introductions start an outbreak that does not die out by itself: 1 − probability_extinct."""
    return 1 - probability_extinct(
        reproduction, dispersion, introductions, individual_control, population_control
    )


def probability_contain(
    reproduction: float,
    dispersion: float,
    introductions: int = 1,
    individual_control: float = 0.0,
    population_control: float = 0.0,
    threshold: int | None = None,
) -> float:
    """The chance that an outbreak is contained: that it dies out, or, with `threshold`, that it ends with fewer cases
    than that in all (exact, from the distribution of chain sizes; with individual control this is not defined).

    Source: R package superspreading `probability_contain`, which simulates the second case with 100 cases.
    """
    if threshold is None:
        return probability_extinct(
            reproduction, dispersion, introductions, individual_control, population_control
        )
    _check_chances(reproduction, dispersion, introductions, individual_control, population_control)
    if individual_control:
        raise MutongError(
            "not_with_individual_control",
            Words(
                "有个体控制时不计算按规模阈值的控制概率；请去掉阈值。",
                "With individual control the chance below a threshold is not worked out; leave the threshold out.",
            ),
        )
    sizes = np.arange(1, max(threshold, 2))
    one = np.exp(_log_chain_chances(sizes, (1 - population_control) * reproduction, dispersion))
    total = np.array([1.0])
    for _ in range(introductions):
        total = np.convolve(total, np.concatenate([[0.0], one]))[:threshold]
    return float(total.sum())


def chain_size_log_likelihood(
    sizes: Sequence[int], reproduction: float, dispersion: float = _INFINITY
) -> float:
    """The log-likelihood of the sizes of finished chains (each with its first case).

    Poisson: (n−1) log R − R n + (n−2) log n − log Γ(n); negative binomial: Γ(kn + n − 1) / (Γ(kn) Γ(n + 1)) times
    (R/k)^(n−1) / (1 + R/k)^(kn + n − 1). Source: Blumberg and Lloyd-Smith, PLoS Comput Biol 2013; 9: e1002993; R
    package epichains (`likelihood`). Raises MutongError for a size below 1.
    """
    found = np.asarray(sizes, dtype=float)
    if len(found) and found.min() < 1:
        raise _chain_without_cases()
    _check_chances(reproduction, dispersion, 1, 0.0, 0.0)
    return float(_log_chain_chances(found, reproduction, dispersion).sum())


def chain_length_log_likelihood(
    lengths: Sequence[int], reproduction: float, dispersion: float = _INFINITY
) -> float:
    """The log-likelihood of the lengths of finished chains in generations (1: the first case infected nobody).

    The chance to be over by generation n is the generating function applied n times to 0. Source: R package epichains
    (`likelihood` with statistic length, Poisson). Raises MutongError for a length below 1.
    """
    found = np.asarray(lengths, dtype=np.int64)
    if len(found) and found.min() < 1:
        raise _chain_without_cases()
    _check_chances(reproduction, dispersion, 1, 0.0, 0.0)
    # What is still going on after each generation, worked out by itself so that small chances keep their digits.
    going = [1.0]
    for _ in range(int(found.max(initial=0))):
        pressure = reproduction * going[-1]
        rate = pressure if dispersion == _INFINITY else dispersion * np.log1p(pressure / dispersion)
        going.append(float(-np.expm1(-rate)))
    ended = -np.diff(going)
    with np.errstate(divide="ignore"):
        return float(np.log(ended[found - 1]).sum())


def proportion_of_cases(reproduction: float, dispersion: float, share: float = 0.8) -> float:
    """The expected proportion of cases, the most infecting first, that cause `share` of all transmission.

    Source: Endo et al., Wellcome Open Res 2020; 5: 67; R package superspreading (`proportion_transmission`, method
    p_80). Raises MutongError for a share outside 0 … 1.
    """
    _check_chances(reproduction, dispersion, 1, 0.0, 0.0)
    _check_share(share)
    if dispersion == _INFINITY:
        of_cases, of_infected = poisson(reproduction), poisson(reproduction)
    else:
        # Seen from the infected, the infector's other victims are negative binomial with k + 1.
        chance = dispersion / (dispersion + reproduction)
        of_cases, of_infected = nbinom(dispersion, chance), nbinom(dispersion + 1, chance)
    most = int(of_infected.ppf(1 - share))
    part = (1 - share - of_infected.cdf(most - 1)) / of_infected.pmf(most)
    return float(of_cases.sf(most) - of_cases.pmf(most + 1) * part)


def observed_proportion_of_cases(counts: Sequence[int], share: float = 0.8) -> float | None:
    """The proportion of these cases, the most infecting first, that caused `share` of the infections seen; the last
    case counts in part. None where nobody was infected."""
    _check_share(share)
    ordered = np.sort(np.asarray(counts, dtype=float))[::-1]
    total = ordered.sum()
    if not total:
        return None
    reached = np.concatenate([[0.0], np.cumsum(ordered)])
    last = int(np.searchsorted(reached, share * total - 1e-12))
    part = (share * total - reached[last - 1]) / ordered[last - 1]
    return float((last - 1 + part) / len(ordered))


def _log_chances(value: np.ndarray, r: float, k: float) -> np.ndarray:
    if k == _INFINITY:
        return xlogy(value, r) - r - gammaln(value + 1)
    # log1p keeps its digits where k is large and the distribution nearly Poisson.
    rising = gammaln(k + value) - gammaln(k) - gammaln(value + 1)
    return rising - (k + value) * np.log1p(r / k) + xlogy(value, r / k)


def _log_chain_chances(size: np.ndarray, r: float, k: float) -> np.ndarray:
    if k == _INFINITY:
        return xlogy(size - 1, r) - r * size + (size - 2) * np.log(size) - gammaln(size)
    rising = gammaln(k * size + size - 1) - gammaln(k * size) - gammaln(size + 1)
    return rising + xlogy(size - 1, r / k) - (k * size + size - 1) * np.log1p(r / k)


def _generating(s: float, mean: float, k: float) -> float:
    if k == _INFINITY:
        return float(np.exp(-mean * (1 - s)))
    return float(np.exp(-k * np.log1p(mean * (1 - s) / k)))


def _chain_without_cases() -> MutongError:
    return MutongError(
        "chain_without_cases",
        Words("链至少有 1 例（首例）。", "A chain has at least 1 case, its first."),
    )


def _check_chances(r: float, k: float, introductions: int, individual: float, population: float) -> None:
    if not (0 <= r < _INFINITY and k > 0 and introductions >= 1):
        raise MutongError(
            "not_an_offspring_distribution",
            Words(
                f"R 应不小于 0、k 大于 0、输入至少 1 起；现为 R {r:g}、k {k:g}、{introductions} 起。",
                f"R must be 0 or more, k above 0, introductions at least 1; they are {r:g}, {k:g}, {introductions}.",
            ),
        )
    for control in (individual, population):
        if not 0 <= control <= 1:
            raise MutongError(
                "not_a_share",
                Words(
                    f"控制比例 {control:g} 应在 0 与 1 之间。",
                    f"A share controlled is {control:g}; it must lie between 0 and 1.",
                ),
            )


def _check_share(share: float) -> None:
    if not 0 < share < 1:
        raise MutongError(
            "not_a_share",
            Words(f"比例 {share:g} 应在 0 与 1 之间。", f"The share {share:g} must lie between 0 and 1."),
        )
