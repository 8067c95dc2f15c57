"""A store built, extended and thinned out piece by piece is the store built at once, byte for byte."""

import itertools
import random
import threading
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.outbreak import stay_writing
from mutong.outbreak.stay_frames import stay_pieces
from mutong.outbreak.stays import StayStore
from mutong.tables.frames import read_table, write_table
from tests.outbreak.situations import at, stay
from tests.outbreak.small_worlds import columns_of_rows

DAY = 86_400


def random_stays(seed: int, size: int = 60) -> list[dict[str, object]]:
    """Stays with unknown ends, seats, doubles, overlaps and ids that look like numbers; instants in seconds."""
    draw = random.Random(seed)
    rows = []
    for _ in range(size):
        arrived = draw.randrange(0, 5 * DAY, 1800)
        rows.append(
            {
                "person_id": draw.choice(("007", "7", "07", "P1", "张三", "é")),
                "place_id": draw.choice(("L1", "01", "1", "面馆")),
                "arrived_at": arrived,
                "left_at": draw.choice((-1, arrived, arrived + 1800, arrived + 2 * DAY)),
                "seat": draw.choice((None, "", "T1", "01")),
                "certainty": draw.choice(("observed", "stated", "point")),
                "radius_m": draw.choice((None, 0.0, 30.0)),
            }
        )
    return rows + draw.sample(rows, size // 5)


def pieces_of(rows: list[dict[str, object]], cuts: list[int]):
    """The rows cut at these places, as columns."""
    edges = [0, *sorted(cut % (len(rows) + 1) for cut in cuts), len(rows)]
    for first, last in itertools.pairwise(edges):
        if first < last:
            yield columns_of_rows(rows[first:last])


def files_of(folder: Path) -> dict[str, bytes]:
    """The arrays of a store as they lie on disk."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("v*/*.npy"))}


@given(
    seed=st.integers(0, 10**6),
    cuts=st.lists(st.integers(0, 100), max_size=6),
    pile=st.sampled_from((1, 7, 10**6)),
)
@settings(max_examples=40, deadline=None)
def test_any_order_and_any_pieces_give_the_same_bytes(seed, cuts, pile, tmp_path_factory) -> None:
    """Shuffled rows, cut anywhere, sorted in piles of any size: the arrays on disk are the same to the byte."""
    rows = random_stays(seed)
    whole, other = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("other")
    StayStore.build(whole, columns_of_rows(rows))
    random.Random(seed).shuffle(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stay_writing, "PILE_ROWS", pile)
        store = StayStore.build(other, pieces_of(rows, cuts))

    assert files_of(other) == files_of(whole)
    assert store.verify() == ()


@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_days_appended_give_the_store_built_at_once(seed, tmp_path_factory) -> None:
    """A store that grows by a day at a time is, byte for byte, the store built from all days."""
    rows = random_stays(seed)
    whole, grown = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("grown")
    StayStore.build(whole, columns_of_rows(rows))
    of_day = [[row for row in rows if row["arrived_at"] // DAY == day] for day in range(5)]
    days = [columns_of_rows(some) for some in of_day if some]
    store = StayStore.build(grown, days[0])
    for day in days[1:]:
        store = store.append(day)

    assert files_of(grown) == files_of(whole)


@given(seed=st.integers(0, 10**6), before=st.integers(0, 6 * DAY))
@settings(max_examples=25, deadline=None)
def test_what_expires_is_as_if_it_had_never_been(seed, before, tmp_path_factory) -> None:
    """After expiry the store holds exactly what may have lasted until then, and no id of anybody else."""
    rows = random_stays(seed)
    folder, rest = tmp_path_factory.mktemp("store"), tmp_path_factory.mktemp("rest")
    store = StayStore.build(folder, columns_of_rows(rows))
    stays = store.rows(np.arange(len(store)))
    lasting = np.flatnonzero((stays.ends_by == -1) | (stays.ends_by >= before))
    kept = {
        "person_id": [store.people[k].decode() for k in stays.person[lasting]],
        "place_id": [store.places[k].decode() for k in stays.place[lasting]],
        "arrived_at": stays.arrived[lasting],
        "left_at": stays.left[lasting],
        "seat": [store.seats[k].decode() if k >= 0 else None for k in stays.seat[lasting]],
        "certainty": [("observed", "stated", "point")[k] for k in stays.certainty[lasting]],
        "radius_m": stays.radius[lasting],
    }
    store.expire(before)
    StayStore.build(rest, kept)

    assert files_of(folder) == files_of(rest)


def test_stays_of_one_person_that_overlap_are_both_kept(tmp_path: Path) -> None:
    """Nobody is in two places at once, but either may be true: both stay, and a double is counted as merged."""
    double = {"person_id": "007", "place_id": "L1", "arrived_at": 100, "left_at": 200}
    store = StayStore.build(tmp_path / "s", columns_of_rows([double, double | {"place_id": "L2"}, double]))

    assert (len(store), store.notes["taken"], store.notes["merged"]) == (2, 3, 1)
    assert [store.people[k] for k in store.at_place("L2", 0, 300).person] == [b"007"]


def test_the_future_and_the_unregistered_are_not_lost(tmp_path: Path) -> None:
    """The store keeps stays that begin after now and people it has never heard of: judging them is for others."""
    later = int((clock.now() + timedelta(days=3)).timestamp())
    store = StayStore.build(
        tmp_path / "s", {"person_id": ["nobody"], "place_id": ["L1"], "arrived_at": [later]}
    )

    assert len(store.of_person("nobody", later, later + 1)) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"person_id": None}, "id_missing"),
        ({"arrived_at": -1}, "stay_without_arrival"),
        ({"left_at": 50}, "stay_ends_before_it_starts"),
        ({"arrived_at": 1 << 33, "left_at": -1}, "stay_out_of_range"),
    ],
)
def test_a_fault_names_its_row_among_all_pieces(tmp_path: Path, row: dict, code: str) -> None:
    """The number of the first faulty row and how many there are count through all pieces; nothing is written."""
    right = {"person_id": "P", "place_id": "L", "arrived_at": 100, "left_at": 200}
    with pytest.raises(MutongError) as refusal:
        StayStore.build(
            tmp_path / "s", [columns_of_rows([right, right]), columns_of_rows([right | row, right | row])]
        )

    assert (refusal.value.code, "stay 3" in refusal.value.words.en) == (code, True)
    assert "2" in refusal.value.words.zh
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["take", "lay", "place", "person", "reach"])
def test_a_building_that_is_stopped_leaves_the_old_store(tmp_path: Path, step: str) -> None:
    """Ctrl-C in any step leaves the store before, and nothing of the half-written one."""
    old = StayStore.build(tmp_path / "s", columns_of_rows(random_stays(1)))

    def stop(at_step: str, done: int, in_all: int) -> None:
        if at_step == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        StayStore.build(tmp_path / "s", columns_of_rows(random_stays(2)), stop)

    assert len(list((tmp_path / "s").glob("v*"))) == 1
    assert (len(StayStore(tmp_path / "s")), StayStore(tmp_path / "s").verify()) == (len(old), ())


def test_two_appends_at_once_both_land(tmp_path: Path) -> None:
    """Whoever writes second starts from what the first has written."""
    folder = tmp_path / "s"
    StayStore.build(folder, columns_of_rows(random_stays(0)))
    before = len(StayStore(folder))
    threads = [
        threading.Thread(
            target=StayStore(folder).append,
            args=({"person_id": [f"new{k}"], "place_id": ["L1"], "arrived_at": [5]},),
        )
        for k in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(StayStore(folder)) == before + 3


def some_rows() -> list[dict[str, object]]:
    """Checked rows of table stays, one of them twice with another end."""
    rows = [
        stay("0012", "noodles", "19 12:00", "19 13:00", "T05", source="log"),
        stay("12", "noodles", "19 12:00", None, source="log"),
        stay("0012", "shop", "19 14:00", "19 14:20", source="log", certainty="point", radius_m=30.0),
    ]
    return [*rows, rows[1] | {"left_at": at("19 12:30")}]


@pytest.mark.parametrize("name", ["stays.csv", "stays.parquet", "stays.xlsx"])
def test_files_of_every_kind_give_the_same_store(tmp_path: Path, name: str) -> None:
    """CSV, Parquet and a workbook with the same rows become the same store; a row that comes twice is put together."""
    write_table(some_rows(), "stays", tmp_path / name)
    store = StayStore.build(tmp_path / "s", stay_pieces(tmp_path / name))
    StayStore.build(tmp_path / "rows", columns_of_rows(some_rows()))

    assert files_of(tmp_path / "s") == files_of(tmp_path / "rows")
    assert (len(store), store.people.tolist()) == (3, [b"0012", b"12"])


def test_a_csv_that_is_not_plain_is_read_carefully(tmp_path: Path) -> None:
    """Instants without a zone are read as an import reads them, though the fast reader cannot."""
    text = "person_id,place_id,arrived_at,certainty,source\n0012,L1,2022-08-19 12:00,stated,log\n"
    (tmp_path / "stays.csv").write_text(text, encoding="utf-8")
    store = StayStore.build(tmp_path / "s", stay_pieces(tmp_path / "stays.csv"))

    assert store.of_person("0012", 0, 1 << 31).arrived.tolist() == [int(at("19 12:00").timestamp())]


def test_a_wrong_row_in_a_file_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    """A file with a stay from the future is refused with the number of such rows, as read_table refuses it."""
    later = clock.now() + timedelta(days=2)
    write_table(
        [*some_rows(), stay("x", "shop", "19 14:00", None) | {"arrived_at": later, "source": "log"}],
        "stays",
        tmp_path / "a.csv",
    )
    with pytest.raises(MutongError) as refusal:
        StayStore.build(tmp_path / "s", stay_pieces(tmp_path / "a.csv"))
    with pytest.raises(MutongError) as other:
        read_table(tmp_path / "a.csv", "stays")

    assert (refusal.value.code, other.value.code) == ("bad_rows", "bad_rows")
    assert not (tmp_path / "s").exists()


def test_an_older_layout_is_refused(tmp_path: Path) -> None:
    """A store another version wrote is not misread: it says to build it again."""
    StayStore.build(tmp_path, columns_of_rows(random_stays(3)))
    contents = next(tmp_path.glob("v*/contents.json"))
    contents.write_text(
        contents.read_text(encoding="utf-8").replace('"layout": 2', '"layout": 1'), encoding="utf-8"
    )

    with pytest.raises(MutongError) as refusal:
        StayStore(tmp_path)
    assert refusal.value.code == "store_of_old_layout"
