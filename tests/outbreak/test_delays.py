"""Delays, growth and fatality: closed forms against sums, published figures, planted truth, and odd input."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mutong.kernel.errors import MutongError
from mutong.outbreak.delay_families import (
    FAMILIES,
    GAMMA,
    LOGNORMAL,
    WEIBULL,
    along,
    day_probabilities,
)
from mutong.outbreak.delay_spans import day_spans, exact_spans, incubation_spans, interval_spans
from mutong.outbreak.delays import fit_delay, fit_delays, serial_intervals
from mutong.outbreak.fatality import corrected_fatality, naive_fatality
from mutong.outbreak.growth import growth_of
from tests.oracles import outbreak_likelihoods as oracle

FIRST = date(2022, 8, 1)
SHAPES = {"gamma": 2.3, "lognormal": 0.6, "weibull": 1.7}
PEERS = {
    "gamma": lambda shape, scale: stats.gamma(shape, scale=scale),
    "lognormal": lambda shape, scale: stats.lognorm(shape, scale=scale),
    "weibull": lambda shape, scale: stats.weibull_min(shape, scale=scale),
}
# Zaire 1976, cases and deaths per day from 25 August; Camacho et al., Epidemics 2014; 9: 70-78, as in the R package
# cfr (data ebola1976, MIT licence).
EBOLA_CASES = [
    1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 4, 1, 1, 3, 2, 7, 9, 4, 8, 9, 8, 9, 6, 6, 3, 8, 10, 5, 16, 12, 11, 11, 7, 7, 4, 4, 3,
    7, 2, 3, 8, 5, 7, 5, 2, 3, 4, 3, 6, 2, 1, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]  # fmt: skip
EBOLA_DEATHS = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1, 3, 1, 2, 1, 8, 4, 3, 5, 8, 6, 6, 10, 3, 7, 8, 11, 7, 13, 12, 9,
    9, 7, 6, 8, 6, 2, 6, 4, 3, 2, 6, 4, 6, 7, 7, 2, 4, 1, 1, 4, 1, 1, 0, 0, 0, 2, 0, 2, 1, 0, 0, 0, 0, 0, 0, 1,
]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_the_closed_forms_are_the_sums(family) -> None:
    """Distribution, moments, quantiles and both integrals of each family equal SciPy's and numerical sums."""
    shape, scale = SHAPES[family.name], 3.1
    peer = PEERS[family.name](shape, scale)
    x = np.array([0.3, 2.0, 7.5])

    assert family.below(x / scale, shape) == pytest.approx(peer.cdf(x))
    assert family.above(x / scale, shape) == pytest.approx(peer.sf(x))
    assert family.log_density(x / scale, shape) - np.log(scale) == pytest.approx(peer.logpdf(x))
    assert (scale * family.mean(shape), scale * family.sd(shape)) == pytest.approx((peer.mean(), peer.std()))
    assert scale * family.quantile(0.95, shape) == pytest.approx(peer.ppf(0.95))
    of = along(family, np.array([*x, -2.0]), shape, scale)
    for k, one in enumerate(x.tolist()):
        assert of.area_below[k] == pytest.approx(oracle.summed(peer.cdf, 0.0, one), rel=1e-4)
        assert of.area_above[k] == pytest.approx(oracle.summed(peer.sf, one, 120.0), rel=1e-3)
    assert (of.area_below[3], of.area_above[3]) == pytest.approx((0, peer.mean() + 2))
    days = day_probabilities(family, shape, scale, 60)
    assert days.sum() == pytest.approx(1, abs=1e-4)
    assert days[3] == pytest.approx(
        oracle.summed(lambda u: peer.pdf(u) * (1 - abs(u - 3)), 2.0, 4.0), rel=1e-4
    )


def test_exact_delays_fit_as_scipy_fits_them() -> None:
    """On exact delays the maximum is SciPy's, in parameters and in likelihood."""
    days = np.random.default_rng(1).gamma(2.5, 2.0, 200)
    shape, _, scale = stats.gamma.fit(days, floc=0)
    found = fit_delay(exact_spans(days), GAMMA)
    assert list(found.parameters.values()) == pytest.approx([shape, scale], rel=1e-3)
    assert found.log_likelihood == pytest.approx(stats.gamma.logpdf(days, shape, scale=scale).sum())
    assert found.method == "density"
    log = fit_delay(exact_spans(days), LOGNORMAL)
    assert log.parameters["scale"] == pytest.approx(np.exp(np.log(days).mean()), rel=1e-4)
    assert log.parameters["shape"] == pytest.approx(np.log(days).std(), rel=1e-4)
    assert fit_delays(exact_spans(days))[0].family == "gamma"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_a_profile_interval_drops_by_half_a_chi_squared(family) -> None:
    """At the ends of the interval of the median the likelihood, maximised over the shape, is 1.92 below its top."""
    days = PEERS[family.name](SHAPES[family.name], 4.0).rvs(80, random_state=2)
    found = fit_delay(exact_spans(days), family)
    peer = PEERS[family.name]
    shapes = np.exp(np.linspace(-3, 3, 4_001))
    for end in (found.median.low, found.median.high):
        heights = [
            peer(shape, end / family.quantile(0.5, shape)).logpdf(days).sum()
            for shape in shapes[1_000:3_400:8]
        ]
        assert found.log_likelihood - max(heights) == pytest.approx(1.92, abs=0.02)


def test_what_is_not_over_counts_as_such() -> None:
    """Right-censored delays: leaving them out gives too short a delay, the fit with them finds the planted one."""
    chance = np.random.default_rng(3)
    delays = chance.weibull(1.6, 600) * 8.0
    seen = chance.uniform(2, 14, 600)
    over = delays <= seen
    low = np.where(over, delays, seen)
    found = fit_delay(interval_spans(low, np.where(over, delays, np.inf)), WEIBULL)
    naive = fit_delay(exact_spans(delays[over]), WEIBULL)
    mean = 8.0 * WEIBULL.mean(1.6)

    assert found.mean.low < mean < found.mean.high
    assert naive.mean.high < mean
    assert found.censored == int((~over).sum())
    assert found.method == "density+right_censored"


@pytest.mark.parametrize("open_ends", [True, False])
def test_a_planted_delay_between_days_is_found(open_ends: bool) -> None:
    """Civil days of start and end in a growing outbreak: censored (known to wait) and truncated (not in the data)
    both find the planted mean, which the finished delays alone are well below."""
    chance = np.random.default_rng(4)
    start = 40 - np.minimum(chance.exponential(9.0, 900), 40.0)
    end = start + chance.gamma(3.0, 2.0, 900)
    as_of = FIRST + timedelta(days=39)
    starts = [FIRST + timedelta(days=int(one)) for one in start]
    ends = [FIRST + timedelta(days=int(one)) if one < 40 else None for one in end]
    spans = day_spans(starts, ends, as_of, open_ends)
    found = fit_delay(spans, GAMMA)
    plain = np.mean([(b - a).days for a, b in zip(starts, ends, strict=True) if b])

    assert found.mean.low < 6.0 < found.mean.high
    assert plain < 5.0
    assert spans.left_out["no_end"] == (0 if open_ends else ends.count(None))


def test_a_delay_without_end_is_no_estimate() -> None:
    """Delays that all ended on the very last day may be of any length: no number is made up."""
    starts = [FIRST + timedelta(days=k) for k in (0, 2, 4, 6, 7, 8)]
    spans = day_spans(starts, [FIRST + timedelta(days=9)] * 6, FIRST + timedelta(days=9), open_ends=False)
    with pytest.raises(MutongError) as refused:
        fit_delay(spans, LOGNORMAL)
    assert refused.value.code == "delay_without_end"


def test_days_that_make_no_delay_are_counted() -> None:
    """Unknown starts, ends before starts and starts after the day asked for are left out, each with its number."""
    day = [FIRST + timedelta(days=k) for k in range(12)]
    spans = day_spans(
        [day[0], None, day[5], day[11], day[1]], [day[2], day[3], day[4], None, None], day[9], open_ends=False
    )
    assert len(spans) == 1
    assert spans.left_out == {"no_start": 1, "no_end": 1, "ended_before_start": 1, "after_as_of": 1}


def test_an_incubation_is_found_from_windows() -> None:
    """Windows of exposure of some days: the planted mean and 95th percentile lie in their intervals."""
    chance = np.random.default_rng(5)
    cases = []
    for _ in range(250):
        infected = chance.uniform(10, 30)
        begin, onset = int(infected) - int(chance.integers(0, 5)), int(infected + chance.lognormal(1.6, 0.45))
        end = min(int(infected) + int(chance.integers(0, 5)), onset)
        days = [FIRST + timedelta(days=one) for one in (begin, end, onset)]
        cases.append(dict(zip(("exposed_from", "exposed_to", "date_onset"), days, strict=True)))
    found = fit_delay(incubation_spans(cases), LOGNORMAL)

    assert found.mean.low < np.exp(1.6 + 0.45**2 / 2) < found.mean.high
    assert found.p95.low < np.exp(1.6 + 0.45 * 1.645) < found.p95.high
    assert found.method == "interval_censored"


def test_windows_that_say_nothing_are_counted() -> None:
    """No onset, no beginning and a window after onset are left out; a longest incubation gives a beginning."""
    day = [FIRST + timedelta(days=k) for k in range(30)]
    cases = [
        {"date_onset": None, "exposed_from": day[0]},
        {"date_onset": day[20], "exposed_to": day[18]},
        {"date_onset": day[5], "exposed_from": day[6]},
        {"date_onset": day[9], "exposed_from": day[2], "exposed_to": day[25]},
    ]
    spans = incubation_spans(cases)
    assert spans.left_out == {"no_onset": 1, "no_window": 1, "window_wrong": 1}
    assert (spans.start_low.tolist(), spans.start_high.tolist()) == ([-7], [1])
    assert incubation_spans(cases, longest=14).start_low.tolist() == [-14, -7]


def test_serial_intervals_may_be_negative() -> None:
    """Mean, median and sd are of all pairs; the normal fits all, gamma and lognormal those above zero."""
    found = serial_intervals([-2, 0, 3, 4, 5, 6, 9])
    assert (found.n, found.negative, found.zero, found.median) == (7, 1, 1, 4)
    assert found.mean.value == pytest.approx(25 / 7)
    low, high = stats.t.interval(0.95, 6, 25 / 7, found.sd / 7**0.5)
    assert (found.mean.low, found.mean.high) == pytest.approx((low, high))
    assert [(fit.family, fit.n) for fit in found.fits] == [("normal", 7), ("gamma", 5), ("lognormal", 5)]
    for work in (
        lambda: serial_intervals([3, 4]),
        lambda: fit_delay(exact_spans([-1.0, 2, 3, 4, 5]), GAMMA),
        lambda: fit_delay(interval_spans([3, 3, 3], [np.inf] * 3), GAMMA),
    ):
        with pytest.raises(MutongError) as refused:
            work()
        assert refused.value.code in ("too_few_delays", "delay_not_positive")


@pytest.mark.parametrize("days", [2.0, 4.5])
def test_clean_growth_gives_its_doubling_time(days: float) -> None:
    """Counts that double in so many days give that doubling time, falling ones the same as halving time."""
    counts = 1000 * 2 ** (np.arange(14) / days)
    rising, falling = growth_of(counts), growth_of(counts[::-1])
    assert rising.doubling.value == pytest.approx(days)
    assert falling.halving.value == pytest.approx(days)
    assert (rising.halving, falling.doubling) == (None, None)
    assert rising.rate.value == pytest.approx(np.log(2) / days)


def test_a_planted_growth_lies_in_its_interval() -> None:
    """Of 300 made-up stretches the interval of the growth rate holds the planted one about 95 times in 100."""
    chance = np.random.default_rng(6)
    held = []
    for _ in range(300):
        rate = growth_of(chance.poisson(6 * np.exp(0.08 * np.arange(14)))).rate
        held.append(rate.low <= 0.08 <= rate.high)
    assert 0.93 <= np.mean(held) <= 0.99


def test_no_clear_growth_has_no_upper_limit() -> None:
    """Where the interval of the rate holds zero, the doubling time has no upper limit; too little data is refused."""
    found = growth_of([3, 5, 2, 6, 4, 5])
    assert found.doubling.high == float("inf")
    for counts, code in (
        ([1, 2, 3], "too_few_days"),
        ([0, 0, 4, 0], "too_few_cases"),
        ([0] * 9, "too_few_cases"),
    ):
        with pytest.raises(MutongError) as refused:
            growth_of(counts)
        assert refused.value.code == code


def test_fatality_of_zaire_1976_comes_out() -> None:
    """Naive 0.955102 (0.9210866-0.9773771), corrected 0.9592 (0.9295-0.9793), as cfr printed them at 29ee12a."""
    naive = naive_fatality(sum(EBOLA_DEATHS), sum(EBOLA_CASES))
    assert (naive.deaths, naive.cases) == (234, 245)
    assert (naive.share.value, naive.share.low, naive.share.high) == pytest.approx(
        (0.955102, 0.9210866, 0.9773771), abs=5e-8
    )
    early = naive_fatality(sum(EBOLA_DEATHS[:30]), sum(EBOLA_CASES[:30]))
    assert (early.share.value, early.share.low, early.share.high) == pytest.approx(
        (0.4740741, 0.3875497, 0.5617606), abs=5e-8
    )
    delay = stats.gamma.pdf(np.arange(73), 2.40, scale=3.33)
    corrected = corrected_fatality(EBOLA_CASES, EBOLA_DEATHS, delay)
    assert (corrected.share.value, corrected.share.low, corrected.share.high) == (0.9592, 0.9295, 0.9793)
    assert corrected.outcomes == pytest.approx(243.96, abs=0.01)


@given(st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_naive_limits_agree_with_binomial_sums(deaths, more) -> None:
    """The limits solve the binomial sums, worked out by halving; without cases there is no estimate."""
    found = naive_fatality(deaths, deaths + more)
    if not deaths + more:
        assert found.share is None
        return
    assert (found.share.low, found.share.high) == pytest.approx(
        oracle.binomial_interval(deaths, deaths + more), abs=1e-9
    )


def test_a_planted_fatality_is_found_while_the_outbreak_grows() -> None:
    """With 30 % dying after a week or so, deaths / cases is far too low in growth and the correction is not."""
    chance = np.random.default_rng(7)
    cases = np.rint(4 * np.exp(0.12 * np.arange(40))).astype(int)
    delay = day_probabilities(GAMMA, 3.0, 3.0, 40)
    deaths = np.zeros(40, dtype=int)
    for day, number in enumerate(cases.tolist()):
        on = day + chance.choice(40, chance.binomial(number, 0.3), p=delay / delay.sum())
        deaths += np.bincount(on[on < 40], minlength=40)
    corrected = corrected_fatality(cases, deaths, delay)
    assert corrected.share.low < 0.3 < corrected.share.high
    assert naive_fatality(int(deaths.sum()), int(cases.sum())).share.high < 0.2


def test_fatality_that_the_figures_do_not_allow() -> None:
    """More deaths than cases are refused; more deaths than outcomes expected give no estimate."""
    with pytest.raises(MutongError) as refused:
        naive_fatality(3, 2)
    assert refused.value.code == "more_deaths_than_cases"
    assert corrected_fatality([9, 0, 0], [0, 0, 5], [0.0, 0.1, 0.1]).share is None
    low = corrected_fatality([5_000, 0, 0], [0, 0, 20], [0.0, 0.5, 0.5])
    assert low.share.value == pytest.approx(0.004, abs=1e-4)
    with pytest.raises(MutongError):
        corrected_fatality([1, 2], [0], [1.0])
