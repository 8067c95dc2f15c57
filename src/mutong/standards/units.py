"""Units a standard may be written in, from units.csv, and the arithmetic of their dimensions."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words

_FILE = Path(__file__).with_name("units.csv")
Dimension = tuple[tuple[str, int], ...]
NO_DIMENSION: Dimension = ()


@dataclass(frozen=True)
class Unit:
    """A unit as packs write it: `base` and `factor` give what the engine counts in (yuan is counted in fen)."""

    name: str
    base: str
    factor: float
    words: Words


@cache
def all_units() -> dict[str, Unit]:
    """Every unit by name, in the order of units.csv."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["unit"]: Unit(row["unit"], row["base"], float(row["factor"]), Words(row["zh"], row["en"]))
            for row in csv.DictReader(lines)
        }


def dimension(unit: str) -> Dimension:
    """The powers of a base unit: fen/month is fen¹ month⁻¹; '' and '1' have none."""
    powers: dict[str, int] = {}
    for place, part in enumerate(p for p in unit.split("/")):
        if part and part != "1":
            powers[part] = powers.get(part, 0) + (1 if place == 0 else -1)
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def multiply(left: Dimension, right: Dimension, sign: int = 1) -> Dimension:
    """The dimension of a product (`sign` 1) or of a quotient (−1)."""
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def unit_name(powers: Dimension) -> str:
    """A dimension as packs write it, such as fen/month; '1' when it has none."""
    over = [name for name, power in powers for _ in range(power)]
    under = [name for name, power in powers for _ in range(-power)]
    return "/".join(["·".join(over) or "1", *under])
