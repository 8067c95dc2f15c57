"""A plan of two years made up figure by figure: whatever a document may have to tell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from mutong.kernel.words import Words
from mutong.village.programme.results import (
    Flow,
    HouseholdPlan,
    LandUse,
    Limit,
    NumberUsed,
    PlanMonth,
    PlanYear,
    PlotUse,
    TradeOff,
    VillagePlan,
)
from tests.village.village_numbers import sample

PLACE = Words("柳沟村", "Liugou village")
WRITTEN = date(2022, 8, 22)
START = 2023
NAME, OTHER_NAME = "赵甲户", "钱乙户"
CHOSEN = {
    "live_lamb.price": 13.0,
    "labour.wage": 100.0,
    "loan.most": 200_000.0,
    "maize.sowing_month": 4.0,
    "ewe.house_area": 1.2,
    "lamb.survival": 80.0,
    "lamb.weaning_age": 2.0,
    "cooperative.reserve_share": 10.0,
    "cooperative.least_cash": 5000.0,
}
CITED = {"maize_stover.me": 4.96, "composted_manure.n": 8.0}


def _month(number: int) -> PlanMonth:
    """Odd sums on purpose: a third of a head is bought, mated, born and sold in many months."""
    year, month = START + (number - 1) // 12, (number - 1) % 12 + 1
    ewes = 20.0 + number
    return PlanMonth(
        month=number,
        day=date(year, month, 1),
        heads={
            "ewe_open": ewes / 2,
            "ewe_pregnant": ewes / 4,
            "ewe_nursing": ewes / 4,
            "ram": 1.4,
            "lamb_female": 3.0,
            "lamb_male": 3.0,
            "fattening_male": 6.0,
        },
        mated=2 + 1 / 3,
        kept_female=1 / 3,
        kept_male=0.1,
        lambing=1 + 1 / 3 if number > 5 else 0.0,
        born=2 + 2 / 3 if number > 5 else 0.0,
        died=0.2,
        bought={"ewe_open_0": 5 + 1 / 3, "ram_0": 0.4} if number <= 3 else {},
        sold={"fattening_male": 1 + 1 / 3, "fattening_female": 0.4, "ewe_open": 0.3} if number > 11 else {},
        sold_kg=80.0 if number > 11 else 0.0,
        fed={"ewe_open": {"maize_stover": 600.0, "maize_grain": 60.0}, "ram": {"maize_stover": 55.0}},
        group_heads={"ewe_open": ewes / 2, "ram": 1.4},
        buys={"maize_stover": 900.0, "soybean_meal": 20.0},
        sells={"maize_grain": 6_000.0} if month == 11 else {},
        stock={"maize_stover": 5_000.0},
        ensiled=2_000.0 if month == 9 else 0.0,
        sown={"maize": 30.0, "alfalfa": 10.0} if month == 4 else {},
        cut={"maize": 15_000.0} if month == 10 else {},
        spread_n=120.0 if month == 3 else 0.0,
        days_needed=40.0,
        days_outside=4.0 if month == 10 else 0.0,
        income={
            "sheep_income": 3_000.0 if number > 11 else 0.0,
            "goods_income": 15_000.0 if month == 11 else 0.0,
            "manure_income": 100.0,
            "n_saving": 10.0,
        },
        cost={
            "sheep_cost": 8_000.0 if number <= 3 else 0.0,
            "feed_cost": 500.0,
            "straw_cost": 0.0,
            "crop_cost_paid": 9_000.0 if month == 4 else 0.0,
            "wages_paid": 1_000.0,
            "health_paid": 50.0,
            "interest": 0.0 if number < 5 else 20.0,
        },
        cash=40_000.0 - 1_000.0 * number if number != 7 else 5_000.0,
        loan=0.0 if number < 4 or number > 20 else 30_000.0,
    )


def _added(parts: list[Mapping[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in parts:
        for key, one in part.items():
            found[key] = found.get(key, 0.0) + one
    return found


def _year(number: int, months: tuple[PlanMonth, ...]) -> PlanYear:
    of = list(months[12 * (number - 1) : 12 * number])
    cost = _added([m.cost for m in of]) | {"rents_paid": 4_000.0, "overhead": 2_000.0, "wear": 900.0}
    ewes = [m.heads["ewe_open"] * 2 for m in of]
    return PlanYear(
        year=number,
        first_day=of[0].day,
        last_day=of[-1].day,
        ewes_mean=sum(ewes) / 12,
        ewes_end=ewes[-1],
        flock_end=of[-1].heads,
        born=sum(m.born for m in of),
        died=sum(m.died for m in of),
        bought=sum(sum(m.bought.values()) for m in of),
        sold=_added([m.sold for m in of]),
        sold_kg=sum(m.sold_kg for m in of),
        income=_added([m.income for m in of]),
        cost=cost,
        built={"barn": 1.0, "yuan": 20_000.0} if number == 1 else {"yuan": 0.0},
        surplus=-3_210.0 if number == 1 else 87_654.0,
        dividend=0.0 if number == 1 else 60_000.0,
        worth_end=90_000.0,
        cash_end=of[-1].cash,
        cash_low=min(m.cash for m in of),
        loan_high=max(m.loan for m in of),
        days=sum(m.days_needed for m in of),
        days_outside=sum(m.days_outside for m in of),
        fed=_added([g for m in of for g in m.fed.values()]),
        bought_goods=_added([m.buys for m in of]),
        sold_goods=_added([m.sells for m in of]),
        harvest=_added([m.cut for m in of]),
        manure_n=600.0,
        manure_spread=sum(m.spread_n for m in of),
        manure_sold=200.0,
        n_spared=30.0,
    )


def _household(name: str, k: int) -> HouseholdPlan:
    return HouseholdPlan(
        name,
        Words(name, name),
        2.0,
        4.0,
        4.0 + k % 3,
        30.0,
        60.0,
        1_000.0 * (k % 5),
        0.0,
        1 / 21,
        (10.0 + k, 12.0),
        (1_000.0 + 200 * k, 2_000.0 + 400 * k),
        1_500.0,
    )


def _number(key: str, value: float, state: str) -> NumberUsed:
    one = sample()[key]
    return NumberUsed(key, one.label, value, one.unit.words, state, one.grade, "sample_village")


@cache
def made_up_plan() -> VillagePlan:
    """Twenty-one households, two years, a loss and then a dividend, a barn, a change of crop."""
    months = tuple(_month(number) for number in range(1, 25))
    return VillagePlan(
        status="optimal",
        objective="collective",
        value=84_444.0,
        gap=0.0,
        problem=Words("", ""),
        start=date(START, 1, 1),
        months=24,
        willing=21,
        asked=22,
        years=(_year(1, months), _year(2, months)),
        month_list=months,
        land=(
            LandUse(2023, "maize", 30.0),
            LandUse(2023, "alfalfa", 10.0),
            LandUse(2023, "left", 5.0),
            LandUse(2024, "maize", 26.0),
            LandUse(2024, "alfalfa", 14.0),
            LandUse(2024, "left", 5.0),
        ),
        plots=(
            PlotUse(f"{NAME}/1", 2023, "maize", 30.0),
            PlotUse(f"{NAME}/1", 2024, "maize", 26.0),
            PlotUse(f"{NAME}/1", 2024, "alfalfa", 4.0),
            PlotUse(f"{NAME}/2", 2023, "alfalfa", 10.0),
            PlotUse(f"{NAME}/2", 2024, "alfalfa", 10.0),
        ),
        households=tuple(_household(NAME if k == 0 else f"户{k:02}", k) for k in range(21)),
        limits=(
            Limit(
                "land",
                1308.0,
                "mu",
                "2023",
                Words("多 1 亩地，目标增加 1,308 元。", "One more mu adds 1,308 yuan."),
            ),
        ),
        flows=(
            Flow("mass", "crop:maize", "good:maize_grain", 8_000.0),
            Flow("mass", "crop:maize", "good:maize_stover", 7_000.0),
            Flow("mass", "good:maize_stover", "flock", 7_000.0),
            Flow("mass", "market", "good:maize_stover", 10_800.0),
            Flow("mass", "flock", "market", 500.0),
            Flow("nitrogen", "flock", "manure", 600.0),
            Flow("nitrogen", "manure", "fields", 120.0),
            Flow("money", "sheep_income", "cooperative", 20_000.0),
            Flow("money", "cooperative", "wages_paid", 12_000.0),
        ),
        trade_offs=(
            TradeOff("collective", 42_222.0, 60_000.0, 700.0, 30.0),
            TradeOff("poorest", 40_000.0, 58_000.0, 900.0, 28.0),
        ),
        remarks=(Words(f"{NAME} 的地没有面积。", f"The plot of {NAME} has no area."),),
        numbers=tuple(_number(k, v, "chosen") for k, v in CHOSEN.items())
        + tuple(_number(k, v, "measured") for k, v in CITED.items()),
        left_out=(Words("放牧不作饲料。", "Grazing feeds nothing."),),
    )


def infeasible() -> VillagePlan:
    """No plan: two limits clash, one of them a household's."""
    problem = Words(
        f"下列限制冲突：\n- 现金（{NAME}）\n- 母羊下限", f"These clash:\n- cash ({NAME})\n- least ewes"
    )
    return replace(
        made_up_plan(),
        status="infeasible",
        problem=problem,
        years=(),
        month_list=(),
        land=(),
        plots=(),
        households=(),
        limits=(),
        flows=(),
        trade_offs=(),
    )


def without_sheep() -> VillagePlan:
    """A plan that keeps none."""
    plan = made_up_plan()
    years = tuple(
        replace(
            y,
            ewes_mean=0.0,
            ewes_end=0.0,
            flock_end={},
            born=0.0,
            died=0.0,
            bought=0.0,
            sold={},
            sold_kg=0.0,
            fed={},
        )
        for y in plan.years
    )
    months = tuple(
        replace(
            m,
            heads={},
            mated=0.0,
            kept_female=0.0,
            kept_male=0.0,
            lambing=0.0,
            born=0.0,
            died=0.0,
            bought={},
            sold={},
            fed={},
            group_heads={},
        )
        for m in plan.month_list
    )
    return replace(plan, years=years, month_list=months)
