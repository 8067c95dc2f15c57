"""One plan: how far its calculation is, then what it says, by parts; adopted by a decision.

Whoever leads the village opens it to see what to do this month, what holds the plan back, whom it serves and what may
go wrong, and to lay it before the meeting.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.parts import Exports, Tab, address, with_query
from mutong.desk.pictures.plan_flows import draw_goods, draw_money
from mutong.desk.pictures.plan_months import draw_land
from mutong.desk.share_forms import Act, Form, Values, do_act, field, problem_of
from mutong.desk.village_plan_chances import (
    buffers_table,
    causes_table,
    drawn_table,
    numbers_table,
    spread_table,
    sturdy_table,
)
from mutong.desk.village_plan_lines import (
    PURPOSE,
    chips_of,
    order_or_none,
    period_words,
    settings_words,
    step_words,
)
from mutong.desk.village_plan_parts import PlanTable
from mutong.desk.village_plan_tables import (
    aims_table,
    feed_table,
    households_table,
    land_table,
    months_table,
    years_table,
)
from mutong.desk.village_plan_telling import aims_told, pictures_of, spreads_of, stats_of, years_told
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area
from mutong.records.actions.village_plans import RIGHT, adopt_plan, stop_plan
from mutong.records.reads.village_plans import PlanRow, WholePlan, kept_plan, plan_row
from mutong.village.programme.planning import AIMS
from mutong.workflows.village_plans import ask_for_plan_again

_PARTS = (
    ("", Words("概况", "Overview")),
    ("months", Words("每月做什么", "Month by month")),
    ("land", Words("土地和草料", "Land and feed")),
    ("households", Words("各户", "Households")),
    ("what_ifs", Words("万一", "What if")),
    ("numbers", Words("依据", "What it rests on")),
)


@dataclass(frozen=True)
class ShownTable:
    """A table with the addresses of its files."""

    table: PlanTable
    exports: Exports


@signed_in
@require_http_methods(["GET", "POST"])
def show_plan(request: HttpRequest, viewer: Viewer, plan_id: str) -> HttpResponse:
    """A plan, by the part that the address names; while it is worked out, how far that is."""
    row = plan_row(viewer, plan_id, PURPOSE)
    if row.running and row.headline is None:
        return show(request, "pages/village_plan_waiting.html", "village", page=_waiting(viewer, row))
    held = kept_plan(viewer, plan_id, PURPOSE)
    part = request.GET.get("part", "")
    part = part if part in dict(_PARTS) else ""
    tables = _tables(held, part)
    if (kind := wanted_format(request)) and tables:
        chosen = tables.get(request.GET.get("table", ""), next(iter(tables.values())))
        return send_list(kind, f"village-plan-{chosen.name}", chosen.headings(), chosen.file_rows())
    adopts = (
        viewer.may(RIGHT, row.area_code) and held.plan is not None and held.plan.has_plan and not row.in_force
    )
    acts = {"adopt": Act(_decision_form(), lambda said: _adopt(viewer, plan_id, said))} if adopts else {}
    done, forms = do_act(request, acts, lambda: check_area(viewer, RIGHT, row.area_code, PURPOSE))
    if done is not None:
        return done
    problem = problem_of(forms)
    page = _page(request, viewer, held, part) | {
        "tables": {name: _shown(request, table) for name, table in tables.items() if name != "drawn"},
        "drawn": _shown(request, tables["drawn"]).exports if "drawn" in tables else None,
        "problem": problem,
        "adopts": adopts,
    }
    status = 400 if problem else 200
    return show(request, "pages/village_plan.html", "village", status=status, page=page, forms=forms)


@signed_in
@require_GET
def show_progress(request: HttpRequest, viewer: Viewer, plan_id: str) -> HttpResponse:
    """How far a plan is, as a part of a page that asks again; the whole page is loaded anew once there is a result."""
    row = plan_row(viewer, plan_id, PURPOSE)
    answer = show(request, "components/plan_progress.html", "village", page=_waiting(viewer, row))
    if not row.running or (row.headline is not None and request.GET.get("for") != "what_ifs"):
        answer["HX-Refresh"] = "true"
    return answer


@signed_in
@require_POST
def stop(request: HttpRequest, viewer: Viewer, plan_id: str) -> HttpResponse:
    """Stop a plan's calculation; what is worked out already stays."""
    if stop_plan(viewer, plan_id, purpose=PURPOSE):
        messages.success(
            request, say(Words("已要求停止，几秒后停下。", "It was told to stop and will within seconds."))
        )
    return redirect("village_plan", plan_id)


@signed_in
@require_POST
def work_out_again(request: HttpRequest, viewer: Viewer, plan_id: str) -> HttpResponse:
    """Work a plan that failed or was stopped out once more."""
    ask_for_plan_again(viewer, plan_id, purpose=PURPOSE)
    return redirect("village_plan", plan_id)


def _waiting(viewer: Viewer, row: PlanRow) -> dict[str, object]:
    """What is shown of a plan that has no result yet."""
    return {
        "row": row,
        "chips": chips_of(row),
        "step": step_words(row),
        "share": row.progress_done if row.progress_in_all else None,
        "in_all": row.progress_in_all,
        "may_plan": viewer.may(RIGHT, row.area_code),
        "aim": AIMS.get(row.aim, Words(row.aim, row.aim)),
        "period": period_words(row),
        "settings": settings_words(row),
        "back": with_query(reverse("village_plans"), area=row.area_code),
    }


def _page(request: HttpRequest, viewer: Viewer, held: WholePlan, part: str) -> dict[str, object]:
    row, plan = held.row, held.plan
    tabs = [Tab(label, _part(request, name), name == part) for name, label in _PARTS]
    page = _waiting(viewer, row) | {
        "part": part,
        "tabs": tabs if plan is not None and plan.has_plan else [],
        "plan": plan,
        "open_numbers": sum(one.state == "chosen" for one in plan.numbers) if plan else 0,
        "fact": reverse("village_plan_fact", args=[row.plan_id]) if plan and plan.has_plan else "",
        "json": reverse("village_plan_file", args=[row.plan_id, "json"]),
        "documents": _documents(row.plan_id) if plan else (),
    }
    if plan is None or not plan.has_plan:
        return page
    more: dict[str, Callable[[], dict[str, object]]] = {
        "": lambda: {"stats": stats_of(held), "aims_told": aims_told(plan), "money": draw_money(plan.flows)},
        "months": lambda: {"years": years_told(plan, _paid_in(row)), "pictures": pictures_of(plan)},
        "land": lambda: {"pictures": (draw_land(plan),), "goods": draw_goods(plan.flows)},
        "what_ifs": lambda: {"what_ifs": held.what_ifs, "spreads": spreads_of(held)},
    }
    return page | more.get(part, dict)()


def _tables(held: WholePlan, part: str) -> dict[str, PlanTable]:
    """The tables of a part by name, those without rows left out."""
    plan, found = held.plan, held.what_ifs
    if plan is None or not plan.has_plan:
        return {}
    tables = {
        "": lambda: (years_table(plan), aims_table(plan)),
        "months": lambda: (months_table(plan),),
        "land": lambda: (land_table(plan), feed_table(plan)),
        "households": lambda: (households_table(plan, held.exact),),
        "numbers": lambda: (numbers_table(plan),),
        "what_ifs": lambda: (
            ()
            if found is None
            else (
                causes_table(found),
                spread_table(found),
                sturdy_table(found),
                buffers_table(found),
                drawn_table(found),
            )
        ),
    }
    return {one.name: one for one in tables[part]() if one.rows}


def _paid_in(row: PlanRow) -> float:
    order = order_or_none(row)
    return order.paid_in if order else 0.0


def _documents(plan_id: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (label, reverse("village_plan_file", args=[plan_id, kind]))
        for label, kind in (("Word", "docx"), ("PDF", "pdf"))
    )


def _shown(request: HttpRequest, table: PlanTable) -> ShownTable:
    return ShownTable(
        table,
        Exports(
            address(request, table=table.name, format="csv"),
            address(request, table=table.name, format="xlsx"),
        ),
    )


def _decision_form() -> Form:
    hint = Words("哪次会议、哪天、多少人同意。", "Which meeting, which day, how many for it.")
    return Form((field("decision", "怎样决定的", "How it was decided", "long", hint=hint),))


def _adopt(viewer: Viewer, plan_id: str, said: Values) -> tuple[Words, str]:
    adopt_plan(viewer, plan_id, str(said["decision"]), purpose=PURPOSE)
    return Words("已采用，全村按这个计划执行。", "Adopted: the village works by this plan."), ""


def _part(request: HttpRequest, name: str) -> str:
    return address(request, part=name or None, table=None)
