"""A process that traces often makes ready for it where there are many stays, and only there."""

from pathlib import Path

import pytest

from mutong.outbreak.stays import StayStore
from mutong.outbreak.tracing_loops import LOOPS
from mutong.records.outbreak.told_store import stays_folder
from mutong.standards.compiled.compiling import numba_is_here
from mutong.workflows import quick_tracing
from tests.outbreak.small_worlds import columns_of_rows, random_world


@pytest.fixture
def stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StayStore:
    """A few stays in the register's own store."""
    monkeypatch.setenv("MUTONG_VAR", str(tmp_path))
    return StayStore.build(stays_folder(), columns_of_rows(random_world(1)["stays"]))


def test_few_stays_or_none_need_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stays) -> None:
    """Without a store, and with a small one, nothing is loaded."""
    assert len(stays) > 0
    assert quick_tracing.get_ready_to_trace() is False
    monkeypatch.setenv("MUTONG_VAR", str(tmp_path / "empty"))
    assert quick_tracing.get_ready_to_trace() is False


@pytest.mark.skipif(not numba_is_here(), reason="needs numba (extra: fast)")
def test_many_stays_load_the_loops(stays, monkeypatch: pytest.MonkeyPatch) -> None:
    """With as many as are called many, every loop can be called without waiting for a compiler."""
    monkeypatch.setattr(quick_tracing, "MANY_STAYS", len(stays))

    assert quick_tracing.get_ready_to_trace() is True
    assert all(loop.loaded for loop in LOOPS)
