"""A hill village of about 120 households: plots, crops, yards, sheep keepers, and the survey sheet still to come in."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from mutong.worlds.people import START, Household, Person

HOUSEHOLDS = 120
# (share, heads, members): fewer young people than in town; nobody is old enough for an allowance.
_KINDS = (
    (0.34, 2, (("worker", 56, 68), ("worker", 54, 67))),
    (0.14, 1, (("worker", 55, 69),)),
    (0.20, 2, (("worker", 38, 54), ("worker", 36, 52))),
    (0.18, 2, (("worker", 36, 50), ("worker", 34, 48), ("child", 6, 15))),
    (0.14, 2, (("worker", 40, 54), ("homemaker", 38, 52), ("child", 10, 15), ("worker", 65, 78))),
)
_CROPS = (
    ("玉米", "flat", 480),
    ("谷子", "terrace", 210),
    ("马铃薯", "gentle", 900),
    ("荞麦", "steep", 90),
    ("苜蓿", "gentle", 420),
)
_WORRIES = ("怕赔本", "没有草料", "羊病没人会看", "年纪大了干不动", "贷款还不上", "没有销路")
PLOT_HEADING = ("household_id", "plot_id", "area_mu", "slope", "water", "crop", "yield_normal")


@dataclass
class VillageSheets:
    """Rows of the tables plots, survey and flock_list; the survey has gaps, as a sheet from the field has."""

    plots: list[tuple]
    survey: list[tuple]
    keepers: int
    flock: list[dict[str, object]] = field(default_factory=list)


def make_village(rng: np.random.Generator) -> list[Household]:
    """The village's households."""
    kinds = rng.choice(len(_KINDS), size=HOUSEHOLDS, p=[k[0] for k in _KINDS])
    households = []
    for kind in kinds:
        _, heads, roles = _KINDS[kind]
        members: list[Person] = []
        for at, (role, low, high) in enumerate(roles):
            sex = "male" if at == 0 else "female" if at == 1 else ("male", "female")[int(rng.integers(2))]
            days = int(rng.integers(low, high + 1) * 365.25) + int(rng.integers(0, 330))
            members.append(Person(sex, START - timedelta(days=days), role))
        households.append(Household(members, heads=heads, hukou="140122"))
    return households


def make_sheets(households: list[Household], rng: np.random.Generator) -> VillageSheets:
    """Plots of every household, and the survey of most: some cells are empty and four households were out."""
    plots: list[tuple] = []
    survey: list[tuple] = []
    keepers = set(rng.permutation(len(households))[:18].tolist())
    out = set(rng.permutation(len(households))[:4].tolist())
    for i, household in enumerate(households):
        land = 0.0
        for k in range(1, int(rng.integers(2, 5)) + 1):
            crop, slope, usual = _CROPS[int(rng.choice(5, p=[0.42, 0.28, 0.14, 0.1, 0.06]))]
            mu = round(float(rng.uniform(0.8, 5.5)), 1)
            land += mu
            water = "yes" if slope == "flat" and rng.random() < 0.4 else "no"
            normal = round(usual * float(rng.uniform(0.8, 1.2)))
            plots.append(
                (household.household_id, f"{household.household_id}-{k}", mu, slope, water, crop, normal)
            )
        if i not in out:
            survey.append(_answers(household, land, i in keepers, rng))
    return VillageSheets(plots, survey, len(keepers))


def able_workers(household: Household) -> list[Person]:
    """The members who can work for others: workers up to about sixty-five."""
    return [p for p in household.members if p.role == "worker" and p.birth_date > date(1957, 1, 1)]


def _answers(household: Household, land: float, keeper: bool, rng: np.random.Generator) -> tuple:
    able = able_workers(household)
    drawn = float(rng.random())
    willing = "yes" if keeper or drawn < 0.45 else "maybe" if drawn < 0.75 else "no"
    yard = int(rng.integers(8, 40)) * 10
    row: list = [
        household.household_id,
        date(2022, 8, 1) + timedelta(days=int(rng.integers(0, 19))),
        willing,
        0 if willing == "no" else round(land * float(rng.uniform(0.2, 0.8)), 1),
        yard,
        int(rng.integers(4, 13)) * 10 if keeper else int(rng.integers(0, 4)) * 10,
        int(rng.integers(6, 45)) if keeper else 0,
        int(rng.integers(3, 30)) if keeper else int(rng.integers(0, 3)),
        0 if willing == "no" else len(able) * int(rng.integers(5, 16)),
        0 if willing == "no" else int(rng.integers(0, 11)) * 1_000,
        _WORRIES[int(rng.integers(len(_WORRIES)))],
    ]
    if rng.random() < 0.12:
        row[int(rng.integers(3, 11))] = ""  # nobody wrote it down
    return tuple(row)
