"""How surprising it is that so many cases share a place, when chance alone decides who goes where."""

import numpy as np
from scipy.special import betainc


def tail(at_least: np.ndarray, mean: np.ndarray, trials: np.ndarray | int) -> np.ndarray:
    """The chance of so many or more successes in independent trials whose expected number is `mean`.

    The trials may differ in their chances: then the binomial tail with their average chance is an upper bound wherever
    `at_least` is not below mean + 1 (Hoeffding, Ann Math Stat 1956; 27: 713-21, theorem 5), and below that 1 is given.
    Exact where all chances are equal and `at_least` reaches there. Drawing people without putting them back makes the
    true chance smaller still (Hoeffding, J Am Stat Assoc 1963; 58: 13-30, section 6).
    """
    at_least, mean = np.asarray(at_least, dtype=float), np.asarray(mean, dtype=float)
    trials = np.broadcast_to(np.asarray(trials, dtype=float), at_least.shape)
    bounded = (at_least >= mean + 1) & (at_least <= trials)
    found = np.ones(at_least.shape)
    k, n = at_least[bounded], trials[bounded]
    found[bounded] = betainc(k, n - k + 1, mean[bounded] / n)
    found[at_least > trials] = 0.0
    found[at_least <= 0] = 1.0
    return found


def tail_given_one(at_least: np.ndarray, mean: np.ndarray, trials: np.ndarray | int) -> np.ndarray:
    """The same, given that there is one success at least.

    A place comes up only because a case was there, so its chance is that of the others on top of that one. Both parts
    of the quotient are bounded on the safe side.
    """
    mean = np.asarray(mean, dtype=float)
    trials = np.broadcast_to(np.asarray(trials, dtype=float), mean.shape)
    one = -np.expm1(trials * np.log1p(-np.minimum(mean / np.maximum(trials, 1), 1 - 1e-12)))
    several = tail(at_least, mean, trials)
    return np.where(several >= 1, 1.0, np.minimum(several / np.maximum(one, 1e-300), 1.0))


def false_discovery_rates(chances: np.ndarray, tests: int) -> np.ndarray:
    """For each chance the smallest false discovery rate at which it would still be called a finding.

    `tests` is how many there were in all; those not among `chances` count as 1. Benjamini and Hochberg, J R Stat Soc B
    1995; 57: 289-300.
    """
    order = np.argsort(chances, kind="stable")
    ranked = chances[order] * tests / np.arange(1, len(chances) + 1)
    found = np.empty(len(chances))
    found[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return found
