"""The flock by the month: every sheep is accounted for, none is less than none, and lambs come when they are due."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.village.flock import (
    FLOWS,
    Decisions,
    Policy,
    account_rows,
    decide,
    pass_month,
    project,
    unexplained,
)
from mutong.village.flock_needs import flock_need, live_weight, needs_of_states, sheep_units
from mutong.village.flock_states import CLASSES, FlockRules, State, flock_rules
from mutong.village.flock_transition import Transition, transition_of
from tests.village.village_numbers import cited, sample

SEPTEMBER = date(2022, 9, 1)
shares = st.floats(0, 1)


@st.composite
def rules(draw) -> FlockRules:
    nursing = draw(st.integers(1, 4))
    later = st.integers(nursing + 1, nursing + 8)
    return FlockRules(
        gestation=draw(st.integers(1, 6)), nursing=nursing,
        ewe_mated_at=draw(later), ram_used_at=draw(later), sold_at=draw(later),
        litter=draw(st.floats(0, 3)), males=draw(shares), conception=draw(shares),
        lives={kind: draw(shares) for kind in CLASSES},
    )  # fmt: skip


@st.composite
def policies(draw) -> Policy:
    by_month = st.dictionaries(st.integers(1, 12), shares)
    return Policy(draw(by_month), draw(shares), draw(shares), draw(by_month), draw(shares))


def opening_of(transition: Transition, data: st.DataObject) -> dict[str, float]:
    heads = st.floats(0, 500)
    return {label: data.draw(heads) for label in transition.labels}


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_every_sheep_is_accounted_for(data: st.DataObject) -> None:
    """Opening + births + bought − deaths − sold − culled ± moves is closing for each class and month; never below 0."""
    transition = transition_of(data.draw(rules()))
    opening = opening_of(transition, data)
    path = project(transition, SEPTEMBER, 14, opening, data.draw(policies()))
    assert unexplained(path, transition) < 1e-6
    for one in path:
        assert min(one.opening.min(), one.after.min(), one.closing.min(), one.flows.min()) >= 0
        assert one.flow("moved_in") == pytest.approx(one.flow("moved_out"))
    total = sum(opening.values())
    came = sum(one.flow("born") + one.flow("bought") for one in path)
    went = sum(one.flow(name) for one in path for name in ("died", "sold", "culled"))
    assert path[-1].closing.sum() == pytest.approx(total + came - went, abs=1e-6)


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_month_is_the_matrix(data: st.DataObject) -> None:
    """Closing is the matrix times what there is after the decisions, and each state's survivors go to one state."""
    transition = transition_of(data.draw(rules()))
    heads = np.array(list(opening_of(transition, data).values()))
    decisions = decide(data.draw(policies()), transition, SEPTEMBER, heads)
    one = pass_month(transition, SEPTEMBER, heads, decisions)
    by_hand = heads.copy()
    for label, sold in decisions.sold.items():
        by_hand[transition.index[label]] -= sold
    for label, culled in decisions.culled.items():
        by_hand[transition.index[label]] -= culled
    for move in transition.moves:
        by_hand += move.change * decisions.moved[move.name]
    assert one.closing == pytest.approx(transition.matrix @ np.maximum(by_hand, 0))
    assert transition.ageing.sum(axis=0) == pytest.approx(transition.lives)
    assert ((transition.ageing > 0).sum(axis=0) <= 1).all()
    assert [abs(move.change.sum()) < 1e-12 for move in transition.moves] == [True] * 3


def test_a_year_by_hand() -> None:
    """Ten ewes mated in September, none lost, twins: twenty lambs in February, weaned in April, sold in September."""
    perfect = FlockRules(5, 2, 8, 10, 7, 2.0, 0.5, 1.0, dict.fromkeys(CLASSES, 1.0))
    transition = transition_of(perfect)
    path = project(transition, SEPTEMBER, 14, {"ewe_open_0": 10}, Policy({9: 1.0}, 0.0, 0.0))
    born = {one.month: one.flow("born") for one in path if one.flow("born")}
    assert born == {date(2023, 1, 1): 20.0}
    heads = {one.month: dict(zip(transition.labels, one.opening, strict=True)) for one in path}
    assert heads[date(2023, 2, 1)]["lamb_male_0"] == 10
    assert heads[date(2023, 2, 1)]["ewe_nursing_1"] == 10
    assert heads[date(2023, 4, 1)]["fattening_male_2"] == heads[date(2023, 4, 1)]["ewe_open_0"] == 10
    assert {one.month: one.flow("sold") for one in path if one.flow("sold")} == {date(2023, 9, 1): 20.0}
    rows = account_rows(path, transition)
    assert len(rows) == 14 * len(CLASSES)
    assert set(FLOWS) < set(rows[0])


def test_gestation_is_150_days_and_not_180() -> None:
    """150 days make five months; with nothing chosen the length is open and the flock refuses to guess."""
    assert flock_rules(sample()).gestation == 5
    with pytest.raises(MutongError) as refused:
        flock_rules(cited())
    assert refused.value.code == "number_open"


def test_monthly_survival_makes_up_the_yearly_one() -> None:
    """Twelve months of a ewe's chance are a year's mortality, two months of a lamb's its survival to weaning."""
    found, numbers = flock_rules(sample()), sample()
    assert found.lives["ewe_open"] ** 12 == pytest.approx(1 - numbers.value("ewe.mortality"))
    assert found.lives["lamb_male"] ** found.nursing == pytest.approx(numbers.value("lamb.survival"))


@pytest.mark.parametrize(
    ("decisions", "code"),
    [
        (Decisions(sold={"ram_0": 3}), "more_sheep_than_there_are"),
        (Decisions(moved={"mate": 11}), "more_sheep_than_there_are"),
        (Decisions(culled={"ewe_open_0": 6}, moved={"mate": 5}), "more_sheep_than_there_are"),
        (Decisions(bought={"goat_0": 1}), "not_a_state"),
        (Decisions(bought={"ram_0": -1}), "not_a_state"),
    ],
)
def test_what_cannot_be_is_refused(decisions: Decisions, code: str) -> None:
    """Nobody sells, culls or mates more sheep than there are, or buys less than none."""
    transition = transition_of(flock_rules(sample()))
    opening = np.zeros(len(transition.labels))
    opening[transition.index["ewe_open_0"]], opening[transition.index["ram_0"]] = 10, 2
    with pytest.raises(MutongError) as refused:
        pass_month(transition, SEPTEMBER, opening, decisions)
    assert refused.value.code == code
    assert refused.value.words.zh and refused.value.words.en


def test_rules_of_no_flock_are_refused() -> None:
    """Ewes are not mated before they are weaned, and no share is above one."""
    good = dict.fromkeys(CLASSES, 1.0)
    for wrong in ((5, 2, 2, 9, 7, 2.0, 0.5, 0.8, good), (5, 2, 8, 9, 7, 2.0, 1.5, 0.8, good)):
        with pytest.raises(MutongError, match="mating, use as a ram and sale come after weaning"):
            FlockRules(*wrong)


def test_weights_and_needs_follow_the_states() -> None:
    """A lamb of the first month weighs more than at birth, grows, and stops at its parents' weight; needs follow."""
    found, numbers = flock_rules(sample()), sample()
    weights = [live_weight(State("lamb_male", m), found, numbers) for m in range(found.nursing)]
    weights += [
        live_weight(State("fattening_male", m), found, numbers)
        for m in range(found.nursing, found.sold_at + 1)
    ]
    assert weights == sorted(weights)
    assert numbers.value("lamb.birth_weight") < weights[0] and weights[-1] < numbers.value("ram.live_weight")
    needs = needs_of_states(found, numbers)
    energy = {one.state.label: one.need.energy.point for one in needs}
    pregnant = [energy[f"ewe_pregnant_{month}"] for month in range(1, 6)]
    assert energy["ewe_open_0"] <= pregnant[0] and pregnant == sorted(pregnant)
    assert energy["ewe_nursing_1"] > pregnant[-1]
    assert energy["lamb_male_0"] == 0
    whole = flock_need({"ewe_open_0": 3.0, "ram_0": 1.0}, needs)
    assert whole.energy.point == pytest.approx(3 * energy["ewe_open_0"] + energy["ram_0"])
    assert sheep_units({"ewe_open_0": 3.0}, found, numbers).point == 3
    assert sheep_units({"ram_0": 1.0}, found, cited()).point is None
