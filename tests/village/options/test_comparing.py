"""Side by side: fit, dominance and the stated rule; "do not expand" is an answer like any other."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.village.businesses.land_now import land_now
from mutong.village.businesses.working_out import other_businesses
from mutong.village.options.comparing import BAD_YEAR, NORMAL_YEAR, WEIGHTED, compare_options
from mutong.village.options.kept import option_as_json, option_from_json
from mutong.village.options.means import means_of
from mutong.village.options.results import FORBIDDEN, OPEN, STEP, Condition, YearMoney
from mutong.village.spreads import Spread, exactly
from tests.village.options.small_village import (
    HENS,
    MILLET,
    UNKNOWN_MONEY,
    means,
    money,
    numbers_of,
    option,
    survey_of_one,
)
from tests.village.village_numbers import cited

NOW = option("as_now")


def condition(state: str) -> Condition:
    """A made-up condition."""
    return Condition(
        Words("用地", "siting"), state, Words("某条", "some article"), "G1", Words("县里", "the county")
    )


def test_do_not_expand_wins_when_prices_are_low(tmp_path: Path) -> None:
    """With a contract price below what maize brings, staying as now is recommended and the year that fails is named."""
    survey = survey_of_one(tmp_path)
    low = numbers_of(tmp_path, {"millet_contract.price": 4, "millet_contract.price_low": 3.9})
    results = other_businesses(survey, low, [MILLET])
    found = compare_options(results, means=means_of(survey, land_now(survey, low).crops))
    assert found.recommended == "as_now" and not found.conditional
    assert "do not expand" in " ".join(one.en for one in found.why)
    assert "normal year" in found.line("millet_contract").reasons[0].en


def test_millet_wins_when_it_gains_in_its_worst_year(tmp_path: Path) -> None:
    """At a price of seven it gains in every year; the words carry the yuan and the numbers still to be confirmed."""
    survey = survey_of_one(tmp_path)
    numbers = numbers_of(tmp_path, {"millet_contract.price": 7})
    results = other_businesses(survey, numbers, [MILLET])
    found = compare_options(results, means=means_of(survey, land_now(survey, numbers).crops))
    assert found.recommended == "millet_contract" and found.line("millet_contract").fit == Truth.YES
    assert found.conditional and "to be confirmed" in found.why[-1].en
    assert "常年每年多收800元" in found.why[0].zh


def test_without_one_willing_household_nothing_is_within_reach(tmp_path: Path) -> None:
    """Everybody said no: no land, no hands, no cash; and that is said."""
    survey = survey_of_one(tmp_path, willing="不愿意")
    numbers = numbers_of(tmp_path, {"millet_contract.price": 9})
    results = other_businesses(survey, numbers, [MILLET, HENS])
    found = compare_options(results, means=means_of(survey))
    assert found.recommended == "as_now" and "Not one household" in found.why[0].en
    assert [one.fit for one in found.lines] == [Truth.YES, Truth.NO, Truth.NO]


def test_an_undecided_household_makes_it_perhaps(tmp_path: Path) -> None:
    """What only an undecided household has may be there; that is not enough to recommend it."""
    survey = survey_of_one(tmp_path, willing="还没想好")
    numbers = numbers_of(tmp_path, {"millet_contract.price": 9})
    found = compare_options(other_businesses(survey, numbers, [MILLET]), means=means_of(survey))
    land = next(fit for fit in found.line("millet_contract").fits if fit.name == "land")
    assert land.state == Truth.UNKNOWN and found.recommended == "as_now"


def test_land_that_is_perhaps_there_is_not_enough() -> None:
    """With 20 to 60 mu on offer an option of 20 is advised, one of 40 is not though it gains more, one of 70 never."""
    offered = replace(means(), land=Spread(20, 60))
    options = [
        NOW,
        *(option(f"mu_{mu}", money(mu, mu, mu), land_mu=exactly(mu)) for mu in (20, 40, 70)),
    ]
    found = compare_options(options, means=offered)
    assert [line.fit for line in found.lines] == [Truth.YES, Truth.YES, Truth.UNKNOWN, Truth.NO]
    assert found.recommended == "mu_20"
    assert "may not be there" in found.line("mu_40").reasons[0].en


def test_numbers_nobody_knows_recommend_nothing(tmp_path: Path) -> None:
    """By cited numbers alone every gain may be anything: the rule has nothing to compare and says so."""
    survey = survey_of_one(tmp_path)
    found = compare_options(other_businesses(survey, cited(), [MILLET]), means=means_of(survey))
    line = found.line("millet_contract")
    assert found.recommended == "as_now" and line.counted is None
    assert any("not known" in one.en for one in line.reasons)


def test_a_shortage_in_one_month_is_named() -> None:
    """Enough days in eleven months do not help in September."""
    work = tuple(exactly(120.0 if month == 9 else 10.0) for month in range(1, 13))
    found = compare_options([NOW, option("a", money(9, 9, 9), more_labour=work)], means=means(days=100))
    labour = next(fit for fit in found.line("a").fits if fit.name == "labour")
    assert labour.state == Truth.NO and "9月" in labour.words.zh and "120" in labour.words.zh
    assert found.recommended == "as_now"


def test_an_open_question_of_law_is_never_a_yes() -> None:
    """Open: recommended only with the question first. Forbidden: not at all. A step to take stands in nobody's way."""
    for state, recommended, conditional in (
        (OPEN, "a", True),
        (FORBIDDEN, "as_now", False),
        (STEP, "a", False),
    ):
        one = option("a", money(9, 9, 9), conditions=(condition(state),))
        found = compare_options([NOW, one], means=means())
        assert (found.recommended, found.conditional) == (recommended, conditional), state
    assert any("the county" in words.en for words in compare_options(
        [NOW, option("a", money(9, 9, 9), conditions=(condition(OPEN),))], means=means()).why)  # fmt: skip


def test_the_rule_can_be_changed() -> None:
    """Steady and risky: the bad year takes the steady one, the normal year the risky one while its loss can be borne,
    and weights do what they say."""
    options = [NOW, option("steady", money(100, 50, 60)), option("risky", money(900, -400, 200))]
    by = lambda **how: compare_options(options, means=means(), **how).recommended  # type: ignore[arg-type]  # noqa: E731
    assert by() == by(rule=BAD_YEAR) == "steady"
    assert by(rule=NORMAL_YEAR) == "risky"
    assert compare_options(options, means=means(cash=300), rule=NORMAL_YEAR).recommended == "steady"
    assert by(weights={"normal": 1}) == "risky" and by(weights={"normal": 1, "dry": 5}) == "steady"
    line = compare_options(options, {"normal": 1, "dry": 3}, means()).line("risky")
    assert line.counted == pytest.approx((900 - 3 * 400) / 4)
    assert compare_options(options, {"dry": 1}, means()).rule == WEIGHTED


@pytest.mark.parametrize("weights", [{}, {"normal": 0}, {"normal": -1, "dry": 2}, {"flood": 1}])
def test_weights_that_say_nothing_are_refused(weights: dict[str, float]) -> None:
    """None, all nought, below nought, or of a year that is not compared."""
    with pytest.raises(MutongError) as refused:
        compare_options([NOW, option("a")], weights, means())
    assert refused.value.code == "options_rule"


def test_a_comparison_needs_staying_as_now() -> None:
    """Without it, or with a code twice, there is nothing to compare with."""
    for options in ([option("a")], [NOW, option("a"), option("a")], []):
        with pytest.raises(MutongError) as refused:
            compare_options(options)
        assert refused.value.code == "options_incomplete"


def test_what_another_outdoes_in_everything_is_said() -> None:
    """More money in each year for less land, cash and work: dominated. One unknown number: not said."""
    better = option("better", money(20, 20, 20), lowest_cash=exactly(-10), land_mu=exactly(5))
    worse = option("worse", money(10, 10, 10), lowest_cash=exactly(-20), land_mu=exactly(5))
    unsure = option("unsure", YearMoney(exactly(10), UNKNOWN_MONEY, exactly(10)), lowest_cash=exactly(-20))
    found = compare_options([NOW, better, worse, unsure], means=means())
    assert found.line("worse").dominated_by == "better"
    assert found.line("better").dominated_by is None and found.line("unsure").dominated_by is None
    assert found.line("as_now").dominated_by is None  # it needs no cash


MONEY = st.builds(
    lambda low, wide: Spread(low, low + wide, low + wide / 2),
    st.integers(-1000, 1000).map(float),
    st.integers(0, 300).map(float),
)
GAINS = st.builds(YearMoney, MONEY, MONEY, MONEY)
CASH = st.integers(0, 20_000).map(lambda yuan: exactly(-float(yuan)))
LAND = st.integers(0, 200).map(lambda mu: exactly(float(mu)))


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(GAINS, CASH, LAND), max_size=5),
    seed=st.randoms(use_true_random=False),
    rule=st.sampled_from([BAD_YEAR, NORMAL_YEAR]),
)
def test_the_recommended_one_is_the_best_within_reach(rows: list, seed: object, rule: str) -> None:  # type: ignore[type-arg]
    """No option that surely fits counts for more, whatever the order; and it never costs more than there is."""
    options = [
        option(f"o{i}", gain, lowest_cash=cash, land_mu=land) for i, (gain, cash, land) in enumerate(rows)
    ]
    found = compare_options([NOW, *options], means=means(), rule=rule)
    best = found.line(found.recommended)
    assert best.fit == Truth.YES and (best.counted or 0) >= 0
    for line in found.lines:
        bears = rule == BAD_YEAR or -(line.result.gain.worst.point or 0) <= 10_000
        if line.fit == Truth.YES and bears:
            assert (line.counted or 0) <= (best.counted or 0)
        assert line.reasons or line is best
    mixed = list(options)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    again = compare_options([*mixed, NOW], means=means(), rule=rule)
    assert again.line(again.recommended).counted == best.counted


@settings(deadline=None)
@given(gain=GAINS, cash=CASH, endless=st.booleans())
def test_a_kept_option_is_read_back_as_it_was(gain: YearMoney, cash: Spread, endless: bool) -> None:
    """Through JSON and back nothing changes, ends without limit included; what is broken is refused."""
    one = option("a", gain, lowest_cash=cash, land_mu=Spread(0, float("inf")) if endless else exactly(3),
                 conditions=(condition(OPEN),), risks=(Words("旱", "drought"),))  # fmt: skip
    kept = option_as_json(one)
    assert option_from_json(kept) == one
    for change in (
        {"labour": kept["labour"][:5]},
        {"gain": {}},
        {"skill_state": "sure"},
        {"land_mu": [2, 1, None]},
    ):
        with pytest.raises(MutongError) as refused:
            option_from_json(kept | change)
        assert refused.value.code == "kept_option_broken"
