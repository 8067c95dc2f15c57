"""The one page that must be read: what, how much, for whom, what it needs, what may go wrong, what to decide."""

from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Column, Heading, Open, Paragraph, Strong, Table
from mutong.tables.documents.blocks import RIGHT, Inline
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.names import YOUNG, crop_name
from mutong.village.plan_document.no_plan import no_plan, stay_points
from mutong.village.plan_document.say import both, joined, money, month_of, percent, tenth, whole
from mutong.village.programme.planning import AIMS
from mutong.village.programme.reading_off import LEFT


def summary(given: Given) -> Chapter:
    """The chapter, whatever the plan is."""
    found: list = [Heading(Words("概要", "Summary"))]
    if not given.plan.has_plan:
        return [*found, *no_plan(given), *_undecided(given)]
    if not given.plan.expands:
        return [
            *found,
            Paragraph(
                Strong(
                    Words(
                        "结论：不扩大养羊。按已经明确的土地、劳力、现金和核定的数测算，养羊不比维持现状强。",
                        "Conclusion: do not expand. With the land, labour, cash and numbers that are "
                        "settled, sheep earn no "
                        "more than staying as now.",
                    )
                )
            ),
            Bullets(stay_points(given)),
            *_undecided(given),
        ]
    return [
        *found,
        Paragraph(_verdict(given)),
        Bullets(_points(given)),
        _figures(given),
        *_undecided(given),
        *_next(given),
    ]


def _verdict(given: Given) -> tuple[Inline, ...]:
    plan = given.plan
    ewes = whole(max(y.ewes_mean for y in plan.years))
    aim = AIMS.get(plan.objective, Words(plan.objective, plan.objective))
    if given.stays:
        return (
            Strong(
                Words(
                    "结论：方案比较推荐维持现状，不扩大规模；以下养羊计划只供比较。",
                    "Conclusion: the comparison recommends staying as now; the sheep plan below is for "
                    "comparison only.",
                )
            ),
        )
    if given.rival is not None and given.sheep_compared:
        name = given.rival.result.label
        return (
            Strong(
                Words(
                    f"结论：方案比较推荐的是“{name.zh}”，不是养羊；以下养羊计划供成员大会比较。",
                    f"Conclusion: the comparison recommends “{name.en}” rather than sheep; the plan below "
                    "is for the meeting "
                    "to compare.",
                )
            ),
        )
    return (
        Strong(
            Words(
                f"建议：在先核实未定的数、先办清用地和贷款的条件下，分步发展种养结合养羊，年均母羊最多 {ewes} 只。",
                "Proposal: once the open numbers, the land and the loan are settled, build up sheep with "
                "crops step by step, "
                f"to {ewes} ewes at most in the mean of a year.",
            )
        ),
        Words(f"测算目标是{aim.zh}。", f" The plan aims at the {aim.en}."),
        *_fails_mostly(given),
        *_not_compared(given),
    )


def _not_compared(given: Given) -> tuple[Inline, ...]:
    """Said where nobody has laid sheep beside other businesses yet."""
    if given.sheep_compared:
        return ()
    return (
        Open(
            Words(
                "养羊还没有与其他门路放在一起比较，定案前要比",
                " Sheep were not yet laid beside other ways to earn; that comes before a decision",
            )
        ),
    )


def _points(given: Given) -> tuple:
    plan = given.plan
    first, last = plan.years[0], plan.years[-1]
    mu = max(_mu_by_season(given), default=0.0)
    names = joined(_crops(given))
    low, most = given.lowest, given.loan_most
    now = sum(h.income_now for h in given.households)
    then = sum(sum(h.income) / max(len(h.income), 1) for h in given.households)
    sold = sum(y.sold.get(kind, 0.0) for y in plan.years for kind in YOUNG) / len(plan.years)
    wrong = _wrong(given)
    return (
        _point("做什么", "What", f"入社土地最多 {tenth(mu)} 亩，种{names.zh}；秸秆、青贮和购入的料喂羊，羊粪还田。",
               f"up to {tenth(mu)} mu of land put in, under {names.en}; straw, silage and bought feed go to "
               "the sheep, manure "
               "to the fields."),
        _point("多大", "How much", f"期末母羊 {whole(last.ewes_end)} 只，平均每年出栏育肥羊 {whole(sold)} 只。",
               f"{whole(last.ewes_end)} ewes at the end; {whole(sold)} slaughter sheep sold a year on average."),
        _point("为谁", "For whom",
               f"愿意参加的 {plan.willing} 户（问到 {plan.asked} 户）；从这些地上的年收入由 {money(now).zh}"
               f"到 {money(then).zh}。",
               f"{plan.willing} willing households ({plan.asked} were asked); their income from this land "
               "goes from "
               f"{money(now).en} to {money(then).en} a year."),
        _point("要什么", "What it needs",
               f"社员现金 {money(given.capital).zh}，贷款最高 {money(most.loan).zh}，第一年用工 "
               f"{whole(first.days)} 个工日。",
               f"{money(given.capital).en} of members' cash, a loan of {money(most.loan).en} at most, "
               f"{whole(first.days)} days "
               "of work in the first year."),
        _point("会出什么问题", "What may go wrong",
               f"{wrong.zh}；现金最低只有 {money(low.cash).zh}（{month_of(low.day).zh}）。",
               f"{wrong.en}; cash falls to {money(low.cash).en} ({month_of(low.day).en})."),
        _point("要定什么", "What to decide",
               "要不要办、以什么为目标、章程和公积金比例、交易量怎么计、贷不贷款；以上由成员大会表决。",
               "whether to begin, which aim, the charter and the reserve, what counts as trade, whether to "
               "borrow: for the "
               "members' meeting."),
    )  # fmt: skip


def _wrong(given: Given) -> Words:
    """The first year's loss, how often payments fail, and by how much more cash in hand they would not."""
    first, tried = given.plan.years[0], given.what_ifs
    found = [
        Words(f"第 1 年亏损 {money(-first.surplus).zh}", f"year 1 loses {money(-first.surplus).en}")
        if first.surplus < 0
        else Words("疫病、跌价、旱灾都会断现金", "disease, low prices or drought leave no cash")
    ]
    if tried is not None and tried.chance_unpaid > 0:  # not for what is not a number
        chance = percent(tried.chance_unpaid)
        found.append(
            Words(f"抽样情景中 {chance} 有款付不出", f"in {chance} of the drawn futures some payment fails")
        )
        best = min(tried.buffers, key=lambda one: one.chance_unpaid, default=None)
        if best is not None and best.chance_unpaid < tried.chance_unpaid:
            found.append(
                Words(
                    f"始终留足 {money(best.cash_kept).zh}、年均母羊减到 {whole(best.ewes_mean)} 只，降到 "
                    f"{percent(best.chance_unpaid)}",
                    f"with {money(best.cash_kept).en} always in hand and {whole(best.ewes_mean)} ewes it is "
                    f"{percent(best.chance_unpaid)}",
                )
            )
    return joined(found, "；", "; ")


def _fails_mostly(given: Given) -> tuple[Inline, ...]:
    """Said beside the proposal where more futures than not cannot be paid."""
    if given.what_ifs is None or not given.what_ifs.chance_unpaid > 0.5:
        return ()
    return (
        Strong(
            Words(
                "但多数抽样情景有款付不出：不宜照此规模实施，先按“多留备用金的效果”缩小规模、重新测算。",
                " But in most drawn futures some payment fails: not to be carried out at this scale; keep "
                "more cash in hand, "
                "fewer sheep, and work it out anew.",
            )
        ),
    )


def _point(zh: str, en: str, told_zh: str, told_en: str) -> tuple[Inline, ...]:
    return Strong(Words(f"{zh}：", f"{en}: ")), Words(told_zh, told_en)


def _mu_by_season(given: Given) -> list[float]:
    sums: dict[int, float] = {}
    for one in given.plan.land:
        if one.crop != LEFT:
            sums[one.season] = sums.get(one.season, 0.0) + one.mu
    return list(sums.values())


def _crops(given: Given) -> list[Words]:
    mu: dict[str, float] = {}
    for one in given.plan.land:
        if one.crop != LEFT:
            mu[one.crop] = max(mu.get(one.crop, 0.0), one.mu)
    return [crop_name(crop) for crop in sorted(mu, key=lambda one: -mu[one])]


def _figures(given: Given) -> Table:
    plan = given.plan
    last = plan.years[-1]
    rows = [
        (Words("规划期", "Plan"), Words(f"{plan.months} 个月", f"{plan.months} months")),
        (Words("合作社年均盈余", "Mean surplus a year"), money(plan.mean_surplus)),
        (Words("期末总存栏", "All sheep at the end"), both(whole(sum(last.flock_end.values())))),
        (Words("规划期分红合计", "Shared out in all"), money(sum(y.dividend for y in plan.years))),
        (
            Words("建设投资合计", "Spent on buildings"),
            money(sum(y.built.get("yuan", 0.0) for y in plan.years)),
        ),
        (
            Words("所用的数：待核实 / 全部", "Numbers used: to be verified / all"),
            Open(both(f"{given.chosen} / {len(given.used)}")),
        ),
    ]
    return Table(
        Words("主要指标", "Chief figures"),
        (Column(Words("指标", "Figure"), share=1.6), Column(Words("数值", "Value"), None, RIGHT)),
        tuple(rows),
    )


def _undecided(given: Given) -> Chapter:
    """What keeps the result from being relied on."""
    if not given.chosen:
        return []
    return [
        Paragraph(
            Open(
                Words(
                    f"本规划有 {given.chosen} 个数是选定的，没有核实；核实以前，各章数字只能用来比较，不能作为承诺",
                    f"{given.chosen} numbers of this plan are choices that nobody verified; till they are, "
                    "its figures serve "
                    "to compare and promise nothing",
                )
            )
        )
    ]


def _next(given: Given) -> Chapter:
    """The first steps, in order."""
    gaps = max((len(one.households) for one in given.coverage.next), default=0)
    steps = []
    if gaps:
        steps.append(
            Words(
                f"补问：最多的一项还有 {gaps} 户没有答复。",
                f"Ask what is open: of one question {gaps} households are left.",
            )
        )
    if given.chosen:
        steps.append(
            Words(
                f"核实：附录 {given.chosen} 个选定的数逐个签字，重新测算。",
                f"Verify: the {given.chosen} chosen numbers of the annex are signed one by one, then all is "
                "worked out anew.",
            )
        )
    steps += [
        Words(
            "用地：圈舍位置、永久基本农田、宅基地院落逐项得到答复。",
            "Land: an answer on siting, basic farmland and house yards, one by one.",
        ),
        Words(
            "资金：股金到位、贷款谈定以后再购羊。",
            "Money: no sheep before contributions are paid and the loan is agreed.",
        ),
        Words(
            "决定：成员大会按法定程序表决，会议记录签名，结果公布。",
            "Decision: the members' meeting votes as the law asks; minutes are signed, the result is published.",
        ),
    ]
    return [
        Paragraph(Words("下一步（按先后）：", "What comes next, in order:")),
        Bullets(tuple(steps), numbered=True),
    ]
