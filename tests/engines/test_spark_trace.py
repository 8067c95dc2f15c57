"""Tracing on Spark finds what tracing on arrays finds, row for row, and leaves the stays where they are."""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from mutong.cli import outbreak_commands
from mutong.kernel.errors import MutongError
from mutong.outbreak.stay_slices import trace_from_source
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import trace_contacts
from mutong.tables.frames import Frame, write_table
from mutong.tables.spark_groups import spark_session
from mutong.tables.spark_plans import rows_stay_where_they_are, steps_above_scan
from mutong.tables.spark_stays import spark_stays
from tests.engines.contact_worlds import stay_frame, worlds_side_by_side
from tests.outbreak.situations import PLACES, case, lives, stay
from tests.outbreak.small_worlds import AS_OF, columns_of_rows
from tests.outbreak.test_trace_against_oracle import prepared


@pytest.fixture(scope="module")
def spark() -> Iterator[object]:
    """One session for all tests here: starting it takes longer than they do."""
    pytest.importorskip("pyspark", reason="the optional extra spark")
    with spark_session() as session:
        yield session


def laid_down(frame: Frame, folder: Path, parts: int = 3) -> Path:
    """Table stays as a folder of Parquet parts, some of them in folders of their own."""
    for number in range(parts):
        path = folder / f"part={number % 2}" / f"{number}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        frame[number::parts].write_parquet(path)
    (folder / "_SUCCESS").touch()
    return folder


@pytest.mark.spark
@pytest.mark.slow
def test_spark_finds_what_arrays_find(spark: object, tmp_path: Path) -> None:
    """On thirty random worlds at once the contacts of both degrees are the same rows in the same order."""
    world = worlds_side_by_side(range(30))
    rules, *_ = prepared("chosen")
    more = {
        "degrees": 2,
        "encounters": columns_of_rows(world["encounters"]),
        "relations": world["relations"],
    }
    store = StayStore.build(tmp_path / "all", columns_of_rows(world["stays"]))
    whole = trace_contacts(world["cases"], store, world["places"], world["memberships"], rules, AS_OF, **more)
    folder = laid_down(stay_frame(world["stays"]), tmp_path / "stays.parquet")
    with spark_stays(folder, tmp_path) as stays:
        sliced = trace_from_source(
            world["cases"], stays, world["places"], world["memberships"], rules, AS_OF, tmp_path, **more
        )

    assert len(whole) > 200
    assert {row["degree"] for row in whole} == {1, 2}
    assert sliced.rows == whole.rows
    assert sliced.warnings == whole.warnings
    assert stays.rows == len(world["stays"])
    assert len(stays.plans) >= 4
    for plan in stays.plans:
        above = _lines_above_the_scan(plan)
        assert [line for line in above if "Exchange" in line or "Sort" in line] == []
        assert any("BroadcastHashJoin" in line and "BuildRight" in line for line in above)
        assert rows_stay_where_they_are(plan)


def _lines_above_the_scan(plan: str) -> list[str]:
    """The lines of a plan that the rows of the file go through: each line less deep than all below it so far."""
    lines = plan.splitlines()
    at = next(k for k, line in enumerate(lines) if "FileScan" in line)
    depth, found = len(re.match(r"[\s:+-]*", lines[at])[0]), []
    for line in reversed(lines[:at]):
        this = len(re.match(r"[\s:+-]*", line)[0])
        if this < depth and not line.startswith("=="):
            depth = this
            found.append(line)
    return found


@pytest.mark.spark
@pytest.mark.slow
def test_the_command_writes_the_same_file(spark: object, tmp_path: Path) -> None:
    """`mutong trace --engine spark` on a folder of parts writes contacts.csv as arrays do, byte for byte."""
    rows = [
        stay("ill", "bus9", "19 09:00", "19 10:00", "1A"),
        stay("rider", "bus9", "19 09:30", None, "9C"),
        stay("ill", "class3", "20 09:00", "20 17:00"),
        stay("pupil", "class3", "20 09:00", "20 17:00"),
        stay("pupil", "office", "21 09:00", "21 17:00"),
        stay("clerk", "office", "21 09:00", "21 17:00"),
    ]
    frame = stay_frame(rows)
    write_table(frame, "stays", tmp_path / "stays.csv")
    laid_down(frame, tmp_path / "parts.parquet")
    write_table([row | {"area_code": "140109"} for row in PLACES], "places", tmp_path / "places.csv")
    write_table([lives("ill", "H1"), lives("wife", "H1")], "memberships", tmp_path / "memberships.csv")
    write_table([case(origin="local", area_code="140109901001")], "cases", tmp_path / "cases.csv")
    written = []
    for engine, stays in (("arrays", "stays.csv"), ("arrays", "parts.parquet"), ("spark", "parts.parquet")):
        output = tmp_path / f"{engine}-{stays}.csv"
        words = ["trace", "--json", "--cases", tmp_path / "cases.csv", "--stays", tmp_path / stays]
        words += ["--register", tmp_path, "--pack", "cn-covid-9", "--as-of", "2022-08-22T08:00+08:00"]
        words += ["--engine", engine, "-o", output]
        parser = argparse.ArgumentParser()
        outbreak_commands.add_commands(parser.add_subparsers())
        options = parser.parse_args([str(word) for word in words])
        assert options.run(options) == 0
        written.append(output.read_bytes())

    assert written[0] == written[1] == written[2]
    for person in (b"rider", b"wife", b"pupil", b"clerk"):
        assert person in written[0]


@pytest.mark.spark
@pytest.mark.slow
def test_wrong_stays_are_refused_with_their_number(spark: object, tmp_path: Path) -> None:
    """Rows that no engine can take, and columns of another kind, are refused by what is wrong with them."""
    rows = [stay("ill", "shop", "20 09:00", "20 10:00")] * 3
    rows += [stay("a", "shop", "20 09:00", "20 08:00")] * 2 + [stay("", "shop", "20 09:00", None)]
    frame = stay_frame(rows)
    frame.write_parquet(tmp_path / "wrong.parquet")
    bare = frame.with_columns(
        arrived_at=frame["arrived_at"].dt.convert_time_zone(str(UTC)).dt.replace_time_zone(None)
    )
    bare.write_parquet(tmp_path / "bare.parquet")
    refused = {}
    for name in ("wrong", "bare"):
        with (
            pytest.raises(MutongError) as error,
            spark_stays(tmp_path / f"{name}.parquet", tmp_path) as stays,
        ):
            stays.of_people(["ill"], [0])
        refused[name] = error.value

    assert refused["wrong"].code == "stays_with_faults"
    assert "2 end before they start" in refused["wrong"].words.en
    assert "1 without a person or a place" in refused["wrong"].words.en
    assert refused["bare"].code == "stays_not_for_spark"
    assert "arrived_at" in refused["bare"].words.en


def test_a_plan_with_a_shuffle_is_told_from_one_without() -> None:
    """What lies beside the scan does not count; an exchange or a sort above it does."""
    join = "+- *(2) BroadcastHashJoin [place_id#3], [where#1], LeftSemi, BuildRight, false\n"
    beside = "   +- BroadcastExchange HashedRelationBroadcastMode\n      +- LocalTableScan [where#1]\n"
    scan = "   :- *(2) Filter isnotnull(place_id#3)\n   :  +- FileScan parquet [place_id#3]\n"
    moved = "   :- Exchange hashpartitioning(place_id#3, 200)\n   :  +- FileScan parquet [place_id#3]\n"
    top = "== Physical Plan ==\nAdaptiveSparkPlan isFinalPlan=false\n"

    assert steps_above_scan(top + join + scan + beside) == (
        "AdaptiveSparkPlan",
        "BroadcastHashJoin",
        "Filter",
    )
    assert rows_stay_where_they_are(top + join + scan + beside)
    assert not rows_stay_where_they_are(top + join + moved + beside)
    assert not rows_stay_where_they_are(top + join.replace("BroadcastHash", "SortMerge") + scan + beside)
    assert not rows_stay_where_they_are("")


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    """Where pyspark is not installed, --engine spark ends with exit code 2 and the way out, and writes nothing."""
    write_table([case(origin="local", area_code="140109901001")], "cases", tmp_path / "cases.csv")
    write_table(stay_frame([stay("ill", "shop", "20 09:00", None)]), "stays", tmp_path / "stays.parquet")
    words = ["trace", "--cases", str(tmp_path / "cases.csv"), "--stays", str(tmp_path / "stays.parquet")]
    words += [
        "--pack",
        "cn-covid-9",
        "--as-of",
        "2022-08-22T08:00+08:00",
        "--engine",
        "spark",
        "--lang",
        "en",
    ]
    words += ["-o", str(tmp_path / "contacts.csv")]
    lines = f"import sys; sys.modules['pyspark'] = None; from mutong.cli.main import main; sys.exit(main({words!r}))"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True)

    assert done.returncode == 2
    assert "mutong[spark]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "contacts.csv").exists()


def test_a_store_is_not_what_spark_reads(tmp_path: Path) -> None:
    """A store of arrays given to --engine spark is refused with what to give instead."""
    StayStore.build(tmp_path / "stays.store", columns_of_rows([stay("ill", "shop", "20 09:00", None)]))
    write_table([case(origin="local", area_code="140109901001")], "cases", tmp_path / "cases.csv")
    parser = argparse.ArgumentParser()
    outbreak_commands.add_commands(parser.add_subparsers())
    words = ["trace", "--cases", tmp_path / "cases.csv", "--stays", tmp_path / "stays.store", "--pack"]
    words += ["cn-covid-9", "--as-of", "2022-08-22T08:00+08:00", "--engine", "spark"]
    words += ["-o", tmp_path / "contacts.csv"]
    options = parser.parse_args([str(word) for word in words])
    with pytest.raises(MutongError) as refused:
        options.run(options)

    assert refused.value.code == "engine_and_stays"
    assert "Parquet" in refused.value.words.en
