"""A plan in figures, sentences and pictures: what stands above the tables of its page."""

from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from mutong.desk.pictures.plan_months import Picture, draw_cash, draw_flock, draw_work
from mutong.desk.pictures.plan_spread import draw_spread
from mutong.desk.village_plan_lines import chance_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.reads.village_plans import WholePlan
from mutong.village.plan_document.say import joined, money, month_of, whole
from mutong.village.programme.planning import AIMS
from mutong.village.programme.results import VillagePlan
from mutong.village.programme.telling import MonthTasks, tasks_of


@dataclass(frozen=True)
class PlanStat:
    """One figure over the page."""

    label: Words
    figure: Words
    tone: str = ""


@dataclass(frozen=True)
class MonthTold:
    """What to do in a month; `now` marks the present one."""

    name: Words
    sentences: tuple[Words, ...]
    now: bool


@dataclass(frozen=True)
class YearTold:
    """The months of a plan year; the one that runs is open."""

    name: Words
    months: tuple[MonthTold, ...]
    open: bool


def stats_of(held: WholePlan) -> list[PlanStat]:
    """The figures above everything else; none where there is no plan."""
    plan = held.plan
    if plan is None or not plan.has_plan:
        return []
    lowest = min(plan.month_list, key=lambda m: (m.cash, m.month))
    ewes = sum(y.ewes_mean for y in plan.years) / len(plan.years)
    at = month_of(lowest.day)
    stats = [
        PlanStat(Words("集体盈余，年均", "Surplus a year"), money(plan.mean_surplus)),
        PlanStat(Words("母羊，年均（只）", "Ewes, mean"), _both(whole(ewes))),
        PlanStat(Words(f"现金最低（{at.zh}）", f"Lowest cash ({at.en})"), money(lowest.cash), "warn"),
        PlanStat(Words("贷款最高", "Loan at most"), money(max(y.loan_high for y in plan.years))),
        PlanStat(Words("参加的户", "Households that join"), _both(f"{plan.willing} / {plan.asked}")),
    ]  # fmt: skip
    if held.what_ifs is not None:
        chance = held.what_ifs.chance_unpaid
        label, tone = Words("付不出款的可能", "Chance that payments fail"), "alarm" if chance > 0 else ""
        stats.append(PlanStat(label, chance_words(chance), tone))
    return stats


def aims_told(plan: VillagePlan) -> tuple[Words, ...]:
    """In words what another aim would take from whom, and give to whom."""
    mine = next((one for one in plan.trade_offs if one.objective == plan.objective), None)
    if mine is None:
        return ()
    told = []
    for one in plan.trade_offs:
        if one is mine:
            continue
        name = AIMS[one.objective]
        parts = [
            _more_or_less(Words("集体盈余每年", "the surplus of a year"), one.collective - mine.collective),
            _more_or_less(
                Words("农户合计每年", "all households' income of a year"), one.households - mine.households
            ),
            _more_or_less(
                Words("最低一户每人每年", "the poorest household's, a head,"),
                one.poorest - mine.poorest,
                True,
            ),
        ]
        of = joined(parts, "，")
        told.append(Words(f"改为“{name.zh}”：{of.zh}。", f"For the {name.en}: {of.en}."))
    return tuple(told)


def _more_or_less(what: Words, yuan: float, small: bool = False) -> Words:
    amount = Words(f"{whole(abs(yuan))} 元", f"{whole(abs(yuan))} yuan") if small else money(abs(yuan))
    if abs(yuan) < 1:
        return Words(f"{what.zh}不变", f"{what.en} stays")
    zh, en = ("多", "rises by") if yuan > 0 else ("少", "falls by")
    return Words(f"{what.zh}{zh} {amount.zh}", f"{what.en} {en} {amount.en}")


def years_told(plan: VillagePlan, paid_in: float) -> tuple[YearTold, ...]:
    """What to do, year by year and month by month; the present year is open, else the first.

    `paid_in`: yuan that members had paid in before the plan began, of the contributions in its first month.
    """
    today = clock.today().replace(day=1)
    months = [
        MonthTold(month_of(one.day), _sentences(one, paid_in), one.day == today) for one in tasks_of(plan)
    ]
    found = []
    for year in plan.years:
        of = tuple(months[12 * (year.year - 1) : 12 * year.year])
        name = Words(
            f"第 {year.year} 年（{year.first_day:%Y-%m} 起）",
            f"Year {year.year} (from {year.first_day:%Y-%m})",
        )
        found.append(
            YearTold(name, of, any(m.now for m in of) or (year.year == 1 and not any(m.now for m in months)))
        )
    return tuple(found)


def _sentences(month: MonthTasks, paid_in: float) -> tuple[Words, ...]:
    """The sentences of a month; contributions that were paid in before are told as such."""
    if not paid_in:
        return tuple(month.sentences())
    asked = sum(one.amount for one in month.tasks if one.kind == "capital")
    if not asked:
        return tuple(month.sentences())
    rest = replace(month, tasks=tuple(one for one in month.tasks if one.kind != "capital"))
    paid, still = money(min(paid_in, asked)), money(max(asked - paid_in, 0.0))
    told = Words(f"社员入股现金：已交 {paid.zh}，还应交 {still.zh}。",
                 f"Members' contributions: {paid.en} paid in before, {still.en} to come.")  # fmt: skip
    return (*rest.sentences(), told)


def pictures_of(plan: VillagePlan) -> tuple[Picture, ...]:
    """Sheep, cash and work by month."""
    return draw_flock(plan.month_list), draw_cash(plan.month_list), draw_work(plan.month_list)


def spreads_of(held: WholePlan) -> tuple[tuple[Words, SafeString, SafeString], ...]:
    """How surplus and lowest cash spread over the futures drawn, each for a desk and for a phone."""
    found = held.what_ifs
    if found is None:
        return ()
    surplus, cash = Words("盈余（全部年份）", "Surplus of all years"), Words("现金最低", "Lowest cash")
    return (
        (surplus, *draw_spread("spread-surplus", surplus, [o.surplus for o in found.drawn], found.expected.surplus)),
        (cash, *draw_spread("spread-cash", cash, [o.lowest_cash - o.unpaid_most for o in found.drawn],
                            found.expected.lowest_cash - found.expected.unpaid_most)),
    )  # fmt: skip


def _both(text: str) -> Words:
    return Words(text, text)
