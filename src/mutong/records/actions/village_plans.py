"""Ask for a plan, stop it, ask again, adopt it; and what its worker writes down while it works."""

import math
from collections.abc import Mapping

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer, check_area
from mutong.records.actions.share_keeping import log_keeping, refused
from mutong.records.village.plan_models import KeptPlan
from mutong.village.programme.results import VillagePlan
from mutong.village.programme.saved import as_data, plan_as_data
from mutong.village.programme.what_if_results import WhatIfs

RIGHT = "plan_village"
_RUNNING = ("queued", "working")
_ENDED = ("done", "failed", "stopped")


def ask_for_plan(
    viewer: Viewer,
    area_code: str,
    *,
    plan_id: str,
    name: str,
    aim: str,
    settings: Mapping[str, object],
    purpose: str,
) -> bool:
    """Write down that a plan is wanted; False where the form with this id was sent before. `settings` is the order as
    JSON. Raises AccessDenied without plan_village over the area, MutongError `plan_name_missing`."""
    holding = check_area(viewer, RIGHT, area_code, purpose)
    if not name.strip():
        raise refused("plan_name_missing", "请给计划起个名字。", "Give the plan a name.")
    with transaction.atomic():
        log_keeping(viewer, holding, "ask_for_plan", purpose, "area", area_code)
        _, made = KeptPlan.objects.get_or_create(
            plan_id=plan_id,
            defaults={
                "area_code": area_code,
                "name": name.strip(),
                "aim": aim,
                "settings": dict(settings),
                "made_at": clock.now(),
                "made_by": holding.post_id,
                "state": "queued",
            },
        )
    return made


def stop_plan(viewer: Viewer, plan_id: str, *, purpose: str) -> bool:
    """Ask a running plan to stop; one that still waits is stopped at once. Whether it was running. What is worked out
    already stays. Raises AccessDenied, MutongError `no_such_plan`."""
    row, holding = _may(viewer, plan_id, purpose)
    with transaction.atomic():
        running = KeptPlan.objects.filter(pk=plan_id, state__in=_RUNNING)
        found = running.update(stop_asked=True) == 1
        KeptPlan.objects.filter(pk=plan_id, state="queued").update(state="stopped", finished_at=clock.now())
        log_keeping(viewer, holding, "stop_plan", purpose, "area", row.area_code, count=int(found))
    return found


def ask_again(viewer: Viewer, plan_id: str, *, purpose: str) -> bool:
    """Put a plan that failed or was stopped back among those that wait; False for any other.

    Raises AccessDenied, MutongError `no_such_plan`.
    """
    row, holding = _may(viewer, plan_id, purpose)
    with transaction.atomic():
        ended = KeptPlan.objects.filter(pk=plan_id, state__in=("failed", "stopped"))
        found = (
            ended.update(
                state="queued", stop_asked=False, problem_zh=None, problem_en=None, progress_step=None,
                progress_done=0, progress_in_all=0, finished_at=None,
            )
            == 1
        )  # fmt: skip
        log_keeping(viewer, holding, "ask_for_plan_again", purpose, "area", row.area_code, count=int(found))
    return found


def adopt_plan(viewer: Viewer, plan_id: str, decision: str, *, purpose: str) -> bool:
    """Put a plan in force, by a decision told in words (which meeting, which day, how many for it). False where it is
    in force already. The plan that was in force before is replaced by it.

    Raises AccessDenied; MutongError `no_such_plan`, `decision_missing`, `nothing_to_adopt` for one without a result.
    """
    row, holding = _may(viewer, plan_id, purpose)
    if not decision.strip():
        raise refused(
            "decision_missing",
            "请写明哪次会议、哪天、怎样通过的。",
            "Say which meeting decided so, on which day and how it voted.",
        )
    if not (row.headline or {}).get("has_plan"):
        raise refused(
            "nothing_to_adopt",
            "这个计划还没有算出来，或者没有可行的结果，不能采用。",
            "This plan has no result yet, or none that can be carried out: it cannot be adopted.",
        )
    with transaction.atomic():
        log_keeping(viewer, holding, "adopt_plan", purpose, "area", row.area_code)
        # Whoever adopts another plan of the area at the same moment waits here.
        of_area = list(KeptPlan.objects.select_for_update().filter(area_code=row.area_code).only("plan_id"))
        in_force = KeptPlan.objects.filter(
            pk__in=[one.plan_id for one in of_area], adopted_at__isnull=False, replaced_at__isnull=True
        )
        if in_force.filter(pk=plan_id).exists():
            return False
        in_force.update(replaced_at=clock.now())
        KeptPlan.objects.filter(pk=plan_id).update(
            adopted_at=clock.now(), adopted_by=holding.post_id, decision=decision.strip(), replaced_at=None
        )
    return True


def begin_plan(plan_id: str) -> bool:
    """Note that a worker begins with a plan, or takes up one whose worker was killed; False where it has ended or was
    told to stop."""
    rows = KeptPlan.objects.filter(pk=plan_id, state__in=_RUNNING)
    rows.filter(stop_asked=True).update(state="stopped", finished_at=clock.now())
    return rows.filter(stop_asked=False).update(state="working") == 1


def note_plan_progress(plan_id: str, step: str, done: int, in_all: int) -> bool:
    """Note how far a plan has come; False when it was asked to stop."""
    row = KeptPlan.objects.filter(pk=plan_id, state="working")
    row.update(progress_step=step, progress_done=done, progress_in_all=in_all)
    return row.filter(stop_asked=False).exists()


def keep_plan(viewer: Viewer, plan_id: str, plan: VillagePlan, *, purpose: str) -> None:
    """Keep what was worked out. Raises AccessDenied, MutongError `no_such_plan`."""
    row, holding = _may(viewer, plan_id, purpose)
    years = plan.years
    headline = {
        "status": plan.status,
        "has_plan": plan.has_plan,
        "expands": plan.expands,
        "surplus": plan.mean_surplus if plan.has_plan else None,
        "ewes": sum(one.ewes_mean for one in years) / len(years) if years else None,
        "lowest_cash": plan.lowest_cash if plan.has_plan else None,
        "chance_unpaid": None,
    }
    with transaction.atomic():
        log_keeping(viewer, holding, "keep_plan", purpose, "area", row.area_code)
        KeptPlan.objects.filter(pk=plan_id).update(plan=plan_as_data(plan), what_ifs=None, headline=headline)


def keep_what_ifs(viewer: Viewer, plan_id: str, found: WhatIfs, *, purpose: str) -> None:
    """Keep what other futures do to a plan. Raises AccessDenied, MutongError `no_such_plan`."""
    row, holding = _may(viewer, plan_id, purpose)
    chance = None if math.isnan(found.chance_unpaid) else found.chance_unpaid
    headline = {**(row.headline or {}), "chance_unpaid": chance}
    with transaction.atomic():
        log_keeping(viewer, holding, "keep_what_ifs", purpose, "area", row.area_code)
        KeptPlan.objects.filter(pk=plan_id).update(what_ifs=as_data(found), headline=headline)


def end_plan(plan_id: str, state: str, problem: Words | None = None) -> None:
    """Note how a plan ended (done, failed, stopped), and why."""
    if state not in _ENDED:
        raise ValueError(state)
    KeptPlan.objects.filter(pk=plan_id, state__in=_RUNNING).update(
        state=state,
        finished_at=clock.now(),
        problem_zh=problem.zh if problem else None,
        problem_en=problem.en if problem else None,
    )


def let_plan_wait(plan_id: str) -> None:
    """Put a plan whose worker has to leave back among those that wait."""
    KeptPlan.objects.filter(pk=plan_id, state="working").update(state="queued")


def _may(viewer: Viewer, plan_id: str, purpose: str) -> tuple[KeptPlan, Holding]:
    row = KeptPlan.objects.filter(pk=plan_id).defer("plan", "what_ifs").first()
    holding = check_area(viewer, RIGHT, row.area_code if row else "0", purpose)
    if row is None:
        raise refused("no_such_plan", "没有这个计划。", "There is no such plan.")
    return row, holding
