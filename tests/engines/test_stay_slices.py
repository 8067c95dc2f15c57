"""Tracing on slices fetched from elsewhere finds what tracing on a store of all stays finds."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.outbreak.stay_slices import trace_from_source
from mutong.outbreak.stays import StayStore
from mutong.outbreak.time_spans import PlaceSpans
from mutong.outbreak.trace import Traced, trace_contacts
from mutong.tables.frames import Frame
from tests.engines.contact_worlds import Tables, stay_frame, worlds_side_by_side
from tests.outbreak.situations import PLACES, case, stay
from tests.outbreak.small_worlds import AS_OF, columns_of_rows
from tests.outbreak.test_trace_against_oracle import prepared


class PlainStays:
    """Rows of table stays, looked through one by one; it counts what it gives away."""

    def __init__(self, rows: Sequence[dict[str, object]]) -> None:
        self.rows = rows
        self.given: set[int] = set()

    def _give(self, kept: list[int]) -> Frame:
        self.given |= set(kept)
        return stay_frame([self.rows[k] for k in kept])

    def of_people(self, people: Sequence[str], since: np.ndarray) -> Frame:
        """As the protocol says."""
        wanted = dict(zip(people, since.tolist(), strict=True))
        return self._give(
            [
                k
                for k, row in enumerate(self.rows)
                if row["arrived_at"].timestamp() >= wanted.get(row["person_id"], np.inf)
            ]
        )

    def at_places(self, places: Sequence[str], since: np.ndarray, until: np.ndarray) -> Frame:
        """As the protocol says."""
        spans = list(zip(places, since.tolist(), until.tolist(), strict=True))
        kept = []
        for k, row in enumerate(self.rows):
            arrived = row["arrived_at"].timestamp()
            left = np.inf if row["left_at"] is None else max(row["left_at"].timestamp(), arrived + 1)
            if any(row["place_id"] == place and arrived < to and left > start for place, start, to in spans):
                kept.append(k)
        return self._give(kept)


def both(world: Tables, name: str, degrees: int) -> tuple[Traced, Traced, PlainStays]:
    """Traced in a store of everything, traced on slices, and the source of the slices."""
    rules, *_ = prepared(name)
    more = {
        "degrees": degrees,
        "encounters": columns_of_rows(world["encounters"]) if world["encounters"] else None,
        "relations": world["relations"],
    }
    source = PlainStays(world["stays"])
    with tempfile.TemporaryDirectory() as folder:
        store = StayStore.build(Path(folder) / "all", columns_of_rows(world["stays"]))
        given = world["cases"], world["places"], world["memberships"], rules, AS_OF
        whole = trace_contacts(given[0], store, *given[1:], **more)
        sliced = trace_from_source(given[0], source, *given[1:], Path(folder), **more)
    return whole, sliced, source


@pytest.mark.parametrize(("name", "most"), [("chosen", 3), ("null", 3), ("other disease", 2)])
@given(seed=st.integers(0, 10**6), degrees=st.integers(1, 3))
@settings(max_examples=10, deadline=None)
def test_slices_give_the_same_contacts(name: str, most: int, seed: int, degrees: int) -> None:
    """Row for row, in the same order, with the same reasons and warnings, whatever the number of degrees."""
    world = worlds_side_by_side(range(seed, seed + 4))
    whole, sliced, _ = both(world, name, min(degrees, most))

    assert sliced.rows == whole.rows
    assert sliced.warnings == whole.warnings


@pytest.mark.parametrize(
    ("neighbours", "found"),
    [
        (
            [
                stay("next", "class3", "19 09:00", "19 10:00", certainty="point", radius_m=50.0),
                stay("next", "class3", "19 09:00", "19 09:20"),
            ],
            {("next", "yes")},
        ),
        (
            [stay("next", "class3", "19 09:00", None), stay("next", "class3", "19 09:00", "19 09:20")],
            set(),
        ),
        ([stay("next", "class3", "19 09:00", None), stay("next", "shop", "19 09:20", "19 09:25")], set()),
        (
            [stay("next", "class3", "19 09:00", None), stay("next", "shop", "19 09:40", "19 10:25")],
            {("next", "unknown")},
        ),
    ],
    ids=["sure in one row", "over in one row", "elsewhere before", "elsewhere later"],
)
def test_what_one_row_leaves_open_another_tells(
    neighbours: list[dict[str, object]], found: set[tuple[str, str]]
) -> None:
    """The row that settles a stay is fetched though it does not overlap the case's own stay."""
    world: Tables = {
        "cases": [case()], "places": PLACES, "memberships": [], "encounters": [], "relations": [],
        "stays": [stay("ill", "class3", "19 09:30", "19 10:00"), *neighbours],
    }  # fmt: skip
    whole, sliced, _ = both(world, "chosen", 1)

    assert {(row["person_id"], row["verdict"]) for row in sliced} == found
    assert sliced.rows == whole.rows


def test_only_a_part_is_fetched() -> None:
    """Of sixty people's stays those of a case's contacts are fetched, not everybody's, and never none."""
    world = worlds_side_by_side(range(6), people=60, stays=200)
    world["cases"] = [world["cases"][0] | {"classification": "confirmed"}]
    _, _, source = both(world, "chosen", 1)

    assert 0 < len(source.given) < len(world["stays"]) / 4


@given(
    first=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(0, 9)), max_size=8),
    second=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(0, 9)), max_size=8),
)
def test_spans_hold_what_their_seconds_hold(first: list[tuple], second: list[tuple]) -> None:
    """Joined spans hold exactly the spans all of whose seconds were in one of those put in."""

    def columns(spans: list[tuple]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        places = np.array([place.encode() for place, _, _ in spans], dtype="S1")
        start = np.array([one for _, one, _ in spans], dtype=np.int64)
        return places, start, start + np.array([size + 1 for *_, size in spans], dtype=np.int64)

    found = PlaceSpans().joined(*columns(first[:4])).joined(*columns(first[4:]))
    seconds = {(place, at) for place, start, size in first for at in range(start, start + size + 1)}

    assert found.hold(*columns(second)).tolist() == [
        all((place, at) in seconds for at in range(start, start + size + 1)) for place, start, size in second
    ]
    assert (found.start[1:] > found.end[:-1])[found.place[1:] == found.place[:-1]].all()
