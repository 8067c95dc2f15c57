"""A plan carried out as it stands under futures nobody foresaw: month by month, for many futures at once.

Decisions are the plan's shares (of ewes mated, of sheep sold), its purchases of sheep and its rations a head; what
cannot
be sold waits, feed that is short is bought at the price of the day, hands that are missing are hired, the loan is drawn
and paid back as cash asks. Nothing is optimised: this is how a plan fares when people keep to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mutong.village.programme.reading_off import Figures
from mutong.village.programme.settings import Future
from mutong.village.programme.what_if_arrays import arrays_of

_SLIGHT = 1e-9


@dataclass(frozen=True)
class Carried:
    """By future: surplus by plan year, cash, debts that could not be paid and loan by month, ewes by month; yuan,
    head."""

    surplus: np.ndarray
    cash: np.ndarray
    unpaid: np.ndarray
    loan: np.ndarray
    ewes: np.ndarray
    heads: np.ndarray
    born: np.ndarray
    died: np.ndarray
    sold: np.ndarray


class Carrying:
    """A plan read off once, to be carried out under any number of futures."""

    def __init__(self, figures: Figures) -> None:
        self.calendar = figures.calendar
        v, n, labels = figures.value, figures.number, figures.labels
        self.labels = labels
        self.n = {name: n(name) for name in _NUMBERS}
        kept, sold, bought, moved = v("kept"), v("sold"), v("bought"), v("moved")
        self.bought, self.moved = bought, moved
        lives = n("lives")
        arrivals = np.empty_like(kept)
        arrivals[0] = self.n["opening_flock"]
        newborn = self.n["newborn"] > 0
        for t in range(1, len(kept)):
            arrivals[t] = (kept[t - 1] * lives[t - 1]) @ self.n["passes"]
            arrivals[t, newborn] *= n("lambs_times")[t - 1]
        there = arrivals + bought
        # Where the plan has none of an age, what waits there was not sold before: it goes as soon as it can.
        fattening = np.array([label.startswith("fattening") for label in labels["states"]])
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(there > 1e-6, sold / there, fattening[None, :].astype(float))
            self.sold_share = np.clip(np.nan_to_num(share), 0, 1)
            source = self.n["source"]
            left = (there - sold) @ source.T
            self.move_share = np.clip(np.nan_to_num(np.where(left > 1e-6, moved / left, 0.0)), 0, 1)
        heads = kept @ self.n["fed_to"].T
        eaten = v("eaten")
        self.ration = _rations(eaten, heads)
        self.plan_heads = kept.sum(axis=1)
        self.buys, self.sells, self.ensiled = v("buys"), v("sells"), v("ensiled")
        self.planted, self.harvest, self.straw = v("planted"), v("harvest"), v("straw_all")
        self.days = v("work").sum(axis=0)
        self.offered = self.n["days_offered"].sum(axis=0)
        self.dividend = v("dividend")
        self.capital = float(v("capital").sum())
        self.overhead = float(self.n["overhead"] * v("founded"))
        self.least = float(self.n["cash_least"] * v("founded"))
        self.manure = figures.expression("manure_income") + figures.expression("n_saving")
        self.rents, self.building, self.wear = (
            figures.expression(name) for name in ("rents_paid", "building_paid", "wear")
        )
        self.worth_start = float(figures.expression("worth_at_start"))
        self.ends_later = float((self.n["ends_later"] * self.n["crop_cost"][:, None] * self.planted).sum())

    def under(self, futures: Sequence[Future]) -> Carried:
        """Carry the plan out under each future."""
        parts = [arrays_of(one, self.calendar) for one in futures]
        a = {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}
        return _Run(self, a, len(futures)).go()


_NUMBERS = (
    "opening_flock", "passes", "newborn", "source", "fed_to", "lives_usual", "opening_stock", "keeps", "gives", "cut",
    "sown", "work_share", "straw_arrives", "price", "buying_price", "can_buy_good", "can_sell_good", "sheep_price",
    "ewe_price", "worth", "change", "health_cost", "hours_ewe", "hours_lambing", "hours_silage", "hours_day", "is_ewe",
    "lambing", "crop_work", "crop_cost", "wage", "wage_outside", "silage_cost", "ensilable", "ensiled_into", "energy",
    "days_offered", "loan_rate", "loan_most", "cash_least", "cash_opening", "loan_opening", "overhead", "first_month",
    "last_month", "ends_later", "season_year", "reserve_share",
)  # fmt: skip


class _Run:
    """One walk through the months; arrays have the futures as their first axis."""

    def __init__(self, plan: Carrying, factors: dict[str, np.ndarray], futures: int) -> None:
        self.p, self.a, self.f, self.n = plan, factors, futures, plan.n
        months, states, goods = plan.calendar.months, len(plan.labels["states"]), len(plan.labels["goods"])
        self.kept = np.zeros((futures, months, states))
        self.sold = np.zeros_like(self.kept)
        self.born, self.died = np.zeros((futures, months)), np.zeros((futures, months))
        self.stock = np.zeros((futures, months, goods))
        self.flow = np.zeros((futures, months))
        self.cash, self.loan, self.unpaid = (np.zeros((futures, months)) for _ in range(3))
        self.interest = np.zeros((futures, months))
        self.paid_out = np.zeros((futures, plan.calendar.years))
        self.surplus = np.zeros((futures, plan.calendar.years))
        self.hay = plan.labels["goods"].index("alfalfa_hay") if "alfalfa_hay" in plan.labels["goods"] else 0

    def go(self) -> Carried:
        """Walk through all months."""
        for t in range(self.p.calendar.months):
            self._flock(t)
            self.flow[:, t] = self._sheep_money(t) + self._stores(t) + self._work_and_crops(t)
            self._cash(t)
        ewes = self.kept @ self.n["is_ewe"]
        return Carried(
            self.surplus, self.cash, self.unpaid, self.loan, ewes, self.kept.sum(axis=2), self.born, self.died,
            self.sold.sum(axis=2),
        )  # fmt: skip

    def _flock(self, t: int) -> None:
        n, p = self.n, self.p
        newborn = n["newborn"] > 0
        if t == 0:
            there = np.repeat(n["opening_flock"][None, :], self.f, axis=0)
        else:
            lives = np.maximum(
                1 - (1 - n["lives_usual"])[None, :] * self.a["deaths_times"][:, t - 1, None], 0.0
            )
            there = (self.kept[:, t - 1] * lives) @ n["passes"]
            there[:, newborn] *= self.a["lambs_times"][:, t - 1, None]
            self.died[:, t] = (self.kept[:, t - 1] * (1 - lives)).sum(axis=1)
            self.born[:, t] = there[:, newborn].sum(axis=1)
        there = there + p.bought[t]
        self.sold[:, t] = there * p.sold_share[t] * self.a["market_open"][:, t, None]
        left = there - self.sold[:, t]
        moved = (left @ n["source"].T) * p.move_share[t]
        self.kept[:, t] = np.maximum(left + moved @ n["change"], 0.0)

    def _sheep_money(self, t: int) -> np.ndarray:
        n = self.n
        sales = (self.sold[:, t] @ n["sheep_price"]) * self.a["sheep_price_times"][:, t]
        bought = float(self.p.bought[t] @ n["ewe_price"])
        return sales - bought - self.kept[:, t] @ n["health_cost"] + self.p.manure[t]

    def _stores(self, t: int) -> np.ndarray:
        n, p, a = self.n, self.p, self.a
        before = n["opening_stock"][None, :] if t == 0 else self.stock[:, t - 1]
        grown = a["weather"] * a["land_stays"][:, :, None] * p.harvest.T[None]
        stock = before * n["keeps"] + np.einsum("fkc,ck,cg->fg", grown, n["cut"][:, :, t], n["gives"])
        straw = a["straw_times"] * p.straw[None] * n["straw_arrives"][t][None]
        stock = stock + straw.sum(axis=1)
        money = -(straw.sum(axis=1) @ n["price"])
        heads = self.kept[:, t].sum(axis=1)
        scale = np.clip(heads / p.plan_heads[t], 0, 3) if p.plan_heads[t] > _SLIGHT else np.zeros(self.f)
        buys = scale[:, None] * p.buys[t]
        ensiled = np.minimum(p.ensiled[t], np.maximum(stock @ n["ensilable"], 0.0))
        stock = stock + buys + ensiled[:, None] * (n["ensiled_into"] - n["ensilable"])
        groups = self.kept[:, t] @ n["fed_to"].T
        stock = stock - groups @ p.ration[t]
        sells = np.minimum(p.sells[t], np.maximum(stock, 0.0))
        stock = stock - sells
        short = np.maximum(-stock, 0.0)
        for_sale = n["can_buy_good"] > 0
        # Feed that nobody sells (silage) is made up for by hay with the same energy.
        energy = (short[:, ~for_sale] @ n["energy"][~for_sale]) / max(float(n["energy"][self.hay]), _SLIGHT)
        short_bought = np.where(for_sale[None, :], short, 0.0)
        short_bought[:, self.hay] += energy
        self.stock[:, t] = np.maximum(stock, 0.0)
        prices = n["buying_price"] * a["feed_price_times"][:, t, None]
        return (
            money
            + sells @ n["price"]
            - ((buys + short_bought) * prices).sum(axis=1)
            - n["silage_cost"] * ensiled
        )

    def _work_and_crops(self, t: int) -> np.ndarray:
        n, p, a = self.n, self.p, self.a
        stays = a["land_stays"]
        hours = n["hours_ewe"][t] * (self.kept[:, t] @ n["is_ewe"]) + n["hours_lambing"] * (
            self.kept[:, t] @ n["lambing"]
        )
        days = (hours + n["hours_silage"] * p.ensiled[t]) / n["hours_day"]
        days = days + np.einsum("fk,ck,c->f", stays, n["work_share"][:, :, t] * p.planted, n["crop_work"])
        own = np.minimum(days, p.offered[t] * a["hands_times"][:, t])
        costs = np.einsum("fk,ck,c->f", stays, n["sown"][:, :, t] * p.planted, n["crop_cost"])
        return -costs - n["wage"] * own - n["wage_outside"] * (days - own)

    def _cash(self, t: int) -> None:
        n, p = self.n, self.p
        first = np.full(self.f, float(n["cash_opening"])) + p.capital
        cash = first if t == 0 else self.cash[:, t - 1].copy()
        loan = np.full(self.f, float(n["loan_opening"])) if t == 0 else self.loan[:, t - 1].copy()
        debts = np.zeros(self.f) if t == 0 else self.unpaid[:, t - 1].copy()
        self.interest[:, t] = float(n["loan_rate"]) * loan
        cash = cash + self.flow[:, t] - self.interest[:, t] - debts
        for y in range(p.calendar.years):
            if int(n["first_month"][y]) == t + 1:
                cash = cash - p.building[y]
            if int(n["last_month"][y]) == t + 1:
                cash = cash - p.rents[y] - p.overhead
                self._year(y, t)
                cash = cash - self._shared_out(y, cash)
        least = p.least
        drawn = np.clip(least - cash, 0.0, np.maximum(float(n["loan_most"]) - loan, 0.0))
        back = np.clip(cash - least, 0.0, loan)
        cash, loan = cash + drawn - back, loan + drawn - back
        self.unpaid[:, t] = np.maximum(-cash, 0.0)
        self.cash[:, t], self.loan[:, t] = np.maximum(cash, 0.0), loan

    def _year(self, y: int, t: int) -> None:
        n, p = self.n, self.p
        first = int(n["first_month"][y]) - 1
        flows = self.flow[:, first : t + 1].sum(axis=1) - self.interest[:, first : t + 1].sum(axis=1)
        worth = self.kept[:, t] @ n["worth"] + self.stock[:, t] @ n["price"]
        worth = worth + (p.ends_later if y == p.calendar.years - 1 else 0.0)
        before = p.worth_start if y == 0 else self._worth
        self.surplus[:, y] = flows - p.rents[y] - p.overhead - p.wear[y] + worth - before
        self._worth = worth

    def _shared_out(self, y: int, cash: np.ndarray) -> np.ndarray:
        """The planned dividend, as far as surplus and cash allow."""
        lawful = (1 - float(self.n["reserve_share"])) * self.surplus[:, : y + 1].sum(
            axis=1
        ) - self.paid_out.sum(axis=1)
        free = np.minimum(lawful, cash - self.p.least)
        self.paid_out[:, y] = np.clip(free, 0.0, self.p.dividend[y])
        return self.paid_out[:, y]


def _rations(eaten: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """Kg a head by month, group and good; where the plan has none of a group, the ration of its last month with some,
    or else of its first."""
    months, groups, _ = eaten.shape
    found = np.zeros_like(eaten)
    for q in range(groups):
        known = [t for t in range(months) if heads[t, q] > 1e-6]
        for t in range(months):
            at = max((k for k in known if k <= t), default=known[0] if known else None)
            if at is not None:
                found[t, q] = eaten[at, q] / heads[at, q]
    return found
