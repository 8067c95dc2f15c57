"""A village's plan from its kept survey: asked for on a page, worked out in the background, tried under other futures.

A plan whose worker was killed is begun again from its order; what was kept of it before stays.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, system_viewer
from mutong.records.actions.keep_options import keep_options
from mutong.records.actions.village_plans import (
    RIGHT,
    ask_again,
    ask_for_plan,
    begin_plan,
    end_plan,
    keep_plan,
    keep_what_ifs,
    let_plan_wait,
    note_plan_progress,
)
from mutong.records.reads.accounts import viewer_named
from mutong.records.reads.village_plans import WholePlan, household_persons, kept_plan, plans_that_wait
from mutong.records.reads.village_survey import village_survey
from mutong.village.coefficients import Coefficients
from mutong.village.programme.settings import PlanSettings
from mutong.village.survey_book import Survey
from mutong.workflows.comparing_options import village_numbers
from mutong.workflows.village_plan_orders import PlanOrder, check_order, order_as_data, order_of

if TYPE_CHECKING:
    from mutong.village.programme.futures import FutureLine
    from mutong.village.programme.holdings import Holdings

PURPOSE = "产业计划 / village plan"
# How often the row of a running plan is written: a page asks every two seconds.
_SECONDS_BETWEEN = 1.0
_BROKE = Words(
    "计算中途出错，没有得出结果。可以再算一次；再不成，请告诉系统管理员。",
    "The calculation broke off without a result. Try once more; if it breaks again, tell whoever runs the system.",
)
NO_SURVEY = Words(
    "还没有一户的入户调查。请先在手机上挨家挨户问，或者导入填好的调查工作簿，再来制订计划。",
    "No household has been asked yet. Ask them on the phone, or bring in the filled survey workbook, then plan.",
)
_leaving = threading.Event()
_OUTCOMES = {"stopped": "stopped", "leaving": "queued"}


class PlanStopped(KeyboardInterrupt):
    """Raised while a plan is worked out, to end it: a solver cancels what it does for a KeyboardInterrupt alone.

    `why` is stopped (somebody asked) or leaving (the worker has to end).
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def leave_plans() -> None:
    """Tell the plan that this process works on, if any, to break off; it goes back among those that wait."""
    _leaving.set()


def ask_for_village_plan(
    viewer: Viewer, area_code: str, plan_id: str, name: str, order: PlanOrder, *, purpose: str = PURPOSE
) -> bool:
    """Check an order, write it down and put it into the queue; False where this form was sent before.

    Raises AccessDenied without plan_village over the area; MutongError of check_order, `no_survey` where no household
    was asked, `plan_name_missing`.
    """
    check_area(viewer, RIGHT, area_code, purpose)
    check_order(order)
    if not is_surveyed(village_survey(viewer, area_code, purpose)):
        raise MutongError("no_survey", NO_SURVEY)
    made = ask_for_plan(
        viewer,
        area_code,
        plan_id=plan_id,
        name=name,
        aim=order.aim,
        settings=order_as_data(order),
        purpose=purpose,
    )
    if made:
        work_out_plan_in_background.enqueue(plan_id=plan_id, username=viewer.name)
    return made


def ask_for_plan_again(viewer: Viewer, plan_id: str, *, purpose: str = PURPOSE) -> bool:
    """Work a plan that failed or was stopped out once more; False where it is not such a one. Raises AccessDenied."""
    found = ask_again(viewer, plan_id, purpose=purpose)
    if found:
        work_out_plan_in_background.enqueue(plan_id=plan_id, username=viewer.name)
    return found


def is_surveyed(survey: Survey) -> bool:
    """Whether any household was asked."""
    return any(one.get("asked_at") is not None for one in survey.households.values())


@task()
def work_out_plan_in_background(plan_id: str, username: str) -> str:
    """Work out a plan with the rights of whoever asked for it; the state it ended in."""
    return work_out_plan(viewer_named(username), plan_id)


def put_back_waiting_plans() -> int:
    """Put plans that wait, but stand in no queue (their worker had to leave), back into it; how many. Only for the one
    worker, as it starts, after it took back broken tasks."""
    count = 0
    for plan_id in plans_that_wait():
        of_plan = DBTaskResult.objects.filter(
            task_path=work_out_plan_in_background.module_path, args_kwargs__kwargs__plan_id=plan_id
        )
        last = of_plan.order_by("-enqueued_at").first()
        if last is not None and not of_plan.filter(status__in=("READY", "RUNNING")).exists():
            work_out_plan_in_background.enqueue(**last.args_kwargs["kwargs"])
            count += 1
    return count


def work_out_plan(viewer: Viewer, plan_id: str, *, purpose: str = PURPOSE) -> str:
    """Work out a plan that waits and keep it: first the plan, then what other futures do to it; the state it ended in.

    One that has ended stays as it is. What cannot be planned ends as `failed` with the reason in words; `queued` says
    that the worker had to leave. Errors that nobody foresaw are raised after they were noted.
    """
    if not begin_plan(plan_id):
        return "ended"
    try:
        _work_out(viewer, kept_plan(viewer, plan_id, purpose), purpose)
    except PlanStopped as stopped:
        if stopped.why == "leaving":
            let_plan_wait(plan_id)
        else:
            end_plan(plan_id, "stopped")
        return _OUTCOMES[stopped.why]
    except MutongError as refusal:
        end_plan(plan_id, "failed", refusal.words)
        return "failed"
    except Exception:
        end_plan(plan_id, "failed", _BROKE)
        raise
    end_plan(plan_id, "done")
    return "done"


def _work_out(viewer: Viewer, held: WholePlan, purpose: str) -> None:
    # The optimiser takes seconds to load; whoever only looks at pages need not wait for it.
    from mutong.village.programme.futures import load_futures
    from mutong.village.programme.holdings import holdings_of
    from mutong.village.programme.planning import plan_holdings
    from mutong.village.programme.what_if import try_plan

    area, order = held.row.area_code, order_of(held.row.settings)
    told = progress_of(held.row.plan_id)
    told("survey", 0, 0)
    survey = village_survey(viewer, area, purpose)
    if not is_surveyed(survey):
        raise MutongError("no_survey", NO_SURVEY)
    numbers = village_numbers(area)
    persons = household_persons(viewer, area, purpose)
    holdings = holdings_of(survey, numbers, order.settings.with_undecided, persons)
    plan = held.plan
    if plan is None:
        plan = plan_holdings(
            holdings, numbers, order.settings, aim=order.aim, compare_aims=order.compare_aims, told=told
        )
        keep_plan(viewer, held.row.plan_id, plan, purpose=purpose)
    if plan.has_plan and order.draws and held.what_ifs is None:
        lines = load_futures(deployment_folder() / "village" / "futures.csv")
        found = try_plan(
            holdings, numbers, order.settings, lines, draws=order.draws, adapt_draws=False, told=told
        )
        if found is not None:
            keep_what_ifs(viewer, held.row.plan_id, found, purpose=purpose)
        _keep_sheep_options(area, survey, holdings, numbers, order.settings, lines, told, purpose)


def _keep_sheep_options(
    area: str, survey: Survey, holdings: "Holdings", numbers: Coefficients, settings: PlanSettings,
    lines: Sequence["FutureLine"], told: Callable[[str, int, int], None], purpose: str,
) -> None:  # fmt: skip
    """Sheep of each kind and scale, planned from the same survey, for the page that compares businesses."""
    from mutong.village.programme.sheep_options import sheep_options

    folder = deployment_folder() / "village"
    results = sheep_options(survey, holdings, numbers, settings, folder, lines, told)
    keep_options(system_viewer("worker"), area, results, clock.today(), purpose=purpose)


def progress_of(plan_id: str, seconds: float = _SECONDS_BETWEEN) -> Callable[[str, int, int], None]:
    """What a calculation tells how far it is: written down at most once in `seconds`, and at every new step.

    Raises PlanStopped where somebody asked for it or the worker has to leave.
    """
    last_step, last_at, of_aims = "", 0.0, (0, 0)

    def told(step: str, done: int, in_all: int) -> None:
        nonlocal last_step, last_at, of_aims
        if _leaving.is_set():
            raise PlanStopped("leaving")
        if step == "aims":
            of_aims = done, in_all
        elif step == "solve":
            # Seconds of a solver say nothing to a person: which of the aims it works on does.
            step, (done, in_all) = "aims", of_aims
        now = time.monotonic()
        if step == last_step and now - last_at < seconds:
            return
        last_step, last_at = step, now
        if not note_plan_progress(plan_id, step, done, in_all):
            raise PlanStopped("stopped")

    return told
