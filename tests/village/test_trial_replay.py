"""A feeding trial replayed: 80 lambs on four roughages (CX12-00216), with an equation of another laboratory.

What holds: at the gain that was measured the intake equation (CX-01777) gives dry matter eaten and feed per gain within
10 % for each roughage, and puts the four intakes in their order. What does not hold: no published equation here tells
the gain from the ration. The ME of maize and bran for sheep is open, no ME of the treated silage was measured, and the
equation from protein puts the treated silage last, where the trial had it first. So a plan takes measured gains.
"""

from itertools import pairwise

import pytest

from mutong.village.equations import work_out
from mutong.village.ration import supply_of
from tests.village.village_numbers import cited

ROUGHAGES = ("dry_stover", "stover_silage", "treated_silage", "wildrye")
DAYS = 60


def trial(roughage: str) -> dict[str, float]:
    """The measured figures of one treatment, and its gain and middle weight from them."""
    found = {
        name: cited().value(f"lambs_on_{roughage}.{name}")
        for name in ("dmi", "feed_per_gain", "weight_start", "cp")
    }
    found["gain"] = found["dmi"] / found["feed_per_gain"]
    found["weight"] = found["weight_start"] + found["gain"] * DAYS / 2
    return found


def eaten(roughage: str) -> float:
    seen = trial(roughage)
    found = work_out("dmi_growing", cited(), live_weight=seen["weight"], gain=seen["gain"]).point
    assert found is not None
    return found


@pytest.mark.parametrize("roughage", ROUGHAGES)
def test_intake_and_feed_per_gain_are_within_a_tenth(roughage: str) -> None:
    """Predicted dry matter and feed per gain lie within 10 % of those measured (found: −5.1 to +0.8 %)."""
    seen = trial(roughage)
    assert eaten(roughage) == pytest.approx(seen["dmi"], rel=0.10)
    assert eaten(roughage) / seen["gain"] == pytest.approx(seen["feed_per_gain"], rel=0.10)


@pytest.mark.parametrize(("group", "miss"), [("middle", -0.06), ("last", -0.27)])
def test_lambs_on_a_rich_pelleted_diet_eat_more_than_the_equation(group: str, miss: float) -> None:
    """Fitted on wildrye diets, the equation is 6 and 27 % low for lambs on pellets (CX-00417)."""
    first, last, gain, dmi = (
        cited().value(f"lambs_on_pellets_{group}.{q}") for q in ("weight_start", "weight_end", "gain", "dmi")
    )
    found = work_out("dmi_growing", cited(), live_weight=(first + last) / 2, gain=gain).point
    assert found / dmi - 1 == pytest.approx(miss, abs=0.01)


def test_the_four_intakes_are_in_their_order() -> None:
    """Dry stover, silage, treated silage, wildrye: each is eaten more than the one before, as measured."""
    assert all(trial(a)["dmi"] < trial(b)["dmi"] and eaten(a) < eaten(b) for a, b in pairwise(ROUGHAGES))


def test_feed_per_gain_is_in_order_where_the_trial_tells_them_apart() -> None:
    """Dry stover needs most, silage less, the two best least; the trial itself does not tell those two apart."""
    found = {roughage: eaten(roughage) / trial(roughage)["gain"] for roughage in ROUGHAGES}
    assert found["dry_stover"] > found["stover_silage"] > max(found["treated_silage"], found["wildrye"])
    assert found["treated_silage"] == pytest.approx(found["wildrye"], rel=0.03)


def test_measured_roughage_energy_orders_what_it_knows() -> None:
    """By measured ME stover < silage < wildrye, as the gains; that of the treated silage nobody measured."""
    feeds = {"dry_stover": "maize_stover", "stover_silage": "maize_stover_silage", "wildrye": "wildrye"}
    energy = [cited().value(f"{feed}.me") for feed in feeds.values()]
    gains = [trial(roughage)["gain"] for roughage in feeds]
    assert energy == sorted(energy) and gains == sorted(gains)
    whole = supply_of(
        {"maize_stover": 0.5, "maize_grain": 0.23, "soybean_meal": 0.135, "wheat_bran": 0.1}, cited()
    )
    assert whole.energy.point is None and {"maize_grain.me", "wheat_bran.me"} <= set(whole.open)


def test_gain_is_not_foretold_from_protein() -> None:
    """ME worked out from protein puts the treated silage last of four, though it had the best feed per gain."""
    energy = {
        roughage: work_out("me_from_cp_diet", cited(), cp=trial(roughage)["cp"]).point
        for roughage in ROUGHAGES
    }
    assert min(energy, key=lambda r: energy[r]) == "treated_silage"
    assert min(ROUGHAGES, key=lambda r: trial(r)["feed_per_gain"]) == "treated_silage"
