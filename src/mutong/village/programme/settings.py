"""What a plan is asked for: when it begins, how long, how finely, from which flock and stores, under which futures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mutong.kernel.words import Words


@dataclass(frozen=True)
class Future:
    """One way things may go, as factors on what is expected (1: no change), by month or season of the plan.

    `sheep_price` and `feed_price` are on prices, `deaths` on the share that dies in a month, `lambs` on lambs born,
    `market_open` 0 in a month in which no sheep can be sold, `hands` on days that households work, `weather` on
    yields by
    season (the same for every crop), `land_stays` on land, straw and rent by season. Left out: as expected throughout.
    """

    name: str
    label: Words
    chance: float = 1.0
    sheep_price: Mapping[int, float] = field(default_factory=dict)
    feed_price: Mapping[int, float] = field(default_factory=dict)
    deaths: Mapping[int, float] = field(default_factory=dict)
    lambs: Mapping[int, float] = field(default_factory=dict)
    market_open: Mapping[int, float] = field(default_factory=dict)
    hands: Mapping[int, float] = field(default_factory=dict)
    weather: Mapping[int, float] = field(default_factory=dict)
    land_stays: Mapping[int, float] = field(default_factory=dict)


EXPECTED = Future("expected", Words("正常", "as expected"))


@dataclass(frozen=True)
class OpeningState:
    """What there is at the start: heads by state label of the flock, kg by good, kg N in the manure store, yuan of cash
    and loan, m2 of the cooperative's own barns, kg of room in its silage pits, mu of crops of its own that stand by
    (plot, crop)."""

    flock: Mapping[str, float] = field(default_factory=dict)
    goods: Mapping[str, float] = field(default_factory=dict)
    manure_n: float = 0.0
    cash: float = 0.0
    loan: float = 0.0
    house_m2: float = 0.0
    silage_room_kg: float = 0.0
    standing: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class PlanSettings:
    """`start` is the first day of the first month; `months` at least 24. `by_household` keeps every household and plot
    apart; otherwise like plots and all households are taken together (quick, for many what-ifs). `with_undecided`
    counts those who said maybe, or offered something without a yes, as willing. `ewes_…` bound the scale. From year
    `dividends_from` on there are dividends, so that losses have to be made up.
    """

    start: date
    months: int = 60
    by_household: bool = True
    with_undecided: bool = False
    ewes_at_most: float | None = None
    ewes_at_least: float = 0.0
    opening: OpeningState = OpeningState()
    futures: tuple[Future, ...] = (EXPECTED,)
    whole_buildings: bool = True
    most_buildings_a_year: int = 4
    dividends_from: int = 2
