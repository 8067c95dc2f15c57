"""Manure, nitrogen and phosphorus from the flock through the store to the fields, as balances that lose nothing.

excreted = lost on the way + collected;  store + collected = lost in store + spread + store at the end
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients
from mutong.village.flock_states import DAYS_A_MONTH, FlockRules, State
from mutong.village.requirements import by_pregnancy_day
from mutong.village.spreads import Spread, exactly, total

KINDS = ("dm", "n", "p")
_SUCKLING = ("lamb_female", "lamb_male")
# Class of a state -> subject of its measured excretion.
_SUBJECT = {"ewe_open": "ewe_dry", "ewe_nursing": "ewe_nursing", "ram": "ram"}


@dataclass(frozen=True)
class Nutrients:
    """Dry matter, nitrogen and phosphorus, in kg."""

    dm: Spread
    n: Spread
    p: Spread

    def __add__(self, other: "Nutrients") -> "Nutrients":
        return Nutrients(self.dm + other.dm, self.n + other.n, self.p + other.p)

    def scaled(self, share: "Spread | float") -> "Nutrients":
        """The same part of each."""
        return Nutrients(self.dm * share, self.n * share, self.p * share)


NO_NUTRIENTS = Nutrients(exactly(0.0), exactly(0.0), exactly(0.0))


@dataclass(frozen=True)
class Fate:
    """A month of manure: what was excreted, what of it was collected, lost in store, spread, and left at the end."""

    excreted: Nutrients
    collected: Nutrients
    lost: Nutrients
    spread: Nutrients
    closing: Nutrients


def excretion(state: State, numbers: Coefficients) -> Nutrients:
    """What one sheep of a state excretes in a month of 30.4 days: faecal dry matter, all N (dung and urine), P.

    Pregnant ewes lie between the days of pregnancy on which ewes were measured; a class that was never measured stays
    unknown until a choice supplies it. P is one yearly figure for every sheep, suckling lambs left out.
    """
    if state.kind == "ewe_pregnant":
        n = by_pregnancy_day(numbers.spread, numbers, "n_excreted", (state.month - 0.5) * DAYS_A_MONTH)
        dm = numbers.spread("ewe_pregnant.faecal_dm")
    else:
        subject = "suckling_lamb" if state.kind in _SUCKLING else _SUBJECT.get(state.kind, "grower")
        n, dm = numbers.spread(f"{subject}.n_excreted"), numbers.spread(f"{subject}.faecal_dm")
    p = exactly(0.0) if state.kind in _SUCKLING else numbers.spread("sheep.p_excreted") * (1 / 12)
    return Nutrients(dm * DAYS_A_MONTH, n * DAYS_A_MONTH, p)


def flock_excretion(heads: Mapping[str, float], rules: FlockRules, numbers: Coefficients) -> Nutrients:
    """What a flock excretes in a month, from heads by label."""
    of = {state.label: state for state in rules.states}
    found = NO_NUTRIENTS
    for label, count in heads.items():
        if count:
            found = found + excretion(of[label], numbers).scaled(count)
    return found


def store_month(opening: Nutrients, excreted: Nutrients, spread_share: float, numbers: Coefficients) -> Fate:
    """A month of the store: the collected part comes in, part of what is there is lost, part of the rest is spread.

    Shares collected and lost are numbers of the village; `spread_share` is a decision, 0 … 1 of what is left. The lost
    share is taken of what came in this month: what has lain longer has lost its part. Raises MutongError not_a_share.
    """
    if not 0 <= spread_share <= 1:
        raise MutongError(
            "not_a_share",
            Words(
                f"施用比例 {spread_share:g} 应在 0 与 1 之间。",
                f"The share spread is {spread_share:g}; it must lie between 0 and 1.",
            ),
        )
    collected = excreted.scaled(_share(numbers, "manure.collected"))
    gone = {kind: _share(numbers, f"manure.{kind}_lost_in_store") for kind in KINDS}
    lost = Nutrients(*(getattr(collected, kind) * gone[kind] for kind in KINDS))
    kept = Nutrients(*(getattr(collected, kind) * (exactly(1.0) - gone[kind]) for kind in KINDS))
    there = opening + kept
    return Fate(excreted, collected, lost, there.scaled(spread_share), there.scaled(1 - spread_share))


def crop_uptake(crop: str, grain_kg: float, straw_taken_kg: float, numbers: Coefficients) -> Nutrients:
    """N and P that a harvest takes from the field, in kg: with the grain, and with the straw that is carried off.

    P contents are cited (CX-00961 Table 1); N contents are open until somebody supplies them. The dry matter is the
    harvest as it was weighed.
    """
    return Nutrients(
        dm=exactly(grain_kg + straw_taken_kg),
        n=numbers.spread(f"{crop}.n_grain") * grain_kg + numbers.spread(f"{crop}.n_straw") * straw_taken_kg,
        p=numbers.spread(f"{crop}.p_grain") * grain_kg + numbers.spread(f"{crop}.p_straw") * straw_taken_kg,
    )


def field_balance(
    manure: Nutrients, fertiliser_n: float, fertiliser_p: float, uptake: Nutrients
) -> Nutrients:
    """What a field gains (+) or loses (−): manure and fertiliser (N and elemental P, kg) less what the harvest took.

    The dry matter is that of the manure: what is ploughed in.
    """
    return Nutrients(
        dm=manure.dm,
        n=total((manure.n, exactly(fertiliser_n), -uptake.n)),
        p=total((manure.p, exactly(fertiliser_p), -uptake.p)),
    )


def _share(numbers: Coefficients, key: str) -> Spread:
    found = numbers.spread(key)
    return Spread(found.low, min(found.high, 1.0), found.point)
