"""Three-valued logic over groups of rows: the only door for it (T2).

Dataframes and SQL skip nulls in `any`, `all` and `sum`; here an unknown member keeps the group's answer open
unless the others settle it. Groups are indices 0..n-1; a row with group -1 belongs to none.
"""

import numpy as np

from mutong.kernel.truth import Truth

Answers = np.ndarray


def _kept(groups: np.ndarray) -> np.ndarray:
    return groups >= 0


def group_any(answers: Answers, groups: np.ndarray, n: int) -> Answers:
    """Kleene `or` within each of n groups; an empty group answers NO. In and out: int8 of Truth."""
    out = np.full(n, Truth.NO, dtype=np.int8)
    kept = _kept(groups)
    np.maximum.at(out, groups[kept], answers[kept])
    return out


def group_all(answers: Answers, groups: np.ndarray, n: int) -> Answers:
    """Kleene `and` within each of n groups; an empty group answers YES."""
    out = np.full(n, Truth.YES, dtype=np.int8)
    kept = _kept(groups)
    np.minimum.at(out, groups[kept], answers[kept])
    return out


def group_sum(low: np.ndarray, high: np.ndarray, groups: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of the sum within each group; an unknown member brings the ends of its domain, not zero."""
    kept = _kept(groups)
    index = groups[kept]
    return (
        np.bincount(index, weights=low[kept], minlength=n)[:n],
        np.bincount(index, weights=high[kept], minlength=n)[:n],
    )


def group_count(answers: Answers, groups: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """How many rows of each group answer YES: the sure ones, and with those that may."""
    sure = np.where(answers == Truth.YES, 1.0, 0.0)
    possible = np.where(answers >= Truth.UNKNOWN, 1.0, 0.0)
    return group_sum(sure, possible, groups, n)
