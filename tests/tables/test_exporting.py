"""Exports: whole or not at all, sealed with count and checksum, read back the same, in small memory."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.tables.decoding import content_digest
from mutong.tables.export_seal import check_seal, seal_path
from mutong.tables.exporting import export_frames, frames_of_rows
from mutong.tables.frames import Frame, read_table, rows_of
from mutong.tables.reading import open_table


def places(size: int) -> list[dict[str, object]]:
    """Rows of table places; one name looks like a formula, one id begins with zeros."""
    return [
        {
            "place_id": f"{i:05d}",
            "name": "=1+1" if i == 1 else f"场所{i}",
            "kind": "shop",
            "area_code": "140109",
            "longitude": 112.5 if i % 2 else None,
        }
        for i in range(size)
    ]


def pieces(rows: list[dict[str, object]], size: int) -> Iterator[Frame]:
    """The rows as frames of a few rows each."""
    for first in range(0, len(rows), size):
        yield from frames_of_rows(rows[first : first + size], "places")


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_what_is_exported_in_pieces_reads_back_and_is_sealed(tmp_path: Path, kind: str) -> None:
    """Ten pieces become one file with the rows in order, and the seal tells its rows and bytes."""
    rows = places(101)
    path = tmp_path / f"places.{kind}"
    seal = export_frames(pieces(rows, 11), "places", path, by="test", filters={"area": "140109"})
    back = rows_of(read_table(path, "places"))

    assert [row["place_id"] for row in back] == [row["place_id"] for row in rows]
    assert (back[1]["name"], back[0]["longitude"], back[1]["longitude"]) == ("=1+1", None, 112.5)
    assert (seal.rows, seal.sha256, seal.bytes) == (101, content_digest(path), path.stat().st_size)
    assert json.loads(seal_path(path).read_text(encoding="utf-8"))["filters"] == {"area": "140109"}
    assert check_seal(path) == (seal, ())
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, seal_path(path).name]


def test_labels_are_for_people_and_can_be_imported(tmp_path: Path) -> None:
    """With a language headings and codes are words; the file still reads as the table."""
    path = tmp_path / "places.csv"
    export_frames(pieces(places(3), 2), "places", path, by="test", lang="zh")
    assert path.read_text(encoding="utf-8-sig").startswith("场所编号,名称,类别")
    assert [row["kind"] for row in open_table(path, "places").read_all().rows] == ["shop"] * 3


def test_an_empty_table_has_its_headings_and_no_rows(tmp_path: Path) -> None:
    """Nothing to export is a file with headings, sealed with 0 rows."""
    seal = export_frames(iter(()), "places", tmp_path / "places.csv", by="test")
    assert seal.rows == 0 and (tmp_path / "places.csv").read_text(encoding="utf-8").startswith("place_id,")


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_left_by_an_error_there_is_what_was_there_before(tmp_path: Path, kind: str) -> None:
    """The reading fails half way: the earlier file and its seal stay as they were, and nothing half lies about."""
    path = tmp_path / f"places.{kind}"
    export_frames(pieces(places(5), 5), "places", path, by="test")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def broken() -> Iterator[Frame]:
        yield from pieces(places(40), 10)
        raise OSError("the database went away")

    with pytest.raises(OSError):
        export_frames(broken(), "places", path, by="test")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_killed_export_leaves_no_file_under_its_name(tmp_path: Path) -> None:
    """Killed while writing, no file has the final name; run again, it comes out whole and clears the rest."""
    path = tmp_path / "places.csv"
    script = (
        "import time\n"
        "from mutong.tables.exporting import export_frames, frames_of_rows\n"
        "row = {'place_id': '1', 'name': 'x', 'kind': 'shop', 'area_code': '14'}\n"
        "def frames():\n"
        "    yield from frames_of_rows([row], 'places')\n"
        f"    open({str(tmp_path / 'begun')!r}, 'w').close()\n"
        "    time.sleep(600)\n"
        f"export_frames(frames(), 'places', {str(path)!r}, by='test')\n"
    )
    run = subprocess.Popen([sys.executable, "-c", script])
    try:
        while not (tmp_path / "begun").exists():
            assert run.poll() is None
            time.sleep(0.05)
    finally:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    assert not path.exists() and not seal_path(path).exists()
    (tmp_path / "begun").unlink()
    assert export_frames(pieces(places(3), 1), "places", path, by="test").rows == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["places.csv", "places.csv.seal.json"]


def test_a_workbook_too_long_is_refused_before_it_is_begun(tmp_path: Path) -> None:
    """With the number of rows known, nothing is read; the refusal names the limit and the way out."""

    def never() -> Iterator[Frame]:
        raise AssertionError("nothing is to be read")
        yield

    with pytest.raises(MutongError) as refused:
        export_frames(never(), "places", tmp_path / "p.xlsx", by="test", rows=1_048_576)
    assert refused.value.code == "too_many_rows" and "1,048,575" in refused.value.words.en
    assert list(tmp_path.iterdir()) == []


def test_the_seal_tells_what_was_altered(tmp_path: Path) -> None:
    """Cut short, altered, without a seal, with a broken one: each in its own words."""
    path = tmp_path / "places.csv"
    export_frames(pieces(places(9), 4), "places", path, by="test")
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert "cut short" in check_seal(path)[1][0].en
    path.write_bytes(whole.replace(b"shop", b"yard", 1))
    assert "not as it was exported" in check_seal(path)[1][0].en
    seal_path(path).write_text("{}", encoding="utf-8")
    for code, prepare in (("seal_broken", lambda: None), ("seal_missing", seal_path(path).unlink)):
        prepare()
        with pytest.raises(MutongError) as refused:
            check_seal(path)
        assert refused.value.code == code
