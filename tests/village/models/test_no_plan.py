"""Where there is no plan it is said why: the rows that clash, the variables that grow, the time that ran out."""

from pathlib import Path

import pytest

from mutong.village.models.clashes import _by_leaving_out
from mutong.village.models.telling import tell_outcome, tell_plan
from tests.village.models.stating import shown_plan, solved

FLOCK = """
model: flock
sets: {classes: [ewe, lamb]}
parameters:
  pens: 60
  eaten: {value: 2, unit: kg/head}
  least: {index: [classes], values: {ewe: 50, lamb: 30}}
variables:
  heads: {for: c in classes, unit: head, words: {zh: 头数, en: heads}}
  straw: {unit: kg}
constraints:
  room: {rule: "sum(heads[c] for c in classes) <= pens", words: {zh: 圈位, en: pens}}
  smallest: {for: c in classes, rule: "heads[c] >= least[c]", words: {zh: 最小羊群, en: smallest flock}}
  fodder: "straw >= eaten * heads['ewe']"
objectives: {least_straw: {minimise: straw}}
"""


def test_the_rows_that_clash_are_named(tmp_path: Path) -> None:
    """Pens and both smallest flocks clash; fodder has no part in it, and is not named."""
    plan = solved(tmp_path, FLOCK)
    assert plan.status == "infeasible"
    assert plan.objective is None
    found = {(one.element.block.name, one.element.labels, one.side) for one in plan.clash.limits}
    assert found == {("room", (), "upper"), ("smallest", ("ewe",), "lower"), ("smallest", ("lamb",), "lower")}
    words = tell_plan(plan)
    assert "圈位" in words.zh
    assert "smallest flock (ewe) [smallest, line 13]" in words.en
    assert "fodder" not in words.en


def test_a_clash_is_the_smallest(tmp_path: Path) -> None:
    """Leaving out any one row of the clash lets a plan be; the deletion filter finds the same rows."""
    plan = solved(tmp_path, FLOCK)
    for name, old in (("room", "<= pens"), ("smallest", ">= least[c]")):
        eased = FLOCK.replace(old, "<= 1000" if name == "room" else ">= 0")
        assert solved(tmp_path, eased).status == "optimal"
    filtered = {
        (one.element.block.name, one.element.labels) for one in _by_leaving_out(plan.built, plan.solved)
    }
    assert filtered == {("room", ()), ("smallest", ("ewe",)), ("smallest", ("lamb",))}


def test_limits_of_variables_take_part(tmp_path: Path) -> None:
    """A clash between a row and the upper limit of a variable names both."""
    text = FLOCK.replace("  straw: {unit: kg}", "  straw: {unit: kg, upper: 90}").replace(
        "pens: 60", "pens: 100"
    )
    found = {(one.element.block.name, one.is_row, one.side) for one in solved(tmp_path, text).clash.limits}
    assert ("straw", False, "upper") in found
    assert ("fodder", True, "lower") in found


def test_whole_numbers_alone_can_clash(tmp_path: Path) -> None:
    """Where fractions would do and whole numbers do not, that is what is said."""
    text = """
model: half
variables: {a: {kind: integer}}
constraints: {twice: "2 * a = 3"}
objectives: {least: {minimise: a}}
"""
    plan = solved(tmp_path, text)
    assert (plan.status, plan.clash.whole) == ("infeasible", True)
    assert "whole numbers" in tell_outcome(plan).en


def test_what_grows_without_end_is_named(tmp_path: Path) -> None:
    """Lambs sold without a herd that bears them: they are named, and what stands still is not."""
    text = """
model: endless
sets: {years: [one, two]}
variables:
  sold: {for: y in years, words: {zh: 出售羔羊, en: lambs sold}}
  land: {upper: 80}
constraints: {market: "sold['one'] <= 5"}
objectives: {income: {maximise: "sum(sold[y] for y in years) + land"}}
"""
    plan = solved(tmp_path, text)
    assert plan.status == "unbounded"
    assert [(one.element.block.name, one.element.labels) for one in plan.growth] == [("sold", ("two",))]
    assert "lambs sold (two) [sold] grows" in tell_outcome(plan).en


def test_a_mean_plan_that_fails_says_so(tmp_path: Path) -> None:
    """The plan for mean numbers cannot be kept in the bad year: no EEV, no VSS, and a remark."""
    text = """
model: brittle
sets: {weather: [good, bad]}
parameters:
  chance: {index: [weather], values: [0.5, 0.5]}
  yields: {index: [weather], values: {good: 3, bad: 1}}
variables: {area: {upper: 100}}
constraints: {fed: {for: w in weather, rule: "yields[w] * area >= 60"}}
objectives: {least: {minimise: area}}
scenarios: {set: weather, probability: chance}
"""
    found = solved(tmp_path, text).scenarios
    assert (found.rp, found.ws, found.ev) == pytest.approx((60, 40, 30))
    assert found.evpi == pytest.approx(20)
    assert (found.eev, found.vss) == (None, None)
    assert "mean numbers" in found.remark.en


def test_a_rule_that_names_a_scenario_says_so(tmp_path: Path) -> None:
    """Where a rule names one scenario the plan is found and the measures are left out, with the reason."""
    text = """
model: named
sets: {weather: [good, bad]}
parameters:
  chance: {index: [weather], values: [0.5, 0.5]}
variables: {sold: {for: w in weather, upper: 10}}
constraints: {least: "sold['bad'] <= 4"}
objectives: {most: {maximise: "sum(chance[w] * sold[w] for w in weather)"}}
scenarios: {set: weather, probability: chance}
"""
    plan = solved(tmp_path, text)
    assert plan.objective == pytest.approx(7)
    assert plan.scenarios.ws is None
    assert "names one scenario" in plan.scenarios.remark.en


def test_prices_are_told_in_words() -> None:
    """A shadow price is a sentence in both languages, with units and how far it holds."""
    words = tell_plan(shown_plan("two-stage-farmer"))
    assert (
        "land: one more acre allowed raises mean profit by 275 dollar (holds for a right-hand side in 430"
        in words.en
    )
    assert "土地：每放宽 1 acre，平均收益增加 275 dollar" in words.zh
    assert "EVPI 7,015.56" in words.zh
    assert "labour_needed" in tell_plan(shown_plan("motad-vegetables")).en
