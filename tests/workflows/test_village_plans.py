"""Plans worked out in the background: once, stopped, taken up again, and every failure told in words."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.actions.village_plans import begin_plan, keep_plan, stop_plan
from mutong.records.reads.study_visits import kept_options
from mutong.records.reads.village_plans import kept_plan, plan_row
from mutong.records.village.plan_models import KeptPlan
from mutong.workflows import village_plans
from mutong.workflows.jobs import do_waiting_tasks
from mutong.workflows.surveying import take_book
from mutong.workflows.village_plan_orders import PlanOrder, check_order, usual_order
from mutong.workflows.village_plans import (
    PlanStopped,
    ask_for_plan_again,
    ask_for_village_plan,
    leave_plans,
    progress_of,
    put_back_waiting_plans,
    work_out_plan,
)
from tests.desk.kept_village_plans import small_plan
from tests.desk.village_homes import VILLAGE, land_village
from tests.records.small_register import PURPOSE, fill_register, viewer_of
from tests.village.survey_sheets import HOUSEHOLDS, LABOUR, PLOTS, household, plot, write_book

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture
def village(transactional_db: None, tmp_path: Path) -> None:
    """Eight households, of which one brings forty mu of maize, cash and the hands of two."""
    fill_register()
    land_village()
    sheets = {
        HOUSEHOLDS: [household("V1", plots_count=1, workers_count=2, cash_offered=60000, yards_count=0)],
        PLOTS: [plot("V1", area=40, crop="玉米", yield_normal=500, yield_dry=300, yield_unit="公斤/亩")],
        LABOUR: [
            {"household_id": "V1", "worker": name, **{f"days_{m}": 26 for m in range(1, 13)}}
            for name in "甲乙"
        ],
    }
    book = write_book(tmp_path / "survey.xlsx", sheets)
    assert take_book(system_viewer("test"), book, purpose=PURPOSE).problems == ()


def quick(**changes: object) -> PlanOrder:
    """Two years, the village together, no other aim compared, no other future tried."""
    asked = usual_order()
    settings = replace(asked.settings, months=24, by_household=False, **changes)  # type: ignore[arg-type]
    return replace(asked, settings=settings, draws=0, compare_aims=False)


def ask(plan_id: str = "P1", order: PlanOrder | None = None, post: str = "SEC") -> bool:
    """A plan asked for by the secretary."""
    return ask_for_village_plan(viewer_of(post), VILLAGE, plan_id, "计划", order or quick(), purpose=PURPOSE)


def state(plan_id: str = "P1") -> str:
    """How a plan stands."""
    return plan_row(viewer_of("SEC"), plan_id, PURPOSE).state


def test_a_plan_is_worked_out_by_the_worker_once(village: None) -> None:
    """Asked for twice it stands in the queue once; what comes out is kept, and working it out again changes nothing."""
    assert ask() and not ask()
    assert DBTaskResult.objects.count() == 1 and state() == "queued"
    do_waiting_tasks()
    held = kept_plan(viewer_of("SEC"), "P1", PURPOSE)
    assert held.row.state == "done" and held.plan is not None and held.plan.status == "optimal"
    assert (held.plan.willing, len(held.plan.month_list), held.what_ifs) == (1, 24, None)
    assert held.plan.numbers and held.row.headline["has_plan"] is True  # type: ignore[index]
    before = KeptPlan.objects.values().get()
    assert work_out_plan(viewer_of("SEC"), "P1") == "ended"
    assert KeptPlan.objects.values().get() == before


def test_a_killed_worker_goes_on_where_it_was(village: None) -> None:
    """With the plan kept already only the other futures are tried, by the same order, and kept beside it."""
    ask(order=replace(quick(), draws=3))
    viewer = viewer_of("SEC")
    assert begin_plan("P1")
    keep_plan(viewer, "P1", small_plan(), purpose=PURPOSE)
    assert state() == "working"
    assert work_out_plan(viewer, "P1") == "done"
    held = kept_plan(viewer, "P1", PURPOSE)
    assert held.plan == small_plan() and held.what_ifs is not None
    assert len(held.what_ifs.drawn) == 3 and held.what_ifs.causes and held.what_ifs.advice
    assert held.row.headline["chance_unpaid"] == held.what_ifs.chance_unpaid  # type: ignore[index]
    kept = kept_options(viewer, VILLAGE, PURPOSE)
    assert kept is not None and all(one.kind == "sheep" for one in kept.options)


def test_limits_that_clash_end_as_done_without_a_plan(village: None) -> None:
    """Ten thousand ewes on forty mu: the result is the clash in words, not a failure."""
    ask(order=quick(ewes_at_least=10_000.0))
    assert work_out_plan(viewer_of("SEC"), "P1") == "done"
    plan = kept_plan(viewer_of("SEC"), "P1", PURPOSE).plan
    assert plan is not None and plan.status == "infeasible" and not plan.has_plan
    assert len(plan.problem.zh) > 10 and len(plan.problem.en) > 10


def test_a_number_nobody_settled_ends_in_words(village: None, tmp_path: Path, monkeypatch) -> None:
    """Without the local choices the plan fails and says which number somebody must settle; then it can be had again."""
    ask()
    bare = tmp_path / "deployment"
    shutil.copytree(deployment_folder(), bare)
    choices = bare / "village" / "choices.csv"
    choices.write_text(choices.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with monkeypatch.context() as elsewhere:
        elsewhere.setitem(os.environ, "MUTONG_DEPLOYMENT", str(bare))
        assert work_out_plan(viewer_of("SEC"), "P1") == "failed"
    row = plan_row(viewer_of("SEC"), "P1", PURPOSE)
    assert row.state == "failed" and row.problem is not None and "未核实" in row.problem.zh
    assert ask_for_plan_again(viewer_of("SEC"), "P1") and state() == "queued"
    assert DBTaskResult.objects.count() == 2
    do_waiting_tasks()
    assert state() == "done"


def test_a_plan_is_stopped_while_the_solver_works(village: None) -> None:
    """What is told in between stops the calculation; nothing of it is kept and it can be asked for again."""
    from mutong.village.programme.holdings import holdings_of
    from mutong.village.programme.planning import plan_holdings
    from mutong.workflows.comparing_options import village_numbers

    ask()
    assert begin_plan("P1")
    viewer, told, heard = viewer_of("SEC"), progress_of("P1", seconds=0), []

    def stops(step: str, done: int, in_all: int) -> None:
        heard.append(step)
        told(step, done, in_all)
        stop_plan(viewer, "P1", purpose=PURPOSE)

    survey = village_plans.village_survey(viewer, VILLAGE, PURPOSE)
    numbers = village_numbers(VILLAGE)
    with pytest.raises(PlanStopped) as stopped:
        plan_holdings(holdings_of(survey, numbers), numbers, quick().settings, told=stops)
    assert stopped.value.why == "stopped" and len(heard) == 2
    assert work_out_plan(viewer, "P1") == "ended" and state() == "stopped"
    assert KeptPlan.objects.get().plan is None


def test_a_worker_that_must_leave_gives_the_plan_back(village: None) -> None:
    """The plan waits again and stands in no queue; the next worker puts it back, once."""
    ask()
    leave_plans()
    try:
        do_waiting_tasks()
        assert state() == "queued"
    finally:
        village_plans._leaving.clear()
    assert put_back_waiting_plans() == 1 and put_back_waiting_plans() == 0
    do_waiting_tasks()
    assert state() == "done" and put_back_waiting_plans() == 0


def test_a_village_never_asked_cannot_be_planned(transactional_db: None) -> None:
    """No survey, no plan: told when asked for, and when its answers went meanwhile."""
    fill_register()
    with pytest.raises(MutongError) as refused:
        ask()
    assert refused.value.code == "no_survey" and KeptPlan.objects.count() == 0


def test_who_lost_the_post_meanwhile_gets_no_plan(village: None) -> None:
    """The calculation has the rights of who asked: a grid worker's name ends it as failed, in words."""
    ask()
    with pytest.raises(AccessDenied):
        ask("P2", post="GW1")
    DBTaskResult.objects.all().delete()
    with pytest.raises(AccessDenied):
        kept_plan(viewer_of("GW1"), "P1", PURPOSE)
    assert work_out_plan(viewer_of("CLD"), "P1") == "failed"
    row = plan_row(viewer_of("SEC"), "P1", PURPOSE)
    assert row.problem is not None and "无权" in row.problem.zh


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"months": 13}, "plan_too_short"),
        ({"months": 12}, "plan_too_short"),
        ({"months": 72}, "plan_too_long"),
        ({"ewes_at_least": 200.0, "ewes_at_most": 100.0}, "bounds_crossed"),
        ({"ewes_at_least": -1.0}, "bound_below_nought"),
        ({"day": 2}, "plan_start"),
        ({"year": 2021}, "plan_start"),
        ({"aim": "luck"}, "unknown_aim"),
        ({"draws": 100_000}, "draws_many"),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_name(village: None, change: dict, code: str) -> None:
    """Thirteen months, crossing bounds, a start in the past or in the middle of a month, an aim nobody knows."""
    order = quick()
    if "aim" in change or "draws" in change:
        order = replace(order, **change)
    elif "day" in change or "year" in change:
        order = replace(order, settings=replace(order.settings, start=order.settings.start.replace(**change)))
    else:
        order = replace(order, settings=replace(order.settings, **change))
    with pytest.raises(MutongError) as refused:
        ask_for_village_plan(viewer_of("SEC"), VILLAGE, "P1", "计划", order, purpose=PURPOSE)
    assert refused.value.code == code and KeptPlan.objects.count() == 0
    assert check_order(quick()) == quick()
