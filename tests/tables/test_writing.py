"""Rows into files and back; rejects; frames."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mutong.kernel import clock
from mutong.kernel.errors import MutongError, Problem
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.tables.cells import clean_text, formula_safe
from mutong.tables.frames import (
    MISSING_DAY,
    MISSING_INSTANT,
    coded_texts_of,
    columns_of,
    days_of,
    frame_of,
    instants_of,
    numbers_of,
    read_register,
    read_table,
    rows_of,
    texts_of,
    write_table,
)
from mutong.tables.merging import merge_by_key
from mutong.tables.reading import open_table
from mutong.tables.rejects import REJECT_COLUMNS, RejectsWriter
from mutong.tables.remedies import CellRefused
from mutong.tables.schema import load_schema
from mutong.tables.writing import TableWriter

QUIET = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)
IDS = st.text("0123456789eE+-.ABab_甲", min_size=1, max_size=8).filter(lambda t: t not in ("-", "--"))


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


@QUIET
@example("''=x", "parquet")
@example("''=x", "csv")
@given(TEXT, st.sampled_from(["csv", "parquet"]))
def test_any_text_round_trips(tmp_path: Path, text: str, ending: str) -> None:
    """Any text, formulas, quotes, apostrophes and line breaks included, is read back as it was, trimmed."""
    try:
        wanted = clean_text(formula_safe(text.strip())) or None
    except CellRefused:
        return
    path = tmp_path / f"people.{ending}"
    write_table([{"person_id": "1", "name": wanted}, {"person_id": "2", "name": "木桶"}], "people", path)
    assert read_table(tmp_path, "people")["name"].to_list() == [wanted, "木桶"]
    assert [r["name"] for r in open_table(path, "people").read_all().rows] == [wanted, "木桶"]
    path.unlink()


@QUIET
@given(st.lists(IDS, unique=True, min_size=1, max_size=6))
def test_ids_round_trip(tmp_path: Path, ids: list[str]) -> None:
    """Ids that look like numbers, dates or formulas are the same text after CSV and xlsx."""
    ids = [i for i in ids if clean_text(i)]
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"people.{ending}"
        with TableWriter(load_schema("people"), path) as writer:
            writer.write({"person_id": i} for i in ids)
        batch = open_table(path, "people").read_all()
        lost = {p.row for p in batch.problems if p.code == "excel_lost_digits"}
        assert [r["person_id"] for r in batch.rows] == [i for n, i in enumerate(ids, 2) if n not in lost]


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("-2+3+cmd", "'-2+3+cmd"), ("+a", "'+a"), ("'=x", "''=x"), ("-5", "-5"),
     ("+86 138 0000", "+86 138 0000"), ("-1,234.5", "-1,234.5"), ("a=b", "a=b"), ("it's", "it's")],
)  # fmt: skip
def test_formulas_are_disarmed_and_numbers_left(text: str, safe: str) -> None:
    """What a spreadsheet would run gets an apostrophe, what is a number does not, and reading takes it off."""
    assert formula_safe(text) == safe
    assert clean_text(safe) == text


def test_rejects_file(tmp_path: Path) -> None:
    """The rejects file has the declared columns, Excel's mark and disarmed cells; without rejects it is not there."""
    path = tmp_path / "rejects.csv"
    path.write_text("of an earlier run")
    with RejectsWriter(path, "zh"):
        pass
    assert not path.exists()
    with RejectsWriter(path, "zh") as rejects:
        rejects.write([Problem("甲.csv", "", 3, "name", "=cmd()", "x", Words("改一下", "mend it"))])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        heading, row = csv.reader(lines)
    assert tuple(heading) == REJECT_COLUMNS
    assert row == ["甲.csv", "", "3", "name", "'=cmd()", "x", "改一下"]


ROWS = [
    {
        "person_id": f"P{i}",
        "place_id": "R",
        "arrived_at": datetime(2022, 8, 20, 10, tzinfo=CHINA) + timedelta(minutes=i, microseconds=i),
        "left_at": None,
        "seat": None if i % 2 else "=T",
        "certainty": "observed",
        "radius_m": None if i == 1 else i / 4,
        "source": "log",
    }
    for i in range(4)
]


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_tables_round_trip_as_rows_and_frames(tmp_path: Path, ending: str) -> None:
    """Rows and the frame of the same rows make files that are read as that frame, from the file and the folder."""
    frame = frame_of(ROWS, "stays")
    for given_rows in (ROWS, frame):
        path = tmp_path / f"stays.{ending}"
        assert write_table(given_rows, "stays", path) == 4
        assert read_table(path, "stays").equals(frame)
    if ending != "xlsx":
        assert read_table(tmp_path, "stays").equals(frame)
        assert list(read_register(tmp_path)) == ["stays"]
    assert [r["arrived_at"] for r in rows_of(frame)] == [r["arrived_at"] for r in ROWS]


def test_rows_and_frames_write_the_same_bytes(tmp_path: Path) -> None:
    """The fast writer and the careful one agree to the byte."""
    write_table(ROWS, "stays", tmp_path / "a.csv")
    write_table(frame_of(ROWS, "stays"), "stays", tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_frames_as_arrays() -> None:
    """Columns come out as arrays with a mark of their own for what is missing."""
    frame = frame_of(ROWS, "stays")
    assert list(texts_of(frame, "seat")) == ["=T", None, "=T", None]
    assert (
        numbers_of(frame, "radius_m")[0] == 0
        and numbers_of(frame, "radius_m")[1] != numbers_of(frame, "radius_m")[1]
    )
    assert instants_of(frame, "left_at")[0] == MISSING_INSTANT
    assert instants_of(frame, "arrived_at")[1] == int(ROWS[1]["arrived_at"].timestamp()) * 1_000_000 + 1
    people = frame_of([{"person_id": "1", "birth_date": date(1970, 1, 11)}, {"person_id": "2"}], "people")
    assert list(days_of(people, "birth_date")) == [10, MISSING_DAY]
    index, words = coded_texts_of(
        frame_of([{"seat": "b"}, {}, {"seat": "a"}, {"seat": "b"}], "stays"), "seat"
    )
    assert (list(index), list(words)) == ([1, -1, 0, 1], ["a", "b"])
    assert columns_of(people)["person_id"] == ["1", "2"]


PLAIN = "person_id,place_id,arrived_at,left_at,certainty,source\n"


@pytest.mark.parametrize(
    "line",
    [
        "P,R,2022-08-20T10:00:00+08:00,2022-08-20T09:00:00+08:00,observed,x",
        "P,R,2022-08-30T10:00:00+08:00,,observed,x",
        "P,R,yesterday,,observed,x",
        "P,R,2022-08-20T10:00:00+08:00,,seen,x",
        ",R,2022-08-20T10:00:00+08:00,,observed,x",
        "P,R,2022-08-20T10:00:00+08:00,,observed,x\nP,R,2022-08-20T10:00:00+08:00,,observed,x",
    ],
)
def test_the_fast_way_in_refuses_what_the_careful_one_does(tmp_path: Path, line: str) -> None:
    """A plain file with one wrong cell, row or key is refused with its row and remedy, not read as it is."""
    path = tmp_path / "stays.csv"
    path.write_text(PLAIN + line + "\n")
    with pytest.raises(MutongError) as refused:
        read_table(path, "stays")
    assert refused.value.code == "bad_rows" and "stays.csv" in refused.value.words.zh


@pytest.mark.parametrize(
    "line", ["Ｐ１,R,2022/8/20 10:00,,有记录,x", " P1 ,R,2022-08-20T10:00:00+08:00,,observed,x"]
)
def test_the_fast_way_in_leaves_doubt_to_the_careful_one(tmp_path: Path, line: str) -> None:
    """A file that a person wrote is read as an import would read it."""
    path = tmp_path / "stays.csv"
    path.write_text(PLAIN + line + "\n")
    frame = read_table(path, "stays")
    assert frame["person_id"][0] == "P1"
    assert frame["arrived_at"][0] == datetime(2022, 8, 20, 10, tzinfo=CHINA)


def test_missing_table_is_named(tmp_path: Path) -> None:
    """A register without a table says which; where that is allowed, the table is empty with its columns."""
    with pytest.raises(MutongError) as refused:
        read_table(tmp_path, "people")
    assert refused.value.code == "table_missing"
    empty = read_table(tmp_path, "people", missing_ok=True)
    assert len(empty) == 0 and tuple(empty.columns) == load_schema("people").names


def test_failed_writing_leaves_no_file(tmp_path: Path) -> None:
    """A writer that is left by an error leaves the earlier file as it was."""
    path = tmp_path / "people.csv"
    write_table([{"person_id": "1"}], "people", path)
    before = path.read_bytes()
    with pytest.raises(RuntimeError), TableWriter(load_schema("people"), path) as writer:
        writer.write([{"person_id": "2"}])
        raise RuntimeError
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz")),
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz")),
)
def test_merge_is_a_dictionary_update(old: dict[str, str], new: dict[str, str]) -> None:
    """Merging by key gives what updating a dictionary gives, and counts every incoming row once."""

    def frame(names: dict[str, str]) -> object:
        return frame_of([{"person_id": k, "name": v} for k, v in names.items()], "people")

    merged = merge_by_key(frame(old), frame(new), "people")
    assert {r["person_id"]: r["name"] for r in rows_of(merged.frame)} == old | new
    assert merged.added == len(new.keys() - old.keys())
    assert merged.unchanged == sum(old.get(k) == v for k, v in new.items())
    assert merged.added + merged.changed + merged.unchanged == len(new)
