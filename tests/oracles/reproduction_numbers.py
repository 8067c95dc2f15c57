"""Reproduction numbers a second way: plain Python loops, sharing no code with the product.

Days are counted from 0 here; a window is a pair of first and last day, both inside.
"""

import math


def discretised(mean, sd, days, steps=4_000):
    """The chance of k days: a gamma delay plus one day, seen through days on both ends (a triangle), by summing."""
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)
    found = [0.0] * days
    for k in range(1, days):
        # Summed over v = u^shape, in which the density has no peak at 0.
        low, high = max(k - 2, 0) ** shape, k**shape
        width = (high - low) / steps
        for step in range(steps):
            u = (low + (step + 0.5) * width) ** (1 / shape)
            density = math.exp(-u / scale - math.lgamma(shape + 1) - shape * math.log(scale))
            found[k] += density * (1 - abs(u - (k - 1))) * width
    return found


def gamma_below(x, shape, scale):
    """The gamma distribution function by its power series."""
    y = x / scale
    if y <= 0:
        return 0.0
    term = total = 1 / shape
    n = 0
    while abs(term) > abs(total) * 1e-17 and n < 5_000:
        n += 1
        term *= y / (shape + n)
        total += term
    return min(total * math.exp(shape * math.log(y) - y - math.lgamma(shape)), 1.0)


def gamma_quantile(p, shape, scale):
    """The value below which a share p lies, by halving."""
    low, high = 0.0, shape * scale + 20 * math.sqrt(shape) * scale
    for _ in range(200):
        middle = (low + high) / 2
        if gamma_below(middle, shape, scale) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def pressure_on(day, cases, weights):
    """Infectious pressure on a day from all days before it."""
    total = 0.0
    for lag in range(1, day + 1):
        if lag < len(weights):
            total += weights[lag] * cases[day - lag]
    return total


def cori(local, imported, weights, windows, prior_mean, prior_sd):
    """Posterior shape, scale and mean of each window."""
    local, imported = list(local), list(imported)
    cases = [a + b for a, b in zip(local, imported, strict=True)]
    local[0] = 0
    found = []
    for first, last in windows:
        infected, pressure = 0.0, 0.0
        for day in range(first, last + 1):
            infected += local[day]
            pressure += pressure_on(day, cases, weights)
        shape = (prior_mean / prior_sd) ** 2 + infected
        scale = 1 / (1 / (prior_sd**2 / prior_mean) + pressure)
        found.append((shape, scale, shape * scale))
    return found


def wallinga_teunis(cases, weights, first, last):
    """The chances of 0, 1, 2 … people infected by the cases of the window, person by person, and how many cases."""
    infectors = sum(cases[first : last + 1])
    chances = [1.0]
    for day in range(len(cases)):
        every = pressure_on(day, cases, weights)
        for _ in range(cases[day]):
            if every == 0:
                continue
            from_window = 0.0
            for earlier in range(first, min(last, day - 1) + 1):
                if day - earlier < len(weights):
                    from_window += weights[day - earlier] * cases[earlier]
            q = from_window / every
            grown = [0.0] * (len(chances) + 1)
            for number, chance in enumerate(chances):
                grown[number] += chance * (1 - q)
                grown[number + 1] += chance * q
            chances = grown
    return chances, infectors
