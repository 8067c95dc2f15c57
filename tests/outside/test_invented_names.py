"""Invented places held against the real townships, villages and communities of Shanxi."""

import csv
import os
from pathlib import Path

import pytest

from mutong.worlds.areas import area_rows, load_cities, load_counties
from mutong.worlds.homes import FULL_GRIDS
from mutong.worlds.names import COMMUNITIES, SUB_DISTRICT, TOWNSHIP, VILLAGE

FOLDER = Path(os.environ.get("MUTONG_OUTSIDE_DATA") or Path(__file__).parents[3] / "shared" / "data")
REAL = FOLDER / "shanxi_admin"

pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(not REAL.is_dir(), reason=f"no outside data: {REAL} is absent"),
]


def _real(file: str) -> list[dict[str, str]]:
    with (REAL / file).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_no_invented_name_or_code_is_real() -> None:
    """No township, village or community of Shanxi bears an invented name or a code of the sample."""
    real = _real("streets_140000_shanxi.csv") + _real("villages_140000_shanxi.csv")
    invented = [SUB_DISTRICT[1][:2], TOWNSHIP[1][:2], VILLAGE[1][:2], *COMMUNITIES]
    codes = {row[0] for row in area_rows(FULL_GRIDS, community_only=False) if len(row[0]) > 6}

    assert [name for name in invented if any(name in row["name"] for row in real)] == []
    assert not codes & {row["code"] for row in real}


def test_counties_and_cities_are_those_there_are() -> None:
    """The county codes in use are among the published ones, each in its city."""
    published = {row["areaCode"] for row in _real("streets_140000_shanxi.csv")}
    counties = load_counties()

    assert {c["code"] for c in counties} <= published
    assert {c["city_code"] for c in counties} == {c["code"] for c in load_cities()}
    assert len(counties) == 117
