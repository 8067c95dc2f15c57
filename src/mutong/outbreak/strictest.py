"""Of all that is found about a case and a person what is kept: the strictest sure class, and what could be stricter."""

from collections.abc import Callable, Sequence

import numpy as np

from mutong.outbreak.exposers import Exposers
from mutong.outbreak.judging import UNKNOWN, YES, Judged
from mutong.outbreak.loops import Loop, plain, whole
from mutong.outbreak.row_order import order_by, starts_of_runs
from mutong.standards.contacts import ContactRule, ContactRules

COMPILED_FROM = 2_000
LOOP = Loop(
    "strictest_loops.py",
    lambda: (
        *[whole()] * 5, 0, np.zeros(1, dtype=np.int32), np.zeros((0, 4), dtype=np.int64), np.zeros(0, dtype=np.int32),
        np.zeros(0, dtype=bool),
    ),
)  # fmt: skip


def strictest(
    judged: Judged, exposers: Exposers, rules: ContactRules, every: Sequence[ContactRule]
) -> np.ndarray:
    """Of each case and person the strictest sure class, stricter unsure ones, and unsure ones that end later: the
    positions of those that are kept."""
    case = exposers.case[judged.exposer]
    ranks = np.array([rules.strictness(rule.contact_class) for rule in every])
    verdict = np.minimum(exposers.truth[judged.exposer], judged.verdict)
    look = by_loop if LOOP.loaded and len(judged) >= COMPILED_FROM else by_columns
    return np.flatnonzero(
        look(case, judged.person, ranks[judged.rule], verdict, judged.last, len(rules.classes))
        if len(judged)
        else np.zeros(0, dtype=bool)
    )


def by_columns(
    case: np.ndarray, person: np.ndarray, rank: np.ndarray, verdict: np.ndarray, over: np.ndarray, none: int
) -> np.ndarray:
    """Whether each row is kept; `rank` is how strict its class is (the least is the strictest, `none` is no class)."""
    order = order_by([case, person])
    starts = np.flatnonzero(starts_of_runs([case[order], person[order]]))
    sizes = np.diff(np.append(starts, len(order)))
    rank, verdict, over = rank[order], verdict[order], over[order]

    def of_each(values: np.ndarray, of: np.ufunc) -> np.ndarray:
        return np.repeat(of.reduceat(values, starts), sizes)

    sure = verdict == YES
    best = of_each(np.where(sure, rank, none), np.minimum)
    sure &= rank == best
    last = of_each(np.where(sure, over, -1), np.maximum)
    unsure = verdict == UNKNOWN
    stricter = of_each(np.where(unsure & (rank < best), rank, none), np.minimum)
    kept = np.empty(len(order), dtype=bool)
    kept[order] = sure | (unsure & (((rank == stricter) & (rank < best)) | ((rank == best) & (over > last))))
    return kept


def by_loop(
    case: np.ndarray,
    person: np.ndarray,
    rank: np.ndarray,
    verdict: np.ndarray,
    over: np.ndarray,
    none: int,
    run: Callable[..., None] = LOOP,
) -> np.ndarray:
    """The same by the compiled loop, which sorts nothing."""
    size = len(case)
    kept = np.empty(size, dtype=bool)
    run(
        0, size, *(plain(one) for one in (case, person, rank, verdict, over)), none,
        np.full(1 << (2 * size).bit_length(), -1, dtype=np.int32), np.empty((size, 4), dtype=np.int64),
        np.empty(size, dtype=np.int32), kept,
    )  # fmt: skip
    return kept
