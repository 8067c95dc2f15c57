"""Kept plans in the register: who may, once only, one in force, incomes of households only for whom they are meant."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.actions.village_plans import (
    adopt_plan,
    ask_again,
    ask_for_plan,
    begin_plan,
    end_plan,
    note_plan_progress,
    stop_plan,
)
from mutong.records.audit.models import AuditLine
from mutong.records.reads.village_plans import (
    BRACKET,
    household_persons,
    kept_plan,
    kept_plans,
    plan_in_force,
    plan_row,
)
from mutong.records.village.plan_models import KeptPlan
from mutong.village.programme.saved import as_data
from mutong.village.programme.settings import OpeningState, PlanSettings
from mutong.workflows.village_plan_orders import PlanOrder, order_as_data, order_of
from tests.desk.kept_village_plans import (
    PURPOSE,
    asked_plan,
    kept_plan_id,
    order,
    small_plan,
    small_what_ifs,
    with_households,
)
from tests.desk.village_homes import VILLAGE
from tests.records.small_register import viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("register")]
MAY_PLAN = {"SEC", "TCA", "TLD"}


def ask(post: str, area: str = VILLAGE, plan_id: str = "P1", name: str = "计划") -> bool:
    """A plan asked for by whoever fills a post."""
    return ask_for_plan(
        viewer_of(post), area, plan_id=plan_id, name=name, aim="collective", settings=order_as_data(order()),
        purpose=PURPOSE,
    )  # fmt: skip


@pytest.mark.parametrize("post", ["GW1", "SEC", "TCA", "TLD", "DOC", "CLD", "CDC"])
def test_only_who_plans_the_village_asks_stops_and_adopts(post: str) -> None:
    """The secretary and the township's posts may, in their own area; nobody else, and every refusal is on record."""
    plan_id = kept_plan_id()
    acts = (
        lambda: ask(post),
        lambda: stop_plan(viewer_of(post), plan_id, purpose=PURPOSE),
        lambda: adopt_plan(viewer_of(post), plan_id, "成员大会", purpose=PURPOSE),
    )
    for act in acts:
        if post in MAY_PLAN:
            act()
            continue
        before = AuditLine.objects.filter(outcome="refused").count()
        with pytest.raises(AccessDenied):
            act()
        assert AuditLine.objects.filter(outcome="refused").count() == before + 1


def test_elsewhere_and_a_plan_that_is_not_there_are_refused() -> None:
    """The secretary plans only the own village; an id that is not there says nothing of other villages."""
    with pytest.raises(AccessDenied):
        ask("SEC", "140105901001")
    with pytest.raises(AccessDenied):
        kept_plan(viewer_of("SEC"), "P-nothing", PURPOSE)
    with pytest.raises(MutongError) as refused:
        kept_plan(system_viewer("test"), "P-nothing", PURPOSE)
    assert refused.value.code == "no_such_plan"


def test_a_form_sent_twice_is_one_plan() -> None:
    """The second sending changes nothing; a plan without a name is refused."""
    assert ask("SEC") and not ask("SEC", name="别的名字")
    (row,) = kept_plans(viewer_of("SEC"), VILLAGE, PURPOSE)
    assert (row.name, row.state, row.made_by, row.headline) == ("计划", "queued", "SEC", None)
    with pytest.raises(MutongError) as refused:
        ask("SEC", plan_id="P2", name="  ")
    assert refused.value.code == "plan_name_missing" and KeptPlan.objects.count() == 1


def test_a_kept_plan_comes_back_as_it_was() -> None:
    """Plan and what-ifs are read back whole; the list has the figures without reading them."""
    plan_id = kept_plan_id(small_plan(), small_what_ifs())
    held = kept_plan(viewer_of("SEC"), plan_id, PURPOSE)
    assert held.plan == small_plan() and held.exact and held.row.state == "done"
    assert as_data(held.what_ifs) == as_data(
        small_what_ifs()
    )  # what is not known is no number equal to itself
    told = held.row.headline
    assert told is not None and told["surplus"] == pytest.approx(small_plan().mean_surplus)
    assert told["chance_unpaid"] == pytest.approx(small_what_ifs().chance_unpaid)
    assert order_of(held.row.settings) == order()


def test_another_forms_plan_is_told_not_guessed() -> None:
    """What another version kept is refused in words."""
    plan_id = kept_plan_id()
    KeptPlan.objects.filter(pk=plan_id).update(plan={"form": 99})
    with pytest.raises(MutongError) as refused:
        kept_plan(viewer_of("SEC"), plan_id, PURPOSE)
    assert refused.value.code == "not_a_plan"


def test_incomes_of_households_are_brackets_for_who_needs_no_more() -> None:
    """The county's lead sees the lower end of the bracket of 5,000; who plans or assists sees the amount."""
    plan_id = kept_plan_id(with_households())
    for post, exact in (("SEC", True), ("TCA", True), ("TLD", True), ("CLD", False)):
        held = kept_plan(viewer_of(post), plan_id, PURPOSE)
        assert held.plan is not None and held.exact is exact
        first, second = held.plan.households
        assert first.income == ((12_345.0,) * 2 if exact else (10_000.0,) * 2)
        assert second.income == ((23_456.0,) * 2 if exact else (20_000.0,) * 2)
        assert first.income_now == (7_777.0 if exact else 5_000.0)
    assert BRACKET == 5_000.0


def test_one_plan_is_in_force() -> None:
    """Adopting a second one replaces the first, adopting again changes nothing, and the decision must be told."""
    viewer, first, second = viewer_of("SEC"), kept_plan_id(name="一"), kept_plan_id(name="二")
    assert plan_in_force(viewer, VILLAGE, PURPOSE) is None
    with pytest.raises(MutongError) as refused:
        adopt_plan(viewer, first, "  ", purpose=PURPOSE)
    assert refused.value.code == "decision_missing"
    assert adopt_plan(viewer, first, "8 月 20 日成员大会，应到 40 到 36，同意 35", purpose=PURPOSE)
    assert not adopt_plan(viewer, first, "再来一次", purpose=PURPOSE)
    found = plan_in_force(viewer, VILLAGE, PURPOSE)
    assert found is not None and found.plan_id == first and "同意 35" in (found.decision or "")
    assert adopt_plan(viewer, second, "9 月 1 日成员大会", purpose=PURPOSE)
    rows = {row.name: row for row in kept_plans(viewer, VILLAGE, PURPOSE)}
    assert rows["二"].in_force and not rows["一"].in_force and rows["一"].replaced_at is not None
    assert adopt_plan(viewer, first, "改回来", purpose=PURPOSE)
    assert KeptPlan.objects.filter(adopted_at__isnull=False, replaced_at__isnull=True).count() == 1


def test_what_has_no_result_cannot_be_adopted() -> None:
    """Neither a plan that waits nor one without anything that can be done."""
    nothing = replace(
        small_plan(), status="infeasible", years=(), month_list=(), problem=Words("做不到", "no")
    )
    for plan_id in (asked_plan(), kept_plan_id(nothing)):
        with pytest.raises(MutongError) as refused:
            adopt_plan(viewer_of("SEC"), plan_id, "成员大会", purpose=PURPOSE)
        assert refused.value.code == "nothing_to_adopt"


def test_a_plan_stops_once_and_can_be_asked_for_again() -> None:
    """One that waits stops at once, one that works hears of it at its next word; what has ended does not stop."""
    viewer, waits, works = viewer_of("SEC"), asked_plan(), asked_plan()
    assert stop_plan(viewer, waits, purpose=PURPOSE) and plan_row(viewer, waits, PURPOSE).state == "stopped"
    assert not stop_plan(viewer, waits, purpose=PURPOSE) and not begin_plan(waits)
    assert begin_plan(works) and note_plan_progress(works, "aims", 1, 3)
    assert stop_plan(viewer, works, purpose=PURPOSE) and plan_row(viewer, works, PURPOSE).state == "working"
    assert not note_plan_progress(works, "aims", 2, 3)
    end_plan(works, "stopped")
    assert ask_again(viewer, works, purpose=PURPOSE) and not ask_again(viewer, works, purpose=PURPOSE)
    row = plan_row(viewer, works, PURPOSE)
    assert (row.state, row.stop_asked, row.progress_step) == ("queued", False, None)
    assert not ask_again(viewer, kept_plan_id(), purpose=PURPOSE)


def test_persons_are_those_who_live_in_a_household() -> None:
    """Two live in H1; households of which nobody is known are left out, not one person strong."""
    assert household_persons(viewer_of("SEC"), VILLAGE, PURPOSE) == {"H1": 2.0}
    with pytest.raises(AccessDenied):
        household_persons(viewer_of("CLD"), VILLAGE, PURPOSE)


amounts = st.floats(0, 1e6).map(lambda x: round(x, 3))
names = st.text("abc_0123", min_size=1, max_size=8)


@given(
    flock=st.dictionaries(names, amounts, max_size=3),
    standing=st.dictionaries(st.tuples(names, names), amounts, max_size=3),
    cash=amounts,
    most=st.none() | amounts,
    draws=st.integers(0, 1000),
)
def test_an_order_comes_back_from_its_json(flock, standing, cash, most, draws) -> None:
    """Whatever stands in an order, its JSON gives it back."""
    opening = OpeningState(flock=flock, standing=standing, cash=cash)
    settings = PlanSettings(small_plan().start, 36, with_undecided=True, ewes_at_most=most, opening=opening)
    asked = PlanOrder("poorest", settings, draws, False, "P0")
    assert order_of(json.loads(json.dumps(order_as_data(asked)))) == asked


def test_a_broken_order_is_refused() -> None:
    """Settings of another form are told as such."""
    with pytest.raises(MutongError) as refused:
        order_of({"start": "2022-09-01"})
    assert refused.value.code == "not_an_order"
