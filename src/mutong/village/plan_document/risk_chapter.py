"""Risk: what other futures do to the plan, sturdier plans, more cash in hand, what to change."""

import math

from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Chart, Column, Heading, Open, Paragraph, Series, Table
from mutong.tables.documents.blocks import COLUMNS, RIGHT, Cell
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.measures_chapter import measures
from mutong.village.plan_document.names import crop_name
from mutong.village.plan_document.say import (
    HEADS,
    WAN,
    both,
    joined,
    money,
    money_cell,
    percent,
    tenth,
    whole,
)
from mutong.village.programme.what_if_results import FutureResult, Quantiles, WhatIfs

_CLASSES = 8


def risk(given: Given) -> Chapter:
    """The chapter."""
    found: list = [Heading(Words("风险与应对", "Risks and what to do"))]
    if given.what_ifs is None:
        found.append(
            Paragraph(
                Open(
                    Words(
                        "本稿没有做价格、旱灾、疫病和减员的情景测算，定案以前要做。",
                        "Prices, drought, disease and fewer takers were not tried out here; that comes "
                        "before a decision.",
                    )
                )
            )
        )
    else:
        found += _what_ifs(given.what_ifs)
    return [*found, *measures(given)]


def _cell(yuan: float) -> Cell:
    return None if math.isnan(yuan) else money_cell(yuan)


def _what_ifs(tried: WhatIfs) -> Chapter:
    return [
        Heading(Words("情景测算", "What if"), 2),
        Paragraph(
            Words(
                "每种情景算两次：一次照原计划做、事先不知道（表中盈余、现金和付款）；一次在土地、建筑、棚圈"
                "、股金和购羊不变的"
                "前提下，饲喂、销售、配种、借款随情景调整到最好（“最好能做到”，实际达不到）。",
                "Each future is gone through twice: with the plan carried out as it stands, nothing "
                "foreseen (surplus, cash and "
                "payments below), and with feeding, sales, mating and loans adapted as well as can be while "
                "land, buildings, "
                "sheds, capital and sheep bought stay (“at best”, which nobody reaches).",
            )
        ),
        _causes(tried),
        *_drawn(tried),
        *_sturdy(tried),
        *_buffers(tried),
        *_advice(tried),
        *_histogram(tried),
    ]


def _causes(tried: WhatIfs) -> Table:
    all_ = (tried.expected, *tried.causes)
    return Table(
        Words("单项情景对盈余和现金的影响（规划期合计）", "What single causes do (all years together)"),
        (
            Column(Words("情景", "Future"), share=2.0),
            Column(Words("盈余", "Surplus"), WAN, RIGHT),
            Column(Words("比正常", "Against expected"), WAN, RIGHT),
            Column(Words("最好能做到", "At best"), WAN, RIGHT),
            Column(Words("最低现金", "Lowest cash"), WAN, RIGHT),
            Column(Words("贷款最高", "Most owed"), WAN, RIGHT),
            Column(Words("付款", "Payments"), share=1.7),
        ),
        tuple(
            (
                one.label,
                _cell(one.surplus),
                Words("—", "—") if one is tried.expected else _cell(one.surplus - tried.expected.surplus),
                _cell(one.adapted_surplus),
                _cell(one.lowest_cash - one.unpaid_most),
                _cell(one.loan_most),
                _pays(one),
            )
            for one in all_
        ),
        Words("“未知”的是该情景没有算出结果。", "“Not known”: that future was not solved."),
    )


def _pays(one: FutureResult) -> Cell:
    if math.isnan(one.unpaid_most):
        return None
    if one.pays:
        return Words("都付得出", "all can be made")
    most = money(one.unpaid_most)
    return Words(
        f"{one.unpaid_months} 个月付不出，最多差 {most.zh}",
        f"fail in {one.unpaid_months} months, by {most.en} at most",
    )


def _drawn(tried: WhatIfs) -> Chapter:
    if not tried.drawn:
        return []
    rows = [_spread(Words("盈余（规划期合计）", "surplus of all years"), tried.surplus)]
    rows.append(_spread(Words("最低现金", "lowest cash"), tried.lowest_cash))
    found: list = [
        Paragraph(
            Words(
                f"随机抽取 {len(tried.drawn)} 种情景（{tried.drawn_by.zh.rstrip('。')}）："
                f"有款付不出的占 {percent(tried.chance_unpaid)}，"
                f"规划期合计亏损的占 {percent(tried.chance_of_loss)}。",
                f"{len(tried.drawn)} futures were drawn ({tried.drawn_by.en.rstrip('.')}): in "
                f"{percent(tried.chance_unpaid)} "
                f"some payment fails, in {percent(tried.chance_of_loss)} all years together lose money.",
            )
        ),
        Table(
            Words("抽样情景下的结果", "Results over the drawn futures"),
            (
                Column(Words("指标", "Figure"), share=1.6),
                *(
                    Column(name, WAN, RIGHT)
                    for name in (
                        Words("最差", "Least"),
                        Words("十分之一位", "Tenth"),
                        Words("中位", "Half"),
                        Words("十分之九位", "Ninetieth"),
                        Words("最好", "Most"),
                        Words("平均", "Mean"),
                    )
                ),
            ),
            tuple(rows),
        ),
    ]
    return found


def _spread(name: Words, of: Quantiles) -> tuple:
    return (name, *(_cell(one) for one in (of.least, of.tenth, of.half, of.ninetieth, of.most, of.mean)))


def _histogram(tried: WhatIfs) -> Chapter:
    known = sorted(one.surplus for one in tried.drawn if not math.isnan(one.surplus))
    if len(known) < _CLASSES or known[0] == known[-1]:
        return []
    low, wide = known[0], (known[-1] - known[0]) / _CLASSES
    counts = [0] * _CLASSES
    for one in known:
        counts[min(int((one - low) / wide), _CLASSES - 1)] += 1
    ends = [(low + wide * k, low + wide * (k + 1)) for k in range(_CLASSES)]
    names = tuple(
        Words(f"{a / 10_000:,.0f}～{b / 10_000:,.0f}", f"{a / 1000:,.0f} to {b / 1000:,.0f}") for a, b in ends
    )
    chart = Chart(
        Words("抽样情景的盈余分布（横轴：万元）", "How the surplus spreads (thousand yuan along the axis)"),
        COLUMNS,
        names,
        (Series(Words("情景数", "futures"), tuple(float(n) for n in counts)),),
        Words("种", "futures"),
    )
    return [chart]


def _sturdy(tried: WhatIfs) -> Chapter:
    if not tried.sturdy:
        return []
    found: list = [
        Table(
            Words("更稳的方案", "Sturdier plans"),
            (
                Column(Words("方案", "Plan"), share=2.0),
                Column(Words("平均盈余", "Mean surplus"), WAN, RIGHT),
                Column(Words("最坏情景", "Worst future"), WAN, RIGHT),
                Column(Words("平均母羊", "Mean ewes"), HEADS, RIGHT, 0.8),
                Column(Words("土地", "Land"), share=2.0),
            ),
            tuple(
                (
                    one.label,
                    _cell(one.mean),
                    _cell(one.worst),
                    both(whole(one.ewes_mean)),
                    joined([_mu(crop, mu) for crop, mu in one.land.items() if mu >= 0.05]),
                )
                for one in tried.sturdy
            ),
        )
    ]
    if not math.isnan(tried.evpi) and not math.isnan(tried.vss):
        a, b = money(tried.evpi), money(tried.vss)
        found.append(
            Paragraph(
                Words(
                    f"事先确知情景可多得 {a.zh}（期内），这是打听行情、做好预报最多值的钱；按多种情景一起定方案，"
                    f"比只按正常情景定多得 {b.zh}。",
                    f"To know the future beforehand would be worth {a.en}: no forecast is worth more. To "
                    "plan for all "
                    f"futures rather than the expected one is worth {b.en}.",
                )
            )
        )
    return found


def _mu(crop: str, mu: float) -> Words:
    name = crop_name(crop)
    return Words(f"{name.zh} {tenth(mu)} 亩", f"{name.en} {tenth(mu)} mu")


def _buffers(tried: WhatIfs) -> Chapter:
    if not tried.buffers:
        return []
    return [
        Table(
            Words("多留备用金的效果", "What more cash always in hand does"),
            (
                Column(Words("始终留足的现金", "Cash kept"), WAN, RIGHT),
                Column(Words("计划盈余", "Surplus as planned"), WAN, RIGHT),
                Column(Words("平均母羊", "Mean ewes"), HEADS, RIGHT),
                Column(Words("有款付不出的情景", "Futures with a payment missed"), None, RIGHT, 1.4),
                Column(Words("抽样平均盈余", "Mean over the draws"), WAN, RIGHT),
            ),
            tuple(
                (
                    _cell(one.cash_kept),
                    _cell(one.surplus),
                    both(whole(one.ewes_mean)),
                    None if math.isnan(one.chance_unpaid) else both(percent(one.chance_unpaid)),
                    _cell(one.mean_drawn),
                )
                for one in tried.buffers
            ),
        )
    ]


def _advice(tried: WhatIfs) -> Chapter:
    if not tried.advice:
        return []
    return [
        Paragraph(Words("由测算得出的改进意见：", "What to change, from the figures:")),
        Bullets(tried.advice),
    ]
