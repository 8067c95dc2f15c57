"""Reproduction numbers against tables that the R package EpiEstim 3.0.0 wrote."""

import csv
from pathlib import Path

import numpy as np
import pytest

from mutong.cli.main import main
from mutong.outbreak.reproduction import (
    SerialInterval,
    discretised_gamma,
    estimate_case_reproduction,
    estimate_reproduction,
    gamma_interval,
    given_interval,
)
from tests.outside.folder import outside

pytestmark = pytest.mark.outside
FIGURES = {
    "mean": "Mean(R)",
    "sd": "Std(R)",
    "q025": "Quantile.0.025(R)",
    "median": "Median(R)",
    "q975": "Quantile.0.975(R)",
}


def column(file: str, name: str) -> list[float]:
    """A column of one of the files."""
    with outside("epiestim", file).open(encoding="utf-8", newline="") as lines:
        return [float(row[name]) for row in csv.DictReader(lines)]


def flu_interval() -> SerialInterval:
    """The serial interval given with the influenza data."""
    return given_interval(column("Flu2009__si_distr.csv", "value"))


CORI = [
    ("Flu2009__incidence.csv", "I", "Flu2009__si_distr.csv", "REF_Flu2009_R_nonparam_win7.csv"),
    ("Flu2009__incidence.csv", "I", "2.6,1.5", "REF_Flu2009_R_parametric_2.6_1.5.csv"),
    ("SARS2003__incidence.csv", "value", "SARS2003__si_distr.csv", "REF_SARS2003_R_nonparam_win7.csv"),
]


@pytest.mark.parametrize(("incidence", "heading", "interval", "reference"), CORI)
def test_cori_equals_epiestim(incidence: str, heading: str, interval: str, reference: str) -> None:
    """Every window, and every figure of it, equals the reference to 1e-9: given and parametric serial intervals."""
    given = gamma_interval(2.6, 1.5) if "," in interval else given_interval(column(interval, "value"))
    found = estimate_reproduction(column(incidence, heading), given)

    assert found.t_start.tolist() == column(reference, "t_start")
    assert found.t_end.tolist() == column(reference, "t_end")
    for name, theirs in FIGURES.items():
        assert getattr(found, name) == pytest.approx(column(reference, theirs), abs=1e-9), name


def test_the_discretised_serial_interval_equals_epiestim() -> None:
    """`discr_si` with mean 2.6 and sd 1.5, day by day (the reference pads its last day with 0)."""
    theirs = column("REF_discr_si_2.6_1.5.csv", "w")
    assert discretised_gamma(2.6, 1.5, 32) == pytest.approx(theirs[:32], abs=1e-12)


def test_wallinga_teunis_equals_epiestim_as_far_as_it_is_not_drawn() -> None:
    """Means equal to 1e-9. Sd and quantiles of the reference come from simulated trees: the exact sd lies within 10 %
    of theirs, and exact quantiles within two infected people."""
    cases = column("Flu2009__incidence.csv", "I")
    found = estimate_case_reproduction(cases, flu_interval())
    reference = "REF_Flu2009_WallingaTeunis.csv"

    assert found.t_start.tolist() == column(reference, "t_start")
    assert found.mean == pytest.approx(column(reference, "Mean(R)"), abs=1e-9)
    assert found.sd == pytest.approx(column(reference, "Std(R)"), rel=0.11)
    assert (np.abs(found.sd / column(reference, "Std(R)") - 1)).mean() < 0.03
    for name in ("q025", "q975"):
        off = np.abs(getattr(found, name) - column(reference, FIGURES[name])) * found.cases
        assert off.max() < 2.001 and off.mean() < 0.3, name


@pytest.mark.parametrize(("incidence", "heading", "interval", "reference"), CORI)
def test_the_command_writes_the_reference(
    tmp_path: Path, incidence: str, heading: str, interval: str, reference: str
) -> None:
    """`mutong rt` reads the package's own files and writes its table, to 1e-6."""
    si = interval if "," in interval else str(outside("epiestim", interval))
    out = tmp_path / "rt.csv"
    assert main(["rt", "--incidence", str(outside("epiestim", incidence)), "--si", si, "-o", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [int(row["t_start"]) for row in rows] == column(reference, "t_start")
    for name, theirs in FIGURES.items():
        assert [float(row[name]) for row in rows] == pytest.approx(column(reference, theirs), abs=1e-6)
