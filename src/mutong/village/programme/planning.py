"""From the survey to a plan: tables, programme, solution, figures; and what each aim costs the others."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficient, Coefficients
from mutong.village.programme.flock_tables import flock_tables
from mutong.village.programme.holdings import Holdings, holdings_of, together
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.plan_tables import plan_tables, write_plan
from mutong.village.programme.results import NumberUsed, TradeOff, VillagePlan
from mutong.village.programme.settings import PlanSettings
from mutong.village.survey_book import Survey

Told = Callable[[str, int, int], None]
AIMS: dict[str, Words] = {
    "collective": Words("集体（合作社）盈余", "surplus of the cooperative"),
    "households": Words("农户总收入", "income of all households"),
    "poorest": Words("最低一户收入", "income of the poorest household"),
}
_UNITS = {"poorest": "yuan/person"}
_LEFT_OUT = (
    Words("矿物质、食盐与饮水没有算入日粮；由兽医站按本地情况补充。", "Minerals, salt and water are not in the "
                                          "rations; the vet station adds them."),
    Words("日增重按选定值，不随日粮变化。", "The daily gain is a chosen number and does not change with the ration."),
    Words("没有核实到的补贴、保险一律不计收入。", "No subsidy or insurance that was not verified counts as income."),
    Words("全省禁牧：放牧不作饲料来源。", "Grazing is banned in the province and feeds nothing here."),
    Words("各户现有的羊仍归各户，不在计划之内。", "Sheep that households keep now stay theirs and are outside the "
                                "plan."),
    Words("羊只按平均数计算，可以有小数；实际以整只为准。", "Sheep are expectations and need not be whole; the real "
                                     "flock is."),
)  # fmt: skip


def plan_village(
    survey: Survey,
    numbers: Coefficients,
    settings: PlanSettings,
    *,
    aim: str = "collective",
    compare_aims: bool = True,
    persons: Mapping[str, float] | None = None,
    folder: Path | None = None,
    time_limit: float | None = None,
    told: Told | None = None,
) -> VillagePlan:
    """The best plan for an aim (a key of AIMS) under the first future, or why there is none.

    `folder` keeps the model with its tables, for `mutong village solve`. `told(step, done, in_all)` hears how far it
    is. Raises NumberNotSettled for a number nobody has settled, MutongError unknown_aim, plan_too_short.
    """
    holdings = holdings_of(survey, numbers, settings.with_undecided, persons)
    return plan_holdings(
        holdings,
        numbers,
        settings,
        aim=aim,
        compare_aims=compare_aims,
        folder=folder,
        time_limit=time_limit,
        told=told,
    )


def plan_holdings(
    holdings: Holdings,
    numbers: Coefficients,
    settings: PlanSettings,
    *,
    aim: str = "collective",
    compare_aims: bool = True,
    folder: Path | None = None,
    time_limit: float | None = None,
    told: Told | None = None,
) -> VillagePlan:
    """The same from holdings that are known already."""
    # linopy and HiGHS take seconds to load, and only who plans wants them.
    from mutong.village.models.building import build
    from mutong.village.models.planning import Plan
    from mutong.village.models.reading import read_model
    from mutong.village.models.solving import solve

    check_aim(aim)
    check_settings(settings)
    used = holdings if settings.by_household else together(holdings)
    tables = plan_tables(used, numbers, settings)
    with tempfile.TemporaryDirectory() as own:
        model = read_model(write_plan(folder or Path(own), tables, settings))
    plans: dict[str, Plan] = {}
    aims = [aim, *(one for one in AIMS if one != aim)] if compare_aims else [aim]
    for k, one in enumerate(aims):
        if told:
            told("aims", k, len(aims))
        built = build(model, f"for_{one}")
        solved = solve(built, time_limit, _seconds(told), prices=one == aim, ranging=False)
        plans[one] = Plan(model, built, solved, None, (), None, ())
        if one == aim and solved.columns is None:
            return _without(plans[one], holdings, numbers, settings, aim)
    return _with(plans, holdings, used, numbers, settings, aim)


def check_aim(aim: str) -> None:
    """Raise MutongError unknown_aim for what is no aim."""
    if aim not in AIMS:
        raise MutongError(
            "unknown_aim",
            Words(
                f"没有“{aim}”这个目标；可用：{'、'.join(AIMS)}。",
                f"There is no aim “{aim}”; there are: {', '.join(AIMS)}.",
            ),
        )


def check_settings(settings: PlanSettings) -> None:
    """Raise MutongError plan_too_short, or bounds_crossed for a least scale above the most."""
    if settings.months < 24 or settings.months % 12:
        raise MutongError(
            "plan_too_short",
            Words(f"计划期是 {settings.months} 个月；请写 24、36、48、60 等整年，至少两年。",
                  f"The plan has {settings.months} months; give whole years, two at least: 24, 36, 48, 60."),
        )  # fmt: skip
    if settings.ewes_at_most is not None and settings.ewes_at_least > settings.ewes_at_most:
        raise MutongError(
            "bounds_crossed",
            Words(f"母羊下限 {settings.ewes_at_least:g} 高于上限 {settings.ewes_at_most:g}。",
                  f"At least {settings.ewes_at_least:g} ewes but at most {settings.ewes_at_most:g}."),
        )  # fmt: skip


def _seconds(told: Told | None) -> Callable[[float], None] | None:
    return (lambda seconds: told("solve", int(seconds), 0)) if told else None


def state_kinds(numbers: Coefficients, settings: PlanSettings) -> dict[str, str]:
    """The class of each state label of the flock."""
    return {str(row["states"]): str(row["kind"]) for row in flock_tables(numbers, settings.opening)["states"]}


def _without(
    plan, holdings: Holdings, numbers: Coefficients, settings: PlanSettings, aim: str
) -> VillagePlan:
    """Why there is no plan: the limits that clash, or that the time was up."""
    from mutong.village.models.clashes import explain_infeasible
    from mutong.village.models.planning import Plan
    from mutong.village.models.telling import tell_outcome

    solved = plan.solved
    clash = explain_infeasible(plan.built, solved) if solved.status == "infeasible" else None
    told = tell_outcome(Plan(plan.model, plan.built, solved, clash, (), None, ()))
    return VillagePlan(
        solved.status, aim, 0.0, 0.0, told, settings.start, settings.months, holdings.willing, holdings.asked, (), (),
        (), (), (), (), (), (), holdings.remarks, numbers_used(numbers), _LEFT_OUT,
    )  # fmt: skip


def _with(
    plans: Mapping,
    holdings: Holdings,
    used: Holdings,
    numbers: Coefficients,
    settings: PlanSettings,
    aim: str,
) -> VillagePlan:
    from mutong.village.programme.limiting import limits_of
    from mutong.village.programme.reading_off import (
        Figures,
        flows_of,
        households_of,
        land_of,
        months_of,
        years_of,
    )

    plan, calendar = plans[aim], PlanCalendar(settings.start, settings.months)
    figures = Figures(plan, calendar)
    kinds = state_kinds(numbers, settings)
    months = months_of(figures, kinds)
    years = years_of(figures, months, kinds)
    land, plots = land_of(figures)
    names = {one.household_id: one.label for one in used.households} | {"none": Words("（无）", "(none)")}
    return VillagePlan(
        status=plan.solved.status, objective=aim, value=float(plan.solved.objective),
        gap=float(plan.solved.gap or 0.0), problem=Words("", ""), start=settings.start, months=settings.months,
        willing=holdings.willing, asked=holdings.asked, years=years, month_list=months, land=land, plots=plots,
        households=households_of(figures, names),
        limits=limits_of(plan, calendar, _UNITS.get(aim, "yuan")), flows=flows_of(figures, years),
        trade_offs=tuple(_trade_off(name, one, calendar) for name, one in plans.items() if one.solved.columns is not
        None), remarks=holdings.remarks, numbers=numbers_used(numbers), left_out=_LEFT_OUT,
    )  # fmt: skip


def _trade_off(aim: str, plan, calendar: PlanCalendar) -> TradeOff:
    years = calendar.months / 12
    least = float(plan.values("least_income"))
    if aim != "poorest":
        # Elsewhere the variable need not be at its best: the least of the incomes is.
        persons = plan.built.names.get("persons").form.const
        least = float((plan.values("income").sum(axis=(0, 2)) / (persons * years)).min())
    return TradeOff(
        aim, float(plan.expression("collective_income")) / years, float(plan.expression("household_income")) / years,
        least, float(np.nanmean(plan.expression("ewes"))),
    )  # fmt: skip


def numbers_used(numbers: Coefficients) -> tuple[NumberUsed, ...]:
    """Every number that has been asked for so far, chosen ones first."""
    found = [_number(one) for one in numbers.asked_for() if one.spread.point is not None]
    return tuple(sorted(found, key=lambda one: (one.state != "chosen", one.key)))


def _number(one: Coefficient) -> NumberUsed:
    source = (
        one.choice.post
        if one.choice is not None
        else "; ".join(dict.fromkeys(r.source.citation if r.source else "NV" for r in one.readings))
    )
    return NumberUsed(
        one.key, one.label, one.value / one.unit.factor, one.unit.words, one.state, one.grade, source
    )


def open_numbers_of(plan: VillagePlan) -> Sequence[NumberUsed]:
    """The numbers of a plan that nobody verified: they rest on a choice."""
    return [one for one in plan.numbers if one.state == "chosen"]
