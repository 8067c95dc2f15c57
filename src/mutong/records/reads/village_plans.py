"""Kept plans of a village: the list with a few figures, one plan whole, and the heads that live in each household.

Whoever may read the village reads its plans. The income of a single household is exact only for who makes plans there
or reads assistance records; for others it is cut down to the lower end of its bracket, also in what is exported.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.register.models import Membership
from mutong.records.village.plan_models import KeptPlan
from mutong.village.programme.results import HouseholdPlan, VillagePlan
from mutong.village.programme.saved import of_data, plan_of
from mutong.village.programme.what_if_results import WhatIfs

READ, MAKE = "read_village", "plan_village"
BRACKET = (
    5000.0  # yuan; a year's income of a household that is not for this viewer's eyes is told by steps of this
)
TOGETHER = "village"  # all households taken as one: no single household's income stands there


@dataclass(frozen=True)
class PlanRow:
    """A plan as the list has it. `state` is queued, working, done, failed or stopped; `problem` why it came to nothing.

    `headline` (None before there is a result) has status, surplus (yuan a year), ewes, lowest_cash, expands, has_plan,
    chance_unpaid (None without what-ifs). `in_force` is True for one plan of the area at most; `decision` says who
    decided on it.
    """

    plan_id: str
    area_code: str
    name: str
    aim: str
    settings: Mapping[str, object]
    made_at: datetime
    made_by: str
    state: str
    stop_asked: bool
    progress_step: str | None
    progress_done: int
    progress_in_all: int
    finished_at: datetime | None
    problem: Words | None
    headline: Mapping[str, object] | None
    adopted_at: datetime | None
    adopted_by: str | None
    decision: str | None
    replaced_at: datetime | None

    @property
    def in_force(self) -> bool:
        """Whether this is the plan that the village works by."""
        return self.adopted_at is not None and self.replaced_at is None

    @property
    def running(self) -> bool:
        """Whether something is still to come."""
        return self.state in ("queued", "working")


@dataclass(frozen=True)
class WholePlan:
    """A plan with its results, None while there are none; `exact` False: incomes of households are lower ends of
    brackets of BRACKET yuan, and shares of the dividend are not told (NaN)."""

    row: PlanRow
    plan: VillagePlan | None
    what_ifs: WhatIfs | None
    exact: bool


_LIST = tuple(name for name in PlanRow.__dataclass_fields__ if name != "problem")


def kept_plans(viewer: Viewer, area_code: str, purpose: str) -> tuple[PlanRow, ...]:
    """The plans of an area, the latest first; one audit line. Raises AccessDenied without read_village."""
    holding = check_area(viewer, READ, area_code, purpose)
    rows = KeptPlan.objects.filter(area_code=area_code).order_by("-made_at", "plan_id")
    found = tuple(_row(one) for one in rows.defer("plan", "what_ifs"))
    log_deed(
        viewer, holding, "read_plans", purpose, query=f"area={area_code}", count=len(found),
        ids=[one.plan_id for one in found],
    )  # fmt: skip
    return found


def plan_row(viewer: Viewer, plan_id: str, purpose: str) -> PlanRow:
    """One plan without its results: for a page that waits. Raises AccessDenied, MutongError `no_such_plan`."""
    row = KeptPlan.objects.filter(pk=plan_id).defer("plan", "what_ifs").first()
    check_area(viewer, READ, row.area_code if row else "0", purpose)
    if row is None:
        raise _no_such_plan()
    return _row(row)


def kept_plan(viewer: Viewer, plan_id: str, purpose: str) -> WholePlan:
    """One plan whole; one audit line. Raises AccessDenied, MutongError `no_such_plan`, `not_a_plan` for a result that
    another version kept."""
    row = KeptPlan.objects.filter(pk=plan_id).first()
    holding = check_area(viewer, READ, row.area_code if row else "0", purpose)
    if row is None:
        raise _no_such_plan()
    exact = viewer.may(MAKE, row.area_code) or viewer.may("read_assistance", row.area_code)
    plan, what_ifs = _results(row)
    if plan is not None and not exact:
        plan = replace(plan, households=tuple(_bracketed(one) for one in plan.households))
    log_deed(viewer, holding, "read_plan", purpose, subject=("area", row.area_code), ids=[plan_id])
    return WholePlan(_row(row), plan, what_ifs, exact)


def plan_in_force(viewer: Viewer, area_code: str, purpose: str) -> PlanRow | None:
    """The plan that an area works by; None where none was adopted. Raises AccessDenied without read_village."""
    check_area(viewer, READ, area_code, purpose)
    rows = KeptPlan.objects.filter(area_code=area_code, adopted_at__isnull=False, replaced_at__isnull=True)
    row = rows.defer("plan", "what_ifs").first()
    return _row(row) if row else None


def plans_that_wait() -> tuple[str, ...]:
    """The ids of plans that wait or are being worked out, the oldest first; for the worker alone."""
    rows = KeptPlan.objects.filter(state__in=("queued", "working")).order_by("made_at", "plan_id")
    return tuple(rows.values_list("plan_id", flat=True))


def household_persons(viewer: Viewer, area_code: str, purpose: str) -> dict[str, float]:
    """How many people live in each household of an area today; households of which none is known are left out.

    Raises AccessDenied without plan_village over the area.
    """
    check_area(viewer, MAKE, area_code, purpose)
    today = clock.today()
    living = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today),
        area_range(area_code, "household__area_code"),
        kind="living",
        valid_from__lte=today,
    )
    counted = living.values("household_id").annotate(persons=Count("person_id", distinct=True))
    return {home: float(n) for home, n in counted.values_list("household_id", "persons")}


def _results(row: KeptPlan) -> tuple[VillagePlan | None, WhatIfs | None]:
    """What was kept, read back; what-ifs of another version are left out, for they can be had again."""
    try:
        plan = None if row.plan is None else plan_of(row.plan)
    except (KeyError, TypeError, ValueError) as broken:
        raise MutongError(
            "not_a_plan",
            Words(
                "不是本版本保存的计划；请重新计算。",
                "This is no plan that this version kept; work it out again.",
            ),
        ) from broken
    try:
        what_ifs = None if row.what_ifs is None else of_data(WhatIfs, row.what_ifs)
    except (KeyError, TypeError, ValueError):
        what_ifs = None
    return plan, what_ifs  # type: ignore[return-value]


def _bracketed(one: HouseholdPlan) -> HouseholdPlan:
    if one.household_id == TOGETHER:
        return one
    return replace(
        one,
        income=tuple(_low_end(amount) for amount in one.income),
        income_now=_low_end(one.income_now),
        dividend_share=math.nan,
    )


def _low_end(yuan: float) -> float:
    return math.floor(yuan / BRACKET) * BRACKET


def _row(row: KeptPlan) -> PlanRow:
    problem = Words(row.problem_zh, row.problem_en or row.problem_zh) if row.problem_zh else None
    return PlanRow(problem=problem, **{name: getattr(row, name) for name in _LIST})


def _no_such_plan() -> MutongError:
    return MutongError("no_such_plan", Words("没有这个计划。", "There is no such plan."))
