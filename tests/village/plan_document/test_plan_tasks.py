"""The month-by-month tasks of a plan: whole sheep that add up to the plan's, and sentences that say who does what."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.village.programme.results import VillagePlan
from mutong.village.programme.telling import TEAMS, kind_of_state, monthly_tasks, tasks_of
from tests.village.plan_document.made_up_plan import infeasible, made_up_plan


def in_all(plan: VillagePlan, kind: str, what: str = "") -> float:
    """The amounts of a kind of task over all months."""
    return sum(
        t.amount for m in tasks_of(plan) for t in m.tasks if t.kind == kind and (not what or t.what == what)
    )


def test_sold_heads_are_the_months_own_to_the_nearest_head() -> None:
    """Whole heads sold and bought in the tasks are the months' sum to half a head."""
    plan = made_up_plan()
    for kind in ("fattening_male", "fattening_female", "ewe_open"):
        planned = sum(m.sold.get(kind, 0.0) for m in plan.month_list)
        assert abs(in_all(plan, "sell_sheep", kind) - planned) <= 0.5
    assert in_all(plan, "sell_sheep", "fattening_male") == 17  # thirteen months of four thirds
    assert in_all(plan, "buy_sheep", "ewe_open") == 16 and in_all(plan, "buy_sheep", "ram") == 1


@given(st.lists(st.floats(0, 40), min_size=1, max_size=24))
def test_rounding_never_loses_a_head(amounts: list[float]) -> None:
    """At every month what was told so far is within half a head of the plan."""
    plan = made_up_plan()
    months = tuple(
        replace(m, sold={"fattening_male": amount})
        for m, amount in zip(plan.month_list, amounts, strict=False)
    )
    some = replace(plan, month_list=months)
    running = 0.0
    told = 0.0
    for month, tasks in zip(months, tasks_of(some), strict=True):
        running += month.sold["fattening_male"]
        told += sum(t.amount for t in tasks.tasks if t.kind == "sell_sheep")
        assert abs(told - running) <= 0.5 + 1e-6


def test_weights_land_days_and_money_are_not_rounded_away() -> None:
    """Harvests, land, days and money of the tasks add up to the plan's."""
    plan = made_up_plan()
    assert in_all(plan, "cut", "maize") == sum(m.cut.get("maize", 0.0) for m in plan.month_list)
    assert in_all(plan, "sow", "maize") == sum(m.sown.get("maize", 0.0) for m in plan.month_list)
    assert in_all(plan, "work") == pytest.approx(sum(m.days_needed for m in plan.month_list))
    assert in_all(plan, "borrow") - in_all(plan, "repay") == plan.month_list[-1].loan
    assert in_all(plan, "capital") == sum(h.capital for h in plan.households)
    assert in_all(plan, "dividend") == sum(y.dividend for y in plan.years)


def test_sentences_say_who_and_what() -> None:
    """Each sentence names its team and the work, in the teams' order, in both languages."""
    (first, said), *rest = monthly_tasks(made_up_plan())
    assert first == made_up_plan().start and len(rest) == 23
    assert said[0].zh == "养殖组：购入种母羊 5 只（启运前取得检疫证明，进场隔离观察）；配种母羊 2 只。"
    assert said[0].en.startswith(
        "Flock: buy 5 breeding ewes (with a quarantine certificate; kept apart on arrival)"
    )
    april = rest[2][1]
    assert any(one.zh == "种植组：播种玉米 30.0 亩、苜蓿 10.0 亩。" for one in april)
    assert any("借入 3.00 万元" in one.zh for one in april)
    for _, sentences in monthly_tasks(made_up_plan()):
        teams = [next(k for k, w in TEAMS.items() if one.zh.startswith(f"{w.zh}：")) for one in sentences]
        assert teams == sorted(teams, key=list(TEAMS).index)
        assert all(not re.search("[一-鿿]", one.en) for one in sentences)


def test_alfalfa_that_stands_is_tended_not_sown_again() -> None:
    """A crop that lasts is sown once and tended after."""
    plan = made_up_plan()
    assert in_all(plan, "sow", "alfalfa") == 10.0 and in_all(plan, "tend", "alfalfa") == 10.0


def test_an_opening_loan_is_not_told_as_borrowed() -> None:
    """A loan owed before the plan is not told as borrowed in its first month."""
    plan = made_up_plan()
    first = plan.month_list[0]
    owed = replace(first, loan=50_000.0, cost={**first.cost, "interest": 200.0})
    carried = replace(plan, month_list=(owed, *plan.month_list[1:]))
    assert not any(t.kind in ("borrow", "repay") for t in tasks_of(carried)[0].tasks)


def test_no_plan_has_no_tasks() -> None:
    """Without a plan there is nothing to do."""
    assert monthly_tasks(infeasible()) == []


def test_states_and_classes() -> None:
    """A state's label gives its class."""
    assert kind_of_state("ewe_open_0") == "ewe_open" and kind_of_state("fattening_male_7") == "fattening_male"
    assert kind_of_state("ewe_open") == "ewe_open"
