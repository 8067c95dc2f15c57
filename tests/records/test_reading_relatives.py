"""Reading a part of the register: whoever is related to it comes along."""

from datetime import date

import pytest

from mutong.records.access import system_viewer
from mutong.records.landing.land import land_rows
from mutong.workflows.screening import read_snapshot
from tests.records.small_register import GRID_ONE, PURPOSE, rows_of

pytestmark = pytest.mark.database
SYSTEM = system_viewer()


def test_relatives_come_along_with_a_household(register: None) -> None:
    """Reading one household brings its relatives' households of the area along, and is about that household only."""
    living = ("living", date(2020, 1, 1))
    tables = {
        "households": rows_of("household_id area_code", ("H5", GRID_ONE), ("H6", GRID_ONE)),
        "people": rows_of("person_id area_code", ("P5", GRID_ONE), ("P6", GRID_ONE)),
        "memberships": rows_of(
            "person_id household_id kind valid_from", ("P5", "H5", *living), ("P6", "H6", *living)
        ),
        "relations": rows_of(
            "person_id other_id kind valid_from",
            ("P1", "P5", "parent", date(2020, 1, 1)),
            ("P1", "P9", "parent", date(2020, 1, 1)),
        ),
    }
    for table, rows in tables.items():
        assert land_rows(SYSTEM, table, rows, purpose=PURPOSE).new == len(rows)

    found = read_snapshot(SYSTEM, GRID_ONE, household_ids=["H1"], purpose=PURPOSE)

    ids = found.ids("person")
    parents = [ids[other] if other >= 0 else None for other in found.related("parents")[1]]
    assert set(found.ids("household")) == {"H1", "H5"}
    assert list(found.ids("household")[found.asked("household")]) == ["H1"]
    assert sorted(parents, key=str) == [None, "P5"]
