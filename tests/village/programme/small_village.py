"""A made-up hamlet of three households with enough of everything, and its plans over two years, worked out once."""

from datetime import date
from functools import cache

from mutong.kernel.words import Words
from mutong.village.programme.holdings import Holdings, PlanHousehold, PlanPlot, crop_kinds
from mutong.village.programme.planning import plan_holdings
from mutong.village.programme.results import VillagePlan
from mutong.village.programme.settings import PlanSettings
from tests.village.village_numbers import sample

START = date(2023, 1, 1)
YIELDS = {"maize": 500.0, "millet": 220.0, "sorghum": 400.0, "maize_silage": 900.0, "potato": 900.0,
          "buckwheat": 90.0, "alfalfa": 420.0}  # fmt: skip


def plot(
    name: str, owner: str, mu: float, crop: str = "maize", slope: str = "flat", **yields: float
) -> PlanPlot:
    """A plot with ordinary yields, half of them in a dry year."""
    normal = YIELDS | yields
    known = {(c, year): kg * times for c, kg in normal.items() for year, times in
             (("normal", 1.0), ("dry", 0.5), ("good", 1.2))}  # fmt: skip
    return PlanPlot(f"{owner}/{name}", {owner: 1.0}, mu, slope, False, crop, known)


def household(
    name: str, shed: float = 120, yard: float = 300, cash: float = 40_000, days: float = 20
) -> PlanHousehold:
    """A household that offers this much; days of work in every month."""
    return PlanHousehold(
        name, Words(name, name), shed, yard, cash, dict.fromkeys(range(1, 13), days), 0.0, 2.0
    )


@cache
def hamlet() -> Holdings:
    """Three households, 40 mu."""
    plots = (
        plot("1", "a", 15), plot("2", "a", 5, "millet", "terrace"), plot("1", "b", 12, maize=600),
        plot("1", "c", 8, "alfalfa", "steep"),
    )  # fmt: skip
    households = (household("a"), household("b", cash=20_000), household("c", shed=60, yard=0, days=25))
    return Holdings(plots, households, (), 3, 3, {"maize": 20_000.0})


@cache
def settings() -> PlanSettings:
    """Two years from January 2023."""
    return PlanSettings(START, 24, most_buildings_a_year=1)


@cache
def hamlet_plan(aim: str = "collective") -> VillagePlan:
    """The plan of the hamlet."""
    return plan_holdings(hamlet(), sample(), settings(), aim=aim)


def all_crops() -> tuple[str, ...]:
    """Every crop a plan knows."""
    return tuple(crop_kinds())
