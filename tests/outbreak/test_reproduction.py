"""Reproduction numbers: against a second implementation, published numbers, planted truth, and odd input."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.outbreak.reproduction import (
    SerialInterval,
    check_days,
    discretised_gamma,
    estimate_case_reproduction,
    estimate_reproduction,
    gamma_interval,
    given_interval,
    infectivity,
    windows_of,
)
from tests.oracles import reproduction_numbers as oracle

FLU_SI = [0, 0.233, 0.359, 0.198, 0.103, 0.053, 0.027, 0.014, 0.007, 0.003, 0.002, 0.001]
COUNTS = st.lists(st.integers(0, 6), min_size=9, max_size=16)
# EpiEstim 3.0.0, tests/expected_output/Example2.rds: imported cases given, serial interval 2.6 and 1.5 days.
LOCAL = [0, 2, 0, 0, 1, 2, 0, 1] + [0] * 18 + [1]
IMPORTED = [1, 1, 1, 1, 2, 2, 1, 0, 0, 1] + [0] * 17
EXAMPLE_2 = {
    "mean": [
        0.64135905, 0.399922171, 0.395657405, 0.417046789, 0.351543156, 0.197637055, 0.256109853, 0.185495715,
        0.27647356, 0.408519931, 0.624668825, 1.077577228, 1.752339911, 2.583119722, 3.401390654, 4.047661052,
        4.47429528, 4.72338141, 4.858393141, 9.857182547,
    ],
    "sd": [
        0.242410935, 0.178850632, 0.176943371, 0.186508994, 0.175771578, 0.139750502, 0.181097014, 0.185495715,
        0.27647356, 0.408519931, 0.624668825, 1.077577228, 1.752339911, 2.583119722, 3.401390654, 4.047661052,
        4.47429528, 4.72338141, 4.858393141, 6.970080622,
    ],
    "q025": [
        0.257859602, 0.12985364, 0.128468883, 0.135413957, 0.095783678, 0.023934764, 0.031016091, 0.004696345,
        0.006999704, 0.010342829, 0.015815245, 0.027281893, 0.044365405, 0.065398929, 0.086115755, 0.102477905,
        0.113279349, 0.119585664, 0.123003865, 1.193750537,
    ],
    "q975": [
        1.19654455, 0.819167676, 0.81043208, 0.854244335, 0.77051871, 0.550581595, 0.713476386, 0.684271332,
        1.019877634, 1.506980781, 2.304327994, 3.975052496, 6.464170695, 9.52881727, 12.547320098, 14.931333692,
        16.505135928, 17.423984638, 17.92202664, 27.460352994,
    ],
}  # fmt: skip


def test_imported_cases_infect_but_were_not_infected_here() -> None:
    """EpiEstim's example with imported cases comes out, window by window, to 1e-8."""
    found = estimate_reproduction(LOCAL, gamma_interval(2.6, 1.5), IMPORTED)

    assert len(found) == 20
    for name, expected in EXAMPLE_2.items():
        assert getattr(found, name) == pytest.approx(expected, abs=1e-8), name


@given(COUNTS, COUNTS, st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_cori_agrees_with_plain_loops(local, imported, length) -> None:
    """Shape, scale and quantiles equal those of a second implementation in loops."""
    days = min(len(local), len(imported))
    local, imported = local[:days], imported[:days]
    start, end = windows_of(days, length)
    found = estimate_reproduction(local, given_interval(FLU_SI), imported, (start, end), (3.0, 2.0))
    kept = [(a - 1, b - 1) for a, b in zip(start.tolist(), end.tolist(), strict=True) if b > found.si_mean]
    expected = oracle.cori(local, imported, FLU_SI, kept, 3.0, 2.0)

    assert list(zip(found.t_start - 1, found.t_end - 1, strict=True)) == kept
    assert list(zip(found.shape, found.scale, found.mean, strict=True)) == [
        pytest.approx(e) for e in expected
    ]
    for k in (0, len(kept) - 1):
        shape, scale, _ = expected[k]
        for p, name in ((0.025, "q025"), (0.5, "median"), (0.975, "q975")):
            quantile = oracle.gamma_quantile(p, shape, scale)
            assert getattr(found, name)[k] == pytest.approx(quantile, rel=1e-7)


@given(COUNTS)
@settings(max_examples=40, deadline=None)
def test_wallinga_teunis_agrees_with_person_by_person(counts) -> None:
    """Mean, sd and quantiles equal the distribution worked out one infected person at a time."""
    found = estimate_case_reproduction(counts, given_interval(FLU_SI), windows=windows_of(len(counts), 3))
    for k in range(len(found)):
        chances, infectors = oracle.wallinga_teunis(
            counts, FLU_SI, int(found.t_start[k]) - 1, int(found.t_end[k]) - 1
        )
        mean = sum(n * p for n, p in enumerate(chances))
        variance = sum(n * n * p for n, p in enumerate(chances)) - mean**2
        assert found.mean[k] == pytest.approx(mean / infectors)
        assert found.sd[k] == pytest.approx(max(variance, 0) ** 0.5 / infectors, abs=1e-7)
        for p, name in ((0.025, "q025"), (0.5, "median"), (0.975, "q975")):
            at_most = [sum(chances[: n + 1]) for n in range(len(chances))]
            number = round(getattr(found, name)[k] * infectors)
            assert at_most[number] >= p - 1e-9
            assert number == 0 or at_most[number - 1] < p + 1e-9


@pytest.mark.parametrize(("mean", "sd"), [(2.6, 1.5), (4.2, 4.9), (1.5, 0.4), (14.5, 5.2)])
def test_the_discretised_gamma_is_the_delay_seen_in_days(mean: float, sd: float) -> None:
    """It equals a shifted gamma delay seen through whole days at both ends, summed numerically; its mean is kept."""
    found = discretised_gamma(mean, sd, 60)

    assert found[:12] == pytest.approx(oracle.discretised(mean, sd, 12), abs=2e-4)
    assert found.sum() == pytest.approx(1, abs=1e-4)
    assert found @ np.arange(60) == pytest.approx(mean, abs=5e-3)


@given(st.lists(st.integers(0, 9), min_size=10, max_size=25), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_a_constant_delay_leaves_r_unchanged(counts, shift) -> None:
    """Reported some days later, the same outbreak has the same R on the same days."""
    counts[0] += 1
    interval = given_interval(FLU_SI)
    start, end = windows_of(len(counts), 5)
    kept = end > 6
    start, end = start[kept], end[kept]
    early = estimate_reproduction(counts, interval, windows=(start, end))
    late = estimate_reproduction([0] * shift + counts, interval, windows=(start + shift, end + shift))

    assert late.mean == pytest.approx(early.mean)
    assert late.q975 == pytest.approx(early.q975)


@given(st.lists(st.integers(0, 9), min_size=10, max_size=25), st.integers(2, 7))
@settings(max_examples=60, deadline=None)
def test_r_does_not_depend_on_how_many_fall_ill(counts, times) -> None:
    """Every day some times as many cases: the same R (exactly for Wallinga-Teunis, without a prior for Cori)."""
    counts[0] += 1
    many = [times * n for n in counts]
    interval, vague = given_interval(FLU_SI), (1e4, 1e8)
    assert estimate_case_reproduction(many, interval).mean == pytest.approx(
        estimate_case_reproduction(counts, interval).mean
    )
    one = estimate_reproduction(counts, interval, prior=vague)
    other = estimate_reproduction(many, interval, prior=vague)
    seen = [
        k for k in range(len(one)) if one.cases[k] and infectivity(np.array(counts), np.array(FLU_SI)).sum()
    ]
    assert other.mean[seen] == pytest.approx(one.mean[seen], rel=1e-3)


@given(st.lists(st.integers(0, 9), min_size=10, max_size=25))
@settings(max_examples=60, deadline=None)
def test_everybody_is_infected_once(counts) -> None:
    """Σ R_j I_j over all infectors is the number of cases with a possible infector, and Cori's Σ R_t Λ_t the cases."""
    counts[0] += 1
    interval = given_interval(FLU_SI)
    days = np.arange(2, len(counts) + 1)
    pressure = infectivity(np.array(counts, dtype=float), interval.over(len(counts)))
    infected = sum(n for n, one in zip(counts, pressure, strict=True) if one > 1e-12)
    cases = estimate_case_reproduction(counts, interval, windows=(days, days))
    first = oracle.wallinga_teunis(counts, FLU_SI, 0, 0)[0]
    by_day_one = sum(n * p for n, p in enumerate(first))
    assert float(cases.mean @ cases.cases) + by_day_one == pytest.approx(infected)

    every = (days, days)
    cori = estimate_reproduction(counts, interval, windows=every, prior=(1.0, 1e9))
    at = cori.t_end - 1
    seen = pressure[at] > 1e-6
    assert (cori.mean * pressure[at])[seen] == pytest.approx(np.array(counts)[at][seen], abs=1e-6)


def simulated(seed: int, interval: SerialInterval, days: int = 45) -> np.ndarray:
    """An outbreak by the renewal equation: R 1.8 up to day 22, 0.7 after."""
    chance = np.random.default_rng(seed)
    weights = interval.over(days)
    cases = np.zeros(days)
    cases[0] = 12
    for day in range(1, days):
        r = 1.8 if day < 22 else 0.7
        cases[day] = chance.poisson(r * float(cases[:day] @ weights[day:0:-1]))
    return cases


def test_a_planted_r_is_found_again() -> None:
    """Of 60 made-up outbreaks the 95 % interval holds the planted R in 90 to 99 of 100 windows, before and after."""
    interval = gamma_interval(4.0, 2.0)
    held = []
    for seed in range(60):
        found = estimate_reproduction(simulated(seed, interval), interval)
        for last, r in ((12, 1.8), (20, 1.8), (32, 0.7), (40, 0.7)):
            k = int(np.flatnonzero(found.t_end == last)[0])
            held.append(found.q025[k] <= r <= found.q975[k])
    assert 0.90 <= np.mean(held) <= 0.99


def test_the_exact_spread_is_what_simulated_trees_give() -> None:
    """Sd and 95 % interval of Wallinga-Teunis equal those of many simulated trees, which EpiEstim draws."""
    cases = simulated(3, gamma_interval(4.0, 2.0), 30).astype(int)
    interval = gamma_interval(4.0, 2.0)
    found = estimate_case_reproduction(cases, interval, windows=([8], [14]))
    weights, chance = interval.over(30), np.random.default_rng(1)
    infected = np.zeros(20_000)
    for day in range(1, 30):
        by_day = weights[day:0:-1] * cases[:day]
        if cases[day] and by_day.sum():
            infected += chance.binomial(cases[day], by_day[7:14].sum() / by_day.sum(), len(infected))
    r = infected / cases[7:14].sum()

    assert found.mean[0] == pytest.approx(r.mean(), rel=0.01)
    assert found.sd[0] == pytest.approx(r.std(), rel=0.02)
    assert [found.q025[0], found.q975[0]] == pytest.approx(np.quantile(r, [0.025, 0.975]), rel=0.03)


def test_the_last_windows_of_wallinga_teunis_are_too_low() -> None:
    """In steady growth the method, which waits for infections still to come, falls off at the end; Cori's does not."""
    interval = gamma_interval(4.0, 2.0)
    cases = np.rint(10 * 1.1 ** np.arange(40)).astype(int)
    late = estimate_case_reproduction(cases, interval)
    cori = estimate_reproduction(cases, interval)
    assert late.mean[-1] < 0.6 * late.mean[15]
    assert cori.mean[-1] == pytest.approx(cori.mean[15], rel=0.03)


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("si_mean_too_small", lambda: gamma_interval(1.0, 0.5)),
        ("si_sd_not_positive", lambda: gamma_interval(2.0, 0.0)),
        ("si_weight_at_zero", lambda: given_interval([0.1, 0.9])),
        ("si_not_one", lambda: given_interval([0, 0.5, 0.4])),
        ("si_negative_weight", lambda: given_interval([0, 1.2, -0.2])),
        ("negative_count", lambda: estimate_reproduction([1, 2, -1] + [0] * 9, gamma_interval(2, 1))),
        ("window_starts_on_day_one", lambda: estimate_reproduction([1] * 9, gamma_interval(2, 1), None, ([1], [7]))),
        ("bad_windows", lambda: estimate_reproduction([1] * 9, gamma_interval(2, 1), None, ([4], [10]))),
        ("too_few_days", lambda: estimate_reproduction([1] * 7, gamma_interval(2, 1))),
        ("window_too_short", lambda: windows_of(20, 0)),
        ("prior_not_positive", lambda: estimate_reproduction([1] * 9, gamma_interval(2, 1), prior=(0, 1))),
        ("counts_of_two_lengths", lambda: estimate_reproduction([1] * 9, gamma_interval(2, 1), [0])),
        ("counts_not_whole", lambda: estimate_case_reproduction([1.5] * 9, gamma_interval(2, 1))),
        ("dates_not_ascending", lambda: check_days([date(2022, 8, 2), date(2022, 8, 1)])),
        ("dates_not_ascending", lambda: check_days([date(2022, 8, 2), date(2022, 8, 2)])),
        ("days_missing", lambda: check_days([date(2022, 8, 1), date(2022, 8, 3)])),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_in_words(code: str, work) -> None:
    """Each kind of wrong input has its own code and a sentence in both languages."""
    with pytest.raises(MutongError) as refused:
        work()
    assert refused.value.code == code
    assert refused.value.words.zh and refused.value.words.en


def test_windows_before_the_mean_serial_interval_are_left_out() -> None:
    """As in EpiEstim a window needs to end after the mean serial interval; how many did not is said."""
    found = estimate_reproduction([5] * 30, gamma_interval(10.0, 2.0))
    assert (found.t_end[0], found.left_out) == (10, 2)
    assert found.rows()[0]["t_start"] == 4
