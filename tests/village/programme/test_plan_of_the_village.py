"""What a plan says: the aims against each other, do not expand, clashes in words, limits, plans kept and read again."""

from dataclasses import replace

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.programme.holdings import Holdings
from mutong.village.programme.planning import AIMS, plan_holdings
from mutong.village.programme.saved import load_plan, plan_of, save_plan
from mutong.village.programme.settings import PlanSettings
from tests.village.programme.small_village import START, hamlet, hamlet_plan, settings
from tests.village.village_numbers import sample


def test_each_aim_is_nowhere_better_than_in_its_own_plan() -> None:
    """What an aim costs the others is never negative: its own plan gives the most of it."""
    found = {one.objective: one for one in hamlet_plan().trade_offs}
    assert set(found) == set(AIMS)
    for aim in AIMS:
        own = getattr(found[aim], aim)
        for other in found.values():
            assert getattr(other, aim) <= own + 1e-4 * abs(own) + 1


def test_years_add_up_from_months_and_households_from_the_years() -> None:
    """Years add up from months and households from the years."""
    plan = hamlet_plan()
    for year in plan.years:
        of = [m for m in plan.month_list if year.first_day <= m.day <= year.last_day]
        assert len(of) == 12
        assert sum(sum(m.sold.values()) for m in of) == pytest.approx(sum(year.sold.values()))
        assert sum(m.days_needed for m in of) == pytest.approx(year.days)
        money = sum(year.income.values()) - sum(year.cost.values())
        before = plan.years[year.year - 2].worth_end if year.year > 1 else 0.0
        assert year.surplus == pytest.approx(money + year.worth_end - before, abs=1)
    assert sum(one.dividend_share for one in plan.households) == pytest.approx(1)


def test_land_of_a_season_is_all_of_the_land() -> None:
    """Land of a season is all of the land."""
    plan = hamlet_plan()
    for season in {one.season for one in plan.land}:
        assert sum(one.mu for one in plan.land if one.season == season) == pytest.approx(40, abs=0.01)


def test_millet_does_not_follow_millet() -> None:
    """The sample's signed rotation leaves a season between, on each plot."""
    plan = hamlet_plan()
    uses = {(one.plot_id, one.season): one.mu for one in plan.plots if one.crop == "millet"}
    for (name, season), mu in uses.items():
        whole = next(one.mu for one in hamlet().plots if one.plot_id == name)
        assert mu + uses.get((name, season + 1), 0.0) <= whole + 0.01


def test_with_nothing_offered_the_plan_is_not_to_begin() -> None:
    """With nothing offered the plan is not to begin, and costs nothing."""
    nothing = Holdings((), (), (), 0, 12)
    plan = plan_holdings(nothing, sample(), settings(), compare_aims=False)
    assert plan.has_plan and not plan.expands
    assert plan.mean_surplus == pytest.approx(0, abs=0.01)


def test_where_sheep_do_not_pay_the_plan_is_not_to_expand() -> None:
    """A price that no sheep can live by: the optimum keeps none, and nobody is asked for land or money in vain."""
    low = sample().with_values({"live_lamb.price": 6.0}, "test", Words("试", "tried"))
    plan = plan_holdings(hamlet(), low, replace(settings(), ewes_at_most=None), compare_aims=False)
    assert not plan.expands


def test_a_scale_that_cannot_be_is_explained_by_the_limits_that_clash() -> None:
    """A scale that cannot be is explained by the limits that clash."""
    asked = replace(settings(), ewes_at_least=100_000)
    plan = plan_holdings(hamlet(), sample(), asked, compare_aims=False)
    assert plan.status == "infeasible" and not plan.has_plan
    assert "scale_at_the_end" in plan.problem.zh and "不能同时满足" in plan.problem.zh
    assert "cannot all be kept" in plan.problem.en


@pytest.mark.parametrize("months", [12, 13, 30])
def test_a_plan_of_odd_length_is_refused(months: int) -> None:
    """A plan of odd length is refused."""
    with pytest.raises(MutongError) as refusal:
        plan_holdings(hamlet(), sample(), PlanSettings(START, months))
    assert refusal.value.code == "plan_too_short"


def test_crossing_bounds_and_unknown_aims_are_refused() -> None:
    """Crossing bounds and unknown aims are refused."""
    with pytest.raises(MutongError) as refusal:
        plan_holdings(hamlet(), sample(), replace(settings(), ewes_at_most=5, ewes_at_least=9))
    assert refusal.value.code == "bounds_crossed"
    with pytest.raises(MutongError) as refusal:
        plan_holdings(hamlet(), sample(), settings(), aim="riches")
    assert refusal.value.code == "unknown_aim"


def test_what_limits_the_plan_is_said_in_sentences_with_amounts() -> None:
    """What limits the plan is said in sentences with amounts."""
    limits = {one.code: one for one in hamlet_plan().limits}
    assert "pens" in limits
    for one in limits.values():
        assert one.worth > 0
        assert "元" in one.words.zh and "yuan" in one.words.en
    wider = replace(hamlet().households[0], shed_m2=hamlet().households[0].shed_m2 + 1)
    more = plan_holdings(
        replace(hamlet(), households=(wider, *hamlet().households[1:])),
        sample(),
        settings(),
        compare_aims=False,
    )
    # One more m² of shed gains what its prices say, added over the months, to within the rent it costs.
    assert more.value >= hamlet_plan().value - 0.01


def test_a_plan_is_kept_and_read_again_whole(tmp_path) -> None:
    """A plan is kept and read again whole."""
    plan = hamlet_plan()
    save_plan(plan, tmp_path / "plan.json")
    again = load_plan(tmp_path / "plan.json")
    assert again.years[0].surplus == pytest.approx(plan.years[0].surplus, rel=1e-6)
    assert (again.start, again.months, again.limits) == (plan.start, plan.months, again.limits)
    assert [m.day for m in again.month_list] == [m.day for m in plan.month_list]
    with pytest.raises(MutongError):
        plan_of({"form": 0, "plan": {}})


def test_every_number_behind_the_plan_is_listed_with_its_state() -> None:
    """Every number behind the plan is listed with its state."""
    numbers = {one.key: one for one in hamlet_plan().numbers}
    assert numbers["live_lamb.price"].state == "chosen"
    assert numbers["maize_stover.me"].state == "measured"
    assert numbers["cooperative.dividend_by_trade"].value == pytest.approx(60)
