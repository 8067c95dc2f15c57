"""Money shared out to the fen, exactly."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor

Weights = Mapping[str, int | Fraction]


def shared_out(total: int, weights: Weights) -> dict[str, int]:
    """A total in fen shared out in proportion to the weights; the parts add up to the total exactly.

    Each part is first rounded down; the fen that are left go one each to the largest fractions lost, of equal ones to
    the earlier in the mapping's order (Hamilton's method of largest remainders). A greater weight, the others
    unchanged, never gives less. Raises ValueError for a negative total or weight, or for weights that are all zero
    while there is something to share.
    """
    whole = sum(map(Fraction, weights.values()))
    if total < 0 or any(weight < 0 for weight in weights.values()) or (whole == 0 and total):
        raise ValueError("nothing negative is shared out, and not over weights of zero")
    if total == 0:
        return dict.fromkeys(weights, 0)
    exact = {name: Fraction(weight) * total / whole for name, weight in weights.items()}
    parts = {name: floor(part) for name, part in exact.items()}
    left = total - sum(parts.values())
    # sorted keeps the mapping's order among equals.
    for name in sorted(exact, key=lambda name: parts[name] - exact[name])[:left]:
        parts[name] += 1
    return parts
