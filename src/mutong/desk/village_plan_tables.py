"""The tables of a plan, as a page shows them and as files take them along: years, months, land, feed, households."""

import math
from collections.abc import Callable, Sequence

from mutong.desk.parts import NO_WORDS
from mutong.desk.village_plan_parts import DASH, Column, PlanTable, Row, Value, columns
from mutong.kernel.words import Words
from mutong.records.reads.village_plans import BRACKET, TOGETHER
from mutong.village.plan_document.names import crop_name, good_name, money_name
from mutong.village.plan_document.say import month_of
from mutong.village.programme.planning import AIMS
from mutong.village.programme.results import PlanMonth, PlanYear, VillagePlan

EWES = ("ewe_open", "ewe_pregnant", "ewe_nursing")


def years_table(plan: VillagePlan) -> PlanTable:
    """Years side by side: the flock, money by kind, work, manure."""
    years = plan.years
    heads = lambda zh, en, of: _row(zh, en, years, of)  # noqa: E731
    income = dict.fromkeys(kind for y in years for kind in y.income)
    cost = dict.fromkeys(kind for y in years for kind in y.cost)
    rows = [
        heads("母羊年均（只）", "Ewes, mean (head)", lambda y: y.ewes_mean),
        heads("母羊年末（只）", "Ewes at the end (head)", lambda y: y.ewes_end),
        heads("产羔（只）", "Lambs born (head)", lambda y: y.born),
        heads("死亡（只）", "Died (head)", lambda y: y.died),
        heads("购入（只）", "Bought (head)", lambda y: y.bought),
        heads("出售（只）", "Sold (head)", lambda y: sum(y.sold.values())),
        heads("出售活重（公斤）", "Live weight sold (kg)", lambda y: y.sold_kg),
        *(_money_row(kind, years, lambda y, kind=kind: y.income.get(kind, 0.0)) for kind in income),
        *(_money_row(kind, years, lambda y, kind=kind: -y.cost.get(kind, 0.0)) for kind in cost),
        heads("当年盈余（元）", "Surplus (yuan)", lambda y: y.surplus),
        heads("其中分配（元）", "of which dividends (yuan)", lambda y: y.dividend),
        heads("建设支出（元）", "Building (yuan)", lambda y: y.built.get("yuan", 0.0)),
        heads("年末现金（元）", "Cash at the end (yuan)", lambda y: y.cash_end),
        heads("年内现金最低（元）", "Lowest cash (yuan)", lambda y: y.cash_low),
        heads("贷款最高（元）", "Loan at most (yuan)", lambda y: y.loan_high),
        heads("用工（工日）", "Work (days)", lambda y: y.days),
        heads("其中外雇（工日）", "of which hired (days)", lambda y: y.days_outside),
        heads("粪肥含氮（公斤）", "Nitrogen in manure (kg)", lambda y: y.manure_n),
        heads("其中还田（公斤氮）", "of which spread (kg N)", lambda y: y.manure_spread),
        heads("省下化肥氮（公斤）", "Fertiliser N spared (kg)", lambda y: y.n_spared),
    ]
    columns = tuple(
        Column(
            Words(f"第 {y.year} 年（{y.first_day:%Y-%m} 起）", f"Year {y.year} (from {y.first_day:%Y-%m})")
        )
        for y in years
    )
    note = Words(
        "支出写成负数；建设支出按年限折旧进入盈余。",
        "Costs are below nought; buildings enter the surplus as wear.",
    )
    return PlanTable(
        "years", Words("逐年", "Year by year"), Words("项目", "Figure"), columns, tuple(rows), note
    )


def months_table(plan: VillagePlan) -> PlanTable:
    """Months one under the other."""
    headings = columns(
        ("母羊（只）", "Ewes (head)", 0), ("全群（只）", "All sheep (head)", 0), ("配种（只）", "Mated (head)", 0),
        ("产羔（只）", "Born (head)", 0), ("死亡（只）", "Died (head)", 1), ("购入（只）", "Bought (head)", 0),
        ("出售（只）", "Sold (head)", 0), ("出售活重（公斤）", "Sold (kg)", 0), ("饲喂（吨）", "Fed (t)", 1),
        ("购料（吨）", "Feed bought (t)", 1), ("用工（工日）", "Work (days)", 0), ("外雇（工日）", "Hired (days)", 0),
        ("收入（元）", "Income (yuan)", 0), ("支出（元）", "Costs (yuan)", 0), ("月末现金（元）", "Cash (yuan)", 0),
        ("贷款（元）", "Loan (yuan)", 0),
    )  # fmt: skip
    rows = tuple(Row(month_of(m.day), _month(m)) for m in plan.month_list)
    note = Words(
        "存栏是当月安排之后的数；租金、管理开支、分配和建设不在“支出”一列，月末现金已经扣除。",
        "Heads are those after the month's decisions; rents, running costs, dividends and building are not among the "
        "costs of this table, but are paid from the cash.",
    )
    return PlanTable("months", Words("逐月", "Month by month"), Words("月份", "Month"), headings, rows, note)


def land_table(plan: VillagePlan) -> PlanTable:
    """Mu of each crop by season."""
    seasons = sorted({one.season for one in plan.land})
    mu = {(one.crop, one.season): one.mu for one in plan.land}
    rows = tuple(
        Row(crop_name(crop), tuple(mu.get((crop, s), 0.0) for s in seasons))
        for crop in dict.fromkeys(one.crop for one in plan.land)
    )
    headings = tuple(Column(Words(f"{s} 年收获", f"Season {s}"), 1) for s in seasons)
    note = Words("单位：亩。“农户自种”是农户愿意拿出来、计划没有用上的地。",
                 "In mu. Land left to its household was on offer and is not used.")  # fmt: skip
    return PlanTable("land", Words("土地", "Land"), Words("作物", "Crop"), headings, rows, note)


def feed_table(plan: VillagePlan) -> PlanTable:
    """Where each good of a mean year comes from and goes; the rest is lost in store or changes the store."""
    kg = {(one.source, one.target): one.amount for one in plan.flows if one.kind == "mass"}
    names = dict.fromkeys(end.removeprefix("good:") for ends in kg for end in ends if end.startswith("good:"))
    rows = []
    for name in names:
        good = f"good:{name}"
        own = sum(
            amount for (source, target), amount in kg.items() if target == good and source.startswith("crop:")
        )
        comes = (own, kg.get(("households", good), 0.0), kg.get(("market", good), 0.0))
        goes = (kg.get((good, "flock"), 0.0), kg.get((good, "market"), 0.0))
        rows.append(
            Row(good_name(name), tuple(one / 1000 for one in (*comes, *goes, sum(comes) - sum(goes))))
        )
    headings = columns(
        ("自产", "grown", 1), ("农户秸秆", "households' straw", 1), ("购入", "bought", 1), ("饲喂", "fed", 1),
        ("出售", "sold", 1), ("制青贮、损耗、库存变化", "ensiled, lost, change of store", 1),
    )  # fmt: skip
    note = Words(
        "单位：吨，各年平均；秸秆青贮由秸秆制成。",
        "In t, mean of the years; stover silage is made of stover.",
    )
    title = Words("草料从哪里来、到哪里去", "Feed balance")
    return PlanTable("feed", title, Words("草料", "Good"), headings, tuple(rows), note)


def aims_table(plan: VillagePlan) -> PlanTable:
    """What a plan for each aim would give, and the difference to this one."""
    mine = next((one for one in plan.trade_offs if one.objective == plan.objective), None)
    rows = []
    for one in plan.trade_offs:
        values: list[Value] = [one.collective, one.households, one.poorest, one.ewes]
        if mine is not None:
            values += [
                one.collective - mine.collective,
                one.households - mine.households,
                one.poorest - mine.poorest,
            ]
        else:
            values += [None, None, None]
        chip = Words("本计划", "this plan") if one is mine else NO_WORDS
        rows.append(Row(AIMS[one.objective], tuple(values), chip, "accent"))
    headings = columns(
        ("集体盈余（元/年）", "Surplus (yuan a year)", 0), ("农户总收入（元/年）", "All households (yuan a year)", 0),
        ("最低一户（元/人·年）", "Poorest (yuan a head)", 0), ("母羊（只）", "Ewes (head)", 0),
        ("集体：比本计划", "Surplus: against this plan", 0), ("农户：比本计划", "Households: against this plan", 0),
        ("最低一户：比本计划", "Poorest: against this plan", 0),
    )  # fmt: skip
    title = Words("换一个目标，各方得失", "What each aim costs the others")
    return PlanTable("aims", title, Words("为了", "A plan for"), headings, tuple(rows))


def households_table(plan: VillagePlan, exact: bool) -> PlanTable:
    """What each household puts in and gets; incomes as brackets where they are not for this viewer."""
    rows = []
    for one in plan.households:
        if one.household_id == "none":
            continue
        mean = sum(one.income) / len(one.income) if one.income else math.nan
        days = sum(one.days) / len(one.days) if one.days else math.nan
        hidden = not exact and one.household_id != TOGETHER
        money: tuple[Value, Value, Value] = (mean, one.income_now, mean - one.income_now)
        if hidden:
            money = (_bracket(mean), _bracket(one.income_now), None)
        put_in = (
            one.persons,
            one.land_mu,
            one.land_in_mu,
            one.shed_m2,
            one.yard_m2,
            one.straw / 1000,
            one.capital,
            days,
        )
        rows.append(Row(one.label, (*put_in, *money)))
    headings = columns(
        ("人口", "Persons", 0), ("可用地（亩）", "Land on offer (mu)", 1), ("入社地（亩）", "Land put in (mu)", 1),
        ("圈舍（平方米）", "Sheds (m²)", 0), ("院落（平方米）", "Yard (m²)", 0),
        ("秸秆（吨/年）", "Straw (t a year)", 1),
        ("出资（元）", "Cash put in (yuan)", 0), ("出工（工日/年）", "Work (days a year)", 0),
        ("计划收入（元/年）", "Income by the plan (yuan a year)", 0),
        ("这些地现在的收入（元/年）", "Now, from the same land (yuan a year)", 0),
        ("增减（元/年）", "Change (yuan a year)", 0),
    )  # fmt: skip
    note = NO_WORDS if exact else Words(
        f"各户收入按 {BRACKET:,.0f} 元一档显示；制订计划和管帮扶的岗位能看到准数。",
        f"Incomes are told in steps of {BRACKET:,.0f} yuan; posts that make plans or keep assistance see them exactly.",
    )  # fmt: skip
    title = Words("各户", "Households")
    return PlanTable("households", title, Words("户", "Household"), headings, tuple(rows), note, cards=True)


def _bracket(low: float) -> Words:
    """The bracket whose lower end this is: a mean of lower ends lies in one again."""
    if math.isnan(low):
        return DASH
    start = math.floor(low / BRACKET) * BRACKET
    ends = f"{start:,.0f}", f"{start + BRACKET:,.0f}"
    return Words(f"{ends[0]}～{ends[1]}", f"{ends[0]} to {ends[1]}")


def _month(m: PlanMonth) -> tuple[Value, ...]:
    fed = sum(kg for of in m.fed.values() for kg in of.values())
    return (
        sum(m.heads.get(kind, 0.0) for kind in EWES), sum(m.heads.values()), m.mated, m.born, m.died,
        sum(m.bought.values()), sum(m.sold.values()), m.sold_kg, fed / 1000, sum(m.buys.values()) / 1000,
        m.days_needed, m.days_outside, sum(m.income.values()), sum(m.cost.values()), m.cash, m.loan,
    )  # fmt: skip


def _row(zh: str, en: str, years: Sequence[PlanYear], of: Callable[[PlanYear], float]) -> Row:
    return Row(Words(zh, en), tuple(of(year) for year in years))


def _money_row(kind: str, years: Sequence[PlanYear], of: Callable[[PlanYear], float]) -> Row:
    words = money_name(kind)
    return Row(Words(f"{words.zh}（元）", f"{words.en} (yuan)"), tuple(of(year) for year in years))
