"""The short forecast: its expectation, its spread, planted truth, and when it is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.outbreak.forecast import forecast_cases
from mutong.outbreak.reproduction import (
    estimate_case_reproduction,
    estimate_reproduction,
    gamma_interval,
    infectivity,
)

INTERVAL = gamma_interval(4.0, 2.0)


@given(st.lists(st.integers(0, 30), min_size=12, max_size=25))
@settings(max_examples=25, deadline=None)
def test_the_first_day_is_the_renewal_equation(counts) -> None:
    """Expected cases of the first day are R times the infectious pressure on it, with even and uneven infectors."""
    counts[0] += 5
    latest = estimate_reproduction(counts, INTERVAL)
    total = np.array([*counts, 0], dtype=float)
    expected = latest.mean[-1] * infectivity(total, INTERVAL.over(len(total)))[-1]
    for k in (None, 0.5):
        found = forecast_cases(counts, INTERVAL, latest, dispersion=k)
        assert found.mean[0] == pytest.approx(expected, rel=0.15, abs=0.15)
        assert (found.q025 <= found.median).all() and (found.median <= found.q975).all()
        assert found.day[0] == len(counts) + 1


def test_the_same_figures_give_the_same_forecast() -> None:
    """The seed is fixed; another seed moves the mean a little and no more."""
    counts = [5, 4, 6, 8, 9, 12, 11, 15, 16, 20, 22, 25]
    latest = estimate_reproduction(counts, INTERVAL)
    one, again = (forecast_cases(counts, INTERVAL, latest, 14) for _ in range(2))
    other = forecast_cases(counts, INTERVAL, latest, 14, seed=5)
    assert one.mean.tolist() == again.mean.tolist()
    assert other.mean.tolist() != one.mean.tolist()
    assert other.total_mean == pytest.approx(one.total_mean, rel=0.1)
    assert len(one.day) == one.ahead == 14


def test_uneven_infectors_widen_the_interval() -> None:
    """The smaller k, the wider; an infinite k is Poisson."""
    counts = [3, 2, 4, 3, 5, 4, 3, 5, 4, 5, 6, 5]
    latest = estimate_reproduction(counts, INTERVAL)
    wide, even, endless = (
        forecast_cases(counts, INTERVAL, latest, dispersion=k) for k in (0.1, None, float("inf"))
    )
    assert wide.total_high - wide.total_low > 1.5 * (even.total_high - even.total_low)
    assert even.mean.tolist() == endless.mean.tolist()
    assert (wide.method, even.method) == ("renewal_negative_binomial", "renewal_poisson")


def test_days_not_yet_reported_lie_between() -> None:
    """With a gap the days between the last day counted and today come first; the total is of the days asked for."""
    counts = [5, 4, 6, 8, 9, 12, 11, 15, 16, 20, 22, 25]
    latest = estimate_reproduction(counts, INTERVAL)
    found = forecast_cases(counts, INTERVAL, latest, 7, gap=4)
    assert (len(found.day), found.ahead) == (11, 7)
    assert found.total_mean == pytest.approx(found.mean[4:].sum())


def test_no_infectors_no_cases() -> None:
    """Long after the last case the forecast is zero, whatever R may be."""
    counts = [5, 3, 2] + [0] * 40
    found = forecast_cases(counts, INTERVAL, estimate_reproduction(counts, INTERVAL), 7)
    assert found.total_high == 0


def test_a_forecast_keeps_its_promise_while_nothing_changes() -> None:
    """Of 80 made-up outbreaks with steady R 1.3, 90 to 99 in 100 have their next week's total in the 95 % interval."""
    held, weights = [], INTERVAL.over(40)
    for seed in range(80):
        chance = np.random.default_rng(seed)
        cases = np.zeros(32)
        cases[0] = 15
        for day in range(1, 32):
            cases[day] = chance.poisson(1.3 * float(cases[:day] @ weights[day:0:-1]))
        known = cases[:25]
        found = forecast_cases(known, INTERVAL, estimate_reproduction(known, INTERVAL), 7, draws=1_000)
        held.append(found.total_low <= cases[25:].sum() <= found.total_high)
    assert 0.90 <= np.mean(held) <= 0.99


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("horizon_not_short", lambda c: forecast_cases(c, INTERVAL, estimate_reproduction(c, INTERVAL), 15)),
        ("horizon_not_short", lambda c: forecast_cases(c, INTERVAL, estimate_reproduction(c, INTERVAL), 0)),
        ("gap_too_long", lambda c: forecast_cases(c, INTERVAL, estimate_reproduction(c, INTERVAL), gap=22)),
        ("not_cori", lambda c: forecast_cases(c, INTERVAL, estimate_case_reproduction(c, INTERVAL))),
        (
            "too_few_days_to_forecast",
            lambda c: forecast_cases(c, gamma_interval(11, 1), estimate_reproduction(c, gamma_interval(11, 1))),
        ),
        (
            "too_few_days_to_forecast",
            lambda c: forecast_cases(c, INTERVAL, estimate_reproduction(c, INTERVAL, None, ([2], [8]))),
        ),
    ],
)  # fmt: skip
def test_a_forecast_without_ground_is_refused(code: str, work) -> None:
    """Too long a horizon, too few days, an estimate that is not of the last day, or of the wrong kind."""
    with pytest.raises(MutongError) as refused:
        work([3, 4, 5, 4, 6, 5, 7, 6, 8, 7])
    assert refused.value.code == code
    assert "天" in refused.value.words.zh or "cori" in refused.value.words.zh
