"""What other futures do to a plan, as plain figures: causes one by one, many drawn together, and sturdier plans.

Money in yuan. A future is gone through twice: with the plan carried out as it stands (nothing foreseen: these are the
figures shown), and with feeding, sales, mating and loans adapted as well as can be, knowing the future, while land,
buildings, yards, capital and sheep bought stay as planned (`adapted_surplus`: at best so).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mutong.kernel.words import Words


@dataclass(frozen=True)
class FutureResult:
    """One future: surplus over all years, the lowest cash in hand, the most that could not be paid (0: everything was),
    the months in which something could not be, the loan at its most, ewes at the end, the surplus
    with the best adaptation (NaN: not worked out), and the mean factors of the future."""

    name: str
    label: Words
    surplus: float
    surplus_by_year: tuple[float, ...]
    lowest_cash: float
    unpaid_most: float
    unpaid_months: int
    loan_most: float
    ewes_end: float
    adapted_surplus: float
    factors: Mapping[str, float]

    @property
    def pays(self) -> bool:
        """Whether every payment can be made."""
        return self.unpaid_most < 1.0


@dataclass(frozen=True)
class Quantiles:
    """How a figure spreads over the drawn futures."""

    least: float
    tenth: float
    half: float
    ninetieth: float
    most: float
    mean: float


@dataclass(frozen=True)
class SturdyPlan:
    """A plan made for several futures at once: `way` two_stage (best mean) or steady (mean less shortfalls below it);
    its mean, its worst, and the result in each future by name. `plan_for_expected` has the way `expected`."""

    way: str
    label: Words
    mean: float
    worst: float
    by_future: Mapping[str, float]
    ewes_mean: float
    land: Mapping[str, float]
    buildings: float


@dataclass(frozen=True)
class BufferTrial:
    """A plan that always keeps so much cash in hand: its surplus of all years as planned, mean ewes, and over the drawn
    futures the share in which some payment fails and the mean surplus."""

    cash_kept: float
    surplus: float
    ewes_mean: float
    chance_unpaid: float
    mean_drawn: float


@dataclass(frozen=True)
class WhatIfs:
    """Everything tried on a plan. `drawn_by` says how futures were drawn; `evpi` and `vss` as in two-stage planning:
    what knowing the future is worth, and what planning for all of them is worth (NaN where not worked out); sturdy
    plans, evpi and vss are over the first `sturdy_months` months."""

    expected: FutureResult
    causes: tuple[FutureResult, ...]
    drawn: tuple[FutureResult, ...]
    drawn_by: Words
    surplus: Quantiles
    lowest_cash: Quantiles
    chance_unpaid: float
    chance_of_loss: float
    sturdy: tuple[SturdyPlan, ...]
    buffers: tuple[BufferTrial, ...]
    evpi: float
    vss: float
    advice: tuple[Words, ...]
    seconds: float
    sturdy_months: int = 0
