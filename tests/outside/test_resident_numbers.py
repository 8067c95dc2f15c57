"""Resident numbers held against cases that nobody in the project made."""

import csv
import os
from pathlib import Path

import pytest

from mutong.register.resident_number import check_resident_number, sex_of

FOLDER = Path(os.environ.get("MUTONG_OUTSIDE_DATA") or Path(__file__).parents[3] / "shared" / "data")
CASES = FOLDER / "id_gb11643" / "id_cases.csv"
FAULTS = {"bad_checksum": "resident_number_check", "bad_date": "resident_number_date"}

pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(not CASES.is_file(), reason=f"no outside data: {CASES} is absent"),
]


def test_every_case_has_the_expected_verdict() -> None:
    """All 81 cases, valid and broken, give exactly the verdict of the file; a retired area code refuses nobody."""
    with CASES.open(encoding="utf-8", newline="") as lines:
        cases = list(csv.DictReader(lines))
    assert len(cases) == 81
    for case in cases:
        checked = check_resident_number(case["id"])
        expected = () if case["expected"].startswith("valid") else tuple(case["expected"].split("+"))
        assert set(checked.faults) == {FAULTS[word] for word in expected}, case
        if not checked.faults:
            assert checked.number == case["id"].upper()
            assert sex_of(checked.number) == {"F": "female", "M": "male"}[case["sex_from_17th_digit"]]
