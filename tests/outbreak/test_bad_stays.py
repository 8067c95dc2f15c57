"""Stays that cannot be used: each named with its remedy, counted, listed; the good ones stay."""

import argparse
import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.cli import outbreak_commands
from mutong.kernel.errors import MutongError
from mutong.outbreak.stay_frames import stay_pieces
from mutong.outbreak.stays import StayStore
from mutong.tables import table_pieces
from mutong.tables.table_pieces import LeftOut

HEADING = "person_id,place_id,arrived_at,left_at,certainty,source"
GOOD = "0012,L1,2022-08-01T10:00:00+08:00,2022-08-01T11:00:00+08:00,observed,log"
WRONG = {
    "P3,L1,2099-08-01T10:10:00+08:00,,observed,log": ("arrived_at", "in_future"),
    "P5,L1,1986-05-04 02:30,1986-05-04 05:00,observed,log": ("arrived_at", "instant_skipped"),
    "P6,L1,1986-09-14 01:30,1986-09-14 05:00,observed,log": ("arrived_at", "instant_twice"),
    "P8,,2022-08-01 10:10,,observed,log": ("place_id", "required_missing"),
    "P9,L1,2022-08-02T10:10:00+08:00,2022-08-01T11:00:00+08:00,observed,log": (
        "left_at",
        "ends_before_start",
    ),
}


def build(folder: Path, lines: list[str]) -> tuple[StayStore, LeftOut, list[dict[str, str]]]:
    """A store built from lines of CSV, what was left out, and the rejects file's rows."""
    path = folder / "stays.csv"
    path.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    rejects = folder / "rejects.csv"
    with LeftOut(rejects, "en") as left_out:
        store = StayStore.build(folder / "store", stay_pieces(path, None, left_out))
    if not rejects.exists():
        return store, left_out, []
    with rejects.open(encoding="utf-8-sig", newline="") as text:
        return store, left_out, list(csv.DictReader(text))


def test_each_wrong_row_is_named_and_the_good_ones_stay(tmp_path: Path) -> None:
    """Row, column, value, code and remedy of each; two good rows before, between and after."""
    store, left_out, rejects = build(tmp_path, [GOOD, *WRONG, GOOD.replace("0012", "12")])
    assert (len(store), left_out.rows) == (2, len(WRONG))
    assert store.people.tolist() == [b"0012", b"12"]
    found = [(int(r["row"]), r["column"], r["code"]) for r in rejects]
    assert found == [(i, *fault) for i, fault in enumerate(WRONG.values(), 3)]
    assert all(row["value"] or row["code"] == "required_missing" for row in rejects)
    assert all(row["remedy"] and row["file"] == "stays.csv" for row in rejects)


def test_a_row_of_another_length_is_left_out_too(tmp_path: Path) -> None:
    """The fast reader gives up on the file there; what it had read is not taken twice."""
    store, left_out, rejects = build(tmp_path, [GOOD, f"{GOOD},extra", GOOD.replace("0012", "P2")])
    assert (len(store), store.notes["taken"], left_out.rows) == (2, 2, 1)
    assert [(r["row"], r["code"]) for r in rejects] == [("3", "extra_cells")]


def test_summer_time_and_mixed_zones_are_one_instant_each(tmp_path: Path) -> None:
    """No zone in July 1986 is nine hours ahead; a zone that is written holds; both kinds are told."""
    lines = [
        "A,L1,1986-07-01 10:00,,observed,log",
        "B,L1,1986-07-01T10:00:00+08:00,,observed,log",
        "C,L1,1986-09-14T01:30:00+09:00,,observed,log",
        "D,L1,1986-09-14T01:30:00+08:00,,observed,log",
        "E,L1,2022-07-01T10:00:00Z,,observed,log",
    ]
    store, left_out, _ = build(tmp_path, lines)
    instants = {name: int(store.of_person(name, 0, 1 << 32).arrived[0]) for name in "ABCDE"}
    utc = {
        "A": datetime(1986, 7, 1, 1, tzinfo=UTC),
        "B": datetime(1986, 7, 1, 2, tzinfo=UTC),
        "C": datetime(1986, 9, 13, 16, 30, tzinfo=UTC),
        "D": datetime(1986, 9, 13, 17, 30, tzinfo=UTC),
        "E": datetime(2022, 7, 1, 10, tzinfo=UTC),
    }
    assert instants == {name: int(at.timestamp()) for name, at in utc.items()}
    assert left_out.notes and "1" in left_out.notes[0].en


def test_ids_keep_their_zeros_and_whole_numbers_lose_their_points(tmp_path: Path) -> None:
    """0012 and 12 are two people in CSV; 12 as a number of Parquet, whole or with decimals, is the id 12."""
    arrived = datetime(2022, 8, 1, 2, tzinfo=UTC)
    for name, ids in {"int": [12, 7], "float": [12.0, 7.0]}.items():
        frame = pl.DataFrame({"person_id": ids, "place_id": ["L1"] * 2, "arrived_at": [arrived] * 2})
        frame.with_columns(certainty=pl.lit("observed"), source=pl.lit("log")).write_parquet(
            tmp_path / f"{name}.parquet"
        )
        store = StayStore.build(tmp_path / name, stay_pieces(tmp_path / f"{name}.parquet"))
        assert store.people.tolist() == [b"12", b"7"], name


@given(st.lists(st.sampled_from([GOOD, *WRONG]), max_size=12), st.integers(1, 5))
@settings(max_examples=20, deadline=None)
def test_rows_in_are_rows_taken_and_rows_left_out(tmp_path_factory, lines: list[str], piece: int) -> None:
    """However the file is cut into pieces, every row is in the store or in the rejects file, and in one only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_pieces, "PIECE_ROWS", piece)
        store, left_out, rejects = build(tmp_path_factory.mktemp("s"), lines)
    good = lines.count(GOOD)
    assert (store.notes["taken"], left_out.rows) == (good, len(lines) - good)
    assert [int(r["row"]) for r in rejects] == [i for i, line in enumerate(lines, 2) if line != GOOD]


def test_nobody_who_keeps_them_means_the_file_is_refused(tmp_path: Path) -> None:
    """Without a place for wrong rows nothing is built, and the refusal counts them."""
    path = tmp_path / "stays.csv"
    path.write_text("\n".join([HEADING, GOOD, *WRONG]), encoding="utf-8")
    with pytest.raises(MutongError) as refused:
        StayStore.build(tmp_path / "store", stay_pieces(path))
    assert refused.value.code == "bad_rows" and str(len(WRONG)) in refused.value.words.en
    assert not (tmp_path / "store").exists()


def test_the_command_counts_lists_and_names_whom_the_register_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 with rows left out, all of them in STORE.rejects.csv; unknown people and places are told and kept."""
    (tmp_path / "stays.csv").write_text("\n".join([HEADING, GOOD, *WRONG]) + "\n", encoding="utf-8")
    (tmp_path / "people.csv").write_text("person_id\n12\n", encoding="utf-8")
    (tmp_path / "places.csv").write_text("place_id,name,kind,area_code\nL1,店,shop,14\n", encoding="utf-8")
    parser = argparse.ArgumentParser()
    outbreak_commands.add_commands(parser.add_subparsers())
    words = [
        "stays",
        "build",
        tmp_path / "stays.csv",
        tmp_path / "s",
        "--register",
        tmp_path,
        "--json",
        "--lang",
        "en",
    ]
    options = parser.parse_args([str(word) for word in words])
    assert options.run(options) == 1
    said = capsys.readouterr()
    counts = json.loads(said.out)
    assert {name: counts[name] for name in ("stays", "taken", "left_out", "unknown_people", "unknown_places")} == {
        "stays": 1, "taken": 1, "left_out": 5, "unknown_people": 1, "unknown_places": 0,
    }  # fmt: skip
    assert counts["rejects_file"] == str(tmp_path / "s.rejects.csv")
    assert "0012" in said.err and "row 3 arrived_at" in said.err
