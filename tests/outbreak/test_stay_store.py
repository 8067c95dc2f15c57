"""The store of stays: answers as a plain scan does, survives a kill, notices damage."""

import subprocess
import sys
import textwrap
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.outbreak.stays import StayStore
from tests.outbreak.small_worlds import columns_of_rows

ROW = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from(["P1", "P2", "张三", "0012"]),
        "place_id": st.sampled_from(["L1", "L2", "面馆"]),
        "arrived_at": st.integers(0, 60),
        "left_at": st.none() | st.integers(0, 60),
        "seat": st.sampled_from([None, "T1", "T2"]),
        "certainty": st.sampled_from(["observed", "stated", "point"]),
        "radius_m": st.just(0.0),
    }
).map(lambda row: row | {"left_at": None if row["left_at"] is None else row["arrived_at"] + row["left_at"]})


def names(store: StayStore, stays) -> set:
    """Stays as (person, place, arrived, left)."""
    return {
        (store.people[p].decode(), store.places[q].decode(), a, e)
        for p, q, a, e in zip(
            stays.person, stays.place, stays.arrived.tolist(), stays.left.tolist(), strict=True
        )
    }


def possible_end(row: dict, rows: list[dict]) -> float:
    """The latest end a stay may have had; of rows that are one stay a known end wins over an unknown one."""
    one_stay = ("person_id", "place_id", "arrived_at", "seat")
    known = [
        max(one["left_at"], one["arrived_at"] + 1)
        for one in rows
        if one["left_at"] is not None and all(one[name] == row[name] for name in one_stay)
    ]
    if known:
        return max(known)
    later = [
        one["arrived_at"]
        for one in rows
        if one["person_id"] == row["person_id"]
        and one["place_id"] != row["place_id"]
        and one["arrived_at"] > row["arrived_at"]
    ]
    return min(later, default=float("inf"))


UNSAID = {"person_id": "P1", "seat": None, "certainty": "observed", "radius_m": 0.0, "left_at": None}
SAID_TWICE = [
    UNSAID | {"place_id": "L1", "arrived_at": 0},
    UNSAID | {"place_id": "L2", "arrived_at": 1},
    UNSAID | {"place_id": "L2", "arrived_at": 1, "left_at": 1},
]


@given(rows=st.lists(ROW, min_size=1, max_size=25), start=st.integers(0, 70), length=st.integers(1, 40))
@example(rows=SAID_TWICE, start=2, length=1)
@settings(max_examples=80, deadline=None)
def test_look_ups_agree_with_a_plain_scan(rows, start, length, tmp_path_factory) -> None:
    """By place and by person the store gives exactly the people whose stays may overlap the time asked for."""
    store = StayStore.build(tmp_path_factory.mktemp("store"), columns_of_rows(rows))
    end = start + length
    overlapping = [r for r in rows if r["arrived_at"] < end and possible_end(r, rows) > start]

    for place in {r["place_id"] for r in rows}:
        expected = {(r["person_id"], r["arrived_at"]) for r in overlapping if r["place_id"] == place}
        assert {(p, a) for p, _, a, _ in names(store, store.at_place(place, start, end))} == expected
    for person in {r["person_id"] for r in rows}:
        expected = {(r["place_id"], r["arrived_at"]) for r in overlapping if r["person_id"] == person}
        assert {(q, a) for _, q, a, _ in names(store, store.of_person(person, start, end))} == expected
    assert store.verify() == ()


@given(first=st.lists(ROW, min_size=1, max_size=12), second=st.lists(ROW, min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_appending_is_building_from_both(first, second, tmp_path_factory) -> None:
    """A store built and appended to is the store built at once; appending the same again changes nothing."""
    together = StayStore.build(tmp_path_factory.mktemp("both"), columns_of_rows(first + second))
    grown = StayStore.build(tmp_path_factory.mktemp("grown"), columns_of_rows(first))
    grown = grown.append(columns_of_rows(second))
    again = grown.append(columns_of_rows(second))

    everything = [s.rows(np.arange(len(s))) for s in (together, grown, again)]
    for name in ("arrived", "left", "ends_by", "seat", "certainty", "person", "place"):
        assert [getattr(one, name).tolist() for one in everything[1:]] == [
            getattr(everything[0], name).tolist()
        ] * 2


def test_of_two_ends_the_later_known_one_is_kept(tmp_path: Path) -> None:
    """One arrival reported three times is one stay: a known end beats none, the later beats the earlier."""
    rows = {
        "person_id": ["P1"] * 3, "place_id": ["L1"] * 3, "arrived_at": [100] * 3, "left_at": [200, -1, 300],
        "certainty": ["stated", "observed", "point"],
    }  # fmt: skip
    store = StayStore.build(tmp_path / "s", rows)
    stay = store.of_person("P1", 0, 1000)

    assert (len(store), stay.left.tolist(), stay.certainty.tolist()) == (1, [300], [0])


def test_a_stay_that_ends_before_it_starts_is_refused_and_the_old_store_stays(tmp_path: Path) -> None:
    """A wrong row stops the building with words that name it, and nothing of the old store is lost."""
    StayStore.build(tmp_path, {"person_id": ["P1"], "place_id": ["L1"], "arrived_at": [5], "left_at": [9]})

    with pytest.raises(MutongError) as refusal:
        StayStore.build(
            tmp_path, {"person_id": ["P1"], "place_id": ["L1"], "arrived_at": [5], "left_at": [4]}
        )

    assert refusal.value.code == "stay_ends_before_it_starts"
    assert "stay 1" in refusal.value.words.en
    assert len(StayStore(tmp_path)) == 1


def test_an_instant_without_a_zone_is_refused(tmp_path: Path) -> None:
    """T9: a naive instant is an error, never taken as local time."""
    naive = datetime(2022, 8, 22, 8)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        StayStore.build(tmp_path, {"person_id": ["P1"], "place_id": ["L1"], "arrived_at": [naive]})


def build_and_die(folder: Path) -> int:
    """Build a store in another process that is killed while it writes; gives its exit code."""
    script = f"""
        import os
        from mutong.outbreak.stays import StayStore
        sync, written = os.fsync, []
        def sync_some(file):
            written.append(1)
            if len(written) == 4:
                os.kill(os.getpid(), 9)
            sync(file)
        os.fsync = sync_some
        StayStore.build({str(folder)!r}, {{"person_id": ["P2"], "place_id": ["L2"], "arrived_at": [7]}})
    """
    return subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode


def test_a_kill_in_the_middle_leaves_the_old_store(tmp_path: Path) -> None:
    """A process killed while it writes leaves the store before, whole; the next writing sweeps up after it."""
    store = StayStore.build(tmp_path, {"person_id": ["P1"], "place_id": ["L1"], "arrived_at": [5]})

    assert build_and_die(tmp_path) == -9
    old = StayStore(tmp_path)
    assert (old.people.tolist(), old.verify()) == ([b"P1"], ())
    assert len(list(tmp_path.glob("v*"))) == 2
    new = store.append({"person_id": ["P3"], "place_id": ["L1"], "arrived_at": [6]})
    assert (len(new), len(list(tmp_path.glob("v*")))) == (2, 1)


def test_a_kill_in_the_first_building_leaves_no_folder(tmp_path: Path) -> None:
    """A first building that is killed leaves nothing that could be taken for a store, and can be run again."""
    folder = tmp_path / "stays"

    assert build_and_die(folder) == -9
    assert not folder.exists()
    store = StayStore.build(folder, {"person_id": ["P1"], "place_id": ["L1"], "arrived_at": [5]})
    assert (len(store), store.verify(), [p.name for p in tmp_path.iterdir()]) == (1, (), ["stays"])


def test_verify_names_an_altered_file(tmp_path: Path) -> None:
    """A store whose bytes changed after it was written is not called right."""
    StayStore.build(tmp_path, {"person_id": ["P1", "P2"], "place_id": ["L1", "L1"], "arrived_at": [5, 6]})
    seat_file = next(tmp_path.glob("v*/left.npy"))
    content = bytearray(seat_file.read_bytes())
    content[-1] ^= 1
    seat_file.write_bytes(content)

    problems = StayStore(tmp_path).verify()

    assert [("left" in one.en, "left" in one.zh) for one in problems] == [(True, True)]


def test_a_folder_without_a_store_is_refused_in_both_languages(tmp_path: Path) -> None:
    """Opening what is no store says so and says what to do."""
    with pytest.raises(MutongError) as refusal:
        StayStore(tmp_path)

    assert refusal.value.code == "no_array_store"
    assert "build" in refusal.value.words.en
    assert "建立" in refusal.value.words.zh


def test_expired_stays_are_gone_and_unknown_ends_stay(tmp_path: Path) -> None:
    """Retention drops what was surely over before the instant, and keeps a stay that may still last."""
    store = StayStore.build(
        tmp_path,
        {
            "person_id": ["P1", "P2", "P3"], "place_id": ["L1"] * 3, "arrived_at": [10, 10, 10],
            "left_at": [20, 99, -1],
        },
    ).expire(50)  # fmt: skip

    assert [store.people[code].decode() for code in store.at_place("L1", 0, 200).person] == ["P2", "P3"]
