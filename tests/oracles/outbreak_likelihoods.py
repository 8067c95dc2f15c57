"""Likelihoods and counts of an outbreak a second way: plain Python, sharing no code with the product."""

import math


def negative_binomial(n, r, k):
    """The chance that a case infects n people, by recursion from the chance of none."""
    chance = (k / (k + r)) ** k
    for m in range(1, n + 1):
        chance *= (k + m - 1) / m * r / (r + k)
    return chance


def offspring_log_likelihood(counts, r, k):
    """The log-likelihood of the numbers infected by each case."""
    return sum(math.log(negative_binomial(n, r, k)) for n in counts)


def chain_sizes(r, k, largest):
    """The chances of a chain of 1 … `largest` cases: n cases in all means that n cases infected n − 1 people, and by
    the cycle lemma one in n of the orders is a chain. The sum of n cases is worked out by convolution."""
    one = [negative_binomial(n, r, k) for n in range(largest)]
    found, together = [], [1.0] + [0.0] * (largest - 1)
    for n in range(1, largest + 1):
        together = [sum(together[j] * one[m - j] for j in range(m + 1)) for m in range(largest)]
        found.append(together[n - 1] / n)
    return found


def delay_shares(delays, rooms, at_least):
    """The share reported within d days, from delays and the days since each onset: of those with a delay of at most d
    that could have shown a delay of d, how many had just d; multiplied up from the longest that at least so many
    could have shown."""
    able = max(d for d in range(1_000) if sum(room >= d for room in rooms) >= at_least)
    pairs = [(delay, room) for delay, room in zip(delays, rooms, strict=True) if delay <= able]
    longest = max((delay for delay, _ in pairs), default=0)
    shares = [1.0] * (longest + 1)
    for d in range(longest, 0, -1):
        just, all_of_them = 0, 0
        for delay, room in pairs:
            if room >= d and delay <= d:
                all_of_them += 1
                just += delay == d
        shares[d - 1] = shares[d] * (1 - (just / all_of_them if all_of_them else 0))
    return shares


def summed(curve, low, high, steps=1_000):
    """The integral of a function between two numbers, by midpoints."""
    width = (high - low) / steps
    return sum(curve(low + (step + 0.5) * width) for step in range(steps)) * width


def binomial_interval(deaths, cases):
    """Clopper and Pearson's limits by halving on the binomial sums."""

    def at_most(number, p):
        return sum(math.comb(cases, j) * p**j * (1 - p) ** (cases - j) for j in range(number + 1))

    def root(rises):
        low, high = 0.0, 1.0
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if rises(middle) else (low, middle)
        return (low + high) / 2

    lower = root(lambda p: 1 - at_most(deaths - 1, p) < 0.025) if deaths else 0.0
    upper = root(lambda p: at_most(deaths, p) > 0.025) if deaths < cases else 1.0
    return lower, upper
