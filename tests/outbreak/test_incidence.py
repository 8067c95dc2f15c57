"""Epidemic curves: every case counted once, days without gaps, and what is not yet reported."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.outbreak.chains import chains_of
from mutong.outbreak.incidence import (
    curve_of,
    curves_by_area,
    curves_by_chain,
    nowcast,
    reporting_delay,
)
from tests.oracles import outbreak_likelihoods as oracle

FIRST = date(2022, 8, 1)


def case(onset: int | None, report: int | None = None, number: int = 0, **more) -> dict:
    """A case who fell ill and was reported so many days after 1 August 2022."""
    day = None if onset is None else FIRST + timedelta(days=onset)
    told = FIRST + timedelta(days=onset or 0 if report is None else report)
    return {
        "case_id": f"C{number}",
        "person_id": f"P{number}",
        "classification": "confirmed",
        "date_onset": day,
        "reported_at": datetime(told.year, told.month, told.day, 9, tzinfo=CHINA),
        "origin": "local",
        "area_code": "140109001",
    } | more


def test_days_without_cases_are_zero_and_origins_are_told_apart() -> None:
    """The curve runs day by day; imported, local and unknown origin stand beside one another."""
    curve = curve_of([case(0, origin="imported"), case(3), case(3, origin="unknown"), case(3)])

    assert [day.day for day in curve.days] == [1, 2, 3, 4]
    assert curve.total.tolist() == [1, 0, 0, 3]
    assert (curve.imported.tolist(), curve.local.tolist()) == ([1, 0, 0, 0], [0, 0, 0, 2])
    assert curve.unknown_origin.tolist() == [0, 0, 0, 1]


def test_a_case_without_onset_is_counted_apart() -> None:
    """T1: an unknown onset is no day; by report the case stands on its day, and is still counted as without onset."""
    cases = [case(0, 2), case(None, 2, classification="asymptomatic")]
    by_onset, by_report = curve_of(cases), curve_of(cases, by="report")

    assert (by_onset.total.sum(), by_onset.without_onset) == (1, 1)
    assert (by_report.total.sum(), by_report.without_onset) == (2, 1)


def test_days_are_days_in_china() -> None:
    """T9: a report at 23:30 in Greenwich is of the next civil day in Asia/Shanghai."""
    late = case(0, reported_at=datetime(2022, 8, 21, 23, 30, tzinfo=UTC))
    assert curve_of([late], by="report").days == (date(2022, 8, 22),)


def test_what_was_not_yet_reported_is_not_known() -> None:
    """T6: as of a day only cases reported by its end are known, and the curve ends with that day."""
    cases = [case(0, 1), case(1, 5), case(2, 2)]
    curve = curve_of(cases, as_of=FIRST + timedelta(days=3))

    assert (curve.total.tolist(), curve.not_yet_known) == ([1, 0, 1, 0], 1)


def test_suspected_and_excluded_are_no_cases() -> None:
    """Only confirmed, asymptomatic and probable cases count; the others are counted apart."""
    curve = curve_of([case(0), case(0, classification="suspected"), case(0, classification="excluded")])
    assert (curve.total.tolist(), curve.not_counted) == ([1], 2)


def test_an_unknown_way_to_count_is_refused() -> None:
    """Days are of onset or of report."""
    with pytest.raises(MutongError) as refused:
        curve_of([], by="test")
    assert refused.value.code == "unknown_day"
    assert curve_of([]).days == ()


ROWS = st.lists(
    st.builds(
        case,
        onset=st.none() | st.integers(0, 12),
        report=st.integers(0, 20),
        number=st.integers(0, 40),
        origin=st.sampled_from(["local", "imported", "unknown"]),
        classification=st.sampled_from(["confirmed", "asymptomatic", "suspected", "excluded"]),
        area_code=st.sampled_from(["140109001", "140109002", "140105001", "110101001"]),
    ),
    max_size=40,
)


@given(ROWS, st.sampled_from(["onset", "report"]), st.none() | st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_nobody_is_dropped(rows, by, until) -> None:
    """Days, without a day, outside, no case and not yet known together are all rows; areas add up to the whole."""
    as_of = None if until is None else FIRST + timedelta(days=until)
    curve = curve_of(rows, by, as_of=as_of)
    without = curve.without_onset if by == "onset" else curve.without_report
    assert curve.total.sum() + without + curve.outside + curve.not_counted + curve.not_yet_known == len(rows)
    for digits in (2, 6, 9):
        parts = curves_by_area(rows, digits, by, as_of=as_of)
        assert sum(part.total.sum() for part in parts.values()) == curve.total.sum()
        assert all(part.days == curve.days for part in parts.values())
    here = curve_of(rows, by, area="1401", as_of=as_of)
    assert here.total.sum() == curves_by_area(rows, 4, by, as_of=as_of).get("1401", here).total.sum()


def test_each_chain_has_its_curve() -> None:
    """Two introductions have a curve each over the same days."""
    cases = [case(0, number=1), case(4, number=2), case(2, number=3)]
    pairs = chains_of(cases, [{"infector": "C1", "infectee": "C2"}]).pairs
    curves = curves_by_chain(cases, pairs)

    assert {name: curve.total.tolist() for name, curve in curves.items()} == {
        "C1": [1, 0, 0, 0, 1],
        "C3": [0, 0, 1, 0, 0],
    }


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9)), min_size=10, max_size=60))
@settings(max_examples=80, deadline=None)
def test_reporting_delays_agree_with_plain_loops(pairs) -> None:
    """The reverse hazards equal those of a second implementation."""
    as_of = FIRST + timedelta(days=12)
    known = [(onset, delay) for onset, delay in pairs if onset + delay <= 12]
    rows = [case(onset, onset + delay) for onset, delay in pairs]
    if len(known) < 10:
        with pytest.raises(MutongError):
            reporting_delay(rows, as_of)
        return
    found = reporting_delay(rows, as_of)
    shares = oracle.delay_shares([delay for _, delay in known], [12 - onset for onset, _ in known], 10)
    assert found.share == pytest.approx(shares)
    assert found.n + found.beyond == len(known)


def test_one_wrong_year_does_not_speak_for_the_rest() -> None:
    """An onset written a year too early is counted apart; the other days are corrected as without it."""
    rows = [case(day, day + day % 3) for day in range(30)]
    as_of = FIRST + timedelta(days=29)
    stray = reporting_delay([*rows, case(-365, 3)], as_of)
    assert (stray.beyond, stray.n) == (1, reporting_delay(rows, as_of).n)
    assert stray.share.tolist() == reporting_delay(rows, as_of).share.tolist()


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), min_size=10, max_size=60))
@settings(max_examples=60, deadline=None)
def test_the_nowcast_of_complete_data_is_the_data(pairs) -> None:
    """Once every delay has passed nothing is added and the interval is the count itself."""
    rows = [case(onset, onset + delay) for onset, delay in pairs]
    as_of = FIRST + timedelta(days=40)
    curve = curve_of(rows, last=FIRST + timedelta(days=20))
    found = nowcast(curve, reporting_delay(rows, as_of), as_of)

    for figure in (found.expected, found.low, found.high):
        assert figure.tolist() == curve.total.tolist()
    assert (found.missing.value, found.missing.high) == (0, 0)


def outbreak(seed: int) -> tuple[list[dict], np.ndarray]:
    """Cases of 40 days with delays of 0 to 10 days (mean 3), and how many fell ill each day."""
    chance = np.random.default_rng(seed)
    ill = chance.poisson(12 * np.exp(0.03 * np.arange(40)))
    rows = []
    for day, number in enumerate(ill.tolist()):
        for delay in np.minimum(chance.negative_binomial(2, 0.4, number), 10).tolist():
            rows.append(case(day, day + delay, len(rows)))
    return rows, ill


def test_a_planted_delay_is_found_and_the_interval_keeps_its_promise() -> None:
    """Cut off on day 39, shares are near the planted ones though the short delays are seen too often, and of 30
    outbreaks about 95 % of the true counts lie inside the interval; the raw counts would be far too low."""
    as_of, held, raw, expected, true = FIRST + timedelta(days=39), [], 0, 0.0, 0
    whole = np.cumsum([0.16, 0.192, 0.1728, 0.13824])
    for seed in range(30):
        rows, ill = outbreak(seed)
        delay = reporting_delay(rows, as_of)
        assert delay.share[:4] == pytest.approx(whole, abs=0.08)
        found = nowcast(curve_of(rows, as_of=as_of), delay, as_of, draws=1_000)
        recent = slice(-6, None)
        held += ((found.low <= ill) & (ill <= found.high))[recent].tolist()
        raw += int(found.reported[recent].sum())
        expected += float(found.expected[recent].sum())
        true += int(ill[recent].sum())
    assert 0.90 <= np.mean(held) <= 0.99
    assert expected == pytest.approx(true, rel=0.05)
    assert raw < 0.7 * true


def test_days_of_which_too_little_is_known_are_left_open() -> None:
    """Where hardly anything is reported yet the nowcast says nothing instead of a wild number."""
    rows = [case(day, day + 8) for day in range(20) for _ in range(3)]
    as_of = FIRST + timedelta(days=24)
    found = nowcast(curve_of(rows, as_of=as_of), reporting_delay(rows, as_of), as_of)

    assert np.isnan(found.expected[-8:]).all()
    assert not np.isnan(found.expected[:17]).any()


def test_a_report_before_onset_counts_as_no_delay() -> None:
    """Found by a test and ill later: the delay is 0, and how many there were is said."""
    rows = [case(5, 3)] * 2 + [case(5, 6)] * 9
    found = reporting_delay(rows, FIRST + timedelta(days=20))
    assert (found.before_onset, found.share_within(0)) == (2, pytest.approx(2 / 11))
    assert (found.share_within(1), found.share_within(-1)) == (1.0, 0.0)
