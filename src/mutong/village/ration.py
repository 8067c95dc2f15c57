"""A ration held against a need: energy, protein, dry matter, calcium, phosphorus, and the straw a crop leaves.

What a feed's table does not say stays unknown: the sum then has no upper end and no point, and the check answers
unknown rather than too little.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients
from mutong.village.requirements import Need
from mutong.village.spreads import Spread, exactly, total

# Quantity of a feed -> what no feed exceeds: a share of 1, or the gross energy of pure fat in MJ/kg.
_CEILINGS = {"me": 40.0, "cp": 1.0, "ca": 1.0, "p": 1.0, "dry_matter": 1.0}


@dataclass(frozen=True)
class Supply:
    """What a ration gives in a day: dry matter in kg, ME in MJ, protein, calcium and phosphorus in kg.

    `open` are the keys of the feeds' numbers that nobody has settled.
    """

    dry_matter: float
    energy: Spread
    protein: Spread
    calcium: Spread
    phosphorus: Spread
    open: tuple[str, ...]


@dataclass(frozen=True)
class RationCheck:
    """A ration against a need. Each answer is UNKNOWN where a value within what is known could turn it.

    `energy_enough`, `protein_enough` and `eaten` (the dry matter is no more than the sheep eats) hold for all values;
    `energy_margin` and `protein_margin` are supply less need at the values to plan with, None where one is missing.
    """

    supply: Supply
    need: Need
    energy_enough: Truth
    protein_enough: Truth
    eaten: Truth
    energy_margin: float | None
    protein_margin: float | None

    @property
    def open(self) -> tuple[str, ...]:
        """Every number on which the check rests and which nobody has settled."""
        return tuple(dict.fromkeys((*self.need.open, *self.supply.open)))


def feed_value(feed: str, quantity: str, numbers: Coefficients) -> Spread:
    """A feed's value per kg DM; where no file has it, everything that it could be."""
    key = f"{feed}.{quantity}"
    ceiling = _CEILINGS[quantity]
    found = numbers.spread(key) if key in numbers else Spread(0.0, ceiling)
    return Spread(max(found.low, 0.0), min(found.high, ceiling), found.point)


def supply_of(ration: Mapping[str, float], numbers: Coefficients) -> Supply:
    """What kg of dry matter of each feed give. Raises MutongError for a feed nobody knows or less than none of it."""
    for feed, kg in ration.items():
        known = any(f"{feed}.{quantity}" in numbers for quantity in _CEILINGS)
        if not known or not kg >= 0:
            raise MutongError(
                "not_a_ration",
                Words(
                    f"日粮里“{feed}”{kg:g} 公斤：{'不能是负数' if known else '系数表里没有这种饲料'}。",
                    f"The ration has {kg:g} kg of “{feed}”: "
                    f"{'it cannot be less than none' if known else 'the coefficients have no such feed'}.",
                ),
                feed=feed,
            )
    sums = {
        quantity: total(feed_value(feed, quantity, numbers) * kg for feed, kg in ration.items())
        for quantity in ("me", "cp", "ca", "p")
    }
    unsettled = tuple(
        f"{feed}.{quantity}"
        for feed, kg in ration.items()
        for quantity in sums
        if kg and feed_value(feed, quantity, numbers).point is None
    )
    return Supply(sum(ration.values()), sums["me"], sums["cp"], sums["ca"], sums["p"], unsettled)


def check_ration(ration: Mapping[str, float], need: Need, numbers: Coefficients) -> RationCheck:
    """Whether kg of dry matter a day of each feed cover a sheep's need, and whether it eats so much."""
    supply = supply_of(ration, numbers)
    return RationCheck(
        supply=supply,
        need=need,
        energy_enough=supply.energy.reaches(need.energy),
        protein_enough=supply.protein.reaches(need.protein),
        eaten=need.most_dry_matter.reaches(exactly(supply.dry_matter)),
        energy_margin=(supply.energy - need.energy).point,
        protein_margin=(supply.protein - need.protein).point,
    )


def dry_matter_in(feed: str, kg: float, numbers: Coefficients) -> Spread:
    """The dry matter in kg of a feed as it lies in the trough; unknown where its wet dry matter is open."""
    return feed_value(feed, "dry_matter", numbers) * kg


def straw_grown(crop: str, grain_kg: float, numbers: Coefficients) -> Spread:
    """The straw that so much grain leaves on the field, in kg, by the crop's straw : grain ratio."""
    return numbers.spread(f"{crop}.straw_to_grain") * grain_kg


def straw_for_feed(crop: str, grain_kg: float, numbers: Coefficients) -> Spread:
    """The part of the straw that can be brought in and fed, in kg."""
    share = numbers.spread(f"{crop}.residue_collected")
    return straw_grown(crop, grain_kg, numbers) * Spread(share.low, min(share.high, 1.0), share.point)
