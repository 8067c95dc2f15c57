"""What comes to households: by quarters of them, the lowest, each aim's cost to the others, what limits the plan."""

from itertools import pairwise

from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Chart, Column, Heading, Paragraph, Series, Table
from mutong.tables.documents.blocks import COLUMNS, RIGHT
from mutong.village.plan_document.given import Chapter, Given, year_name
from mutong.village.plan_document.say import (
    HEADS,
    MU,
    WAN,
    YUAN,
    both,
    money,
    money_cell,
    tenth,
    whole,
    yuan_cell,
)
from mutong.village.programme.planning import AIMS
from mutong.village.programme.results import HouseholdPlan

# Fewer households than this in a group could tell who they are.
_LEAST_IN_GROUP = 5
_QUARTERS = (
    Words("收入最低的四分之一", "lowest quarter"),
    Words("次低的四分之一", "second quarter"),
    Words("次高的四分之一", "third quarter"),
    Words("收入最高的四分之一", "highest quarter"),
)


def households(given: Given) -> Chapter:
    """The chapter; nobody is named."""
    found: list = [Heading(Words("农户收入", "Households' income"), 2)]
    all_ = given.households
    if not all_:
        return [*found, Paragraph(Words("没有一户可用，收入无从测算。", "No household is in the plan."))]
    now, then = sum(h.income_now for h in all_), sum(mean_income(h) for h in all_)
    found.append(
        Paragraph(
            Words(
                f"参加的 {len(all_) if given.by_household else given.plan.willing} 户，从这些土地上现在每年"
                f"收入 {money(now).zh}；"
                f"按计划平均每年 {money(then).zh}（工资、租金、秸秆款、分红和自种收益），"
                f"{'增加' if then >= now else '减少'} {money(abs(then - now)).zh}。"
                "以上不含务工等其他收入；现有收入没有扣自家用工，计划收入中的工资要出工才有。",
                f"The {len(all_) if given.by_household else given.plan.willing} households that take part now earn "
                f"{money(now).en} a year from this land; by the plan {money(then).en} (wages, rents, straw, "
                "dividends and what "
                f"they still till), {money(abs(then - now)).en} {'more' if then >= now else 'less'}. Other "
                "income is not "
                "counted; their own work is not taken off income now, and wages are paid for work only.",
            )
        )
    )
    if given.by_household:
        found += _groups(given)
    else:
        found.append(
            Paragraph(
                Words(
                    "本次测算把各户合在一起，分户收入没有算；定案前应分户重算。",
                    "Households were taken together this time; their incomes apart were not worked out and "
                    "should be.",
                )
            )
        )
    return [*found, *_years(given), *_offers(given)]


def mean_income(one: HouseholdPlan) -> float:
    """Yuan a year by the plan."""
    return sum(one.income) / len(one.income) if one.income else 0.0


def groups_of(given: Given) -> list[tuple[Words, list[HouseholdPlan]]]:
    """Households in quarters by the plan's income; fewer groups where quarters would be too small to hide anybody."""
    ranked = sorted(given.households, key=mean_income)
    count = min(4, max(1, len(ranked) // _LEAST_IN_GROUP))
    cuts = [round(len(ranked) * k / count) for k in range(count + 1)]
    parts = [ranked[a:b] for a, b in pairwise(cuts)]
    if count == 4:
        return list(zip(_QUARTERS, parts, strict=True))
    if count == 1:
        return [(Words("全部农户", "all households"), parts[0])]
    return [
        (Words(f"第 {k} 组（由低到高）", f"group {k}, lowest first"), of) for k, of in enumerate(parts, 1)
    ]


def _groups(given: Given) -> Chapter:
    rows = []
    groups = [*groups_of(given), (Words("全部", "All"), list(given.households))]
    for name, of in groups:
        n = len(of)
        now, then = sum(h.income_now for h in of) / n, sum(mean_income(h) for h in of) / n
        rows.append(
            (
                name,
                both(n),
                both(tenth(sum(h.land_in_mu for h in of) / n)),
                yuan_cell(sum(h.capital for h in of) / n),
                both(whole(sum(sum(h.days) / max(len(h.days), 1) for h in of) / n)),
                yuan_cell(now),
                yuan_cell(then),
                yuan_cell(then - now),
            )
        )
    lowest = min(mean_income(h) / h.persons for h in given.households)
    worse = sum(mean_income(h) < h.income_now for h in given.households)
    head = given.counts_people
    per_zh, per_en = ("人均", "a head") if head else ("每户", "a household")
    return [
        Table(
            Words("参加农户按收入分组（户均）", "Households in groups by income (means)"),
            (
                Column(Words("组别", "Group"), share=1.7),
                Column(Words("户数", "Households"), None, RIGHT, 0.7),
                Column(Words("入社土地", "Land put in"), MU, RIGHT, 0.8),
                Column(Words("入股现金", "Cash put in"), YUAN, RIGHT),
                Column(Words("年出工", "Days a year"), None, RIGHT, 0.8),
                Column(Words("现在", "Now"), Words("元/年", "yuan a year"), RIGHT),
                Column(Words("计划", "Plan"), Words("元/年", "yuan a year"), RIGHT),
                Column(Words("增加", "More"), Words("元/年", "yuan a year"), RIGHT),
            ),
            tuple(rows),
            Words(
                "按计划收入由低到高分组，不列户名；“现在”只算这些地的种植收益。",
                "Groups from the lowest plan income up, without names; “now” is what this land earns.",
            ),
            total=True,
        ),
        Paragraph(
            Words(
                f"收入最低的一户，按计划{per_zh}每年 {whole(round(lowest, -1))} 元；比现在收入还少的有 {worse} 户。"
                "困难户的岗位、入股和托养优先安排，低保等待遇因分红变化的，先算清再签字。",
                f"The lowest household earns {whole(round(lowest, -1))} yuan {per_en} and year by the plan; "
                f"{worse} households "
                "would earn less than now. Needy households come first for work, shares and sheep to keep; "
                "where dividends "
                "would change their assistance, that is worked out before anything is signed.",
            )
        ),
    ]


def _years(given: Given) -> Chapter:
    years = given.plan.years
    sums = [
        sum(h.income[k] for h in given.households if k < len(h.income)) / 10_000 for k in range(len(years))
    ]
    return [
        Chart(
            Words("参加农户总收入，现在与计划", "Income of all households, now and by the plan"),
            COLUMNS,
            (Words("现在", "Now"), *(year_name(y) for y in years)),
            (
                Series(
                    Words("农户总收入", "income of all households"),
                    (sum(h.income_now for h in given.households) / 10_000, *sums),
                ),
            ),
            Words("万元", "ten thousand yuan"),
        )
    ]


def _offers(given: Given) -> Chapter:
    """What households bring, all together, and for what return."""
    all_ = given.households
    land, sheds = sum(h.land_in_mu for h in all_), sum(h.shed_m2 for h in all_)
    yards, straw = sum(h.yard_m2 for h in all_), sum(h.straw for h in all_)
    days = sum(sum(h.days) / max(len(h.days), 1) for h in all_)
    by_vote = Words("盈余分配（不保底）", "a share of the surplus, not assured")
    rows: list[tuple] = [
        (Words("土地", "land"), Words(f"{tenth(land)} 亩", f"{tenth(land)} mu"), given.number("land.rent")),
        (
            Words("棚圈", "sheds"),
            Words(f"{whole(sheds)} 平方米", f"{whole(sheds)} m²"),
            given.number("shed.rent"),
        ),
        (
            Words("院落", "yards"),
            Words(f"{whole(yards)} 平方米", f"{whole(yards)} m²"),
            given.number("yard.rent"),
        ),
        (
            Words("劳力", "labour"),
            Words(f"每年 {whole(days)} 个工日", f"{whole(days)} days a year"),
            given.number("labour.wage"),
        ),
        (Words("现金入股", "cash"), money(given.capital), by_vote),
    ]
    if straw >= 50:
        price = Words("按当年秸秆价", "the price of straw")
        rows.append(
            (
                Words("秸秆", "straw"),
                Words(f"每年 {tenth(straw / 1000)} 吨", f"{tenth(straw / 1000)} t a year"),
                price,
            )
        )
    return [
        Table(
            Words("农户拿出什么、得到什么", "What households bring and what they get"),
            (
                Column(Words("项目", "What"), share=0.8),
                Column(Words("数量（合计）", "How much, in all"), None, RIGHT, 1.2),
                Column(Words("回报", "Return"), share=1.6),
            ),
            tuple(rows),
            Words(
                "逐户签合同或入社协议，写明数量、期限、价款和退出办法。",
                "Each household has a contract with amount, term, price and how to leave.",
            ),
        )
    ]


def aims(given: Given) -> Chapter:
    """What a plan for each aim gives the others, and what holds this plan back."""
    plan = given.plan
    found: list = [
        Heading(Words("目标取舍与制约因素", "Aims against each other, and what limits the plan"), 2)
    ]
    own = AIMS.get(plan.objective, Words(plan.objective, plan.objective))
    if len(plan.trade_offs) > 1:
        each = Words("人均收入", "a head") if given.counts_people else Words("每户收入", "a household")
        if given.by_household:
            each = Words(f"最低{each.zh}", f"lowest {each.en}")
        found += [
            Paragraph(
                Words(
                    f"本规划以“{own.zh}”为目标。换一个目标，结果如下；取哪一个由成员大会定。",
                    f"This plan aims at the {own.en}. Other aims give the following; which one to take is "
                    "for the members' "
                    "meeting.",
                )
            ),
            Table(
                Words("各目标下的结果（每年）", "What each aim gives a year"),
                (
                    Column(Words("以什么为目标", "Aim"), share=1.5),
                    Column(Words("合作社盈余", "Surplus"), WAN, RIGHT),
                    Column(Words("农户总收入", "All households"), WAN, RIGHT),
                    Column(each, YUAN, RIGHT),
                    Column(Words("平均母羊", "Mean ewes"), HEADS, RIGHT),
                ),
                tuple(
                    (
                        AIMS.get(one.objective, Words(one.objective, one.objective)),
                        money_cell(one.collective),
                        money_cell(one.households),
                        yuan_cell(one.poorest),
                        both(whole(one.ewes)),
                    )
                    for one in plan.trade_offs
                ),
            ),
        ]
    if plan.limits:
        found += [
            Paragraph(
                Words(
                    "制约计划的主要因素（影子价格，只在小范围变动内有效）：",
                    "What limits the plan (shadow prices; they hold for small changes):",
                )
            ),
            Bullets(tuple(one.words for one in plan.limits)),
        ]
    else:
        found.append(Paragraph(Words("没有算出影子价格。", "No shadow prices were worked out.")))
    return found
