"""The situation put together: each figure from the right cases, and what is missing said."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.outbreak.reproduction import estimate_reproduction, gamma_interval, windows_of
from mutong.outbreak.situation import situation_of

FIRST = date(2022, 8, 1)


def case(number: int, onset: int, delay: int, **more) -> dict:
    """A local case of a county, ill and reported so many days after 1 August."""
    told = FIRST + timedelta(days=onset + delay)
    return {
        "case_id": f"C{number}",
        "person_id": f"P{number}",
        "classification": "confirmed",
        "date_onset": FIRST + timedelta(days=onset),
        "reported_at": datetime(told.year, told.month, told.day, 12, tzinfo=CHINA),
        "origin": "local",
        "outcome": None,
        "outcome_at": None,
        "area_code": "140109001001",
    } | more


@pytest.fixture(scope="module")
def outbreak() -> list[dict]:
    """An outbreak with R 1.6 for 30 days, delays of 0 to 4 days, deaths of one case in ten."""
    chance, weights = np.random.default_rng(11), gamma_interval(4.0, 2.0).over(31)
    ill = np.zeros(31)
    ill[0] = 6
    rows: list[dict] = []
    for day in range(31):
        if day:
            ill[day] = chance.poisson(1.6 * float(ill[:day] @ weights[day:0:-1]))
        for _ in range(int(ill[day])):
            died = chance.random() < 0.1
            rows.append(
                case(
                    len(rows), day, int(chance.integers(0, 5)),
                    outcome="died" if died else "recovered",
                    outcome_at=FIRST + timedelta(days=day + int(chance.integers(4, 9))),
                    origin="imported" if day == 0 else "local",
                    area_code="140109001001" if chance.random() < 0.7 else "140105002001",
                )
            )  # fmt: skip
    return rows


def figures(found) -> dict:
    """Figures by name."""
    return {one.name: one for one in found.figures}


def test_each_figure_is_the_one_asked_for(outbreak) -> None:
    """As of day 24: the curve ends there, R holds the planted value, fatality only counts deaths until then."""
    as_of = FIRST + timedelta(days=24)
    found = situation_of(outbreak, as_of=as_of, interval=gamma_interval(4.0, 2.0))
    seen = figures(found)
    known = [row for row in outbreak if row["reported_at"].date() <= as_of]

    assert found.curve.days[-1] == as_of
    assert seen["cases"].value == len(known) == found.curve.total.sum()
    assert seen["reproduction"].low < 1.6 < seen["reproduction"].high
    assert found.used_until < as_of
    assert seen["missing_reports"].low <= sum(
        row["date_onset"] <= as_of and row["reported_at"].date() > as_of for row in outbreak
    ) <= seen["missing_reports"].high  # fmt: skip
    died = sum(row["outcome"] == "died" and row["outcome_at"] <= as_of for row in known)
    assert seen["fatality"].value == pytest.approx(died / len(known))
    assert seen["fatality_corrected"].low < 0.1 < seen["fatality_corrected"].high
    assert seen["onset_to_report_mean"].low < 2.0 < seen["onset_to_report_mean"].high
    assert found.warnings == ()
    gap = (as_of - found.used_until).days
    assert len(found.forecast.day) == gap + 7
    assert all(one.low is None or one.low <= one.value <= one.high for one in found.figures)


def test_by_report_r_is_that_of_the_curve_itself(outbreak) -> None:
    """By report nothing is corrected: R equals the estimate on the counts of the curve."""
    found = situation_of(outbreak, by="report", interval=gamma_interval(4.0, 2.0))
    curve = found.curve
    plain = estimate_reproduction(
        curve.local, gamma_interval(4.0, 2.0), curve.imported, windows_of(len(curve.days))
    )
    assert found.nowcast is None
    assert found.reproduction.mean == pytest.approx(plain.mean)


def test_an_area_is_counted_by_itself(outbreak) -> None:
    """Areas add up to the whole; a code that fits nobody is refused."""
    whole, *parts = (
        figures(situation_of(outbreak, area=area, interval=gamma_interval(4.0, 2.0)))["cases"].value
        for area in ("1401", "140109", "140105")
    )
    assert whole == sum(parts)
    with pytest.raises(MutongError) as refused:
        situation_of(outbreak, area="99")
    assert refused.value.code == "no_cases"


def test_pairs_give_serial_interval_and_offspring() -> None:
    """From links come the serial interval, R, k and the proportion; without them and without --si R is missing."""
    chance = np.random.default_rng(3)
    rows, links, onsets = [], [], [0]
    for number in range(60):
        if number:
            infector = int(chance.integers(max(number - 12, 0), number))
            onsets.append(onsets[infector] + int(chance.integers(2, 7)))
            links.append({"infector": f"C{infector}", "infectee": f"C{number}"})
        rows.append(case(number, onsets[-1], int(chance.integers(0, 3))))
    found = situation_of(rows, links)
    seen = figures(found)

    assert seen["serial_interval_mean"].n == 59
    assert seen["serial_interval_mean"].value == pytest.approx(
        np.mean(
            [
                onsets[int(one["infectee"][1:])] - onsets[int(one["infector"][1:])]
                for one in links
            ]
        )
    )  # fmt: skip
    assert found.interval.mean == pytest.approx(seen["serial_interval_mean"].value)
    assert {"offspring_mean", "offspring_dispersion", "proportion_of_cases_80"} <= set(seen)
    assert "59 pairs" in found.notes[0].en + found.notes[-1].en

    bare = situation_of(rows)
    assert (bare.reproduction, bare.forecast) == (None, None)
    assert any("give a serial interval" in one.en for one in bare.warnings)


def test_links_to_cases_not_yet_reported_are_not_yet_known() -> None:
    """T6: as of a day a link to a later case says nothing, and nobody is called a stranger."""
    rows = [case(k, 2 * k, 1) for k in range(8)]
    links = [{"infector": f"C{k}", "infectee": f"C{k + 1}"} for k in range(7)]
    found = situation_of(rows, links, as_of=FIRST + timedelta(days=8), interval=gamma_interval(4.0, 2.0))
    assert figures(found)["cases"].value == 4
    assert not any("line list" in one.en for one in found.warnings)
