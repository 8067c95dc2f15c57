"""A solved programme read off into plain figures, for one future."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mutong.village.models.planning import Plan
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.results import Flow, HouseholdPlan, LandUse, PlanMonth, PlanYear, PlotUse

INCOME = ("sheep_income", "goods_income", "manure_income", "n_saving")
COST = (
    "sheep_cost", "feed_cost", "straw_cost", "crop_cost_paid", "wages_paid", "health_paid", "interest",
)  # fmt: skip
LEFT = "left"
_SLIGHT = 1e-6
Values = Callable[[str], np.ndarray]


class Figures:
    """The arrays of one future of a plan, with small noise taken off; axes as the model states them, without
    futures."""

    def __init__(self, plan: Plan, calendar: PlanCalendar, future: int = 0) -> None:
        self.plan, self.calendar, self.future = plan, calendar, future
        self.labels = {name: one.labels for name, one in plan.model.sets.items()}
        self._sets = {block.name: block.sets for block in plan.built.columns}

    def value(self, name: str) -> np.ndarray:
        """A variable; what does not exist is nought."""
        found = np.nan_to_num(self.plan.values(name), nan=0.0)
        return self._of_future(self._sets[name], np.where(np.abs(found) < _SLIGHT, 0.0, found))

    def expression(self, name: str) -> np.ndarray:
        """A named expression."""
        sets = self.plan.built.expression(name).sets
        return self._of_future(sets, np.nan_to_num(self.plan.expression(name), nan=0.0))

    def number(self, name: str) -> np.ndarray:
        """A parameter's values, without the axis of futures."""
        one = self.plan.built.names.get(name)
        return self._of_future(one.sets, np.array(one.form.const, dtype=float))

    def _of_future(self, sets: Sequence[str], values: np.ndarray) -> np.ndarray:
        if "futures" not in sets:
            return values
        return np.take(values, self.future, axis=list(sets).index("futures"))


def months_of(figures: Figures, kinds: Mapping[str, str]) -> tuple[PlanMonth, ...]:
    """Every month. `kinds` is the class of each state label."""
    v, labels, calendar = figures.value, figures.labels, figures.calendar
    kept, sold, bought, moved = v("kept"), v("sold"), v("bought"), v("moved")
    eaten, buys, sells, stock = v("eaten"), v("buys"), v("sells"), v("stock")
    states, goods, groups = labels["states"], labels["goods"], labels["groups"]
    lives, weight_price = figures.number("lives"), _weights(figures)
    born = _born(figures, kept)
    died = (kept * (1 - lives)).sum(axis=1)
    lambing, fed_to = figures.number("lambing"), figures.number("fed_to")
    money = {name: figures.expression(name) for name in (*INCOME, *COST)}
    planted, harvest = v("planted"), v("harvest")
    sown, cut = figures.number("sown"), figures.number("cut")
    moves = {name: k for k, name in enumerate(labels["moves"])}
    needed, outside, cash, loan = figures.expression("need_days"), v("outside"), v("cash"), v("loan")
    spread, ensiled = v("n_spread"), v("ensiled")
    weather = np.moveaxis(figures.number("weather"), 0, 1) * figures.number("land_stays")[None, :]
    found = []
    for t in range(calendar.months):
        heads: dict[str, float] = {}
        for s, label in enumerate(states):
            heads[kinds[label]] = heads.get(kinds[label], 0.0) + float(kept[t, s])
        found.append(
            PlanMonth(
                month=t + 1, day=calendar.day(t + 1), heads=heads, mated=float(moved[t, moves["mate"]]),
                kept_female=float(moved[t, moves["keep_female"]]), kept_male=float(moved[t, moves["keep_male"]]),
                lambing=float((lambing * kept[t]).sum()), born=float(born[t]), died=float(died[t]),
                bought=_by_label(bought[t], states), sold=_by_kind(sold[t], states, kinds),
                sold_kg=float((sold[t] * weight_price).sum()),
                fed={group: _by_label(eaten[t, q], goods) for q, group in enumerate(groups)},
                group_heads={group: float((fed_to[q] * kept[t]).sum()) for q, group in enumerate(groups)},
                buys=_by_label(buys[t], goods), sells=_by_label(sells[t], goods), stock=_by_label(stock[t], goods),
                ensiled=float(ensiled[t]),
                sown=_by_label((sown[:, :, t] * planted).sum(axis=1), labels["crops"]),
                cut=_by_label((cut[:, :, t] * weather * harvest).sum(axis=1), labels["crops"]),
                spread_n=float(spread[t]), days_needed=float(needed[t]), days_outside=float(outside[t]),
                income={name: float(money[name][t]) for name in INCOME},
                cost={name: float(money[name][t]) for name in COST}, cash=float(cash[t]), loan=float(loan[t]),
            )
        )  # fmt: skip
    return tuple(found)


def years_of(figures: Figures, months: Sequence[PlanMonth], kinds: Mapping[str, str]) -> tuple[PlanYear, ...]:
    """Every plan year, added up from its months."""
    calendar, v = figures.calendar, figures.value
    surplus, dividend, built = v("surplus"), v("dividend"), v("built")
    worth = figures.expression("worth_at_end")
    rents, building, wear = (figures.expression(name) for name in ("rents_paid", "building_paid", "wear"))
    overhead = float(figures.number("overhead")) * float(v("founded"))
    n_sold, n_spared = v("n_sold"), v("n_spared")
    n_made = (figures.number("n_kept")[None, :] * v("kept")).sum(axis=1)
    spared_in = figures.number("season_month")
    found = []
    for y in range(calendar.years):
        of = [m for m in months if calendar.year_of(m.month) == y + 1]
        at = [m.month - 1 for m in of]
        ewes = [
            sum(n for kind, n in m.heads.items() if kind.startswith("ewe_") and kind != "ewe_lamb")
            for m in of
        ]
        cost = {name: sum(m.cost[name] for m in of) for name in COST}
        cost |= {"rents_paid": float(rents[y]), "overhead": overhead, "wear": float(wear[y])}
        found.append(
            PlanYear(
                year=y + 1, first_day=of[0].day, last_day=of[-1].day, ewes_mean=sum(ewes) / len(ewes),
                ewes_end=ewes[-1], flock_end=of[-1].heads, born=sum(m.born for m in of),
                died=sum(m.died for m in of), bought=sum(sum(m.bought.values()) for m in of),
                sold=_added(m.sold for m in of), sold_kg=sum(m.sold_kg for m in of),
                income={name: sum(m.income[name] for m in of) for name in INCOME}, cost=cost,
                built=_by_label(built[:, y], figures.labels["buildings"]) | {"yuan": float(building[y])},
                surplus=float(surplus[y]), dividend=float(dividend[y]), worth_end=float(worth[y]),
                cash_end=of[-1].cash, cash_low=min(m.cash for m in of), loan_high=max(m.loan for m in of),
                days=sum(m.days_needed for m in of), days_outside=sum(m.days_outside for m in of),
                fed=_added(one for m in of for one in m.fed.values()), bought_goods=_added(m.buys for m in of),
                sold_goods=_added(m.sells for m in of), harvest=_added(m.cut for m in of),
                manure_n=float(n_made[at].sum()), manure_spread=sum(m.spread_n for m in of),
                manure_sold=float(n_sold[at].sum()),
                n_spared=float(sum(n_spared[k] for k, t in enumerate(spared_in) if int(t) - 1 in at)),
            )
        )  # fmt: skip
    return tuple(found)


def land_of(figures: Figures) -> tuple[tuple[LandUse, ...], tuple[PlotUse, ...]]:
    """Land by crop and season, and plot by plot."""
    area, left, planted = figures.value("area"), figures.value("left"), figures.value("planted")
    plots, crops = figures.labels["plots"], figures.labels["crops"]
    land, of_plots = [], []
    for k, season in enumerate(figures.calendar.season_years):
        land += [
            LandUse(season, crop, float(planted[c, k])) for c, crop in enumerate(crops) if planted[c, k] > 0
        ]
        if left[:, k].sum() > 0:
            land.append(LandUse(season, LEFT, float(left[:, k].sum())))
        for p, plot in enumerate(plots):
            uses = {crop: float(area[p, c, k]) for c, crop in enumerate(crops)} | {LEFT: float(left[p, k])}
            of_plots += [PlotUse(plot, season, crop, mu) for crop, mu in uses.items() if mu > 0.005]
    return tuple(land), tuple(of_plots)


def households_of(figures: Figures, words: Mapping[str, object]) -> tuple[HouseholdPlan, ...]:
    """What each household puts in and gets."""
    v, n = figures.value, figures.number
    income, work, land_in = v("income"), v("work"), v("land_in")
    straw = v("straw_in").sum(axis=(1, 2)) / max(figures.calendar.years, 1)
    owned, mu = n("owned"), n("mu")
    margin = (n("own_revenue") - n("own_cost")) * mu
    years = [figures.calendar.year_of(t) for t in range(1, figures.calendar.months + 1)]
    days = np.stack(
        [
            work[:, [k for k, y in enumerate(years) if y == one]].sum(axis=1)
            for one in range(1, max(years) + 1)
        ],
        axis=1,
    )
    found = []
    for h, household in enumerate(figures.labels["households"]):
        found.append(
            HouseholdPlan(
                household_id=household, label=words[household], persons=float(n("persons")[h]),
                land_mu=float((owned[:, h] * mu).sum()), land_in_mu=float(land_in[h].mean()),
                shed_m2=float(v("sheds_in")[h]), yard_m2=float(v("yards_in")[h]), capital=float(v("capital")[h]),
                straw=float(straw[h]), dividend_share=float(n("share_of_dividend")[h]),
                days=tuple(float(one) for one in days[h]), income=tuple(float(one) for one in income[h]),
                income_now=float((owned[:, h] * margin).sum()),
            )
        )  # fmt: skip
    return tuple(found)


def flows_of(figures: Figures, years: Sequence[PlanYear]) -> tuple[Flow, ...]:
    """The flows of a mean year: crops into stores, feed into the flock, goods and sheep to market, manure to fields."""
    count = max(len(years), 1)
    gives, crops, goods = figures.number("gives"), figures.labels["crops"], figures.labels["goods"]
    harvest = _mean(years, "harvest")
    found = [
        Flow("mass", f"crop:{crop}", f"good:{good}", harvest.get(crop, 0.0) * float(gives[c, g]))
        for c, crop in enumerate(crops)
        for g, good in enumerate(goods)
    ]
    found += [Flow("mass", "market", f"good:{good}", kg) for good, kg in _mean(years, "bought_goods").items()]
    found += [Flow("mass", f"good:{good}", "flock", kg) for good, kg in _mean(years, "fed").items()]
    found += [Flow("mass", f"good:{good}", "market", kg) for good, kg in _mean(years, "sold_goods").items()]
    straw = figures.value("straw_in").sum(axis=(0, 1)) / count
    found += [Flow("mass", "households", f"good:{good}", float(straw[g])) for g, good in enumerate(goods)]
    found.append(Flow("mass", "flock", "market", sum(y.sold_kg for y in years) / count))
    found += [
        Flow("nitrogen", "flock", "manure", sum(y.manure_n for y in years) / count),
        Flow("nitrogen", "manure", "fields", sum(y.manure_spread for y in years) / count),
        Flow("nitrogen", "manure", "market", sum(y.manure_sold for y in years) / count),
    ]
    for name in INCOME:
        found.append(Flow("money", name, "cooperative", sum(y.income[name] for y in years) / count))
    for name in (*COST, "rents_paid", "overhead"):
        found.append(Flow("money", "cooperative", name, sum(y.cost[name] for y in years) / count))
    found.append(Flow("money", "cooperative", "dividend", sum(y.dividend for y in years) / count))
    found.append(Flow("money", "cooperative", "building", sum(y.built["yuan"] for y in years) / count))
    return tuple(one for one in found if one.amount > 0.5)


def _weights(figures: Figures) -> np.ndarray:
    return figures.number("weight")


def _born(figures: Figures, kept: np.ndarray) -> np.ndarray:
    newborn = figures.number("newborn") > 0
    passes = figures.number("passes")[:, newborn].sum(axis=1)
    return (kept * figures.number("lives") * passes[None, :]).sum(axis=1) * figures.number("lambs_times")


def _by_label(values: np.ndarray, labels: Sequence[str]) -> dict[str, float]:
    return {label: float(one) for label, one in zip(labels, values, strict=True) if one > _SLIGHT}


def _by_kind(values: np.ndarray, labels: Sequence[str], kinds: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for label, one in zip(labels, values, strict=True):
        if one > _SLIGHT:
            found[kinds[label]] = found.get(kinds[label], 0.0) + float(one)
    return found


def _added(parts) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in parts:
        for key, one in part.items():
            found[key] = found.get(key, 0.0) + one
    return found


def _mean(years: Sequence[PlanYear], name: str) -> dict[str, float]:
    count = max(len(years), 1)
    return {key: one / count for key, one in _added(getattr(year, name) for year in years).items()}
