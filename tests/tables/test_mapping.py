"""Saved mappings from a file's headings to a table's columns."""

from datetime import date, datetime
from pathlib import Path

import pytest

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.kernel.period import CHINA
from mutong.tables.mapping import Mapping, MappingLine, find_mapping, load_mapping, save_mapping
from mutong.tables.reading import open_table

LINES = (
    MappingLine("编号", "case_id"),
    MappingLine("编号", "person_id"),
    MappingLine("", "classification", "确诊病例"),
    MappingLine("报告", "reported_at", "", "dmy;start_of_day"),
    MappingLine("来自", "origin", "", "外地=imported|本地=local|说不清="),
    MappingLine("", "area_code", "140109"),
    MappingLine("住院"),
)


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def test_a_saved_mapping_is_the_same_mapping(tmp_path: Path) -> None:
    """What is saved is loaded the same, by path and by name."""
    mapping = Mapping("county", LINES)
    save_mapping(mapping, tmp_path / "county.csv")
    assert load_mapping(tmp_path / "county.csv") == mapping == find_mapping("county", [tmp_path])


def test_a_mapping_fills_columns(tmp_path: Path) -> None:
    """One heading fills two columns, constants fill rows, formats settle dates and words, and silence is kept."""
    path = tmp_path / "cases.csv"
    path.write_text("编号,报告,来自,住院\nC1,03/04/2022,外地,x\nC2,2022-04-05,火星,\n")
    batch = open_table(path, "cases", Mapping("county", LINES)).read_all()
    (row,) = batch.rows
    assert row["case_id"] == row["person_id"] == "C1"
    assert row["reported_at"] == datetime(2022, 4, 3, tzinfo=CHINA)
    assert (row["classification"], row["origin"], row["area_code"]) == ("confirmed", "imported", "140109")
    assert [(p.row, p.code) for p in batch.problems] == [(3, "unknown_code")]
    assert batch.warnings == []


def test_units_are_converted(tmp_path: Path) -> None:
    """A factor turns the file's unit into the table's, exactly."""
    path = tmp_path / "survey.csv"
    path.write_text("household_id,asked_at,万元\nH1,2022-08-01,0.35\nH2,2022-08-01,\n")
    mapping = Mapping("m", (MappingLine("万元", "cash_offered", "", "*10000"),))
    assert [r["cash_offered"] for r in open_table(path, "survey", mapping).read_all().rows] == [3500.0, None]


@pytest.mark.parametrize(
    "text",
    ["heading,column,constant,format\n甲,a,b,\n", "heading,column,constant,format\n甲,a,,sideways\n",
     "heading,column,constant,format\n,,x,\n", "a,b\n1,2\n"],
)  # fmt: skip
def test_broken_mappings_are_refused(tmp_path: Path, text: str) -> None:
    """A mapping line that makes no sense is refused with its row."""
    path = tmp_path / "m.csv"
    path.write_text(text)
    with pytest.raises(MutongError) as refused:
        load_mapping(path)
    assert refused.value.code == "bad_mapping"


def test_mapping_to_a_column_that_is_not_there(tmp_path: Path) -> None:
    """A mapping that names a column the table lacks, or a constant it cannot hold, refuses the file."""
    path = tmp_path / "p.csv"
    path.write_text("person_id\n1\n")
    for line in (MappingLine("person_id", "height"), MappingLine("", "sex", "tall")):
        with pytest.raises(MutongError) as refused:
            open_table(path, "people", Mapping("m", (line,)))
        assert refused.value.code == "bad_mapping"


def test_unknown_mapping_names_those_there_are(tmp_path: Path) -> None:
    """A mapping that does not exist, or tries to leave its folder, is refused; the others are named."""
    save_mapping(Mapping("county", LINES), tmp_path / "county.csv")
    for name in ("town", "../county"):
        with pytest.raises(MutongError) as refused:
            find_mapping(name, [tmp_path])
        assert "county" in refused.value.words.en


def test_shipped_mappings_load() -> None:
    """The mappings that ship with Mutong are in order."""
    folder = deployment_folder().parent / "mappings"
    assert {load_mapping(p).name for p in folder.glob("*.csv")} >= {"mers-linelist", "mers-contacts"}
    assert date(2022, 8, 22) == clock.today()
