"""The published problems, stated as data, give the published plans and prices."""

import re
from pathlib import Path

import numpy as np
import pytest

from mutong.village.models.telling import tell_plan
from tests.oracles.farm_programmes import farmer, williams
from tests.village.models.stating import MODELS, shown_plan, solved

YIELDS = [
    {"wheat": 3.0, "corn": 3.6, "beet": 24.0},
    {"wheat": 2.5, "corn": 3.0, "beet": 20.0},
    {"wheat": 2.0, "corn": 2.4, "beet": 16.0},
]


def test_williams_farm_has_the_printed_plan() -> None:
    """Five years of herd, crops and labour: 121,719 pounds, the printed profits, and nothing built."""
    plan = shown_plan("williams-farm")
    assert plan.objective == pytest.approx(121_719, abs=0.5)
    assert np.round(plan.expression("profit")).tolist() == [21906, 21889, 25816, 26826, 25283]
    assert plan.values("new_places") == pytest.approx(np.zeros(5))
    assert plan.values("heifers_sold") == pytest.approx([30.9, 40.8, 57.4, 57.0, 50.9], abs=0.05)


def test_williams_farm_equals_the_plain_matrix() -> None:
    """The stated farm and the matrix written row by row agree to the last digits; so do two changes of it."""
    value, found = williams()
    plan = shown_plan("williams-farm")
    assert plan.objective == pytest.approx(value, rel=1e-9)
    assert plan.values("overtime").sum() == pytest.approx(
        sum(found[f"over{t}"] for t in range(1, 6)), abs=1e-6
    )
    assert shown_plan("williams-farm", instalment="1").objective == pytest.approx(williams(1.0)[0], rel=1e-9)
    cheap = shown_plan("williams-farm", instalment="1")
    assert cheap.values("new_places").sum() > 1


def test_a_shadow_price_is_what_one_more_brings() -> None:
    """One more acre changes the profit of the farm by the sum of the yearly prices of land."""
    plan = shown_plan("williams-farm")
    more = shown_plan("williams-farm", land="200.5")
    assert plan.duals("acres").sum() > 0
    assert (more.objective - plan.objective) / 0.5 == pytest.approx(plan.duals("acres").sum(), rel=1e-6)


def test_cows_bulls_and_pigs() -> None:
    """Steinhauser: 93,600 with 44 cows and 24 bulls; prices 0, 240, 28.8 and how far they hold."""
    plan = shown_plan("cows-bulls-pigs")
    assert plan.objective == pytest.approx(93_600)
    assert plan.values("kept") == pytest.approx([44, 24, 0])
    assert plan.duals("capacity") == pytest.approx([0, 240, 28.8])
    prices = plan.solved.prices
    assert (prices.row_low[2], prices.row_high[2]) == pytest.approx((1125, 2642.857), abs=1e-3)
    for labour in ("1126", "2642"):
        moved = shown_plan("cows-bulls-pigs", **{"stock[labour]": labour})
        assert moved.objective - plan.objective == pytest.approx(28.8 * (float(labour) - 2500))
    assert shown_plan("cows-bulls-pigs", **{"stock[labour]": "2700"}).duals("capacity")[2] < 28


def test_feed_mix_of_witte() -> None:
    """10.4545 with 1.81818 and 2.95455; prices .56818, 3.18182, 0."""
    plan = shown_plan("feed-mix-witte")
    assert plan.objective == pytest.approx(10.4545, abs=5e-5)
    assert plan.values("fed") == pytest.approx([1.81818, 2.95455], abs=5e-6)
    duals = [float(plan.duals(one)) for one in ("enough_protein", "enough_fat", "little_fibre")]
    assert duals == pytest.approx([0.56818, 3.18182, 0], abs=5e-6)


def test_feed_mix_by_shares() -> None:
    """437.647 with 470.588 kg of maize and 329.412 kg of soya."""
    plan = shown_plan("feed-mix-shares")
    assert plan.objective == pytest.approx(437.647, abs=5e-4)
    assert plan.values("fed") == pytest.approx([470.588, 329.412], abs=5e-4)


def test_soya_and_oats_is_not_what_the_page_prints() -> None:
    """The least cost is 51.279 at (2.0233, 1.2558), below the 52 that a lesson page prints."""
    plan = shown_plan("soya-and-oats")
    assert plan.objective == pytest.approx(51.279, abs=5e-4)
    assert plan.values("fed") == pytest.approx([2.0233, 1.2558], abs=5e-5)


def test_the_two_stage_farmer() -> None:
    """Birge and Louveaux: RP 108,390 with 170, 80 and 250 acres; EV, EEV, WS, EVPI and VSS as printed."""
    plan = shown_plan("two-stage-farmer")
    assert plan.values("area") == pytest.approx([170, 80, 250])
    found = plan.scenarios
    figures = [found.rp, found.ev, found.eev, found.ws, found.evpi, found.vss]
    assert figures == pytest.approx([108_390, 118_600, 107_240, 115_405.5556, 7_015.5556, 1_150], abs=1e-3)
    assert found.mean_plan["area"] == pytest.approx([120, 80, 300])
    assert found.alone == pytest.approx({"good": 167_666.6667, "average": 118_600, "bad": 59_950}, abs=1e-3)
    assert found.first_stage == ("area",)


def test_the_measures_of_scenarios_equal_the_plain_matrices() -> None:
    """RP, WS, EV and EEV, each worked out by a matrix of its own."""
    found = shown_plan("two-stage-farmer").scenarios
    mean = {crop: sum(one[crop] for one in YIELDS) / 3 for crop in YIELDS[0]}
    ev, plan = farmer([mean])
    sown = {crop: plan[f"sow {crop}"] for crop in mean}
    assert found.rp == pytest.approx(farmer(YIELDS)[0])
    assert found.ws == pytest.approx(sum(farmer([one])[0] for one in YIELDS) / 3)
    assert (found.ev, found.eev) == pytest.approx((ev, farmer(YIELDS, sown)[0]))


def test_motad_at_the_largest_mean() -> None:
    """Hazell: the largest mean is 77,958.17 at (0, 27.45, 100, 72.55)."""
    plan = shown_plan("motad-vegetables", "income")
    assert plan.objective == pytest.approx(77_958.17, abs=5e-3)
    assert plan.values("area") == pytest.approx([0, 27.45, 100, 72.55], abs=5e-3)


def test_motad_frontier() -> None:
    """At a mean of 62,769 the shortfalls add up to 8,227.4; the frontier rises ever more steeply."""
    plan = shown_plan("motad-vegetables")
    points = {point.value: point for point in plan.frontier}
    there = points[62_769.0]
    assert there.objective == pytest.approx(8_227.4, abs=0.05)
    assert there.columns["area"] == pytest.approx([72.31, 26.83, 83.70, 17.16], abs=5e-3)
    means = [point.told["mean"] for point in plan.frontier]
    risks = [point.told["risk"] for point in plan.frontier]
    slopes = np.diff(risks) / np.diff(means)
    assert means == pytest.approx([point.value for point in plan.frontier])
    assert (np.diff(slopes) > -1e-9).all()
    assert slopes[-1] > slopes[0]


def test_a_shed_is_built_or_not() -> None:
    """With a binary shed the flock's plan is the better of with and without; a dear shed is not built."""
    plan = shown_plan("small-flock")
    shed = plan.values("shed")
    assert set(np.round(shed, 9)) <= {0.0, 1.0}
    assert shed.sum() == pytest.approx(1)
    without = shown_plan("small-flock", shed_places="0")
    assert plan.objective > without.objective
    dear = shown_plan("small-flock", shed_cost="1e7")
    assert dear.values("shed").sum() == pytest.approx(0)
    assert dear.objective == pytest.approx(without.objective)
    assert plan.solved.prices.integers_fixed


def test_objectives_can_be_switched() -> None:
    """Another named objective of the same model gives another plan: no straw need be bought."""
    plan = shown_plan("small-flock", "bought_fodder")
    assert plan.objective == pytest.approx(0)
    assert shown_plan("small-flock").values("straw_bought").sum() > 1


def test_the_example_of_the_page(tmp_path: Path) -> None:
    """The small plan that the page writes out gives what the page says of it."""
    page = (MODELS.parent / "state-a-farm-model.md").read_text(encoding="utf-8")
    plan = solved(tmp_path, re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1])
    assert plan.objective == pytest.approx(105_600)
    assert (plan.values("area")[0], float(plan.values("ewes"))) == pytest.approx((80, 64))
    assert (float(plan.duals("acres")), float(plan.duals("fodder"))) == pytest.approx((1_320, 1.8))


def test_other_plans_as_good_are_told(tmp_path: Path) -> None:
    """Two crops that pay alike: the report says that the plan is not the only one; with a difference it does not."""
    text = """
model: alike
sets: {{crops: [wheat, corn]}}
parameters: {{price: {{index: [crops], values: [2, {price}]}}}}
variables: {{area: {{for: c in crops}}}}
constraints: {{land: "sum(area[c] for c in crops) <= 10"}}
objectives: {{income: {{maximise: "sum(price[c] * area[c] for c in crops)"}}}}
"""
    assert "other plans as good" in tell_plan(solved(tmp_path, text.format(price=2))).en
    assert "other plans as good" not in tell_plan(solved(tmp_path, text.format(price=1))).en
