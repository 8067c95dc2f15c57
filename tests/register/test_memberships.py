"""One living household a day, one hukou household a day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mutong.register.memberships import check_memberships, living_on

DAY = date(2022, 1, 1)


def row(
    person: str, household: str, start: int, end: int | None = None, kind: str = "living"
) -> dict[str, object]:
    return {
        "person_id": person,
        "household_id": household,
        "kind": kind,
        "valid_from": DAY + timedelta(days=start),
        "valid_to": None if end is None else DAY + timedelta(days=end),
    }


def test_two_living_households_on_one_day() -> None:
    """The second of two living households on one day is refused, naming both, the day and the way out."""
    (fault,) = check_memberships([row("P", "A", 0), row("P", "B", 5)])
    assert (fault.index, fault.code) == (1, "two_living_households")
    assert all(word in fault.remedy.en for word in ("P", "A", "B", "2022-01-06"))


def test_living_and_hukou_may_differ() -> None:
    """A person lives in one household and is registered in another."""
    assert check_memberships([row("P", "A", 0), row("P", "B", 0, kind="hukou")]) == []


def test_a_move_on_one_day_is_no_overlap() -> None:
    """One household ends on the day on which the next begins."""
    assert check_memberships([row("P", "A", 0, 5), row("P", "B", 5)]) == []


def test_overlap_with_itself_and_two_hukou() -> None:
    """Two overlapping periods of one household, and two hukou households, are refused under their own codes."""
    faults = check_memberships(
        [
            row("P", "A", 0, 9),
            row("P", "A", 5),
            row("Q", "A", 0, kind="hukou"),
            row("Q", "B", 0, kind="hukou"),
        ]
    )
    assert [(f.index, f.code) for f in faults] == [
        (1, "overlapping_memberships"),
        (3, "two_hukou_households"),
    ]


def test_ending_an_old_membership_in_the_same_file() -> None:
    """A file may end the old household and begin the new one, in any order of its rows."""
    old = [row("P", "A", 0)]
    ended, new = row("P", "A", 0, 5), row("P", "B", 5)
    assert check_memberships([new, ended], old) == check_memberships([ended, new], old) == []
    assert [f.index for f in check_memberships([new], old)] == [0]


def test_a_refused_change_keeps_the_old_row_in_force() -> None:
    """When the change that would make room is refused itself, what counted on it is refused too."""
    old = [row("P", "A", 0, 10), row("P", "C", 20)]
    widened, between = row("P", "A", 0, 30), row("P", "B", 8, 12)
    assert [f.index for f in check_memberships([widened, between], old)] == [0, 1]


@given(
    st.lists(
        st.tuples(st.sampled_from("PQ"), st.sampled_from("AB"), st.integers(0, 12), st.integers(1, 9)),
        max_size=8,
    ),
    st.lists(
        st.tuples(st.sampled_from("PQ"), st.sampled_from("AB"), st.integers(0, 12), st.integers(1, 9)),
        max_size=8,
    ),
)
def test_what_stands_never_overlaps(before: list[tuple], coming: list[tuple]) -> None:
    """Whatever was there in order and whatever comes: after the refusals nobody lives in two households on a day."""

    def rows(parts: list[tuple]) -> list[dict[str, object]]:
        keyed = {(p, h, a): row(p, h, a, a + n) for p, h, a, n in parts}
        return list(keyed.values())

    old = rows(before)
    old = [r for i, r in enumerate(old) if i not in {f.index for f in check_memberships(old)}]
    new = rows(coming)
    refused = {f.index for f in check_memberships(new, old)}
    standing = {(r["person_id"], r["household_id"], r["valid_from"]): r for r in old}
    standing |= {
        (r["person_id"], r["household_id"], r["valid_from"]): r for i, r in enumerate(new) if i not in refused
    }
    for n in range(25):
        day = DAY + timedelta(days=n)
        homes = [p for people in living_on(standing.values(), day).values() for p in people]
        assert len(homes) == len(set(homes))
