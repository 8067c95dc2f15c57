"""Businesses from a village's own survey, by hand on the side; what is not known keeps its interval."""

from dataclasses import replace
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.village.businesses.land_now import mean_of_part
from mutong.village.businesses.working_out import other_businesses
from mutong.village.options.businesses import Business
from mutong.village.options.results import NOTHING, OptionResult
from mutong.village.spreads import Spread, exactly
from tests.village.options.small_village import HENS, MILLET, WALNUT, numbers_of, survey_of_one
from tests.village.village_numbers import cited


def worked_out(folder: Path, business: Business, **changes: object) -> OptionResult:
    """One business in the village of one household."""
    numbers = numbers_of(folder, changes.pop("numbers", None))  # type: ignore[arg-type]
    return other_businesses(survey_of_one(folder, **changes), numbers, [business])[1]  # type: ignore[arg-type]


def test_four_mu_of_maize_become_millet(tmp_path: Path) -> None:
    """Maize earns 500 × 2.5 − 300 = 950 a mu, millet under contract 200 × 6 − 250 = 950; dry 450 and 650; low-price
    450 and 750: on four mu nothing, 800 and 1,200 more."""
    found = worked_out(tmp_path, MILLET)
    assert [found.margin.of(y).point for y in ("normal", "dry", "low_price")] == pytest.approx(
        [3800, 2600, 3000]
    )
    assert [found.gain.of(y).point for y in ("normal", "dry", "low_price")] == pytest.approx([0, 800, 1200])
    assert found.cash_need.point == 1000 and found.lowest_cash.point == -1000
    assert [one.point for one in found.labour] == pytest.approx([4.0] * 12)
    assert [one.point for one in found.more_labour] == pytest.approx([0.0] * 12)  # maize took as many days
    assert found.land_mu.point == 4 and found.skill_state == Truth.YES


def test_an_orchard_waits_for_its_first_income(tmp_path: Path) -> None:
    """Twenty years, five of them without income: a mu earns 1,500 × 15/20 − 200 − 2,000/20 = 825 a year in the mean,
    and 2,000 + 5 × 200 have gone out before the first nut."""
    found = worked_out(tmp_path, WALNUT)
    assert found.margin.normal.point == pytest.approx(4 * 825)
    assert found.gain.normal.point == pytest.approx(4 * (825 - 950))
    assert found.lowest_cash.point == pytest.approx(-4 * 3000) and found.years_to_income.point == 5


def test_a_hundred_hens_take_one_mu(tmp_path: Path) -> None:
    """Half a year of eight without eggs: a hen earns 150 × 7.5/8 − 120 − 80/8 = 10.625 a year; the mu under the house
    earned 950. 0.4 hours a month are five days for all; half a year's feed comes before the eggs."""
    found = worked_out(tmp_path, HENS)
    assert found.land_mu.point == pytest.approx(1)
    assert found.margin.normal.point == pytest.approx(1062.5)
    assert found.gain.normal.point == pytest.approx(1062.5 - 950)
    assert found.lowest_cash.point == pytest.approx(-(8000 + 6000)) and found.labour[
        0
    ].point == pytest.approx(5)
    assert found.skill_state == Truth.UNKNOWN  # the survey asks about sheep, not about hens


def test_staying_as_now_counts_maize_and_sheep(tmp_path: Path) -> None:
    """Ten mu at 950 and two sheep at 200; in a dry year 450 and 100; it gains nothing over itself."""
    now = other_businesses(survey_of_one(tmp_path), numbers_of(tmp_path), [])[0]
    assert now.margin.normal == exactly(9900) and now.margin.dry == exactly(4700)
    assert now.gain == NOTHING and now.labour[0].point == pytest.approx(10 + 0.25)


def test_a_price_that_is_not_known_keeps_the_interval(tmp_path: Path) -> None:
    """A contract price of 4 to 7 gives a gain of 4 × 200 × (4 − 6) … (7 − 6) around nought."""
    found = worked_out(tmp_path, MILLET, numbers={"millet_contract.price": (4, 6, 7)})
    assert (found.gain.normal.low, found.gain.normal.high) == pytest.approx((-1600, 800))
    assert found.gain.normal.point == pytest.approx(0)


def test_without_a_choice_nothing_is_made_up(tmp_path: Path) -> None:
    """By the shipped sources alone no price is known: the gain has no ends, and each number says whom to ask."""
    found = other_businesses(survey_of_one(tmp_path), cited(), [MILLET])[1]
    assert found.gain.normal.low == -float("inf") and found.gain.normal.high == float("inf")
    lacking = [one for one in found.open_numbers if not one.settled]
    assert "millet_contract.price" in {one.key for one in lacking}
    assert all(one.asked_of.zh and one.label.zh for one in lacking)


def test_land_of_unknown_crop_has_no_upper_end(tmp_path: Path) -> None:
    """What grows on the land was not told: staying as now earns at least its sheep, and nobody knows how much more."""
    survey = survey_of_one(tmp_path, crop=None)
    now = other_businesses(survey, numbers_of(tmp_path), [])[0]
    assert now.margin.normal.low == 400 and now.margin.normal.high == float("inf")
    assert any("10 mu" in note.en for note in now.notes)


def test_a_crop_without_numbers_is_refused_by_name(tmp_path: Path) -> None:
    """A business whose numbers no file lists, not even as open, is a mistake in the data and is named."""
    with pytest.raises(MutongError, match="ginseng"):
        other_businesses(
            survey_of_one(tmp_path),
            numbers_of(tmp_path),
            [replace(MILLET, code="ginseng", numbers_of="ginseng")],
        )


def test_a_part_of_the_land_lies_between_the_poorest_and_the_best_plots() -> None:
    """Of 4 mu at 100 and 6 mu at 200, five mu bring 120 to 200 a mu; all of it brings 160."""
    rows = [(exactly(100), 4.0), (exactly(200), 6.0)]
    assert mean_of_part(rows, 5) == Spread(120, 200, 160)
    assert mean_of_part(rows, 10) == Spread(160, 160, 160)
    assert mean_of_part(rows, 99) == Spread(160, 160, 160)
