"""The compiled loops of tracing find what the columns find: the same people, classes, reasons, order and crowds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.outbreak import (
    compiled_judging,
    compiled_meetings,
    judging_loops,
    meeting_loops,
    strictest,
    strictest_loops,
)
from mutong.outbreak.loops import Loop
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import Traced, trace_contacts
from mutong.outbreak.tracing_loops import LOOPS, load_loops
from mutong.standards.compiled.compiling import numba_is_here
from tests.outbreak.small_worlds import AS_OF, columns_of_rows, random_world
from tests.outbreak.test_trace_against_oracle import SETTINGS, prepared

PLAIN = (
    (compiled_meetings.LOOP, meeting_loops.run),
    (compiled_judging.LOOP, judging_loops.run),
    (strictest.LOOP, strictest_loops.run),
)


@contextmanager
def with_loops(loops: tuple[tuple[Loop, Callable[..., None]], ...]) -> Iterator[None]:
    """These loops in use however few rows there are, and as before afterwards; none of them: only columns."""
    every = [compiled_meetings.LOOP, compiled_judging.LOOP, strictest.LOOP]
    before = [loop._run for loop in every]
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (compiled_meetings, "COMPILED_FROM"), (compiled_judging, "COMPILED_FROM"), (strictest, "COMPILED_FROM"),
        ):  # fmt: skip
            patch.setattr(module, name, 1)
        for loop in every:
            loop.forget()
        for loop, run in loops:
            loop._run = run
        try:
            yield
        finally:
            for loop, run in zip(every, before, strict=True):
                loop._run = run


def traced(name: str, seed: int, degrees: int, folder: Path) -> Traced:
    """A random world traced by the rules of a pack."""
    rules, world = prepared(name)[0], random_world(seed)
    store = StayStore.build(folder, columns_of_rows(world["stays"]))
    return trace_contacts(
        world["cases"], store, world["places"], world["memberships"], rules, AS_OF, degrees,
        columns_of_rows(world["encounters"]), relations=world["relations"],
    )  # fmt: skip


def told(found: Traced) -> tuple:
    """All that is told, to be compared: rows in their order, reasons and missing facts among them, and warnings."""
    return (
        found.rows,
        found.warnings,
        [(one.case_id, one.place_id, one.people, one.slices) for one in found.crowds],
    )


@pytest.mark.parametrize("name", SETTINGS)
@given(seed=st.integers(0, 10**9), degrees=st.sampled_from((1, 2, 2)))
@settings(max_examples=25, deadline=None)
def test_the_loops_find_what_the_columns_find(name: str, seed: int, degrees: int, tmp_path_factory) -> None:
    """Run by Python, each loop gives on random worlds what whole columns give."""
    with with_loops(()):
        by_columns = told(traced(name, seed, degrees, tmp_path_factory.mktemp("s")))
    with with_loops(PLAIN):
        by_loops = told(traced(name, seed, degrees, tmp_path_factory.mktemp("s")))

    assert by_loops == by_columns


@pytest.mark.skipif(not numba_is_here(), reason="needs numba (extra: fast)")
def test_compiled_they_find_the_same(tmp_path: Path) -> None:
    """What numba makes of the loops gives the same as the columns, in the words of the table."""
    load_loops()
    compiled = tuple((loop, loop._run) for loop in LOOPS if loop in dict(PLAIN))
    assert len(compiled) == 3
    for number, name in enumerate(SETTINGS):
        for seed in range(12):
            with with_loops(compiled):
                one = told(traced(name, seed, 2, tmp_path / f"a{number}.{seed}"))
            with with_loops(()):
                assert one == told(traced(name, seed, 2, tmp_path / f"b{number}.{seed}"))


def test_little_room_gives_the_same_meetings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the room for meetings is too small they come in parts, and nobody is lost between two."""
    whole = []
    for room in (1, 131_208):
        monkeypatch.setattr(compiled_meetings, "ROOM", room)
        with with_loops(PLAIN):
            whole.append(told(traced("chosen", 11, 2, tmp_path / str(room))))

    assert len(whole[0][0]) > 10
    assert whole[0] == whole[1]


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 4), st.integers(0, 3), st.integers(0, 2), st.integers(0, 5)
        ),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=200, deadline=None)
def test_the_strictest_are_the_same_either_way(rows: list[tuple[int, ...]]) -> None:
    """Case, person, how strict, verdict and end at random: the rows kept are those that sorting keeps."""
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]

    by_columns = strictest.by_columns(*columns, 4)
    assert strictest.by_loop(*columns, 4, run=strictest_loops.run).tolist() == by_columns.tolist()
    for case, person in {row[:2] for row in rows}:
        here = [k for k, row in enumerate(rows) if row[:2] == (case, person)]
        sure = [rows[k][2] for k in here if rows[k][3] == 2]
        kept = [rows[k] for k in here if by_columns[k]]
        assert all(row[2] == min(sure) for row in kept if row[3] == 2)
        assert not sure or any(row[3] == 2 for row in kept)
