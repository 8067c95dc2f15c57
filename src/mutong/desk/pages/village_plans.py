"""Plans of a village: the list, and the form that asks for one.

The secretary opens it to see which plan the village works by, and to have another one worked out.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Empty, Option, exports_of, with_query
from mutong.desk.share_forms import Act, Form, Values, do_act, field, new_key, problem_of
from mutong.desk.village_plan_lines import PURPOSE, PlanLine, plan_line, plan_place
from mutong.desk.writing import instant_words
from mutong.kernel import clock
from mutong.kernel.period import next_month
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area
from mutong.records.actions.village_plans import RIGHT
from mutong.records.reads.village_plans import kept_plans
from mutong.records.reads.village_survey import village_survey
from mutong.village.programme.planning import AIMS
from mutong.village.programme.settings import PlanSettings
from mutong.workflows.village_plan_orders import YEARS, PlanOrder, usual_order
from mutong.workflows.village_plans import NO_SURVEY, ask_for_village_plan, is_surveyed

_HEADINGS = (
    Words("计划", "Plan"), Words("何时", "Asked for"), Words("目标", "Aim"), Words("计划期", "Period"),
    Words("年均盈余", "Surplus a year"), Words("母羊年均", "Ewes"), Words("现金最低", "Lowest cash"),
    Words("付不出款的可能", "Chance that payments fail"), Words("状态", "State"),
)  # fmt: skip
_STARTS_SHOWN = 18
_DRAWS = (
    ("0", Words("不试", "none")), ("50", Words("50 种（快）", "50 (quick)")), ("200", Words("200 种", "200")),
    ("500", Words("500 种（慢）", "500 (slow)")),
)  # fmt: skip
_WAYS = (
    ("households", Words("每户、每块地分开算（约一分钟）", "every household and plot by itself (about a minute)")),
    ("together", Words("全村合在一起快算（约半分钟，没有各户收入）",
                       "the village taken together (half a minute, no incomes of households)")),
)  # fmt: skip
_YEARS = tuple((str(n), Words(f"{n} 年", f"{n} years")) for n in YEARS)
_UNDECIDED = (
    ("no", Words("只算明确愿意的户", "only households that said yes")),
    ("yes", Words("未定的户也算愿意", "the undecided too")),
)


@signed_in
@require_GET
def show_plans(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The plans of one village, the latest first; the one in force is told above."""
    place = plan_place(request, viewer)
    rows = kept_plans(viewer, place.area, PURPOSE)
    lines = [plan_line(one) for one in rows]
    if kind := wanted_format(request):
        return send_list(kind, "village-plans", _HEADINGS, (_file_row(one) for one in lines))
    ask = with_query(reverse("ask_village_plan"), area=place.area)
    page = {
        "place": place,
        "lines": lines,
        "in_force": next((one for one, row in zip(lines, rows, strict=True) if row.in_force), None),
        "running": any(row.running for row in rows),
        "ask": ask if place.may_plan else "",
        "exports": exports_of(request) if lines else None,
        "empty": Empty(
            "village",
            Words("还没有计划", "No plans yet"),
            Words(
                "挨家挨户问过以后，在这里把种什么、养多少、怎么卖、钱够不够一起算出来，再和村民商量。",
                "Once the households were asked, work out here what to grow, how many sheep to keep and whether the "
                "money lasts; then talk it over with the villagers.",
            ),
            ask if place.may_plan else "",
            Words("制订一个计划", "Make a plan"),
        ),
    }
    return show(request, "pages/village_plans.html", "village", page=page)


@signed_in
@require_http_methods(["GET", "POST"])
def ask_plan(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form that asks for a plan; without a survey it says what to do first."""
    place = plan_place(request, viewer)
    check_area(viewer, RIGHT, place.area, PURPOSE)
    surveyed = is_surveyed(village_survey(viewer, place.area, PURPOSE))
    acts = (
        {"ask": Act(order_form(usual_order()), lambda said: _ask(viewer, place.area, said))}
        if surveyed
        else {}
    )
    done, forms = do_act(request, acts, lambda: check_area(viewer, RIGHT, place.area, PURPOSE))
    if done is not None:
        return done
    problem = problem_of(forms)
    page = {
        "place": place,
        "problem": problem,
        "empty": None if surveyed else _no_survey(viewer, place.area),
        "back": with_query(reverse("village_plans"), area=place.area),
    }
    status = 400 if problem else 200
    return show(request, "pages/village_plan_new.html", "village", status=status, page=page, forms=forms)


def order_form(order: PlanOrder, name: str = "") -> Form:
    """The form of an order, filled in with one."""
    settings = order.settings
    months = [next_month(clock.today())]
    while len(months) < _STARTS_SHOWN:
        months.append(next_month(months[-1]))
    default = f"{settings.start.year} 年 {settings.start.month} 月起的计划"
    return Form(
        (
            field("key", "表单", "Form", "hidden", value=new_key()),
            field("name", "名字", "Name", value=name or default),
            field("aim", "为了什么", "Aim", options=_options(AIMS.items()), value=order.aim,
                  hint=Words("其他目标会一起算出，好比较得失。", "The other aims are worked out beside it.")),
            field("start", "从哪个月开始", "First month", options=tuple(_month_option(day) for day in months),
                  value=settings.start),
            field("years", "几年", "Years", options=_options(_YEARS), value=settings.months // 12),
            field("least", "母羊至少", "Ewes at least", "whole", optional=True, unit=Words("只", "head"),
                  hint=Words("不填就不设下限，也可能算出不养最好。", "Left empty, none at all may be best.")),
            field("most", "母羊至多", "Ewes at most", "whole", optional=True, unit=Words("只", "head")),
            field("undecided", "谁算愿意", "Who counts as willing", options=_options(_UNDECIDED),
                  value="yes" if settings.with_undecided else "no"),
            field("way", "怎么算", "How", options=_options(_WAYS),
                  value="households" if settings.by_household else "together"),
            field("draws", "再试多少种情景", "Futures to try", options=_options(_DRAWS),
                  value=_usual_draws(order.draws), hint=Words("跌价、干旱、疫病、少人参加等；试得越多，算得越久。",
                             "Prices, drought, disease, fewer takers …; more take longer.")),
        )
    )  # fmt: skip


def order_said(said: Values, base: PlanSettings | None = None, replaces: str = "") -> PlanOrder:
    """The order that a filled form gives; from `base` comes what the form does not ask."""
    settings = base or PlanSettings(date.min)
    most = said["most"]
    settings = replace(
        settings,
        start=date.fromisoformat(str(said["start"])),
        months=12 * int(str(said["years"])),
        by_household=said["way"] == "households",
        with_undecided=said["undecided"] == "yes",
        ewes_at_least=float(str(said["least"] or 0)),
        ewes_at_most=None if most is None else float(str(most)),
    )
    return PlanOrder(str(said["aim"]), settings, int(str(said["draws"])), replaces=replaces)


def _usual_draws(draws: int) -> str:
    """The choice of so many futures, or the next one that offers as many."""
    return next((value for value, _ in _DRAWS if int(value) >= draws), _DRAWS[-1][0])


def plan_id_of(said: Values) -> str:
    """The id of the plan that a form asks for: the form's own key, so that a form sent twice is one plan."""
    key = str(said["key"])
    return f"P{key if re.fullmatch('[0-9a-f]{32}', key) else new_key()}"


def _ask(viewer: Viewer, area: str, said: Values) -> tuple[Words, str]:
    plan_id = plan_id_of(said)
    ask_for_village_plan(viewer, area, plan_id, str(said["name"]), order_said(said), purpose=PURPOSE)
    return (
        Words(
            "已交给后台计算，可以离开本页。",
            "It is being worked out in the background; you may leave the page.",
        ),
        reverse("village_plan", args=[plan_id]),
    )


def _no_survey(viewer: Viewer, area: str) -> Empty:
    may = viewer.may("record_survey", area)
    return Empty(
        "visit", Words("还不能制订计划", "No plan can be made yet"), NO_SURVEY,
        with_query(reverse("survey"), area=area) if may else "", Words("去入户调查", "To the survey"),
    )  # fmt: skip


def _options(pairs: Iterable[tuple[str, Words]]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in pairs)


def _month_option(day: date) -> Option:
    return Option(day.isoformat(), Words(f"{day.year} 年 {day.month} 月", f"{day:%B %Y}"))


def _file_row(one: PlanLine) -> tuple[object, ...]:
    state = Words("，".join(c.words.zh for c in one.chips), ", ".join(c.words.en for c in one.chips))
    return (
        one.name, instant_words(one.made_at), one.aim, one.period, one.surplus, one.ewes, one.lowest_cash, one.unpaid,
        state,
    )  # fmt: skip
