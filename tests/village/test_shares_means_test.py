"""Dividends before the means test of the shipped assistance packs: what ends, what shrinks, in which month."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.standards.pack import load_packs
from mutong.village.dividend_income import Dividend, counted_in
from mutong.village.means_test import (
    Forecast,
    HouseholdFacts,
    first_loss,
    foresee_households,
    foresee_support,
    spells,
)
from tests.standards.registers import PACKS, on_no_list

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
GUARANTEE, EDGE = "cn:low_income_support", "cn:edge_household"
ONE = {**on_no_list("person"), "relatives_recorded": True, "destitute_support": False}
HOME = {
    **on_no_list("household"), "area_code": "140109901001", "hukou_area_code": "140109", "property_conforms": True,
    "receives_low_income_support": True,
}  # fmt: skip


def two_people(income: object) -> HouseholdFacts:
    """Two people, one with an income in fen a month; the line of their place is 730 yuan a head in 2022."""
    return HouseholdFacts(HOME, {"P1": {**ONE, "monthly_income": income}, "P2": {**ONE, "monthly_income": 0}})


def foreseen(income: object, dividend: int, months: int | None, on: date = date(2022, 3, 15)) -> Forecast:
    """The year 2022 with one dividend in fen."""
    return foresee_support(
        two_people(income),
        [Dividend("P1", on, dividend)],
        months,
        TAIYUAN,
        None,
        date(2022, 1, 1),
        date(2022, 12, 31),
    )


def test_a_dividend_over_the_line_ends_support_in_its_months() -> None:
    """1,000 + 5,520 over 12 months makes 1,460 for two, just the line of 730: support ends from March on."""
    found = foreseen(100_000, 552_000, 12)
    assert spells(found, GUARANTEE) == [(date(2022, 3, 1), None, "ends")]
    loss = first_loss(found)
    assert (loss.month, loss.rule_id, loss.receiving) == (date(2022, 3, 1), GUARANTEE, Truth.YES)
    assert spells(found, EDGE) == [(date(2022, 3, 1), None, "begins")]


def test_a_yuan_less_shrinks_it_to_the_yuan() -> None:
    """1,000 + 5,508 over 12 months is 1,459: still below the line, with 1 yuan left of 460."""
    found = foreseen(100_000, 550_800, 12)
    (change,) = [one for one in found.changes if one.rule_id == GUARANTEE]
    assert (change.kind, change.month) == ("shrinks", date(2022, 3, 1))
    assert change.amount_before[0] == pytest.approx(46_000)
    assert change.amount_after[0] == pytest.approx(100)
    assert first_loss(found) is None


def test_counted_over_three_months_it_is_over_after_three() -> None:
    """Over three months the same payout ends support in March, April and May only."""
    assert spells(foreseen(100_000, 552_000, 3), GUARANTEE) == [(date(2022, 3, 1), date(2022, 6, 1), "ends")]


def test_an_unknown_number_of_months_stays_unknown() -> None:
    """With no text for the months the support may end; a small payout may shrink it; neither is told as sure."""
    found = foreseen(100_000, 552_000, None)
    kinds = [kind for _, _, kind in spells(found, GUARANTEE)]
    assert kinds[0] == "may_end"
    assert {"ends", "shrinks"} & set(kinds) == set()
    assert {kind for _, _, kind in spells(foreseen(100_000, 1_200, None), GUARANTEE)} == {"may_shrink"}


def test_a_dividend_makes_no_unknown_income_known() -> None:
    """Where the income was never asked for a dividend changes nothing that can be told; the income stays unknown."""
    found = foreseen(None, 1_200, 12)
    assert [one for one in found.changes if one.rule_id == GUARANTEE] == []
    assert {low for _, low, _ in found.income} == {None}


def test_a_line_that_is_not_in_force_is_named_once_a_month() -> None:
    """In 2024 no line is loaded: the forecast says which number is lacking in place of an answer."""
    found = foresee_support(
        two_people(100_000),
        [Dividend("P1", date(2024, 1, 9), 1)],
        12,
        TAIYUAN,
        None,
        date(2024, 1, 1),
        date(2024, 2, 1),
    )
    lacking = {(month, numbers) for month, rule, numbers in found.cannot_tell if rule == GUARANTEE}
    assert {month for month, _ in lacking} == {date(2024, 1, 1), date(2024, 2, 1)}
    assert all("low_income_line" in numbers for _, numbers in lacking)


def test_no_dividend_changes_nothing() -> None:
    """Without a payout, or before it, nothing differs."""
    assert foreseen(100_000, 0, 12).changes == ()
    assert foreseen(100_000, 552_000, 12, on=date(2023, 1, 1)).changes == ()


def test_wrong_dividends_are_refused() -> None:
    """A negative payout and one of somebody outside the household are refused."""
    with pytest.raises(MutongError, match="negative"):
        Dividend("P1", date(2022, 1, 1), -1)
    with pytest.raises(MutongError, match="P9 is no member"):
        foresee_support(
            two_people(0),
            [Dividend("P9", date(2022, 1, 1), 1)],
            1,
            TAIYUAN,
            None,
            date(2022, 1, 1),
            date(2022, 1, 1),
        )


@given(st.integers(0, 10**8), st.integers(1, 36), st.integers(1, 12))
def test_all_of_a_payout_is_counted_and_lies_within_the_unknown(fen: int, months: int, start: int) -> None:
    """Over its months the parts add up to the payout; each lies in the interval of unknown months."""
    one = Dividend("P", date(2020, start, 28), fen)
    total = Fraction(0)
    for k in range(40):
        month = date(2020 + (start - 1 + k) // 12, (start - 1 + k) % 12 + 1, 1)
        low, high = counted_in([one], month, months)["P"]
        least, most = counted_in([one], month, None)["P"]
        assert low == high and least <= low <= most
        total += low
    assert total == fen
    assert counted_in([one], date(2019, 12, 1), months) == {}


def test_households_screened_together_are_foretold_as_each_alone() -> None:
    """Three households at once have the forecasts that each has by itself, and ids keep them apart."""
    wanted = {"A": (100_000, 552_000), "B": (100_000, 550_800), "C": (None, 552_000)}
    homes = {
        name: HouseholdFacts(
            HOME, {f"{name}1": {**ONE, "monthly_income": income}, f"{name}2": {**ONE, "monthly_income": 0}}
        )
        for name, (income, _) in wanted.items()
    }
    dividends = {name: [Dividend(f"{name}1", date(2022, 3, 15), fen)] for name, (_, fen) in wanted.items()}
    span = date(2022, 2, 1), date(2022, 4, 30)
    together = foresee_households(homes, dividends, 12, TAIYUAN, None, *span)
    for name, (income, _) in wanted.items():
        alone = foresee_support(
            two_people(income),
            [Dividend("P1", date(2022, 3, 15), wanted[name][1])],
            12,
            TAIYUAN,
            None,
            *span,
        )
        assert together[name].income == alone.income
        assert [(one.month, one.rule_id, one.kind, one.receiving) for one in together[name].changes] == [
            (one.month, one.rule_id, one.kind, one.receiving) for one in alone.changes
        ]
    assert together["A"].changes != together["B"].changes
