"""Manure from flock to field: measured excretion, nothing lost between the lines, open parts left open."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.village.flock_states import DAYS_A_MONTH, State, flock_rules
from mutong.village.lambing import Mating, lambing_calendar
from mutong.village.manure import (
    KINDS,
    NO_NUTRIENTS,
    Nutrients,
    crop_uptake,
    excretion,
    field_balance,
    flock_excretion,
    store_month,
)
from mutong.village.spreads import exactly
from tests.village.village_numbers import cited, sample

amounts = st.floats(0, 1e5)


def kilograms(dm: float, n: float, p: float) -> Nutrients:
    return Nutrients(exactly(dm), exactly(n), exactly(p))


def test_a_lamb_excretes_what_was_measured() -> None:
    """13.9 to 16.6 g of nitrogen a day are 5.1 to 6.1 kg a year, and phosphorus is 1.03 kg a head and year."""
    month = excretion(State("fattening_male", 5), cited())
    assert month.n.low * 12 == pytest.approx(5.1, abs=0.05)
    assert month.n.high * 12 == pytest.approx(6.1, abs=0.05)
    assert month.p.point * 12 == pytest.approx(1.03)


def test_a_pregnant_ewe_lies_between_the_measured_days() -> None:
    """Day 40, 100 and 130 had 21.2, 26.4 and 26.0 g a day; each month of pregnancy lies within."""
    daily = [
        excretion(State("ewe_pregnant", month), cited()).n.point / DAYS_A_MONTH * 1000
        for month in range(1, 6)
    ]
    assert daily[0] == pytest.approx(21.2, abs=0.1)
    assert all(21.2 <= one <= 26.5 for one in daily)


def test_a_class_that_was_never_measured_stays_unknown() -> None:
    """A ram's nitrogen is open: so is the flock's with a ram in it, and it is never taken as nought (T1)."""
    rules = flock_rules(sample())
    found = flock_excretion({"ram_0": 1.0, "fattening_male_4": 10.0}, rules, cited())
    assert found.n.point is None and found.n.high == float("inf")
    assert found.n.low == pytest.approx(10 * 0.0139 * DAYS_A_MONTH)
    assert flock_excretion({"ram_0": 1.0}, rules, sample()).n.point == pytest.approx(0.022 * DAYS_A_MONTH)


@given(amounts, amounts, amounts, amounts, amounts, amounts, st.floats(0, 1))
def test_the_store_loses_nothing_unseen(dm, n, p, dm2, n2, p2, share: float) -> None:
    """Opening + collected = lost + spread + closing, for dry matter, nitrogen and phosphorus; no part below nought."""
    opening, excreted = kilograms(dm, n, p), kilograms(dm2, n2, p2)
    fate = store_month(opening, excreted, share, sample())
    for kind in KINDS:
        before = getattr(opening, kind).point + getattr(fate.collected, kind).point
        parts = [getattr(one, kind).point for one in (fate.lost, fate.spread, fate.closing)]
        assert sum(parts) == pytest.approx(before, abs=1e-6)
        assert min(parts) >= 0
        assert getattr(fate.collected, kind).point <= getattr(excreted, kind).point


def test_losses_in_store_are_open_until_chosen() -> None:
    """With nothing chosen the spread manure lies between none and all of it, and has no point."""
    fate = store_month(NO_NUTRIENTS, kilograms(100, 10, 2), 1.0, cited())
    assert (fate.spread.n.low, fate.spread.n.high, fate.spread.n.point) == (0, 10, None)
    with pytest.raises(MutongError) as refused:
        store_month(NO_NUTRIENTS, NO_NUTRIENTS, 1.2, cited())
    assert refused.value.code == "not_a_share"


def test_uptake_of_a_maize_field() -> None:
    """500 kg of maize and 600 kg of straw carried off take 500 · 4.3 + 600 · 1.3 g = 2.93 kg of P; N is open."""
    found = crop_uptake("maize", 500, 600, cited())
    assert found.p.point == pytest.approx(2.93)
    assert found.n.point is None
    assert crop_uptake("maize", 500, 0, cited()).p.point == pytest.approx(2.15)


@given(amounts, amounts, amounts, amounts)
def test_a_field_gains_what_comes_less_what_goes(n: float, p: float, fertiliser: float, grain: float) -> None:
    """The balance is manure and fertiliser less uptake, and more harvest leaves less."""
    uptake = crop_uptake("maize", grain, 0, sample())
    found = field_balance(kilograms(0, n, p), fertiliser, 0, uptake)
    assert found.n.point + uptake.n.point == pytest.approx(n + fertiliser, abs=1e-6)
    assert found.p.point + uptake.p.point == pytest.approx(p, abs=1e-6)


def test_lambs_are_due_after_150_days() -> None:
    """Ewes mated on 20 September lamb about 17 February, not on 19 March; two months on they can be mated again."""
    (one,) = lambing_calendar([Mating(date(2022, 9, 20), 40)], sample())
    assert (one.earliest, one.due, one.latest) == (date(2023, 2, 14), date(2023, 2, 17), date(2023, 2, 20))
    assert (one.weaned_on, one.mated_again_from) == (date(2023, 4, 17), date(2023, 4, 18))
    assert (one.ewes.point, one.lambs.point) == (pytest.approx(32), pytest.approx(67.2))
    with pytest.raises(MutongError) as refused:
        lambing_calendar([Mating(date(2022, 9, 20), 40)], cited())
    assert refused.value.code == "number_open"


def test_the_lambing_calendar_is_in_order_of_due_days() -> None:
    """Matings in any order give lambings by their day; a weaning day that a month lacks is its last day."""
    days = (date(2022, 10, 3), date(2022, 8, 3), date(2023, 7, 3))
    found = lambing_calendar([Mating(day, 1) for day in days], sample())
    assert [one.mated_on for one in found] == sorted(days)
    assert lambing_calendar([Mating(date(2022, 8, 3), 1)], sample())[0].due == date(2022, 12, 31)
    assert lambing_calendar([Mating(date(2022, 8, 3), 1)], sample())[0].weaned_on == date(2023, 2, 28)
