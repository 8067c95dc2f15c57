"""The tree of areas."""

import pytest

from mutong.register.areas import areas_below, check_areas, covers, path_to_top
from mutong.register.references import check_references, references_of


def area(code: str, level: str, parent: str | None) -> dict[str, object]:
    return {"area_code": code, "level": level, "parent_code": parent}


TREE = [
    area("140109901001005", "grid", "140109901001"),
    area("14", "province", None),
    area("1401", "city", "14"),
    area("140109", "county", "1401"),
    area("140109901", "township", "140109"),
    area("140109901001", "community", "140109901"),
    area("140106", "county", "1401"),
]


def test_a_tree_in_any_order_stands() -> None:
    """Areas come in any order; the whole tree is accepted, down to the grid."""
    assert check_areas(TREE) == check_areas(TREE[::-1]) == []


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (area("140108", "county", "1499"), "area_without_parent"),
        (area("140108", "county", None), "area_parent_missing"),
        (area("140108", "county", "140109901"), "area_level_order"),
        (area("110108", "county", "1401"), "area_code_prefix"),
        (area("14010", "county", "1401"), "area_code_length"),
        (area("14010A", "county", "1401"), "area_code_length"),
    ],
)
def test_areas_that_cannot_stand(broken: dict[str, object], code: str) -> None:
    """No parent, wrong order, foreign prefix or wrong length: refused with its reason; areas under it too."""
    below = area(f"{broken['area_code']}001", "township", str(broken["area_code"]))
    faults = check_areas([below, broken], TREE)
    assert [(f.index, f.code) for f in faults if f.index == 1] == [(1, code)]
    assert {f.index for f in faults} == {0, 1}


def test_covers_by_code() -> None:
    """An area covers itself and what is below it, in short and in six-digit form, and nothing beside it."""
    assert covers("1401", "140109901001005") and covers("140100", "140109") and covers("140000", "1401")
    assert covers("140109", "140109")
    assert not covers("140109", "1401") and not covers("140106", "140109") and not covers("", "14")


def test_areas_below_follow_the_parents() -> None:
    """The areas below a county are those whose chain of parents leads to it."""
    assert areas_below("140109", TREE) == ["140109901001005", "140109", "140109901", "140109901001"]
    assert areas_below("9", TREE) == []
    parents = {str(r["area_code"]): r["parent_code"] for r in TREE}
    assert path_to_top("140109901", parents) == ["140109901", "140109", "1401", "14"]


def test_references() -> None:
    """An id that no row has is found; empty ones and tables that are not there are not judged."""
    rows = [
        {"person_id": "P1", "household_id": "H9"},
        {"person_id": "P2", "household_id": "H1"},
        {"person_id": None, "household_id": "H1"},
    ]
    faults = check_references(rows, "memberships", {"people.person_id": {"P1"}})
    assert [(f.index, f.column, f.code) for f in faults] == [(1, "person_id", "unknown_reference")]
    assert references_of("memberships")["household_id"] == "households.household_id"
