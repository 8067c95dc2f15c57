"""A village's plan as plain figures: by year, month, land, household; what limits it; flows; what each aim costs
others.

Everything a page, a document or a comparison needs stands here, so that nobody solves again to show it. Money in yuan,
weights in kg as weighed, land in mu, work in days, nitrogen in kg.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mutong.kernel.words import Words


@dataclass(frozen=True)
class PlanYear:
    """A plan year. `income`, `cost` by kind (see money_words); `sold`: heads of ewes and rams (adults) and of young
    sheep; `fed`, `bought_goods`, `sold_goods` kg by good; manure as kg of nitrogen."""

    year: int
    first_day: date
    last_day: date
    ewes_mean: float
    ewes_end: float
    flock_end: Mapping[str, float]
    born: float
    died: float
    bought: float
    sold: Mapping[str, float]
    sold_kg: float
    income: Mapping[str, float]
    cost: Mapping[str, float]
    built: Mapping[str, float]
    surplus: float
    dividend: float
    worth_end: float
    cash_end: float
    cash_low: float
    loan_high: float
    days: float
    days_outside: float
    fed: Mapping[str, float]
    bought_goods: Mapping[str, float]
    sold_goods: Mapping[str, float]
    harvest: Mapping[str, float]
    manure_n: float
    manure_spread: float
    manure_sold: float
    n_spared: float


@dataclass(frozen=True)
class PlanMonth:
    """A month: heads by class after the month's decisions, what is done, what is fed (kg by group and good), stores and
    cash at its end."""

    month: int
    day: date
    heads: Mapping[str, float]
    mated: float
    kept_female: float
    kept_male: float
    lambing: float
    born: float
    died: float
    bought: Mapping[str, float]
    sold: Mapping[str, float]
    sold_kg: float
    fed: Mapping[str, Mapping[str, float]]
    group_heads: Mapping[str, float]
    buys: Mapping[str, float]
    sells: Mapping[str, float]
    stock: Mapping[str, float]
    ensiled: float
    sown: Mapping[str, float]
    cut: Mapping[str, float]
    spread_n: float
    days_needed: float
    days_outside: float
    income: Mapping[str, float]
    cost: Mapping[str, float]
    cash: float
    loan: float


@dataclass(frozen=True)
class LandUse:
    """Mu of a crop in a season (calendar year of its harvest); crop `left` is land its households go on tilling."""

    season: int
    crop: str
    mu: float


@dataclass(frozen=True)
class PlotUse:
    """Mu of a plot under a crop in a season."""

    plot_id: str
    season: int
    crop: str
    mu: float


@dataclass(frozen=True)
class HouseholdPlan:
    """What a household puts in and what comes of it; incomes in yuan by plan year; `income_now` a year from the same
    land as it is tilled now. `straw` kg a year."""

    household_id: str
    label: Words
    persons: float
    land_mu: float
    land_in_mu: float
    shed_m2: float
    yard_m2: float
    capital: float
    straw: float
    dividend_share: float
    days: tuple[float, ...]
    income: tuple[float, ...]
    income_now: float


@dataclass(frozen=True)
class Limit:
    """Something that holds the aim back (or a crop that is not grown): the change of the aim for one more of it, in
    which unit, when it weighs most, and the sentence."""

    code: str
    worth: float
    unit: str
    when: str
    words: Words


@dataclass(frozen=True)
class Flow:
    """A flow of a mean year between two places: kind mass (kg), nitrogen (kg N) or money (yuan)."""

    kind: str
    source: str
    target: str
    amount: float


@dataclass(frozen=True)
class TradeOff:
    """What a plan for one aim gives each of the aims: surplus of the cooperative and income of all households a year,
    least income a head and year."""

    objective: str
    collective: float
    households: float
    poorest: float
    ewes: float


@dataclass(frozen=True)
class NumberUsed:
    """A number the plan rests on: its state (chosen, measured …), grade, value, unit and who answers for it."""

    key: str
    label: Words
    value: float
    unit: Words
    state: str
    grade: str
    source: str


@dataclass(frozen=True)
class VillagePlan:
    """A whole plan. `status`: optimal, time_limit or infeasible; `problem` says which limits clash where there is no
    plan. `value` is the aim's, over all years; `gap` how far a better plan could be (share)."""

    status: str
    objective: str
    value: float
    gap: float
    problem: Words
    start: date
    months: int
    willing: int
    asked: int
    years: tuple[PlanYear, ...]
    month_list: tuple[PlanMonth, ...]
    land: tuple[LandUse, ...]
    plots: tuple[PlotUse, ...]
    households: tuple[HouseholdPlan, ...]
    limits: tuple[Limit, ...]
    flows: tuple[Flow, ...]
    trade_offs: tuple[TradeOff, ...]
    remarks: tuple[Words, ...]
    numbers: tuple[NumberUsed, ...]
    left_out: tuple[Words, ...]

    @property
    def has_plan(self) -> bool:
        """Whether there is something to carry out."""
        return bool(self.years)

    @property
    def mean_surplus(self) -> float:
        """Yuan a year."""
        return sum(year.surplus for year in self.years) / len(self.years) if self.years else 0.0

    @property
    def lowest_cash(self) -> float:
        """The least cash in hand at a month's end, yuan."""
        return min((month.cash for month in self.month_list), default=0.0)

    @property
    def expands(self) -> bool:
        """Whether the plan keeps any sheep at all."""
        return any(year.ewes_mean > 0.5 for year in self.years)
