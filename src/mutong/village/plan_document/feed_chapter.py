"""Rations by group and half-year, and the balance of feed: grown, bought, fed, sold."""

from calendar import monthrange
from collections.abc import Mapping

from mutong.kernel.words import Words
from mutong.tables.documents import Chart, Column, Heading, Paragraph, Series, Table
from mutong.tables.documents.blocks import RIGHT, STACKED
from mutong.village.plan_document.given import Chapter, Given, year_name
from mutong.village.plan_document.names import good_name, is_feed
from mutong.village.plan_document.say import TONNES, both, money, tonnes_cell
from mutong.village.programme.flock_tables import GROUPS
from mutong.village.programme.results import PlanMonth, PlanYear, VillagePlan

# Two halves of the year, as rations are talked about; the plan itself goes by months.
_SUMMER = range(5, 11)
_HALVES = (
    (Words("冬春（11—4 月）", "winter half (Nov–Apr)"), False),
    (Words("夏秋（5—10 月）", "summer half (May–Oct)"), True),
)
_FEWEST_HEADS = 0.5


def feed(given: Given) -> Chapter:
    """Rations and balance."""
    found: list = [
        Heading(Words("饲草饲料", "Feed"), 2),
        Paragraph(
            Words(
                "日粮由测算按各组羊的能量、粗蛋白需要和采食量，在自产和可购的料中选出，是各月用料的平均数；"
                "矿物质、食盐和饮水另加。换料要逐步过渡，料样先检测再定量。",
                "Rations are what the model picks among grown and bought feeds to meet each group's needs "
                "of energy and "
                "protein within what it can eat; they are means over months. Minerals, salt and water come "
                "on top. Feed "
                "is changed step by step and tested before amounts are fixed.",
            )
        ),
        *_rations(given),
        *_balance(given),
    ]
    return found


def ration(months: list[PlanMonth], group: str) -> dict[str, float]:
    """Kg of each feed as weighed, a head and day, over some months; nothing where the group has no sheep."""
    days = sum(m.group_heads.get(group, 0.0) * monthrange(m.day.year, m.day.month)[1] for m in months)
    if days < _FEWEST_HEADS * 30:
        return {}
    kg: dict[str, float] = {}
    for m in months:
        for good, amount in m.fed.get(group, {}).items():
            kg[good] = kg.get(good, 0.0) + amount
    return {good: amount / days for good, amount in kg.items()}


def _rations(given: Given) -> Chapter:
    months = list(given.plan.month_list)
    goods = list(dict.fromkeys(g for m in months for of in m.fed.values() for g, kg in of.items() if kg >= 1))
    rows = []
    for group, name in GROUPS.items():
        for half, summer in _HALVES:
            told = ration([m for m in months if (m.day.month in _SUMMER) == summer], group)
            if told:
                rows.append(
                    (name, half, *(_kg(told.get(g, 0.0)) for g in goods), both(f"{sum(told.values()):.2f}"))
                )
    if not rows:
        return []
    return [
        Table(
            Words(
                "各组羊每只每天日粮（规划期平均，按饲喂时重量）",
                "Rations a head and day, as fed (mean of the plan)",
            ),
            (
                Column(Words("羊组", "Group"), share=1.5),
                Column(Words("时期", "Half-year"), share=1.5),
                *(Column(good_name(g), Words("公斤", "kg"), RIGHT, 0.9) for g in goods),
                Column(Words("合计", "All"), Words("公斤", "kg"), RIGHT, 0.9),
            ),
            tuple(rows),
            Words(
                "空格为不用。哺乳羔羊的补料算在哺乳母羊内。",
                "Empty: not used. Suckling lambs eat with their mothers.",
            ),
        )
    ]


def _kg(amount: float) -> Words:
    return both(f"{amount:.2f}" if amount >= 0.005 else "")


def grown_of(plan: VillagePlan, year: PlanYear) -> dict[str, float]:
    """Kg of each good that the year's own harvest gives, by the plan's mean yield of goods a kg of harvest."""
    mean: dict[str, float] = {}
    for y in plan.years:
        for crop, kg in y.harvest.items():
            mean[crop] = mean.get(crop, 0.0) + kg / len(plan.years)
    found: dict[str, float] = {}
    for flow in plan.flows:
        crop, good = flow.source.removeprefix("crop:"), flow.target.removeprefix("good:")
        if flow.kind == "mass" and flow.source.startswith("crop:") and mean.get(crop):
            found[good] = found.get(good, 0.0) + flow.amount / mean[crop] * year.harvest.get(crop, 0.0)
    return found


def from_households(plan: VillagePlan) -> dict[str, float]:
    """Kg of straw a year that households sell to the cooperative, mean of the plan."""
    return {
        one.target.removeprefix("good:"): one.amount
        for one in plan.flows
        if one.kind == "mass" and one.source == "households"
    }


def _balance(given: Given) -> Chapter:
    plan = given.plan
    straw = from_households(plan)
    parts: dict[int, Mapping[str, Mapping[str, float]]] = {
        y.year: {"grown": grown_of(plan, y), "bought": y.bought_goods, "fed": y.fed, "sold": y.sold_goods}
        for y in plan.years
    }
    goods = [
        g
        for g in dict.fromkeys(g for of in parts.values() for part in of.values() for g in part)
        if is_feed(g) and any(part.get(g, 0.0) >= 500 for of in parts.values() for part in of.values())
    ]
    rows = []
    for good in goods:
        for y in plan.years:
            of = parts[y.year]
            rows.append(
                (
                    good_name(good) if y.year == plan.years[0].year else both(""),
                    year_name(y),
                    tonnes_cell(of["grown"].get(good, 0.0) + straw.get(good, 0.0)),
                    *(tonnes_cell(of[part].get(good, 0.0)) for part in ("bought", "fed", "sold")),
                )
            )
    cost = sum(y.cost.get("feed_cost", 0.0) for y in plan.years) / len(plan.years)
    return [
        Table(
            Words("饲草饲料平衡", "Balance of feed"),
            (
                Column(Words("饲料", "Feed"), share=1.3),
                Column(Words("计划年", "Plan year")),
                Column(Words("自产与收购", "Grown and from households"), TONNES, RIGHT, 1.1),
                Column(Words("外购", "Bought"), TONNES, RIGHT),
                Column(Words("饲喂", "Fed"), TONNES, RIGHT),
                Column(Words("出售", "Sold"), TONNES, RIGHT),
            ),
            tuple(rows),
            Words(
                "四项之差为贮存损耗、转作青贮和年末存料。",
                "What does not add up is lost in store, made into silage or still in store at the year's end.",
            ),
        ),
        Paragraph(
            Words(
                f"购料和制作青贮平均每年 {money(cost).zh}。外购粗料受周边货源限制，签不到供货的要缩小规模。",
                f"Feed bought and silage made cost {money(cost).en} a year on average. Roughage to be had "
                "nearby is limited: "
                "without a supplier's word the flock must be smaller.",
            )
        ),
        Chart(
            Words("各年饲喂量", "Feed fed by year"),
            STACKED,
            tuple(year_name(y) for y in plan.years),
            tuple(
                Series(good_name(g), tuple(y.fed.get(g, 0.0) / 1000 for y in plan.years))
                for g in goods
                if any(y.fed.get(g, 0.0) >= 50 for y in plan.years)
            ),
            TONNES,
        ),
    ]
