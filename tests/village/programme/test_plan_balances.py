"""Nothing appears or vanishes in a plan: animals, feed, nitrogen and cash balance every month, whatever the village
has."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from mutong.village.programme.carrying_out import Carrying
from mutong.village.programme.reading_off import COST, INCOME, Figures, months_of, years_of
from mutong.village.programme.settings import EXPECTED, OpeningState
from tests.village.programme.small_village import hamlet, household, plot, settings
from tests.village.programme.solved import figures_of
from tests.village.village_numbers import sample


@cache
def ordinary() -> Figures:
    """The hamlet's plan."""
    return figures_of(hamlet(), settings())


def check_animals(figures: Figures) -> None:
    """opening + born + bought − died − sold = closing, in heads over all states, month by month."""
    kept, sold, bought = (figures.value(name) for name in ("kept", "sold", "bought"))
    moved, change = figures.value("moved"), figures.number("change")
    lives, passes, newborn = figures.number("lives"), figures.number("passes"), figures.number("newborn") > 0
    opening = figures.number("opening_flock").sum()
    for t in range(len(kept)):
        born = 0.0 if t == 0 else ((kept[t - 1] * lives[t - 1]) @ passes[:, newborn]).sum()
        died = 0.0 if t == 0 else (kept[t - 1] * (1 - lives[t - 1])).sum()
        before = opening if t == 0 else kept[t - 1].sum()
        assert (moved[t] @ change).sum() == pytest.approx(0, abs=1e-6)
        assert before + born + bought[t].sum() - died - sold[t].sum() == pytest.approx(
            kept[t].sum(), abs=1e-4
        )


def check_feed(figures: Figures) -> None:
    """What lay there, less losses, and what came in is what was fed, sold, ensiled or lies there now."""
    stock, eaten, buys, sells = (figures.value(name) for name in ("stock", "eaten", "buys", "sells"))
    ensiled, straw = figures.value("ensiled"), figures.value("straw_all")
    grown = np.einsum(
        "ckt,ck,cg->tg", figures.number("cut"), figures.value("harvest"), figures.number("gives")
    )
    brought = np.einsum("tkg,kg->tg", figures.number("straw_arrives"), straw)
    keeps, opening = figures.number("keeps"), figures.number("opening_stock")
    turned = figures.number("ensiled_into") - figures.number("ensilable")
    for t in range(len(stock)):
        before = (opening if t == 0 else stock[t - 1]) * keeps
        after = (
            before + grown[t] + brought[t] + buys[t] - sells[t] - eaten[t].sum(axis=0) + turned * ensiled[t]
        )
        np.testing.assert_allclose(after, stock[t], atol=1e-2)


def check_nitrogen(figures: Figures) -> None:
    """Nitrogen kept of what the flock excretes is spread, sold or in store; fields get no more than they can take."""
    store, spread, sold = (figures.value(name) for name in ("n_store", "n_spread", "n_sold"))
    made = figures.value("kept") @ figures.number("n_kept")
    before = np.concatenate([[figures.number("n_opening")], store[:-1]])
    np.testing.assert_allclose(before + made - spread - sold, store, atol=1e-3)
    season = figures.number("spreading_season")
    taken = figures.number("crop_n_taken") @ figures.value("harvest") + figures.number("n_other_fields")
    taken = taken + figures.number("own_n") @ figures.value("left")
    for k in range(len(taken)):
        assert spread[season == k + 1].sum() <= taken[k] + 1e-3


def check_cash(figures: Figures) -> None:
    """Cash at a month's end is cash at its start with every income and cost of the month, loans and yearly dues."""
    kinds = {label: label.rpartition("_")[0] for label in figures.labels["states"]}
    months = months_of(figures, kinds)
    years = years_of(figures, months, kinds)
    cash, loan = float(figures.number("cash_opening")), float(figures.number("loan_opening"))
    cash += figures.value("capital").sum()
    for month in months:
        cash += sum(month.income[n] for n in INCOME) - sum(month.cost[n] for n in COST) + month.loan - loan
        loan = month.loan
        for year in years:
            if month.month == 12 * year.year - 11:
                cash -= year.built["yuan"]
            if month.month == 12 * year.year:
                cash -= year.cost["rents_paid"] + year.cost["overhead"] + year.dividend
        assert cash == pytest.approx(month.cash, abs=0.5)
        assert month.cash >= float(figures.value("founded")) * sample().value("cooperative.least_cash") - 0.01


def check_everything(figures: Figures) -> None:
    """All balances."""
    for check in (check_animals, check_feed, check_nitrogen, check_cash):
        check(figures)


def test_an_ordinary_plan_balances() -> None:
    """An ordinary plan balances."""
    assert ordinary().value("kept").sum() > 0
    check_everything(ordinary())


def test_a_plan_that_begins_with_flock_stores_and_debts_balances() -> None:
    """A plan that begins with flock stores and debts balances."""
    opening = OpeningState(
        flock={"ewe_open_0": 20, "ewe_pregnant_3": 12, "ram_0": 2, "fattening_male_5": 8},
        goods={"maize_stover": 9_000, "maize_grain": 2_000}, manure_n=40, cash=15_000, loan=30_000, house_m2=50,
    )  # fmt: skip
    figures = figures_of(hamlet(), replace(settings(), opening=opening))
    assert figures.value("kept")[0].sum() >= 30
    check_everything(figures)


villages = st.builds(
    lambda mu, maize, shed, cash, days: replace(
        hamlet(),
        plots=(plot("1", "a", mu, maize=maize), plot("2", "a", 4.0, "alfalfa", "steep"), plot("1", "b", 6.0, "millet")),
        households=(household("a", shed, 3 * shed, cash, days), household("b", 30, 0, 0, 5)),
    ),
    st.integers(1, 60), st.integers(100, 700), st.integers(0, 300), st.integers(0, 200_000), st.integers(0, 28),
)  # fmt: skip


@tried(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)  # fmt: skip
@given(villages)
def test_any_village_balances(holdings) -> None:
    """Any village balances."""
    check_everything(figures_of(holdings, settings()))


def test_carried_out_as_expected_the_plan_is_what_it_says() -> None:
    """A walk through the months that optimises nothing comes to the very figures of the programme."""
    carried = Carrying(ordinary()).under([EXPECTED])
    np.testing.assert_allclose(carried.surplus[0], ordinary().value("surplus"), rtol=1e-5, atol=1)
    np.testing.assert_allclose(carried.heads[0], ordinary().value("kept").sum(axis=1), rtol=1e-6, atol=1e-4)
    assert carried.unpaid.max() < 1


def test_every_sheep_gets_what_it_needs_and_no_more_than_it_can_eat() -> None:
    """Every sheep gets what it needs and no more than it can eat."""
    figures = ordinary()
    kept, eaten, fed_to = figures.value("kept"), figures.value("eaten"), figures.number("fed_to")
    for need, content, sign in (
        ("need_energy", "energy", 1),
        ("need_protein", "protein", 1),
        ("most_eaten", "dry_matter", -1),
    ):
        wanted = (kept * figures.number(need)) @ fed_to.T
        given_ = np.einsum("tqg,g->tq", eaten, figures.number(content))
        assert (sign * (given_ - wanted) >= -1e-3).all()


def test_the_last_year_does_not_sell_the_flock() -> None:
    """The last year does not sell the flock."""
    kept = ordinary().value("kept")
    assert (kept[-1] >= kept[-13] - 1e-4).all()
