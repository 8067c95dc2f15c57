"""A small plan of two years for the village taken together, and ways to have it kept in the register.

make_small_plan.py worked out small_plan.json from a made-up survey of eight households with the sample choices.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from uuid import uuid4

from mutong.kernel.words import Words
from mutong.records.access import system_viewer
from mutong.records.actions.village_plans import (
    ask_for_plan,
    begin_plan,
    end_plan,
    keep_plan,
    keep_what_ifs,
)
from mutong.village.programme.results import HouseholdPlan, VillagePlan
from mutong.village.programme.saved import of_data, plan_of
from mutong.village.programme.settings import PlanSettings
from mutong.village.programme.what_if_results import WhatIfs
from mutong.workflows.village_plan_orders import PlanOrder, order_as_data
from tests.desk.village_homes import VILLAGE

PURPOSE = "测试 / test"
FILE = Path(__file__).with_name("small_plan.json")


@cache
def _data() -> dict[str, object]:
    return json.loads(FILE.read_text(encoding="utf-8"))


@cache
def small_plan() -> VillagePlan:
    """The plan of the file."""
    return plan_of(_data()["plan"])  # type: ignore[arg-type]


@cache
def small_what_ifs() -> WhatIfs:
    """What other futures do to it."""
    return of_data(WhatIfs, _data()["what_ifs"])  # type: ignore[return-value]


def with_households() -> VillagePlan:
    """The same plan with two households of their own: 12,345 and 23,456 yuan a year."""
    one = HouseholdPlan(
        "V1", Words("甲户", "household A"), 3.0, 10.0, 8.0, 20.0, 30.0, 5000.0, 1000.0, 0.25, (100.0, 100.0),
        (12_345.0, 12_345.0), 7_777.0,
    )  # fmt: skip
    two = replace(one, household_id="V2", label=Words("乙户", "household B"), income=(23_456.0, 23_456.0))
    return replace(small_plan(), households=(one, two))


def order() -> PlanOrder:
    """What the small plan was asked for with."""
    return PlanOrder("collective", PlanSettings(small_plan().start, 24, by_household=False), draws=12)


def asked_plan(area: str = VILLAGE, name: str = "两年计划") -> str:
    """A plan that waits; its id."""
    plan_id = f"P{uuid4().hex}"
    ask_for_plan(
        system_viewer("test"), area, plan_id=plan_id, name=name, aim="collective", settings=order_as_data(order()),
        purpose=PURPOSE,
    )  # fmt: skip
    return plan_id


def kept_plan_id(
    plan: VillagePlan | None = None,
    what_ifs: WhatIfs | None = None,
    area: str = VILLAGE,
    name: str = "两年计划",
) -> str:
    """A plan that was worked out and kept; its id."""
    plan_id, viewer = asked_plan(area, name), system_viewer("test")
    assert begin_plan(plan_id)
    keep_plan(viewer, plan_id, plan or small_plan(), purpose=PURPOSE)
    if what_ifs is not None:
        keep_what_ifs(viewer, plan_id, what_ifs, purpose=PURPOSE)
    end_plan(plan_id, "done")
    return plan_id
