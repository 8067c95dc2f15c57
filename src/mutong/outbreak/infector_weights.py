"""How much each piece of evidence for an infector counts. Timing has a source; the rest is our own weighing."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.onset_lags import ON_THE_DAY, Lags

ONSET, SPECIMEN, REPORT, NO_DAY = 0, 1, 2, 3


@dataclass(frozen=True)
class EvidenceWeights:
    """What weighs the possible infectors of a case. Only `lags` and the two delays are distributions from the world;
    every other number is a choice of this program, to be changed by whoever knows the outbreak.

    `lags`: days from an infector's onset to an infectee's. `onset_to_specimen`, `onset_to_report`: days from onset,
    used where an onset is not known; None: the timing of such a pair says nothing. All below count in units of one
    unseen source whose timing fits as well as it can. `unseen`: a source that is not in the data. `contact`: a sure
    contact of the strictest class. `less_strict`: each step to a less strict class multiplies by it. `classes`:
    classes, strictest first; empty, the order is that of the degrees, since rows of contacts hold no other.
    `unknown_verdict` multiplies a contact that is not sure. `place`: a place shared without being a contact.
    `half_minutes`: time together adds up to once more, half of it after so many minutes. `timing_alone`: whether
    cases of the same area (the first `area_digits` of the code; 0 everywhere) are possible infectors for their
    timing alone; all of them together count at most `area`. Days an infector infects from `infectious_before` its
    onset until `infectious_after` (None: the longest lag) or its isolation; used against windows of exposure.
    """

    lags: Lags
    onset_to_specimen: Lags | None = None
    onset_to_report: Lags | None = None
    unseen: float = 1.0
    contact: float = 100.0
    less_strict: float = 0.25
    classes: tuple[str, ...] = ()
    unknown_verdict: float = 0.25
    place: float = 25.0
    half_minutes: float = 60.0
    timing_alone: bool = True
    area_digits: int = 6
    area: float = 20.0
    infectious_before: int = 3
    infectious_after: int | None = None

    def __post_init__(self) -> None:
        """Raises MutongError evidence_weight_wrong for a negative or infinite weight."""
        for name in ("unseen", "contact", "place", "area", "half_minutes"):
            value = getattr(self, name)
            if not isfinite(value) or value < 0:
                raise MutongError(
                    "evidence_weight_wrong",
                    Words(
                        f"权重 {name} 是 {value:g}；应为 0 或正数。",
                        f"The weight {name} is {value:g}; it must be 0 or more.",
                    ),
                )

    def delay_of(self, kind: int) -> Lags | None:
        """Days from onset to the day that stands for it; None where that is not known."""
        return (ON_THE_DAY, self.onset_to_specimen, self.onset_to_report, None)[kind]

    def strength(self, degree: np.ndarray, of_class: np.ndarray, sure: np.ndarray, minutes: np.ndarray):
        """How much contacts count: contact · less_strict^steps · (unknown_verdict where not sure) · (1 + m/(m + h)),
        with m minutes together (NaN: not known, adds nothing) and h `half_minutes`. `of_class` holds class names."""
        if self.classes:
            place = {name: steps for steps, name in enumerate(self.classes)}
            steps = np.array([place.get(name, len(place)) for name in of_class.tolist()], dtype=float)
        else:
            steps = degree - 1.0
        certain = np.where(sure, 1.0, self.unknown_verdict)
        return self.contact * self.less_strict**steps * certain * self.longer(minutes)

    def longer(self, minutes: np.ndarray) -> np.ndarray:
        """1 + m/(m + half_minutes); 1 where the minutes are not known."""
        known = np.nan_to_num(minutes, nan=0.0)
        return 1 + known / np.maximum(known + self.half_minutes, 1e-9)


class Timing:
    """The timing of pairs: w(t_i − t_j) over its highest value, blurred where a day stands for an onset.

    Source: Wallinga and Teunis, Am J Epidemiol 2004; 160: 509-16: the chance that j infected i is w(t_i − t_j) over
    its sum over all possible infectors. Where only a specimen or a report is dated, its lag is the onset's plus the
    infectee's delay minus the infector's, so that w is convolved with both. Where a day is not known at all, the
    timing of the pair is flat: Σ w²/max w, what a true pair has on average.
    """

    def __init__(self, weights: EvidenceWeights) -> None:
        peak = float(weights.lags.weights.max())
        self.flat = float((weights.lags.weights**2).sum()) / peak
        self.peak = peak
        self.tables: dict[tuple[int, int], Lags] = {}
        for infectee in (ONSET, SPECIMEN, REPORT):
            for infector in (ONSET, SPECIMEN, REPORT):
                late, early = weights.delay_of(infectee), weights.delay_of(infector)
                if late is not None and early is not None:
                    self.tables[infectee, infector] = weights.lags.plus(late).plus(early.reversed())

    def of(self, lag: np.ndarray, infectee_kind: np.ndarray, infector_kind: np.ndarray) -> np.ndarray:
        """The timing of each pair, between 0 and 1; kinds say which day stands for the onset."""
        found = np.full(len(lag), self.flat)
        for one, chosen in self._parts(infectee_kind, infector_kind):
            found[chosen] = one.at(lag[chosen]) / self.peak
        return found

    def in_range(self, lag: np.ndarray, infectee_kind: np.ndarray, infector_kind: np.ndarray) -> np.ndarray:
        """Whether the lag lies in the range of the serial interval; False where a day is not known."""
        found = np.zeros(len(lag), dtype=bool)
        for one, chosen in self._parts(infectee_kind, infector_kind):
            low, high = one.range
            found[chosen] = (lag[chosen] >= low) & (lag[chosen] <= high)
        return found

    def widest(self, kinds: np.ndarray) -> tuple[int, int]:
        """The lowest and highest lag in the range of any pair of these kinds of day."""
        there = set(np.unique(kinds).tolist())
        ranges = [one.range for pair, one in self.tables.items() if set(pair) <= there]
        return min(low for low, _ in ranges), max(high for _, high in ranges)

    def _parts(self, infectee_kind: np.ndarray, infector_kind: np.ndarray):
        pair = infectee_kind * 4 + infector_kind
        for (first, second), one in self.tables.items():
            chosen = pair == first * 4 + second
            if chosen.any():
                yield one, chosen
