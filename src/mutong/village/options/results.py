"""What is known of one option, in figures that can be laid beside another's: money in yuan, land in mu, work in days.

`gain` is what the village earns more (or less) in a year than by going on as now; staying as now gains nothing by
definition. Unknown numbers keep their intervals (T1).
"""

from dataclasses import dataclass, field

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.village.spreads import Spread, exactly, least

NOW, BUSINESS, SHEEP = "now", "business", "sheep"
MET, STEP, OPEN, FORBIDDEN = "met", "step", "open", "forbidden"
YEARS = {
    "normal": Words("常年", "normal year"),
    "dry": Words("旱年", "dry year"),
    "low_price": Words("低价年", "low-price year"),
}
CONDITION_STATES = {
    MET: Words("已具备", "met"),
    STEP: Words("要办的手续", "a step to take"),
    OPEN: Words("未知，先问清", "not known; ask first"),
    FORBIDDEN: Words("不允许", "not allowed"),
}


@dataclass(frozen=True)
class YearMoney:
    """Yuan in a year, for each kind of year that is compared."""

    normal: Spread
    dry: Spread
    low_price: Spread

    def of(self, year: str) -> Spread:
        """The money of `normal`, `dry` or `low_price`."""
        return {"normal": self.normal, "dry": self.dry, "low_price": self.low_price}[year]

    @property
    def worst(self) -> Spread:
        """The worst of the three years: its least, its most and its point."""
        return least(least(self.normal, self.dry), self.low_price)

    def __add__(self, other: "YearMoney") -> "YearMoney":
        return YearMoney(*(self.of(year) + other.of(year) for year in YEARS))

    def __sub__(self, other: "YearMoney") -> "YearMoney":
        return YearMoney(*(self.of(year) - other.of(year) for year in YEARS))


NOTHING = YearMoney(exactly(0), exactly(0), exactly(0))


@dataclass(frozen=True)
class Condition:
    """What a law or an office asks before it may be done: `state` is met, step, open or forbidden, never guessed.

    `citation` names text and article, `grade` how it was read; `asked_of` who can settle what is open.
    """

    words: Words
    state: str
    citation: Words
    grade: str
    asked_of: Words

    @property
    def answer(self) -> Truth:
        """YES where nothing stands in the way, NO where it is forbidden, UNKNOWN while it is open."""
        return {MET: Truth.YES, STEP: Truth.YES, OPEN: Truth.UNKNOWN}.get(self.state, Truth.NO)


@dataclass(frozen=True)
class RiskFigure:
    """One figure of risk with its unit, as the chance of a failed payment or the lowest cash in a bad run."""

    label: Words
    value: Spread
    unit: Words


@dataclass(frozen=True)
class OpenNumber:
    """A number on which the option rests and that is not settled by a source: its key, words, state and giver."""

    key: str
    label: Words
    state: Words
    asked_of: Words
    settled: bool  # a choice gives it a value, to be confirmed; otherwise there is none


@dataclass(frozen=True)
class OptionResult:
    """One option. `kind` is now, business or sheep; `scale` tells its size as a person says it.

    `margin` is its own yearly result, `gain` against going on as now; `cash_need` what must be paid before anything
    comes in, `lowest_cash` the lowest point of its cash (below nought as long as more went out than came in). `labour`
    are its days of work by month, `more_labour` those beyond what is done now. `land_kind` is any or not_basic (land
    that is no permanent basic farmland). `skill_state` says whether the village has the skill.
    """

    code: str
    label: Words
    kind: str
    scale: Words
    margin: YearMoney
    gain: YearMoney
    cash_need: Spread
    lowest_cash: Spread
    labour: tuple[Spread, ...]
    more_labour: tuple[Spread, ...]
    land_mu: Spread
    years_to_income: Spread
    skill: Words
    skill_state: Truth
    market: Words
    land_kind: str = "any"
    conditions: tuple[Condition, ...] = ()
    risks: tuple[Words, ...] = ()
    risk_figures: tuple[RiskFigure, ...] = ()
    notes: tuple[Words, ...] = ()
    sources: tuple[Words, ...] = ()
    open_numbers: tuple[OpenNumber, ...] = field(default=())

    @property
    def peak_month(self) -> int | None:
        """The month (1 … 12) with the most work, by what it may be at most; None where no month can be told apart."""
        most = [one.high for one in self.labour]
        return None if len(set(most)) <= 1 else most.index(max(most)) + 1

    @property
    def law_state(self) -> Truth:
        """Whether the conditions let it be done: NO where one forbids, UNKNOWN while one is open."""
        return min((one.answer for one in self.conditions), default=Truth.YES)
