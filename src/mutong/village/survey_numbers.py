"""Units and limits of the village survey, from data files: exact factors, and numbers to ask again at."""

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words

_FOLDER = Path(__file__).parent
MU, KG_PER_MU, KG_WHOLE = "mu", "kg/mu", "kg"


@dataclass(frozen=True)
class SurveyUnit:
    """A unit that people write beside a number: times `factor` it is in `to` (mu, kg/mu, or kg of the whole plot)."""

    factor: Fraction
    to: str


@dataclass(frozen=True)
class SurveyLimit:
    """A number at which to ask again: its value, unit, grade (choice: somebody's judgement, named in `by`), source."""

    name: str
    crops: tuple[str, ...]
    value: Fraction
    unit: str
    grade: str
    source: str
    by: str
    note: Words


@cache
def survey_units() -> dict[tuple[str, str], SurveyUnit]:
    """Every unit by column and code."""
    return {
        (row["column"], row["unit"]): SurveyUnit(Fraction(row["factor"]), row["to"])
        for row in _rows("survey_units.csv")
    }


@cache
def survey_limits() -> tuple[SurveyLimit, ...]:
    """Every limit, in file order."""
    return tuple(
        SurveyLimit(
            name=row["limit"],
            crops=tuple(row["crop"].split("|")),
            value=Fraction(row["value"]),
            unit=row["unit"],
            grade=row["grade"],
            source=row["source"],
            by=row["by"],
            note=Words(row["note_zh"], row["note_en"]),
        )
        for row in _rows("survey_limits.csv")
    )


def limit_of(name: str, crop: str = "*") -> SurveyLimit | None:
    """The limit of that name for a crop (any case), None where the files have none: then nothing is compared."""
    for one in survey_limits():
        if one.name == name and ("*" in one.crops or crop.strip().lower() in one.crops):
            return one
    return None


def in_mu(area: float, unit: str | None) -> float | None:
    """An area in mu; None where its unit is not known."""
    found = survey_units().get(("area_unit", unit or ""))
    return None if found is None else float(Fraction(str(area)) * found.factor)


def in_kg_per_mu(amount: float, unit: str | None, area_mu: float | None) -> float | None:
    """A yield in kg per mu; None where its unit, or the area that a whole plot's yield is divided by, is not known."""
    found = survey_units().get(("yield_unit", unit or ""))
    if found is None:
        return None
    kg = Fraction(str(amount)) * found.factor
    if found.to == KG_PER_MU:
        return float(kg)
    return float(kg / Fraction(str(area_mu))) if area_mu else None


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
