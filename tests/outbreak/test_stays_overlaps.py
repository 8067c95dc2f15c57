"""The two ways through a run of stays, and the orders and sets that tracing is made of."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.outbreak import overlap_loops
from mutong.outbreak.causes import BitSets
from mutong.outbreak.overlaps import by_numpy, overlapping_stays
from mutong.outbreak.row_order import order_by
from mutong.outbreak.stays import StayStore
from mutong.standards.compiled.compiling import numba_is_here
from tests.outbreak.small_worlds import columns_of_rows
from tests.outbreak.test_stays_in_pieces import DAY, random_stays


def queries(store: StayStore, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places and times to ask for."""
    draw = np.random.default_rng(seed)
    start = draw.integers(0, 6 * DAY, 20)
    return draw.integers(0, len(store.places), 20), start, start + draw.integers(1, DAY, 20)


def by_plain_loop(store: StayStore, low: np.ndarray, high: np.ndarray, start: np.ndarray) -> tuple:
    """The loop for the compiler, run by Python."""
    most = int((high - low).sum())
    which, row, ends = (np.empty(most, dtype=np.int64) for _ in range(3))
    count = np.zeros(1, dtype=np.int64)
    opened = [store.arrays[name] for name in ("left", "open_rows", "open_ends")]
    overlap_loops.run(0, len(low), low, high, start, *opened, which, row, ends, count)
    return tuple(one[: count[0]] for one in (which, row, ends))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_the_loop_gives_what_numpy_gives(seed, tmp_path_factory) -> None:
    """The loop and NumPy find the same rows in the same order, with the same latest ends."""
    store = StayStore.build(tmp_path_factory.mktemp("s"), columns_of_rows(random_stays(seed)))
    place, start, end = queries(store, seed)
    low, high = store.ranges_at(place, start, end)

    for one, other in zip(
        by_numpy(store, low, high, start), by_plain_loop(store, low, high, start), strict=True
    ):
        assert one.tolist() == other.tolist()


@pytest.mark.skipif(not numba_is_here(), reason="needs numba (extra: fast)")
def test_compiled_and_not_give_the_same_stays(tmp_path: Path) -> None:
    """With numba and without, every column of the stays that overlap is the same."""
    store = StayStore.build(tmp_path / "s", columns_of_rows(random_stays(5, 400)))
    found = [overlapping_stays(store, *queries(store, 5), compiled=compiled) for compiled in (False, True)]

    assert len(found[0][0]) > 100
    assert found[0][0].tolist() == found[1][0].tolist()
    for name, column in vars(found[0][1]).items():
        assert column.tolist() == getattr(found[1][1], name).tolist(), name


@given(
    columns=st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(-3, 1 << 40) | st.integers(0, 3), min_size=width, max_size=width),
            max_size=30,
        )
    )
)
@settings(max_examples=80, deadline=None)
def test_rows_are_put_in_the_order_of_all_columns(columns) -> None:
    """However many bits the columns take, rows come in the order that Python's tuples have."""
    width = len(columns[0]) if columns else 1
    arrays = [np.array([row[k] for row in columns], dtype=np.int64) for k in range(width)]

    assert [columns[k] for k in order_by(arrays)] == sorted(columns)


def test_sets_may_have_more_names_than_a_machine_word_has_bits() -> None:
    """A pack with a hundred causes keeps every one of them."""
    names = [f"cause{k}" for k in range(100)]
    sets = BitSets(names)
    both = np.bitwise_or.reduceat(
        sets.where(
            np.array([True, True]), np.array([sets.set_of((n,)) for n in ("cause99", "cause3")], sets.kind)
        ),
        [0],
    )

    assert sets.names_in(both[0]) == ["cause3", "cause99"]
    assert BitSets(names[:5]).kind is np.int64
