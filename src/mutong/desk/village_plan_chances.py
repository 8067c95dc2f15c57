"""What other futures do to a plan, and the numbers it rests on, as tables."""

import math

from mutong.desk.parts import NO_WORDS
from mutong.desk.village_plan_parts import GENERAL, Column, PlanTable, Row, Value, columns
from mutong.kernel.words import Words
from mutong.village.coefficient_words import STATES
from mutong.village.programme.results import VillagePlan
from mutong.village.programme.what_if_results import FutureResult, Quantiles, WhatIfs

# A future under which at least a yuan cannot be paid is marked; the result itself decides (FutureResult.pays).
_FAILS = Words("付不出款", "payments fail")
CHOSEN = "chosen"


def causes_table(found: WhatIfs) -> PlanTable:
    """As expected, then every cause: what becomes of the surplus and of the cash."""
    rows = tuple(_future(one, found.expected) for one in (found.expected, *found.causes))
    headings = columns(
        ("盈余，全部年份（元）", "Surplus, all years (yuan)", 0), ("比正常（元）", "Against expected (yuan)", 0),
        ("现金最低（元）", "Lowest cash (yuan)", 0), ("最多付不出（元）", "Unpaid at most (yuan)", 0),
        ("付不出的月数", "Months unpaid", 0), ("贷款最高（元）", "Loan at most (yuan)", 0),
        ("期末母羊（只）", "Ewes at the end (head)", 0), ("事先知道时的盈余（元）", "Surplus if foreseen (yuan)", 0),
    )  # fmt: skip
    note = Words(
        "按计划照做、事先不知道会发生什么；最后一列是事先知道、其余安排随之调整时最多能有多少。",
        "The plan carried out as it stands, nothing foreseen; the last column is the most that could be had with the "
        "future known and everything else adapted.",
    )
    title = Words("一种一种地试", "One cause at a time")
    return PlanTable("causes", title, Words("如果", "What if"), headings, rows, note)


def spread_table(found: WhatIfs) -> PlanTable:
    """How surplus and lowest cash spread over the futures drawn."""
    rows = (
        Row(Words("盈余，全部年份（元）", "Surplus, all years (yuan)"), _quantiles(found.surplus)),
        Row(Words("现金最低，不足为负（元）", "Lowest cash, short below nought (yuan)"), _quantiles(found.lowest_cash)),
    )  # fmt: skip
    headings = columns(
        ("最差", "least", 0), ("十次里最差一次", "a tenth below", 0), ("一半以下", "half below", 0),
        ("十次里最好一次", "a tenth above", 0), ("最好", "most", 0), ("平均", "mean", 0),
    )  # fmt: skip
    title = Words("许多种情景一起试", "Many futures at once")
    return PlanTable("spread", title, Words("结果", "Outcome"), headings, rows, found.drawn_by)


def drawn_table(found: WhatIfs) -> PlanTable:
    """Every future that was drawn, one a row: for a file."""
    rows = tuple(_future(one, found.expected) for one in found.drawn)
    return PlanTable(
        "drawn",
        Words("抽样情景", "Futures drawn"),
        Words("情景", "Future"),
        causes_table(found).columns,
        rows,
    )


def sturdy_table(found: WhatIfs) -> PlanTable:
    """Plans made for several futures at once beside the one for what is expected."""
    names = list(dict.fromkeys(name for one in found.sturdy for name in one.by_future))
    labels = {one.name: one.label for one in (found.expected, *found.causes)}
    headings = (
        *columns(("平均盈余（元）", "Mean surplus (yuan)", 0), ("最坏情景（元）", "Worst future (yuan)", 0),
                 ("母羊（只）", "Ewes (head)", 0), ("新建（处）", "Buildings", 1)),
        *(Column(labels.get(name, Words(name, name))) for name in names),
    )  # fmt: skip
    rows = tuple(
        Row(
            one.label,
            (one.mean, one.worst, one.ewes_mean, one.buildings, *(one.by_future.get(n) for n in names)),
        )
        for one in found.sturdy
    )
    note = _worth(found)
    title = Words("换个更稳的方案", "Sturdier plans")
    return PlanTable("sturdy", title, Words("方案", "Plan"), headings, rows, note)


def _worth(found: WhatIfs) -> Words:
    """Over which months, and what knowing the future or planning for several is worth where that is known."""
    n = found.sturdy_months
    told = [Words(f"只看前 {n} 个月。", f"Over the first {n} months.")] if found.sturdy else []
    if not math.isnan(found.evpi):
        told.append(
            Words(f"事先知道会发生什么，平均值 {found.evpi:,.0f} 元。",
                  f"Knowing the future would be worth {found.evpi:,.0f} yuan.")
        )  # fmt: skip
    if not math.isnan(found.vss):
        told.append(
            Words(f"兼顾多种情景来定计划，平均值 {found.vss:,.0f} 元。",
                  f"Planning for several futures is worth {found.vss:,.0f} yuan.")
        )  # fmt: skip
    return Words("".join(one.zh for one in told), " ".join(one.en for one in told))


def buffers_table(found: WhatIfs) -> PlanTable:
    """What it costs and spares to keep more cash in hand at all times."""
    rows = tuple(
        Row(
            Words(f"手头常留 {one.cash_kept:,.0f} 元", f"{one.cash_kept:,.0f} yuan always in hand"),
            (one.surplus, one.ewes_mean, 100 * one.chance_unpaid, one.mean_drawn),
        )
        for one in found.buffers
    )
    headings = columns(
        ("计划盈余，全部年份（元）", "Surplus as planned (yuan)", 0), ("母羊（只）", "Ewes (head)", 0),
        ("付不出款的情景（%）", "Futures with payments failing (%)", 0),
        ("抽样平均盈余（元）", "Mean over futures (yuan)", 0),
    )  # fmt: skip
    title = Words("手头多留现金", "More cash in hand")
    return PlanTable("buffers", title, Words("做法", "Way"), headings, rows)


def numbers_table(plan: VillagePlan) -> PlanTable:
    """Every number the plan rests on, those that nobody verified first and marked."""
    rows = []
    for one in plan.numbers:
        chosen = one.state == CHOSEN
        values: tuple[Value, ...] = (
            one.value, one.unit, STATES.get(one.state, Words(one.state, one.state)), one.grade, one.source, one.key,
        )  # fmt: skip
        chip = Words("未核实", "not verified") if chosen else NO_WORDS
        rows.append(Row(one.label, values, chip, "warn"))
    headings = (
        Column(Words("数值", "Value"), GENERAL), Column(Words("单位", "Unit"), None),
        Column(Words("状态", "State"), None), Column(Words("等级", "Grade"), None),
        Column(Words("谁定的、出处", "Settled by, or source"), None),
        Column(Words("代号", "Key"), None),
    )  # fmt: skip
    note = Words(
        "“未核实”的数是选定的，不是测出来的；核实后请更新本地选定表，再算一次。",
        "Numbers not verified were chosen, not measured; once verified, put them into the local choices; plan again.",
    )  # fmt: skip
    title = Words("计划依据的数", "The numbers it rests on")
    return PlanTable("numbers", title, Words("数", "Number"), headings, tuple(rows), note)


def _future(one: FutureResult, expected: FutureResult) -> Row:
    against: Value = None if one is expected else one.surplus - expected.surplus
    values = (
        one.surplus, against, one.lowest_cash, one.unpaid_most, float(one.unpaid_months), one.loan_most, one.ewes_end,
        one.adapted_surplus,
    )  # fmt: skip
    return Row(one.label, values, NO_WORDS if one.pays else _FAILS, "alarm")


def _quantiles(of: Quantiles) -> tuple[Value, ...]:
    return of.least, of.tenth, of.half, of.ninetieth, of.most, of.mean
