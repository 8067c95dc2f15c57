"""Units of the village's numbers, from units.csv, and the one place where mu, jin and yuan are converted."""

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

_FILE = Path(__file__).with_name("units.csv")


@dataclass(frozen=True)
class Measure:
    """A unit as it is written; a value times `factor` is in `base`, the unit that everything is worked out in.

    Shares count in 1 (30 % is 0.3), yields in kg/mu, prices in yuan/kg, energy in MJ.
    """

    name: str
    base: str
    factor: float
    words: Words


@cache
def all_measures() -> dict[str, Measure]:
    """Every unit by name, in the order of units.csv."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["unit"]: Measure(
                row["unit"], row["base"], float(Fraction(row["factor"])), Words(row["zh"], row["en"])
            )
            for row in csv.DictReader(lines)
        }


def measure(name: str) -> Measure:
    """The unit of that name. Raises MutongError unknown_measure."""
    found = all_measures().get(name)
    if found is None:
        known = ", ".join(all_measures())
        raise MutongError(
            "unknown_measure",
            Words(
                f"不认识单位“{name}”；可用：{known}。", f"The unit “{name}” is not known; there are: {known}."
            ),
            unit=name,
        )
    return found


def convert(value: float, unit: str, to: str) -> float:
    """A value in one unit written in another: kg/ha in kg/mu, yuan/jin in yuan/kg.

    Raises MutongError unknown_measure, or not_the_same_kind where one is no multiple of the other.
    """
    given, wanted = measure(unit), measure(to)
    if given.base != wanted.base:
        raise MutongError(
            "not_the_same_kind",
            Words(
                f"单位“{unit}”不能换算成“{to}”：一个以 {given.base} 计，一个以 {wanted.base} 计。",
                f"“{unit}” cannot be written in “{to}”: one counts in {given.base}, the other in {wanted.base}.",
            ),
            unit=unit,
            wanted=to,
        )
    return value * given.factor / wanted.factor
