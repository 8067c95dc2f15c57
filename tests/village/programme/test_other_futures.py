"""Futures: read from data, drawn the same way twice, edited into the live programme as a rebuilt one would have
them."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.kernel.words import Words
from mutong.village.models.editing import LivePlan, hanging_on
from mutong.village.programme.carrying_out import Carrying
from mutong.village.programme.futures import drawn_futures, load_futures, named_causes, weather_factors
from mutong.village.programme.holdings import together
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.reading_off import Figures
from mutong.village.programme.settings import EXPECTED, Future
from mutong.village.programme.what_if import quantiles_of, try_plan
from mutong.village.programme.what_if_arrays import arrays_of
from tests.village.programme.small_village import START, hamlet, settings
from tests.village.programme.solved import solved_plan
from tests.village.village_numbers import sample

FILE = deployment_folder() / "village" / "futures.csv"
CALENDAR = PlanCalendar(START, 24)
ASKED = replace(settings(), by_household=False, whole_buildings=False, ewes_at_least=10)


@cache
def quick():
    """The hamlet taken together, solved without whole numbers; it keeps ten ewes at least, so that it is begun."""
    return solved_plan(together(hamlet()), ASKED)


def test_the_sample_states_its_causes_with_sources() -> None:
    """The sample states its causes with sources."""
    lines = load_futures(FILE)
    assert {one.kind for one in lines} == {"cause", "drawn"}
    assert all(one.source.zh and one.source.en for one in lines)
    causes = named_causes(lines, CALENDAR, weather_factors(hamlet()))
    by_name = {one.name: one for one in causes}
    assert (
        by_name["low_price"].sheep_price[13] == pytest.approx(0.58)
        and 12 not in by_name["low_price"].sheep_price
    )
    assert by_name["drought"].weather == {2: pytest.approx(0.5)}


def test_a_wrong_line_is_named(tmp_path) -> None:
    """A wrong line is named."""
    text = FILE.read_text(encoding="utf-8").replace(",sheep_price,2,2,,,,0.58,", ",sheep_price,2,2,,,,-3,", 1)
    (tmp_path / "futures.csv").write_text(text, encoding="utf-8")
    with pytest.raises(MutongError) as refusal:
        load_futures(tmp_path / "futures.csv")
    assert "factor" in refusal.value.words.en and "-3" in refusal.value.words.en
    assert load_futures(tmp_path / "nothing.csv") == ()


def test_the_same_seed_draws_the_same_futures() -> None:
    """The same seed draws the same futures."""
    lines, weather = load_futures(FILE), weather_factors(hamlet())
    one, same = (drawn_futures(lines, CALENDAR, weather, 5, 7) for _ in range(2))
    other = drawn_futures(lines, CALENDAR, weather, 5, 8)
    assert one == same and one != other
    prices = [
        p for future in drawn_futures(lines, CALENDAR, weather, 200, 1) for p in future.sheep_price.values()
    ]
    assert min(prices) >= 0.8 and max(prices) <= 1.15


@pytest.mark.parametrize(
    "future",
    [
        Future("price", Words("价", "price"), sheep_price=dict.fromkeys(range(5, 25), 0.8)),
        Future("all", Words("都变", "all"), feed_price={3: 1.3}, deaths=dict.fromkeys(range(1, 25), 2.0),
               lambs={4: 0.7}, market_open={9: 0.0}, hands={6: 0.5}, weather={1: 0.6}, land_stays={2: 0.8}),
    ],
    ids=["price", "everything"],
)  # fmt: skip
def test_numbers_edited_into_the_live_programme_give_what_a_rebuilt_one_gives(future: Future) -> None:
    """Numbers edited into the live programme give what a rebuilt one gives."""
    live = LivePlan(quick())
    live.change(arrays_of(future, CALENDAR))
    edited = live.solve()
    rebuilt = solved_plan(together(hamlet()), replace(ASKED, futures=(future,)))
    assert edited.status == "optimal"
    assert edited.objective == pytest.approx(rebuilt.solved.objective, rel=1e-6, abs=0.5)
    # And back: the first plan again.
    live.change(arrays_of(EXPECTED, CALENDAR))
    assert live.solve().objective == pytest.approx(quick().solved.objective, rel=1e-6, abs=0.5)


def test_only_what_hangs_on_a_number_is_worked_out_again() -> None:
    """Only what hangs on a number is worked out again."""
    touched = hanging_on(quick().model, ["sheep_price_times"])
    assert "sheep_income" in touched and "feed_cost" not in touched
    live = LivePlan(quick())
    written = live.change({"sheep_price_times": np.full((1, 24), 0.9)})
    assert 0 < written < 2_000


def test_changes_that_add_rows_are_refused() -> None:
    """Changes that add rows are refused."""
    live = LivePlan(quick())
    with pytest.raises(MutongError) as refusal:
        live.change({"can_sell_good": 1 - quick().model.parameters["can_sell_good"].values})
    assert refusal.value.code == "needs_building"


def test_a_plan_carried_out_under_hardship_is_worse_and_loses_nothing() -> None:
    """A plan carried out under hardship is worse and loses nothing."""
    figures = Figures(quick(), CALENDAR)
    hard = Future("hard", Words("难", "hard"), sheep_price=dict.fromkeys(range(1, 25), 0.6),
                  deaths=dict.fromkeys(range(1, 25), 3.0))  # fmt: skip
    found = Carrying(figures).under([EXPECTED, hard])
    assert found.surplus[1].sum() < found.surplus[0].sum()
    assert found.unpaid[0].max() < 1 <= found.unpaid[1].max()
    heads, born, died, sold = found.heads, found.born, found.died, found.sold
    bought = figures.value("bought").sum(axis=1)
    before = np.concatenate([np.zeros((2, 1)), heads[:, :-1]], axis=1)
    np.testing.assert_allclose(before + born - died + bought - sold, heads, atol=1e-6)


def test_a_whole_trial_says_what_to_change() -> None:
    """A whole trial says what to change."""
    heard = []
    found = try_plan(
        hamlet(), sample(), settings(), load_futures(FILE), draws=12, adapt_draws=False, sturdy=False,
        told=lambda *step: heard.append(step),
    )  # fmt: skip
    assert found is not None and len(found.drawn) == 12 and len(found.causes) == 8
    assert found.expected.surplus >= max(one.surplus for one in found.causes if one.name == "low_price")
    assert 0 <= found.chance_unpaid <= 1 and found.surplus.least <= found.surplus.half <= found.surplus.most
    assert found.buffers[0].cash_kept < found.buffers[-1].cash_kept
    assert found.buffers[0].surplus >= found.buffers[-1].surplus - 1
    assert any(step[0] == "causes" for step in heard)
    assert all(one.zh and one.en for one in found.advice)
    best = [one.adapted_surplus for one in (found.expected, *found.causes)]
    assert not np.isnan(best[0])


def test_quantiles_leave_out_what_is_not_known() -> None:
    """Quantiles leave out what is not known."""
    found = quantiles_of([1.0, 2.0, float("nan"), 3.0])
    assert (found.least, found.half, found.most) == (1.0, 2.0, 3.0)


def test_a_plan_for_several_futures_does_no_worse_on_their_mean_than_the_plan_for_one() -> None:
    """Foresight is worth something, planning for all of them is, and neither is worth less than nothing."""
    found = try_plan(hamlet(), sample(), settings(), load_futures(FILE), draws=0, adapt_draws=False)
    plans = {one.way: one for one in found.sturdy}
    assert set(plans) == {"expected", "two_stage", "steady"} and found.sturdy_months == 24
    assert found.evpi >= -1 and found.vss >= -1
    assert set(plans["two_stage"].by_future) == set(plans["expected"].by_future)
    assert plans["steady"].worst >= plans["two_stage"].worst - 1
    assert found.drawn == () and np.isnan(found.chance_unpaid)
