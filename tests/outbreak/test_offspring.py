"""Uneven transmission: published figures, a second likelihood, planted truth, identities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.outbreak.offspring import (
    chain_length_log_likelihood,
    chain_size_log_likelihood,
    fit_offspring,
    observed_proportion_of_cases,
    offspring_counts,
    probability_contain,
    probability_epidemic,
    probability_extinct,
    proportion_of_cases,
)
from tests.oracles import outbreak_likelihoods as oracle

POISSON = float("inf")
# Conakry, February to August 2014: people infected by 152 cases; Faye et al., Lancet Infect Dis 2015; 15: 320-6, as
# in the R package superspreading (vignette, MIT licence). Those not listed infected nobody.
CONAKRY = [
    1, 2, 2, 5, 14, 1, 4, 4, 1, 3, 3, 8, 2, 1, 1, 4, 9, 9, 1, 1, 17, 2, 1, 1, 1, 4, 3, 3, 4, 2, 5, 1, 2, 2, 1, 9, 1, 3,
    1, 2, 1, 1, 2,
] + [0] * 109  # fmt: skip
LENGTHS = [6, 11, 20, 9, 40, 33, 39, 27, 6, 12, 39, 35, 9, 25, 6, 15, 12, 6, 37, 35]


@pytest.mark.parametrize(
    ("r", "k", "individual", "population", "expected"),
    [
        (1.5, 0.5, 0, 0, 0.232),
        (1.5, POISSON, 0, 0, 0.583),
        (1.5, 0.5, 0.2, 0, 0.091),
        (1.5, 0.5, 0, 0.2, 0.113),
        (1.5, 0.5, 0.1, 0.1, 0.108),
        (1.63, 0.16, 0, 0, 0.12),
    ],
)
def test_the_chances_of_an_epidemic_are_the_published_ones(r, k, individual, population, expected) -> None:
    """The figures of the R package superspreading, as it prints them (three digits)."""
    found = probability_epidemic(r, k, 1, individual, population)
    assert found == pytest.approx(expected, abs=5.1e-4)
    assert probability_extinct(r, k, 1, individual, population) == pytest.approx(1 - found)


def test_containment_has_its_published_chances() -> None:
    """0.904 with 10 % population control (SARS, k 0.16), 0.768 without, 0.7672 below 100 cases (there simulated)."""
    assert probability_contain(1.63, 0.16, population_control=0.1) == pytest.approx(0.904, abs=5e-4)
    assert probability_extinct(1.5, 0.5) == pytest.approx(0.768, abs=5e-4)
    assert probability_contain(1.5, 0.5, threshold=100) == pytest.approx(0.7672, abs=0.01)
    assert probability_contain(1.5, 0.5, 5, threshold=10**4) == pytest.approx(
        probability_extinct(1.5, 0.5, 5), abs=1e-6
    )
    assert probability_extinct(0.9, 0.2) == probability_extinct(3.0, 0.2, 1, 0.7) == 1.0


@given(st.floats(1.01, 8), st.sampled_from([0.05, 0.16, 0.5, 2.0, 40.0, POISSON]), st.integers(1, 5))
@settings(max_examples=80, deadline=None)
def test_the_chance_to_die_out_solves_its_equation(r, k, introductions) -> None:
    """It is a root of s = g(s) below 1, and of several introductions each must die out."""
    s = probability_extinct(r, k)
    g = np.exp(-r * (1 - s)) if k == POISSON else (1 + r * (1 - s) / k) ** -k
    assert 0 <= s < 1
    assert g == pytest.approx(s, abs=1e-9)
    assert probability_extinct(r, k, introductions) == pytest.approx(s**introductions)


@given(st.floats(0.2, 3), st.floats(0.1, 5))
@settings(max_examples=40, deadline=None)
def test_chain_sizes_agree_with_the_cycle_lemma(r, k) -> None:
    """The chance of each size equals a second implementation by convolution."""
    expected = oracle.chain_sizes(r, k, 12)
    found = [np.exp(chain_size_log_likelihood([n], r, k)) for n in range(1, 13)]
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("r", "k"), [(0.7, 0.5), (1.4, 0.3), (1.4, POISSON), (2.5, 1.0)])
def test_every_finished_chain_has_a_size(r: float, k: float) -> None:
    """The chances of all sizes sum to the chance of dying out."""
    sizes = np.arange(1, 6_000)
    total = sum(np.exp(chain_size_log_likelihood([n], r, k)) for n in sizes.tolist())
    assert total == pytest.approx(probability_extinct(r, k), abs=2e-3)


def test_the_chain_likelihoods_are_the_published_ones() -> None:
    """The example of the R package epichains (lengths of chains, Poisson 0.99): −104.2917; and its tests' figures."""
    assert chain_length_log_likelihood(LENGTHS, 0.99) == pytest.approx(-104.2917, abs=5e-5)
    assert chain_length_log_likelihood(LENGTHS, 0.99) == pytest.approx(-104.291745, abs=5e-7)
    assert chain_size_log_likelihood([1, 1, 4, 7], 0.5) == pytest.approx(-8.6072, abs=5e-6)
    assert chain_size_log_likelihood([1, 1, 4, 7], 0.5, 0.2) == pytest.approx(-9.13437, abs=5e-6)
    assert chain_length_log_likelihood([1, 1, 4, 7], 0.5) == pytest.approx(-9.39945, abs=5e-6)


@pytest.mark.parametrize(
    ("r", "k", "expected"),
    [
        (1, 0.1, 0.08693433),
        (3, 0.1, 0.09389299),
        (2, 0.2, 0.15561248),
        (3, 0.3, 0.21039108),
        (2, 0.5, 0.264419),
    ],
)
def test_few_cases_cause_most(r: float, k: float, expected: float) -> None:
    """The proportion of cases behind 80 % of transmission is that of superspreading, and of a large sample."""
    assert proportion_of_cases(r, k) == pytest.approx(expected, abs=5e-7)
    sample = np.random.default_rng(1).negative_binomial(k, k / (k + r), 400_000)
    assert observed_proportion_of_cases(sample) == pytest.approx(expected, abs=0.004)


def test_even_transmission_still_has_its_proportion() -> None:
    """Poisson: 52.9 % of cases cause 80 % at R 2; counts that are all one give 80 %; nobody infected gives none."""
    assert proportion_of_cases(2, POISSON) == pytest.approx(0.529, abs=5e-4)
    assert observed_proportion_of_cases([1] * 10) == pytest.approx(0.8)
    assert observed_proportion_of_cases([0, 0]) is None


def test_conakry_comes_out_as_published() -> None:
    """Althaus (Lancet Infect Dis 2015; 15: 507-8): R 0.95 (0.57-1.34), k 0.18 (0.10-0.26) by Wald's interval; the
    profile intervals here cover nearly the same."""
    found = fit_offspring(CONAKRY)
    assert (found.n, found.infected) == (152, 145)
    assert round(found.reproduction.value, 2) == 0.95
    assert round(found.dispersion.value, 2) == 0.18
    assert (found.reproduction.low, found.reproduction.high) == pytest.approx((0.57, 1.34), abs=0.14)
    assert (found.dispersion.low, found.dispersion.high) == pytest.approx((0.10, 0.26), abs=0.02)


@given(st.lists(st.integers(0, 12), min_size=3, max_size=30).filter(any))
@settings(max_examples=40, deadline=None)
def test_the_fit_agrees_with_a_second_likelihood(counts) -> None:
    """The likelihood at the fit equals plain recursion, and no k on a wide grid does better."""
    found = fit_offspring(counts)
    r, k = found.reproduction.value, min(found.dispersion.value, 1e6)
    assert found.log_likelihood == pytest.approx(oracle.offspring_log_likelihood(counts, r, k), abs=1e-4)
    for log_k in np.linspace(-4, 8, 60).tolist():
        assert oracle.offspring_log_likelihood(counts, r, float(np.exp(log_k))) <= found.log_likelihood + 1e-6
    assert found.dispersion.low <= found.dispersion.value <= found.dispersion.high
    assert found.reproduction.low < r < found.reproduction.high


def test_a_planted_dispersion_is_found() -> None:
    """Of 60 samples of 300 cases the intervals hold R 1.2 and k 0.3 about 95 times in 100."""
    chance = np.random.default_rng(2)
    held = []
    for _ in range(60):
        found = fit_offspring(chance.negative_binomial(0.3, 0.3 / 1.5, 300).tolist())
        held.append(found.dispersion.low <= 0.3 <= found.dispersion.high)
        held.append(found.reproduction.low <= 1.2 <= found.reproduction.high)
    assert 0.90 <= np.mean(held) <= 0.99


def test_even_counts_have_no_finite_dispersion() -> None:
    """Counts that scatter less than Poisson: k is infinite, with a lower limit."""
    found = fit_offspring([1, 1, 1, 2, 1, 0, 1, 1])
    assert (found.dispersion.value, found.dispersion.high) == (POISSON, POISSON)
    assert found.dispersion.low > 0.5


def test_cases_in_no_link_infected_nobody() -> None:
    """Zeros belong to the distribution."""
    assert offspring_counts(["A", "B", "C"], {"A": 2}) == [2, 0, 0]


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("too_few_cases", lambda: fit_offspring([3])),
        ("negative_count", lambda: fit_offspring([3, -1])),
        ("nobody_infected", lambda: fit_offspring([0, 0, 0])),
        ("not_a_share", lambda: probability_extinct(2, 1, 1, 1.5)),
        ("not_a_share", lambda: proportion_of_cases(2, 1, 1.0)),
        ("not_an_offspring_distribution", lambda: probability_epidemic(2, 0)),
        ("not_with_individual_control", lambda: probability_contain(2, 1, 1, 0.1, threshold=50)),
        ("chain_without_cases", lambda: chain_size_log_likelihood([0, 1], 0.5)),
        ("chain_without_cases", lambda: chain_length_log_likelihood([0, 1], 0.5)),
    ],
)
def test_what_is_no_distribution_is_refused(code: str, work) -> None:
    """Each kind of wrong input has its code and words."""
    with pytest.raises(MutongError) as refused:
        work()
    assert refused.value.code == code
