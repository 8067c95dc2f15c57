"""A plan beside the books, and a new plan from what there is today.

The village accountant opens it at the end of a month: where the village is off the plan, and whether to plan anew.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.village_plans import order_form, order_said, plan_id_of
from mutong.desk.parts import Empty, Option, exports_of, with_query
from mutong.desk.share_forms import Act, Form, Values, do_act, field, problem_of
from mutong.desk.village_plan_lines import PURPOSE, chips_of, order_or_none, period_words
from mutong.desk.village_plan_parts import shown
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import next_month
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer, check_area
from mutong.records.actions.village_plans import RIGHT
from mutong.records.reads.village_plans import WholePlan, kept_plan
from mutong.village.flock_states import CLASSES
from mutong.village.plan_document.names import good_name
from mutong.village.plan_document.say import month_of
from mutong.workflows.village_plan_facts import FactLine, FactMonth, months_against_fact
from mutong.workflows.village_plan_orders import usual_order
from mutong.workflows.village_plan_restart import StartNow, order_from, start_from_books
from mutong.workflows.village_plans import ask_for_village_plan

_SHARES = (10, 20, 30, 50)
_USUAL_SHARE = 20
_SHOWN_MONTHS = 12
_HEADINGS = (
    Words("月份", "Month"), Words("项目", "Figure"), Words("单位", "Unit"), Words("计划", "Plan"),
    Words("账上", "Books"), Words("相差", "Apart"), Words("偏离", "Off"),
)  # fmt: skip
_OFF = Words("偏离", "off")
_NOT_WRITTEN = Words(
    "账上没有，请按实际填写，没有就写 0", "not in the books: write what there is, 0 for none"
)


@dataclass(frozen=True)
class ShownLine:
    """One figure of a month as the page shows it."""

    label: Words
    unit: Words
    plan: Words
    fact: Words
    apart: Words
    off: bool


@dataclass(frozen=True)
class ShownMonth:
    """One month: its lines, how many are off, and up to which day the books go where it still runs."""

    name: Words
    lines: tuple[ShownLine, ...]
    off: int
    until: Words | None
    open: tuple[Words, ...]


@signed_in
@require_http_methods(["GET", "POST"])
def show_fact(request: HttpRequest, viewer: Viewer, plan_id: str) -> HttpResponse:
    """Every month so far beside the books; deviations beyond the share asked for are marked."""
    held = kept_plan(viewer, plan_id, PURPOSE)
    if held.plan is None or not held.plan.has_plan:
        raise MutongError(
            "plan_not_ready",
            Words(
                "这个计划没有结果，没有什么可对照。", "This plan has no result; there is nothing to compare."
            ),
        )
    share = _share(request)
    months = months_against_fact(viewer, held.row.area_code, held.plan, most=_SHOWN_MONTHS, purpose=PURPOSE)
    if kind := wanted_format(request):
        rows = (_file_row(m, one, share) for m in months for one in m.lines)
        return send_list(kind, "plan-against-fact", _HEADINGS, rows)
    start, why_not = _start(viewer, held)
    gate = lambda: check_area(viewer, RIGHT, held.row.area_code, PURPOSE)  # noqa: E731
    acts = (
        {"again": Act(_restart_form(held, start), lambda said: _ask(viewer, held, start, said))}
        if start
        else {}
    )
    done, forms = do_act(request, acts, gate)
    if done is not None:
        return done
    problem = problem_of(forms)
    page = {
        "row": held.row,
        "chips": chips_of(held.row),
        "period": period_words(held.row),
        "back": reverse("village_plan", args=[plan_id]),
        "months": [_shown_month(one, share) for one in months],
        "share": share,
        "shares": tuple(Option(str(n), Words(f"{n}%", f"{n}%"), n == share) for n in _SHARES),
        "start": start,
        "flock": [(CLASSES[k], n) for k, n in start.heads.items() if k in CLASSES and n] if start else [],
        "goods": [(good_name(k), shown(kg, 0)) for k, kg in start.goods.items()] if start else [],
        "why_not": why_not,
        "problem": problem,
        "exports": exports_of(request) if months else None,
        "empty": _not_begun(held),
    }
    status = 400 if problem else 200
    return show(request, "pages/village_plan_fact.html", "village", status=status, page=page, forms=forms)


def _share(request: HttpRequest) -> int:
    asked = request.GET.get("share", "")
    return int(asked) if asked in {str(n) for n in _SHARES} else _USUAL_SHARE


def _start(viewer: Viewer, held: WholePlan) -> tuple[StartNow | None, Words | None]:
    """What a new plan would begin with, for who may make one; else why there is none."""
    if not viewer.may(RIGHT, held.row.area_code):
        return None, None
    try:
        return start_from_books(viewer, held, purpose=PURPOSE), None
    except AccessDenied:
        raise
    except MutongError as refusal:
        return None, refusal.words


def _restart_form(held: WholePlan, start: StartNow) -> Form:
    order = order_or_none(held.row) or usual_order()
    settings = replace(order.settings, start=next_month(clock.today()))
    asked = order_form(replace(order, settings=settings), f"{held.row.name}（重新计划）")
    yuan, m2 = Words("元", "yuan"), Words("平方米", "m²")
    by_books = Words("按现金账", "by the cash book") if start.cash is not None else _NOT_WRITTEN
    by_heap = (
        Words("按粪肥账和堆肥含氮折算", "by the manure book") if start.manure_n is not None else _NOT_WRITTEN
    )
    opening = (
        field("cash", "手头现金", "Cash in hand", "whole", value=_whole(start.cash), unit=yuan, hint=by_books),
        field("paid_in", "其中社员交过的入股现金", "of which members paid in", "whole",
              value=_whole(start.paid_in), unit=yuan, hint=by_books),
        field("loan", "还欠贷款", "Loan owed", "whole", value=_whole(start.loan), unit=yuan, hint=by_books),
        field("manure_n", "堆里粪肥含氮", "Nitrogen in the heap", "whole", value=_whole(start.manure_n),
              unit=Words("公斤氮", "kg N"), hint=by_heap),
        field("house_m2", "合作社自有圈舍", "Own pens", "whole", value=_whole(start.house_m2), unit=m2,
              hint=Words("没有就写 0", "0 for none")),
        field("silage_room", "青贮窖能装", "Room for silage", "whole", value=_whole(start.silage_room_kg),
              unit=Words("公斤", "kg"), hint=Words("没有就写 0", "0 for none")),
    )  # fmt: skip
    return replace(asked, fields=(*asked.fields, *opening))


def _ask(viewer: Viewer, held: WholePlan, start: StartNow, said: Values) -> tuple[Words, str]:
    told = replace(
        start, cash=_number(said["cash"]), paid_in=_number(said["paid_in"]), loan=_number(said["loan"]),
        manure_n=_number(said["manure_n"]), house_m2=_number(said["house_m2"]),
        silage_room_kg=_number(said["silage_room"]),
    )  # fmt: skip
    order = order_from(viewer, held, order_said(said), told, purpose=PURPOSE)
    plan_id = plan_id_of(said)
    ask_for_village_plan(viewer, held.row.area_code, plan_id, str(said["name"]), order, purpose=PURPOSE)
    return (
        Words("已按今天的家底交给后台重新计算。", "A new plan from today's state is being worked out."),
        reverse("village_plan", args=[plan_id]),
    )


def _shown_month(month: FactMonth, share: int) -> ShownMonth:
    lines = tuple(
        ShownLine(
            label=one.label,
            unit=one.unit,
            plan=shown(one.plan, 0),
            fact=shown(one.fact, 0),
            apart=shown(_apart(one), 0),
            off=_off(month, one, share),
        )
        for one in month.lines
    )
    until = day_words(month.until, year=False) if month.running else None
    return ShownMonth(month_of(month.day), lines, sum(one.off for one in lines), until, month.open)


def _off(month: FactMonth, one: FactLine, share: int) -> bool:
    """A month that still runs is not over: nothing of it is off yet."""
    return not month.running and one.off(share / 100)


def _apart(one: FactLine) -> float | None:
    return None if one.fact is None else one.fact - one.plan


def _file_row(month: FactMonth, one: FactLine, share: int) -> tuple[object, ...]:
    apart = _apart(one)
    return (
        month.day.isoformat()[:7], one.label, one.unit, round(one.plan, 1),
        None if one.fact is None else round(one.fact, 1), None if apart is None else round(apart, 1),
        _OFF if _off(month, one, share) else "",
    )  # fmt: skip


def _not_begun(held: WholePlan) -> Empty:
    start = held.plan.start if held.plan else clock.today()
    return Empty(
        "clock",
        Words("计划还没有开始", "The plan has not begun"),
        Words(f"计划从 {start.year} 年 {start.month} 月开始，到那时这里按月对照羊群账、草料账和现金账。",
              f"It begins in {start:%B %Y}; from then on flock, feed and cash books stand beside it by month."),
        with_query(reverse("flock"), area=held.row.area_code),
        Words("看羊群账", "To the flock book"),
    )  # fmt: skip


def _whole(value: float | None) -> str:
    return "" if value is None else f"{max(value, 0):.0f}"


def _number(value: object) -> float:
    return float(str(value))
