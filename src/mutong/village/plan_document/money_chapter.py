"""Money of the plan: first year's uses and sources, income and cost by year, cash and loan by month."""

from mutong.kernel.words import Words
from mutong.tables.documents import Chart, Column, Heading, Paragraph, Series, Table
from mutong.tables.documents.blocks import LINE, RIGHT
from mutong.village.plan_document.given import Chapter, Given, year_name
from mutong.village.plan_document.names import money_name
from mutong.village.plan_document.say import WAN, money, money_cell, month_mark, month_of
from mutong.village.programme.reading_off import COST, INCOME
from mutong.village.programme.results import PlanYear

# Wear is no payment; the rest of the year's costs is.
_NOT_PAID = ("wear",)
_MORE_COST = ("rents_paid", "overhead", "wear")
_SLIGHT = 0.5


def finance(given: Given) -> Chapter:
    """The chapter."""
    return [
        Heading(Words("资金", "Money"), 2),
        *_funding(given),
        *_by_year(given),
        *_cash(given),
    ]


def first_year(given: Given) -> tuple[dict[str, float], dict[str, float]]:
    """Uses and sources of cash in the first plan year, by key, adding up to the same: what is left at its end is a use,
    what was there before the plan a source."""
    year = given.plan.years[0]
    months = given.months_of(year)
    uses = {key: yuan for key, yuan in year.cost.items() if key not in _NOT_PAID and yuan > _SLIGHT}
    sources = {"capital": given.capital} if given.capital > _SLIGHT else {}
    sources |= {key: yuan for key, yuan in year.income.items() if yuan > _SLIGHT}
    built = year.built.get("yuan", 0.0)
    if built > _SLIGHT:
        uses["building"] = built
    if year.dividend > _SLIGHT:
        uses["dividend"] = year.dividend
    if months[-1].loan > _SLIGHT:
        sources["loan"] = months[-1].loan
    if year.cash_end > _SLIGHT:
        uses["cash_end"] = year.cash_end
    before = sum(uses.values()) - sum(sources.values())
    if before > 1:
        sources["before"] = before
    elif before < -1:
        uses["repaid"] = -before
    return uses, sources


_OWN = {
    "capital": Words("社员入股现金", "members' cash"),
    "loan": Words("贷款（年末余额）", "loan (owed at the year's end)"),
    "before": Words("期初现金", "cash from before"),
    "cash_end": Words("年末现金", "cash at the year's end"),
    "repaid": Words("归还期初贷款", "loan of before paid back"),
}


def _name(key: str) -> Words:
    return _OWN[key] if key in _OWN else money_name(key)


def _funding(given: Given) -> Chapter:
    uses, sources = first_year(given)
    most = given.loan_most
    rows = []
    left, right = list(uses.items()), list(sources.items())
    right.append(("subsidy", 0.0))
    for k in range(max(len(left), len(right))):
        a = (_name(left[k][0]), money_cell(left[k][1])) if k < len(left) else (Words("", ""), Words("", ""))
        if k < len(right):
            key, yuan = right[k]
            name = Words("财政补助（没有核实到的，不列）", "state aid (none verified, none counted)")
            b = (name if key == "subsidy" else _name(key), money_cell(yuan))
        else:
            b = (Words("", ""), Words("", ""))
        rows.append((*a, *b))
    rows.append(
        (
            Words("合计", "All"),
            money_cell(sum(uses.values())),
            Words("合计", "All"),
            money_cell(sum(sources.values())),
        )
    )
    rate = given.number("loan.interest")
    limit = given.number("loan.most")
    told: list = [
        Words(
            f"启动资金靠社员入股 {money(given.capital).zh}和贷款。",
            f"The start is paid from {money(given.capital).en} of members' cash and a loan. ",
        )
    ]
    if most.loan > _SLIGHT:
        told.append(
            Words(
                f"贷款余额最高 {money(most.loan).zh}（{month_of(most.day).zh}）",
                f"At most {money(most.loan).en} is owed ({month_of(most.day).en})",
            )
        )
        if limit is not None:
            told += [Words("，额度按 ", ", within a limit of "), limit]
        if rate is not None:
            told += [Words("，年利率按 ", ", at interest of "), rate, Words("计", "")]
        told.append(Words("。", ". "))
    else:
        told.append(Words("计划不用贷款。", "No loan is needed. "))
    told.append(
        Words(
            "放款条件、担保和期限须与金融机构谈定；谈不下来的，按入股现金缩小规模重算。",
            "Terms, security and time of repayment are to be agreed with a bank; without one the plan is "
            "worked out anew "
            "at the scale that members' cash allows.",
        )
    )
    return [
        Paragraph(tuple(told)),
        Table(
            Words("第一年资金用途与来源", "Uses and sources of money in the first year"),
            (
                Column(Words("用途", "Use"), share=1.3),
                Column(Words("金额", "Amount"), WAN, RIGHT, 0.8),
                Column(Words("来源", "Source"), share=1.6),
                Column(Words("金额", "Amount"), WAN, RIGHT, 0.8),
            ),
            tuple(rows),
            total=True,
        ),
    ]


def worth_change(given: Given, year: PlanYear) -> float:
    """What flock and stores gain in worth over a year: the surplus less income and cost."""
    return year.surplus - sum(year.income.values()) + sum(year.cost.values())


def _by_year(given: Given) -> Chapter:
    years = given.plan.years
    listed = dict.fromkeys((*INCOME, *COST, *_MORE_COST, *(k for y in years for k in (*y.income, *y.cost))))
    keys = [key for key in listed if any(_of(y, key) > _SLIGHT for y in years)]
    income = [k for k in keys if any(k in y.income for y in years)]
    cost = [k for k in keys if k not in income]
    all_ = lambda values: (*(money_cell(v) for v in values), money_cell(sum(values)))  # noqa: E731
    row = lambda name, values: (name, *all_(values))  # noqa: E731
    rows = [
        row(Words(f"收入：{money_name(k).zh}", f"in: {money_name(k).en}"), [_of(y, k) for y in years])
        for k in income
    ]
    rows.append(row(Words("收入合计", "income in all"), [sum(y.income.values()) for y in years]))
    rows += [
        row(Words(f"支出：{money_name(k).zh}", f"out: {money_name(k).en}"), [_of(y, k) for y in years])
        for k in cost
    ]
    rows.append(row(Words("支出合计", "cost in all"), [sum(y.cost.values()) for y in years]))
    rows.append(
        row(Words("羊群与存料增值", "flock and stores worth more"), [worth_change(given, y) for y in years])
    )
    rows.append(row(Words("盈余", "surplus"), [y.surplus for y in years]))
    rows.append(row(Words("其中分配给成员", "of it shared out"), [y.dividend for y in years]))
    mean = given.plan.mean_surplus
    return [
        Paragraph(
            Words(
                f"合作社盈余平均每年 {money(mean).zh}。盈余含羊群增值，不等于手里的现金；工资、土地和棚圈租"
                "金已作支出，"
                "是农户的收入。",
                f"The cooperative's surplus is {money(mean).en} a year on average. It holds what the flock "
                "gains in worth "
                "and is not cash in hand; wages and rents are costs here and income of the households.",
            )
        ),
        Table(
            Words("各年收支与盈余", "Income, cost and surplus by year"),
            (
                Column(Words("项目", "Item"), share=1.9),
                *(Column(year_name(y), WAN, RIGHT) for y in years),
                Column(Words("合计", "All"), WAN, RIGHT),
            ),
            tuple(rows),
        ),
    ]


def _of(year: PlanYear, key: str) -> float:
    return year.income.get(key, 0.0) + year.cost.get(key, 0.0)


def _cash(given: Given) -> Chapter:
    plan, low = given.plan, given.lowest
    at_least = sum(round(m.cash) <= round(low.cash) for m in plan.month_list)
    least = given.number("cooperative.least_cash")
    reserve: tuple = (
        () if least is None else (Words("备用金按 ", " The reserve is set at "), least, Words("留足。", "."))
    )
    return [
        Paragraph(
            (
                Words(
                    f"现金最低点在{month_of(low.day).zh}，月末 {money(low.cash).zh}；全期有 {at_least} 个月"
                    "降到这一水平。"
                    "这些月份款项稍有推迟就会周转不开，须事先谈妥赊销、垫付或循环贷款。",
                    f"Cash is lowest in {month_of(low.day).en} with {money(low.cash).en} at the month's "
                    f"end; {at_least} months "
                    "are as low. In those a payment that comes late leaves nothing to pay with: credit must "
                    "be agreed before.",
                ),
                *reserve,
            )
        ),
        Chart(
            Words("各月末现金与贷款余额", "Cash and loan at each month's end"),
            LINE,
            tuple(month_mark(m.day) for m in plan.month_list),
            (
                Series(Words("现金", "cash"), tuple(m.cash / 10_000 for m in plan.month_list)),
                Series(Words("贷款余额", "loan owed"), tuple(m.loan / 10_000 for m in plan.month_list)),
            ),
            Words("万元", "ten thousand yuan"),
        ),
        Table(
            Words("各年现金与贷款", "Cash and loan by year"),
            (
                Column(Words("项目", "Figure"), share=1.8),
                *(Column(year_name(y), WAN, RIGHT) for y in plan.years),
            ),
            tuple(
                (name, *(money_cell(one) for one in values))
                for name, values in (
                    (Words("年末现金", "cash at the end"), [y.cash_end for y in plan.years]),
                    (Words("当年最低现金", "lowest cash"), [y.cash_low for y in plan.years]),
                    (Words("当年贷款最高", "most owed"), [y.loan_high for y in plan.years]),
                    (Words("当年利息", "interest"), [y.cost.get("interest", 0.0) for y in plan.years]),
                    (
                        Words("年末羊群与存料价值", "worth of flock and stores"),
                        [y.worth_end for y in plan.years],
                    ),
                )
            ),
        ),
    ]
