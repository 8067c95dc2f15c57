"""Published linear programmes read from the outside data: Stigler's diet, Hazell's crops, the two-stage farmer."""

import json
import shutil
from pathlib import Path

import pytest

from tests.outside.folder import outside
from tests.village.models.stating import shown_plan, solved

pytestmark = pytest.mark.outside

STIGLER = """
model: stigler_diet
sets:
  foods: {file: stigler_foods.csv, column: food}
  nutrients: [%(nutrients)s]
parameters:
  holds: {index: [foods, nutrients], file: stigler_foods.csv, by: {foods: food}, across: nutrients}
  wanted: {index: [nutrients], values: [%(wanted)s]}
  days: 365
variables:
  dollars: {for: f in foods, unit: dollar/day}
constraints:
  enough: {for: n in nutrients, rule: "sum(holds[f, n] * dollars[f] for f in foods) >= wanted[n]"}
objectives:
  cost: {minimise: "days * sum(dollars[f] for f in foods)"}
"""


def reference(name: str) -> dict:
    """One of the reference files."""
    return json.loads(outside("lp", name).read_text(encoding="utf-8"))


def test_stiglers_diet(tmp_path: Path) -> None:
    """77 foods from a table: 39.66 dollars a year, the five foods, and the nutrients that bind."""
    told = reference("stigler_REF.json")
    shutil.copy(outside("lp", "stigler_foods.csv"), tmp_path)
    wanted = told["minimum_per_day"]
    text = STIGLER % {
        "nutrients": ", ".join(wanted),
        "wanted": ", ".join(str(one) for one in wanted.values()),
    }
    plan = solved(tmp_path, text)
    assert plan.objective == pytest.approx(told["published_annual_cost_usd"], abs=5e-5)
    foods, spent = plan.model.sets["foods"].labels, plan.values("dollars") * 365
    assert len(foods) == 77
    bought = {food: amount for food, amount in zip(foods, spent.tolist(), strict=True) if amount > 1e-6}
    assert bought == pytest.approx(told["annual_usd_by_food"], abs=5e-4)
    prices = dict(zip(wanted, plan.duals("enough").tolist(), strict=True))
    assert [name for name, price in prices.items() if price > 1e-9] == told["binding"]


def test_the_shown_farmer_is_the_published_one() -> None:
    """The model of the pages has the reference's numbers and gives its results."""
    told = reference("farmer_birge_louveaux.json")
    plan, published = shown_plan("two-stage-farmer"), told["published"]
    crops = plan.model.sets["crops"].labels
    given = {w: {c: found[c] for c in crops} for w, found in told["yield_t_per_acre"].items()}
    yields = plan.model.parameters["yields"].values
    assert {w: dict(zip(crops, yields[:, k].tolist(), strict=True)) for k, w in enumerate(given)} == given
    acres = dict(zip(crops, plan.values("area").tolist(), strict=True))
    assert acres == pytest.approx(published["stochastic_plan_acres"])
    assert plan.objective == pytest.approx(published["expected_profit"])
    found = plan.scenarios
    assert found.alone == pytest.approx(published["perfect_info_profit"], abs=1e-3)
    assert found.eev == pytest.approx(published["profit_of_average_plan"])
    assert (found.evpi, found.vss) == pytest.approx((published["EVPI"], published["VSS"]), abs=1e-3)


def test_hazell_with_the_rounded_profits_of_the_file() -> None:
    """With the profits as the file rounds them the largest is 77,996.08, at the printed plan."""
    told = reference("hazell_vegetables.json")
    changes = {f"margin[{c},*]": str(p) for c, p in zip(told["crops"], told["profit_per_acre"], strict=True)}
    plan = shown_plan("motad-vegetables", "income", **changes)
    assert plan.objective == pytest.approx(told["computed_here_HiGHS"]["profit"], abs=5e-3)
    assert plan.values("area") == pytest.approx(told["published"]["acres"], abs=5e-5)
