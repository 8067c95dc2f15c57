"""From probabilities of infectors to a forest: who hangs on whom, how many introductions, who is linked to nobody."""

from dataclasses import dataclass

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.estimate import Estimate
from mutong.outbreak.infectors import Infectors

MIN_PROBABILITY = 0.5
AMBIGUOUS_FACTOR = 2.0


@dataclass(frozen=True)
class Forest:
    """`parent[i]` is the case that i hangs on, -1 for none; `place[i]` its pair in the infectors.

    `introductions`: how many cases were infected by a source that is not in the data. `unlinked` cases hang on nobody
    though they are not imported; of `ambiguous` ones a second infector is nearly as likely. `cut` are cases whose
    infector was left out because the links ran in a circle.
    """

    parent: np.ndarray
    place: np.ndarray
    introductions: Estimate
    unlinked: np.ndarray
    ambiguous: np.ndarray
    cut: np.ndarray


def forest_of(
    found: Infectors, min_probability: float = MIN_PROBABILITY, factor: float = AMBIGUOUS_FACTOR
) -> Forest:
    """Each case hangs on its most probable infector, when somebody wrote that down, or when its probability is at least
    `min_probability` and no smaller than an unseen source's.

    In a circle the one who fell ill first (ties by id) hangs on nobody. Ambiguous: the second infector is at least the
    first's probability / `factor`. Raises MutongError probability_wrong.
    """
    if not 0 <= min_probability <= 1:
        raise MutongError(
            "probability_wrong",
            Words(
                f"概率 {min_probability:g} 不在 0 到 1 之间；请更正。",
                f"The probability {min_probability:g} is not between 0 and 1; correct it.",
            ),
        )
    first, count = found.first_of()
    size = len(found.ids)
    has = np.flatnonzero(count > 0)
    best = np.zeros(size)
    best[has] = found.probability[first[has]]
    hangs = (count > 0) & (found.linked | ((best >= min_probability) & (best >= found.unseen)))
    parent, place = np.full(size, -1), np.full(size, -1)
    place[hangs] = first[hangs]
    parent[hangs] = found.infector[place[hangs]]
    cut = first_in_circles(parent, found.ill)
    parent[cut] = place[cut] = -1
    two = np.flatnonzero(count > 1)
    ambiguous = two[found.probability[first[two] + 1] * factor >= best[two]]
    return Forest(
        parent=parent,
        place=place,
        introductions=introductions_of(found.unseen),
        unlinked=np.flatnonzero((parent < 0) & ~found.imported),
        ambiguous=ambiguous,
        cut=cut,
    )


def introductions_of(unseen: np.ndarray) -> Estimate:
    """The mean number of cases infected by an unseen source and its 95 % interval (2.5 % and 97.5 % quantiles of a
    Poisson-binomial), taking each case's source as independent of the others', as Wallinga and Teunis do."""
    chance = poisson_binomial(unseen)
    upto = np.cumsum(chance)
    low, high = (int(np.argmax(upto >= level)) for level in (0.025, 0.975))
    return Estimate(float(np.sum(unseen)), float(low), float(high))


def poisson_binomial(chances: np.ndarray) -> np.ndarray:
    """The probabilities of 0, 1 … n successes of n independent trials with these chances.

    The product of the polynomials 1 − p + p x, multiplied in pairs by fast Fourier transform: n log² n steps, errors
    of about 1e-15. The product is the distribution's definition.
    """
    chances = np.asarray(chances, dtype=float)
    sure = int((chances >= 1).sum())
    open_ = np.sort(chances[(chances > 0) & (chances < 1)])
    rows = np.stack([1 - open_, open_], axis=1) if len(open_) else np.ones((1, 1))
    while len(rows) > 1:
        if len(rows) % 2:
            one = np.zeros((1, rows.shape[1]))
            one[0, 0] = 1.0
            rows = np.concatenate([rows, one])
        width = 2 * rows.shape[1] - 1
        turned = np.fft.rfft(rows, 1 << (width - 1).bit_length(), axis=1)
        rows = np.fft.irfft(turned[::2] * turned[1::2], 1 << (width - 1).bit_length(), axis=1)[:, :width]
    found = np.maximum(rows[0], 0.0)[: len(open_) + 1]
    return np.concatenate([np.zeros(sure), found / found.sum(), np.zeros(len(chances) - sure - len(open_))])


def first_in_circles(parent: np.ndarray, ill: np.ndarray) -> np.ndarray:
    """Of each circle of parents (-1: none) the case that fell ill first, the lowest number among equals."""
    children = np.bincount(parent[parent >= 0], minlength=len(parent))
    ready = np.flatnonzero(children == 0).tolist()
    up, left = parent.tolist(), children.tolist()
    in_circle = np.ones(len(parent), dtype=bool)
    while ready:
        one = ready.pop()
        in_circle[one] = False
        above = up[one]
        if above >= 0:
            left[above] -= 1
            if not left[above]:
                ready.append(above)
    firsts, seen = [], set()
    for one in np.flatnonzero(in_circle).tolist():
        circle = []
        while one not in seen:
            seen.add(one)
            circle.append(one)
            one = up[one]
        if circle:
            firsts.append(min(circle, key=lambda k: (ill[k], k)))
    return np.array(firsts, dtype=np.int64)
