"""Clusters: how many cases in which days, counted from the events of an area and held against the packs' thresholds."""

from datetime import date

import pytest

from mutong.standards.derived.deriving import derive_for_areas
from mutong.standards.pack import load_packs
from mutong.standards.parameters import parameters_of
from tests.standards.registers import PACKS

COUNTY = "140109"
# pack, derived fact, kind of event, class, threshold, days of the window
CLUSTERS = [
    ("cn-covid-9", "infections_of_week", "case_in_area", "", "cluster_cases", "cluster_days", (2, 7)),
    ("cn-dengue", "dengue_cases_of_week", "case_in_area", "dengue", "cluster_cases", "cluster_days", (5, 7)),
    ("cn-cholera", "suspected_cholera_of_week", "suspected_case_in_area", "cholera", "cluster_cases",
     "cluster_days", (2, 7)),
    ("cn-influenza", "ili_of_week", "ili_in_unit", "", "cluster_cases", "cluster_days", (10, 7)),
]  # fmt: skip
EACH = pytest.mark.parametrize(("pack", "fact", "kind", "of_class", "cases", "days", "wanted"), CLUSTERS)


def counted(pack: str, fact: str, kind: str, of_class: str, days: list[int], *, whole: bool = True):
    """How many such events on these days of August 2022 are counted on the 22nd: at least and at most."""
    length = len(days)
    events = {
        "event_id": [f"E{n}" for n in range(length)],
        "subject_kind": ["area"] * length,
        "subject_id": [COUNTY] * length,
        "kind": [kind] * length,
        "at": [f"2022-08-{day:02d}T10:00+08:00" for day in days],
        "recorded_at": [f"2022-08-{day:02d}T11:00+08:00" for day in days],
        "class": [of_class or None] * length,
    }
    complete = {
        "fact": [f"events:{kind}"],
        "area_code": ["0"],
        "valid_from": ["1900-01-01"],
        "recorded_at": ["1900-01-01T00:00+08:00"],
    }
    column = derive_for_areas(
        [COUNTY], load_packs(PACKS, [pack]), events, complete if whole else None, on=date(2022, 8, 22)
    )[f"{pack}:{fact}"]
    return column.low[0], column.high[0]


@EACH
def test_the_threshold_is_that_of_the_pack(pack, fact, kind, of_class, cases, days, wanted) -> None:
    """Each pack's number of cases and days is what its source says: 2 in 7, 5 in 7, 2 in 7, 10 in 7."""
    numbers = parameters_of(load_packs(PACKS, [pack]), None, date(2022, 8, 22), date(2022, 8, 22), COUNTY)

    assert (numbers[cases].value, numbers[days].value) == wanted


@EACH
def test_cases_are_counted_within_the_window(pack, fact, kind, of_class, cases, days, wanted) -> None:
    """Cases on the first and last of the seven days reach it; one a day earlier does not."""
    threshold = wanted[0]

    assert counted(pack, fact, kind, of_class, [16] + [22] * (threshold - 1)) == (threshold, threshold)
    assert counted(pack, fact, kind, of_class, [15] + [22] * (threshold - 1)) == (
        threshold - 1,
        threshold - 1,
    )


@EACH
def test_a_record_that_is_not_whole_leaves_the_count_open_above(
    pack, fact, kind, of_class, cases, days, wanted
) -> None:
    """T1: what is on record is the least there was; without a complete source nobody says that there were no more."""
    low, high = counted(pack, fact, kind, of_class, [22], whole=False)

    assert low == 1 and high > wanted[0]
